"""Findings and rings for people who live in a spreadsheet: streamed, ids as text, nothing run as a formula."""

import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import duckdb
import pyarrow as pa
import xlsxwriter

from evenhand.errors import Unreadable
from evenhand.reports.sheet_fields import FINDINGS, MEMBERS, RINGS, TIES, Field
from evenhand.reports.sheet_rows import masked_batches, spelled
from evenhand.rings.run import Detection
from evenhand.tables.connection import connect, literal
from evenhand.tables.progress import Progress, silent

# What the file format holds; further rows go on further sheets.
SHEET_ROWS = 1_048_576
# A sheet of so many rows may pass 2 GiB, for which an archive needs its larger form.
LARGE_SHEET_ROWS = 300_000
SHEET_PART = re.compile(r"xl/worksheets/sheet(\d+)\.xml")
TEXT_STYLE = re.compile(rb'<col [^>]*style="(\d+)"')


@dataclass(frozen=True, kw_only=True)
class _Table:
    """What goes on the sheets of one name: how many rows on each, and the rows; no batch goes on two sheets."""

    name: str
    fields: Sequence[Field]
    sizes: Sequence[int]
    batches: Iterator[pa.RecordBatch]


def write_findings_sheet(
    findings: Path,
    to: Path,
    *,
    tz: str = "Asia/Shanghai",
    sheet_rows: int = SHEET_ROWS,
    progress: Progress = silent,
) -> Path:
    """Write a findings.parquet to the workbook `to`, ordered by time; a sheet holds `sheet_rows` rows with its heading.

    Times are written on the clock of `tz`. Raises Unreadable when the Parquet file is missing or broken.
    """
    with connect() as con:
        table = f"read_parquet({literal(str(findings))})"
        try:
            found = _table(con, "findings", table, FINDINGS, '"at", contact_id, pack, rule', tz, sheet_rows)
            _write(con, to, [found], progress)
        except (duckdb.IOException, duckdb.InvalidInputException) as trouble:
            raise Unreadable(
                zh=f"读不出 {findings.name}：文件缺失或不完整。没有写出表格；请重新运行检查。",
                en=f"{findings.name} cannot be read: it is missing or incomplete. No sheet was written; audit again.",
            ) from trouble
    return to


def write_rings_sheet(
    detection: Detection,
    to: Path,
    *,
    tz: str = "Asia/Shanghai",
    sheet_rows: int = SHEET_ROWS,
    progress: Progress = silent,
) -> Path:
    """Write a detection to the workbook `to`: rings, members and ties, each on a sheet of its own (or several)."""
    with connect() as con:
        con.register("all_rings", detection.rings)
        con.register("all_members", detection.members)
        con.register("all_ties", detection.ties)
        tables = [
            _table(con, "rings", "all_rings", RINGS, "kind, score DESC NULLS LAST, ring_id", tz, sheet_rows),
            _table(con, "members", "all_members", MEMBERS, "ring_id, complaint_id", tz, sheet_rows),
            _table(con, "ties", "all_ties", TIES, "complaint_a, complaint_b, kind", tz, sheet_rows),
        ]
        _write(con, to, tables, progress)
    return to


def _table(
    con: duckdb.DuckDBPyConnection,
    name: str,
    table: str,
    fields: Sequence[Field],
    order: str,
    tz: str,
    sheet_rows: int,
) -> _Table:
    rows, most = con.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0], sheet_rows - 1
    sizes = [min(most, rows - first) for first in range(0, rows, most)] or [0]
    return _Table(
        name=name, fields=fields, sizes=sizes, batches=_cut(masked_batches(con, table, fields, order, tz), most)
    )


def _cut(batches: Iterator[pa.RecordBatch], most: int) -> Iterator[pa.RecordBatch]:
    """The same rows in batches of which none goes on two sheets of `most` rows.

    One is held back, so that with the last in hand the reading is over and the connection free for the next table.
    """
    room, held = most, None
    for batch in batches:
        while batch.num_rows:
            part = batch.slice(0, room)
            room = room - part.num_rows or most
            batch = batch.slice(part.num_rows)
            if held is not None:
                yield held
            held = part
    if held is not None:
        yield held


def _write(con: duckdb.DuckDBPyConnection, to: Path, tables: Sequence[_Table], progress: Progress) -> None:
    """The book with its headings by xlsxwriter, then the rows put into its sheets, spelled by SQL."""
    sheets = [(table, rows) for table in tables for rows in table.sizes]
    unfinished = to.with_name(to.name + ".part")
    told = _telling(sum(rows for _, rows in sheets), progress)
    try:
        with ZipFile(_headings(tables)) as headings, ZipFile(unfinished, "w", ZIP_DEFLATED) as book:
            for part in headings.infolist():
                body, number = headings.read(part), SHEET_PART.fullmatch(part.filename)
                if number is None:
                    book.writestr(part, body, ZIP_DEFLATED)
                    continue
                table, rows = sheets[int(number[1]) - 1]
                with book.open(part, "w", force_zip64=rows > LARGE_SHEET_ROWS) as sheet:
                    for xml in _filled(con, body, table.batches, rows, told):
                        sheet.write(xml)
        unfinished.replace(to)
        progress("writing the sheet", 1.0)
    finally:
        unfinished.unlink(missing_ok=True)


def _telling(total: int, progress: Progress) -> Callable[[int], None]:
    """Tells how far the writing is, given the rows about to be written: a million findings take a minute."""
    written = 0

    def tell(more: int) -> None:
        nonlocal written
        progress("writing the sheet", written / total)
        written += more

    return tell


def _filled(
    con: duckdb.DuckDBPyConnection,
    body: bytes,
    batches: Iterator[pa.RecordBatch],
    rows: int,
    told: Callable[[int], None],
) -> Iterator[bytes]:
    """The sheet `body` that holds a heading, with so many rows under it."""
    head, end, tail = body.partition(b"</sheetData>")
    style = int(TEXT_STYLE.findall(head)[0])
    yield re.sub(rb'(<dimension ref="A1:[A-Z]+)1"', rb'\g<1>%d"' % (rows + 1), head)
    line = 1
    while line <= rows:
        batch = next(batches)
        told(batch.num_rows)
        # A cursor of its own, for the rows are still being read from `con`.
        yield spelled(con.cursor(), batch, line=line + 1, style=style)
        line += batch.num_rows
    yield end + tail


def _headings(tables: Sequence[_Table]) -> io.BytesIO:
    """A book of sheets that hold their heading and no row yet."""
    book = io.BytesIO()
    with xlsxwriter.Workbook(book, {"in_memory": True}) as made:
        # No time of writing in the file: the same findings give the same bytes.
        made.set_properties({"created": datetime(2000, 1, 1)})  # noqa: DTZ001 the format holds no zone
        heading = made.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        text = made.add_format({"num_format": "@"})
        for table in tables:
            for part in range(1, len(table.sizes) + 1):
                sheet = made.add_worksheet(table.name if part == 1 else f"{table.name} {part}")
                sheet.freeze_panes(1, 0)
                for column, field in enumerate(table.fields):
                    sheet.set_column(column, column, field.wide, text)
                    sheet.write_string(0, column, f"{field.zh}\n{field.en}", heading)
    return book
