"""Count what is empty and unreadable, log it, and tell which rows cannot stand."""

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

from evenhand.intake.binding import Binding
from evenhand.intake.problems import EMPTY, LOST_CLAIM, REPEATED, UNDECODED, of_cell, of_item
from evenhand.intake.rejects import Rejects
from evenhand.intake.relation import Parsed, bad, over
from evenhand.intake.repeats import has_repeats
from evenhand.intake.words import Vocabulary
from evenhand.records import Column
from evenhand.tables.connection import identifier
from evenhand.tables.written import Written


@dataclass(frozen=True, kw_only=True)
class SortedOut:
    """The table of rejects, the table of rows that fell, how many were read and fell, and what defaults filled."""

    rejects: str
    fallen: str
    rows_read: int
    rows_fallen: int
    defaulted: dict[str, int]


def sort_out(
    con: duckdb.DuckDBPyConnection, written: Written, binding: Binding, words: Vocabulary, parsed: Parsed, *, name: str
) -> SortedOut:
    """Log every fault of `parsed` into the temporary table `name`."""
    rejects = Rejects(con, name)
    rejects.broken(written.broken)
    for ours, theirs in binding.lost:
        rejects.note(written.header_row, theirs, ours, LOST_CLAIM)
    rows, empty, faulty = _counts(con, binding, words.columns, parsed)
    for column in words.columns:
        if faulty.get(column.name):
            _log_faulty(rejects, written, column, parsed)
        if column.required and not column.may_be_empty and empty.get(column.name):
            where = _is_empty(column.name, parsed)
            rejects.reject(
                f"SELECT row, '' AS written FROM {identifier(parsed.name)} WHERE {where}", column.name, EMPTY
            )
    if written.undecoded:
        _log_undecoded(rejects, written, binding)
    for column in words.columns:
        if column.unique and has_repeats(con, parsed.name, column.name):
            rejects.reject(_repeated(rejects, column.name, parsed), column.name, REPEATED)
    fallen = rejects.rows()
    return SortedOut(
        rejects=name,
        fallen=rejects.fallen,
        rows_read=rows + len(written.broken),
        rows_fallen=fallen,
        defaulted=_defaulted(con, words.columns, parsed, rows, empty, rejects.fallen if fallen else None),
    )


def _is_empty(column: str, parsed: Parsed) -> str:
    flag = f" AND NOT {identifier(bad(column))}" if parsed.cells[column].bad != "false" else ""
    return f"{identifier(column)} IS NULL{flag}"


def _counts(
    con: duckdb.DuckDBPyConnection, binding: Binding, columns: Sequence[Column], parsed: Parsed
) -> tuple[int, dict[str, int], dict[str, int]]:
    """In one pass: the rows; empty cells of required columns and those with a default; unreadable cells."""
    asked: dict[tuple[str, str], str] = {}
    empty: dict[str, int] = {}
    for column in columns:
        cell = parsed.cells.get(column.name)
        if cell is None:
            continue
        if cell.bad != "false":
            asked["faulty", column.name] = f"count_if({identifier(bad(column.name))})"
        if column.required or column.default is not None:
            told = binding.bound[column.name].nulls
            if cell.sure and told is not None and not cell.empty:
                empty[column.name] = told
            else:
                asked["empty", column.name] = _fills(column, parsed)
    query = f"SELECT {', '.join(['count(*)', *asked.values()])} FROM {identifier(parsed.name)}"
    # Over no rows at all a count_if is NULL.
    rows, *counted = (int(n or 0) for n in con.execute(query).fetchone() or ())
    found = dict(zip(asked, counted, strict=True))
    empty |= {name: n for (kind, name), n in found.items() if kind == "empty"}
    return rows, empty, {name: n for (kind, name), n in found.items() if kind == "faulty"}


def _log_faulty(rejects: Rejects, written: Written, column: Column, parsed: Parsed) -> None:
    cell = parsed.cells[column.name]
    if cell.items is not None:
        items = f"SELECT row, unnest({cell.items}) AS item FROM {over(written, {column.name: cell})}"
        rejects.log(f"SELECT row, item AS written FROM ({items}) WHERE {cell.bad_item}", column.name, of_item(column))
        return
    query = f"SELECT row, {cell.text} AS written FROM {over(written, {column.name: cell})} WHERE {cell.bad}"
    if column.required:
        rejects.reject(query, column.name, of_cell(column))
    else:
        rejects.log(query, column.name, of_cell(column))


def _log_undecoded(rejects: Rejects, written: Written, binding: Binding) -> None:
    for ours, column in binding.bound.items():
        cell = identifier(column.name)
        text = f"array_to_string({cell}, ';')" if column.sql_type.endswith("[]") else cell
        rejects.log(
            f"SELECT row, {text} AS written FROM {identifier(written.relation)} WHERE contains({text}, '�')",
            ours,
            UNDECODED,
        )


def _repeated(rejects: Rejects, column: str, parsed: Parsed) -> str:
    """SQL: among the rows that stand so far, those whose id stood before."""
    relation, name = identifier(parsed.name), identifier(column)
    standing = f"row NOT IN (SELECT row FROM {identifier(rejects.fallen)})"
    twice = f"SELECT {name} FROM {relation} GROUP BY {name} HAVING count(*) > 1"
    return (
        f"SELECT row, {name} AS written FROM (SELECT row, {name}, row_number() OVER (PARTITION BY {name} ORDER BY row)"
        f" AS nth FROM {relation} WHERE {name} IN ({twice}) AND {standing}) WHERE nth > 1"
    )


def _defaulted(
    con: duckdb.DuckDBPyConnection,
    columns: Sequence[Column],
    parsed: Parsed,
    rows: int,
    empty: dict[str, int],
    fallen: str | None,
) -> dict[str, int]:
    """How many cells of the rows that stand a default filled, by column, where any."""
    filled = [column for column in columns if column.default is not None]
    if fallen is None:
        found = {column.name: empty.get(column.name, 0) if column.name in parsed.cells else rows for column in filled}
    elif filled:
        asked = [_fills(column, parsed) for column in filled]
        query = f"SELECT {', '.join(asked)} FROM {identifier(parsed.name)}"
        counted = con.execute(f"{query} WHERE row NOT IN (SELECT row FROM {identifier(fallen)})").fetchone() or ()
        found = {column.name: int(n or 0) for column, n in zip(filled, counted, strict=True)}
    else:
        found = {}
    return {name: n for name, n in found.items() if n}


def _fills(column: Column, parsed: Parsed) -> str:
    if column.name not in parsed.cells:
        return "count(*)"
    if column.default is None or "unknown" in column.values:
        return f"count_if({_is_empty(column.name, parsed)})"
    return f"count_if({identifier(column.name)} IS NULL)"
