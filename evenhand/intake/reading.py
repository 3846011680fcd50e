"""Read contacts, complaints and mandates: files become records, and what is wrong is named."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from itertools import count
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb

from evenhand.errors import Misuse, Unreadable
from evenhand.intake.binding import Binding, bind
from evenhand.intake.cells import define_macros
from evenhand.intake.mapping import ColumnMap, read_mapping
from evenhand.intake.relation import Parsed, final_columns, parse, read_cells
from evenhand.intake.sorting_out import SortedOut, sort_out
from evenhand.intake.words import Vocabulary, folded, layout_columns, vocabulary
from evenhand.records import COMPLAINTS, CONTACTS
from evenhand.tables.connection import identifier
from evenhand.tables.kinds import digest_of
from evenhand.tables.merged import fill_in
from evenhand.tables.months import Months, months_of
from evenhand.tables.opening import open_table
from evenhand.tables.progress import Progress, silent
from evenhand.tables.written import Written

DEFAULT_TZ = "Asia/Shanghai"


@dataclass(frozen=True, kw_only=True)
class Intake:
    """A file as records in a connection.

    `relation` names a view or temporary table: `row` BIGINT (as a spreadsheet numbers it; records of Parquet and JSON
    Lines from 1), the columns of `evenhand.records` with their types and defaults, then unknown columns as VARCHAR;
    contacts also carry `at_offset_s`, the offset written in `at` in seconds or NULL, and `at_only_day`, whether `at`
    was written as a day without an hour. `rejects` names the table of rejected rows and emptied cells
    (`records.REJECTS`); `rows_read` counts rejected rows too; `defaulted` counts the cells of accepted rows that a
    default filled; `values` tells, of columns with closed values, which of them the file holds at most. `months` names
    the files of a folder; `filled`, in how many rows a column was filled in from merged cells.
    """

    relation: str
    present: frozenset[str]
    extra: tuple[str, ...]
    rejects: str
    rows_read: int
    rows_rejected: int
    defaulted: dict[str, int]
    values: dict[str, frozenset[str]]
    input_sha256: str
    months: Months | None = None
    filled: Mapping[str, int] = field(default_factory=dict)


def read_contacts(
    con: duckdb.DuckDBPyConnection,
    path: Path,
    *,
    mapping: Path | None = None,
    tz: str = DEFAULT_TZ,
    since: datetime | None = None,
    progress: Progress | None = None,
) -> Intake:
    """Read a file of contacts, or a folder of Parquet files, of which months that end before `since` stay closed.

    Raises `Unreadable` for the file, `Misuse` for the mapping or `tz`, in one sentence.
    """
    own = read_mapping(mapping, CONTACTS) if mapping else ColumnMap()
    return _read(con, path, "contacts", own, tz, progress, since=since, folders=True)


def read_complaints(
    con: duckdb.DuckDBPyConnection,
    path: Path,
    *,
    mapping: Path | None = None,
    tz: str = DEFAULT_TZ,
    layout: str | None = None,
    fill_merged: Sequence[str] = (),
    progress: Progress | None = None,
) -> Intake:
    """Read a file of complaints; `layout="cfpb"` reads what the US Consumer Financial Protection Bureau publishes.

    In the columns `fill_merged`, cells of a workbook that are merged over rows count for each row; `filled` says where.
    Raises `Unreadable` for the file, `Misuse` for the mapping, the layout or `tz`, in one sentence.
    """
    own = read_mapping(mapping, COMPLAINTS) if mapping else ColumnMap()
    if layout is not None:
        known = layout_columns(layout)
        if known is None:
            raise Misuse(zh=f"没有“{layout}”这种格式；可用的是 cfpb。", en=f"there is no format {layout}; use cfpb.")
        own = ColumnMap(columns={**known, **own.columns}, values=own.values)
    return _read(con, path, "complaints", own, tz, progress, fill_merged=fill_merged)


def read_mandates(con: duckdb.DuckDBPyConnection, path: Path, *, tz: str = DEFAULT_TZ) -> Intake:
    """Read a file of mandates; a `to` that is only a day lasts to the end of that day."""
    return _read(con, path, "mandates", ColumnMap(), tz, None)


def _read(
    con: duckdb.DuckDBPyConnection,
    path: Path,
    table: str,
    own: ColumnMap,
    tz: str,
    progress: Progress | None,
    *,
    since: datetime | None = None,
    folders: bool = False,
    fill_merged: Sequence[str] = (),
) -> Intake:
    _check_zone(tz)
    months = months_of(path, since=since) if folders and path.is_dir() else None
    try:
        return _read_whole(con, path, months, table, own, tz, progress or silent, fill_merged)
    except (duckdb.IOException, duckdb.InvalidInputException) as fault:  # a page that is damaged inside a whole file
        raise Unreadable(
            zh=f"“{path.name}”中间有损坏，读不下去；请重新复制或导出。（{fault}）",
            en=f"{path.name} is damaged inside and cannot be read on; copy or export it again. ({fault})",
        ) from fault


def _read_whole(
    con: duckdb.DuckDBPyConnection,
    path: Path,
    months: Months | None,
    table: str,
    own: ColumnMap,
    tz: str,
    tell: Progress,
    fill_merged: Sequence[str],
) -> Intake:
    words, name = vocabulary(table), _free_name(con, table)
    define_macros(con, words.nothing)
    tell("reading the file", 0.0)
    written = open_table(con, months or path, score=partial(_score, words, own.columns), name=f"{name}_written")
    binding = bind(path, written.columns, words, own.columns)
    filled = _fill(con, written, binding, fill_merged)
    tell("reading the columns", 0.4)
    cells = read_cells(con, written, binding, words, own=own.values, tz=tz)
    parsed = parse(con, written, binding, cells, name=f"{name}_parsed")
    tell("checking the rows", 0.7)
    sorted_out = sort_out(con, written, binding, words, parsed, name=f"{name}_rejects")
    columns = ["row", *final_columns(words.columns, binding, parsed)]
    if table == "contacts":
        columns += ["at_offset_s", "at_only_day"]
    _view(con, name, parsed, columns, sorted_out)
    tell("read", 1.0)
    return Intake(
        relation=name,
        present=frozenset(binding.bound),
        extra=tuple(parsed.extra),
        rejects=sorted_out.rejects,
        rows_read=sorted_out.rows_read,
        rows_rejected=sorted_out.rows_fallen + len(written.broken),
        defaulted=sorted_out.defaulted,
        values={column: cell.values for column, cell in parsed.cells.items() if cell.values is not None},
        input_sha256=months.digest() if months else digest_of(path),
        months=months,
        filled=filled,
    )


def _fill(con: duckdb.DuckDBPyConnection, written: Written, binding: Binding, wanted: Sequence[str]) -> dict[str, int]:
    """Fill the wanted columns in from merged cells; in how many rows of each."""
    bound = {ours: column.name for ours, column in binding.bound.items() if ours in wanted}
    filled = {ours: fill_in(con, written.relation, written.merged, name) for ours, name in bound.items()}
    return {ours: rows for ours, rows in filled.items() if rows}


def _view(
    con: duckdb.DuckDBPyConnection, name: str, parsed: Parsed, columns: Sequence[str], sorted_out: SortedOut
) -> None:
    """The rows that can stand, as the view `name`."""
    kept = f" WHERE row NOT IN (SELECT row FROM {identifier(sorted_out.fallen)})" if sorted_out.rows_fallen else ""
    con.execute(
        f"CREATE TEMP VIEW {identifier(name)} AS"
        f" SELECT {', '.join([*columns, *map(identifier, parsed.extra)])} FROM {identifier(parsed.name)}{kept}"
    )


def _free_name(con: duckdb.DuckDBPyConnection, table: str) -> str:
    """A name that no earlier reading in this connection has taken."""
    names = con.execute("SELECT view_name FROM duckdb_views() WHERE temporary").fetchall()
    taken = {name for (name,) in names}
    return next(name for nth in count(1) if (name := f"{table}_{nth}") not in taken)


def _score(words: Vocabulary, mapped: Mapping[str, str], headers: Sequence[str]) -> int:
    """How much a row looks like the header, a user's own headers included."""
    folded_headers = {folded(header) for header in headers}
    return words.score(headers) + sum(100 for theirs in mapped.values() if folded(theirs) in folded_headers)


def _check_zone(tz: str) -> None:
    try:
        ZoneInfo(tz)
    except (OSError, ValueError, KeyError):
        raise Misuse(
            zh=f"没有“{tz}”这个时区；请写 IANA 名称，如 Asia/Shanghai。",
            en=f"there is no time zone {tz}; give an IANA name such as Asia/Shanghai.",
        ) from None
