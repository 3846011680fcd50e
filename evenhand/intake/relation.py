"""From the columns as written to the relation of records."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import duckdb

from evenhand.intake.binding import Binding
from evenhand.intake.cells import BLANKS, NO_ITEMS, TIMES, Cell, read_cell, text_of
from evenhand.intake.clocks import steady_offset
from evenhand.intake.layers import layered
from evenhand.intake.spelling import spelling_of
from evenhand.intake.words import Vocabulary, Wanted
from evenhand.records import Column
from evenhand.tables.connection import identifier, literal
from evenhand.tables.written import Written, WrittenColumn

RESERVED = ("row", "at_offset_s", "at_only_day")


@dataclass(frozen=True, kw_only=True)
class Parsed:
    """The relation `name`: `row`, our columns that the file has (NULL where empty), `bad <column>` where a written cell
    may be unreadable, `at_offset_s` if there is a column `at`, and the columns kept beside, under their new names."""

    name: str
    cells: Mapping[str, Cell]
    extra: Mapping[str, str]


def read_cells(
    con: duckdb.DuckDBPyConnection,
    written: Written,
    binding: Binding,
    words: Vocabulary,
    *,
    own: Mapping[str, Wanted],
    tz: str,
) -> dict[str, Cell]:
    """How each bound column is read, with the shorter way chosen wherever the file allows it."""
    cells = {}
    for column in words.columns:
        theirs = binding.bound.get(column.name)
        if theirs is None:
            continue
        wanted = {**words.values[column.name], **own.get(column.name, {})}
        spelling = spelling_of(con, written, theirs, column, wanted)
        cell = read_cell(
            column,
            theirs,
            tz=tz,
            steady_s=steady_offset(con, written.relation, theirs, tz) if theirs.sql_type in TIMES else None,
            spelled=spelling.spelled,
            familiar=spelling.familiar,
            empty=spelling.empty,
        )
        cells[column.name] = replace(cell, values=frozenset(spelling.spelled.values())) if wanted else cell
    return _shortened(con, written, binding, cells)


def _shortened(
    con: duckdb.DuckDBPyConnection, written: Written, binding: Binding, cells: dict[str, Cell]
) -> dict[str, Cell]:
    """Look once whether every cell is tidy where that is not known; a stored table is read once anyway."""
    open_ = [] if written.stored else [name for name, cell in cells.items() if cell.plain and not cell.sure]
    asked = [name for name in open_ if not (cells[name].few or cells[name].each)]
    tidy = {name for name, cell in cells.items() if cell.plain and cell.sure}
    if asked:
        tests = ", ".join(f"coalesce(bool_and({cells[name].tidy}), true)" for name in asked)
        answers = con.execute(f"SELECT {tests} FROM {identifier(written.relation)}").fetchone() or ()
        tidy |= {name for name, answer in zip(asked, answers, strict=True) if answer}
    tidy |= {name for name in open_ if cells[name].few and _all_tidy(con, written, cells[name])}
    tidy |= {name for name in open_ if cells[name].each and _each_tidy(con, written, binding.bound[name], cells[name])}
    return {name: _plain(cell) if name in tidy else cell for name, cell in cells.items()}


def _all_tidy(con: duckdb.DuckDBPyConnection, written: Written, cell: Cell) -> bool:
    """Whether each different value of a column of few values is tidy."""
    values = f"SELECT DISTINCT {cell.text} FROM {identifier(written.relation)}"
    # Not in WHERE: there it would be asked of every row before the different ones are picked.
    ((untidy,),) = con.execute(f"SELECT count(*) FILTER (NOT ({cell.tidy})) FROM ({values})").fetchall()
    return bool(untidy == 0)


def _each_tidy(con: duckdb.DuckDBPyConnection, written: Written, theirs: WrittenColumn, cell: Cell) -> bool:
    """Whether each item of a column of lists may stand as it is."""
    column = identifier(theirs.name)
    items = f"SELECT unnest({column}) AS item FROM {identifier(written.relation)} WHERE len({column}) > 0"
    ((untidy,),) = con.execute(f"SELECT count(*) FILTER (NOT ({cell.each})) FROM ({items})").fetchall()
    return bool(untidy == 0)


def _plain(cell: Cell) -> Cell:
    return replace(
        cell,
        value=cell.plain or cell.value,
        bad="false",
        layers=cell.layers if cell.plain == cell.value else (),
        tidy="true",
        sure=True,
        few=False,
        items=None,
        bad_item="false",
        each=None,
        offset_s="NULL",
        costly=False,
    )


def parse(
    con: duckdb.DuckDBPyConnection, written: Written, binding: Binding, cells: Mapping[str, Cell], *, name: str
) -> Parsed:
    """Make the relation `name`: a table if cells have to be taken apart, else a view over the file."""
    extra = _extra_names(con, written, binding, taken=(*RESERVED, *cells))
    chosen = ["row"]
    for ours, cell in cells.items():
        chosen.append(f"{_last_moment(cell) if ours == 'to' else cell.value} AS {identifier(ours)}")
        if cell.bad != "false":
            chosen.append(f"{cell.bad} AS {identifier(bad(ours))}")
    if "at" in cells:
        chosen.append(f"CAST({cells['at'].offset_s} AS INTEGER) AS at_offset_s")
        chosen.append(f"CAST({cells['at'].only_day} AS BOOLEAN) AS at_only_day")
    theirs = {column.name: column for column in binding.extra}
    chosen += [f"{text_of(theirs[column])} AS {identifier(new)}" for new, column in extra.items()]
    apart = written.stored or any(cell.costly for cell in cells.values())
    kind = "TABLE" if apart else "VIEW"
    con.execute(f"CREATE TEMP {kind} {identifier(name)} AS SELECT {', '.join(chosen)} FROM {over(written, cells)}")
    return Parsed(name=name, cells=cells, extra=extra)


def bad(column: str) -> str:
    """The name of the flag that a written cell of `column` is unreadable."""
    return f"bad {column}"


def over(written: Written, cells: Mapping[str, Cell]) -> str:
    """SQL: the written relation with every layer of helpers that `cells` use."""
    return layered(identifier(written.relation), [cell.layers for cell in cells.values()])


def _last_moment(cell: Cell) -> str:
    # A mandate "to" a day includes that day.
    return f"CASE WHEN {cell.only_day} THEN {cell.value} + to_hours(24) - to_microseconds(1) ELSE {cell.value} END"


def _extra_names(
    con: duckdb.DuckDBPyConnection, written: Written, binding: Binding, *, taken: Sequence[str]
) -> dict[str, str]:
    """New names of the columns kept beside: their headers, made different from each other and from ours."""
    used, names = {name.casefold() for name in taken}, {}
    for column in binding.extra:
        header = column.header.strip()
        if not header and _is_blank(con, written, column):
            continue
        name = wished = header or f"column_{int(column.name[1:]) + 1}"
        nth = 2
        while name.casefold() in used:
            name, nth = f"{wished}_{nth}", nth + 1
        used.add(name.casefold())
        names[name] = column.name
    return names


def _is_blank(con: duckdb.DuckDBPyConnection, written: Written, column: WrittenColumn) -> bool:
    found = con.execute(
        f"SELECT coalesce(bool_and(trim({text_of(column)}, {literal(BLANKS)}) = ''), true)"
        f" FROM {identifier(written.relation)}"
    ).fetchone()
    return bool(found and found[0])


def final_columns(columns: Sequence[Column], binding: Binding, parsed: Parsed) -> list[str]:
    """SQL of our columns as they leave intake: defaults filled, and "none" where empty means none."""
    final = []
    for column in columns:
        cell, theirs = parsed.cells.get(column.name), binding.bound.get(column.name)
        full = cell is not None and cell.sure and not cell.empty and theirs is not None and theirs.nulls == 0
        as_it_is = cell is not None and cell.sure and cell.settled
        as_it_is |= full and column.kind not in ("list", "choices")
        value = identifier(column.name) if as_it_is else _final(column, cell)
        final.append(f"{value} AS {identifier(column.name)}")
    return final


def _final(column: Column, cell: Cell | None) -> str:
    value = identifier(column.name) if cell else f"CAST(NULL AS {column.sql_type})"
    if column.default is not None:
        filled = f"coalesce({value}, {literal(column.default)})"
        if cell and cell.bad != "false" and "unknown" in column.values:
            # A default must not hide what an unreadable word said.
            return f"CASE WHEN {identifier(bad(column.name))} THEN 'unknown' ELSE {filled} END"
        return filled
    if column.empty == "unknown" or column.kind == "time":
        return value
    nothing = {"bool": "false", "list": NO_ITEMS, "choices": NO_ITEMS}
    return f"coalesce({value}, {nothing.get(column.kind, literal(''))})"
