"""Findings and rings for people who live in a spreadsheet: streamed, ids as text, nothing run as a formula."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import pyarrow as pa
import xlsxwriter

from evenhand.errors import Unreadable
from evenhand.privacy.masking import mask_batches
from evenhand.reports.shown import HIDDEN
from evenhand.rings.run import Detection
from evenhand.tables.connection import connect, identifier, literal
from evenhand.tables.progress import Progress, silent

# What the file format holds; further rows go on further sheets.
SHEET_ROWS = 1_048_576
CELL_CHARACTERS = 32_767
BATCH = 20_000

Row = tuple[Any, ...]


@dataclass(frozen=True, kw_only=True)
class Field:
    """One column of a sheet: its name in the table, its two headings, its width in characters.

    What is told in words is masked; ids stay as they are, so that a row can be found again.
    """

    name: str
    zh: str
    en: str
    wide: int = 14
    told: bool = False


FINDINGS = (
    Field(name="contact_id", zh="联系编号", en="contact_id", wide=18),
    Field(name="debtor_id", zh="债务人", en="debtor_id", wide=18),
    Field(name="at", zh="时间", en="at", wide=19),
    Field(name="lender", zh="贷款机构", en="lender", wide=18),
    Field(name="agency", zh="催收机构", en="agency", wide=18),
    Field(name="pack", zh="规则包", en="pack", wide=20),
    Field(name="rule", zh="规则", en="rule", wide=22),
    Field(name="in_force", zh="施行日", en="in_force", wide=12),
    Field(name="outcome", zh="结论", en="outcome", wide=18),
    Field(name="severity", zh="轻重", en="severity", wide=8),
    Field(name="sentence_zh", zh="发现", en="finding (Chinese)", wide=60, told=True),
    Field(name="sentence_en", zh="发现（英文）", en="finding", wide=60, told=True),
    Field(name="related", zh="一并计入", en="related", wide=30),
    Field(name="facts", zh="所用事实", en="facts", wide=40, told=True),
)
RINGS = (
    Field(name="ring_id", zh="组编号", en="ring_id", wide=18),
    Field(name="kind", zh="类别（均为疑似）", en="kind (suspected)", wide=18),
    Field(name="score", zh="有组织的概率估计", en="score", wide=10),
    Field(name="complaints", zh="投诉", en="complaints", wide=10),
    Field(name="complainants", zh="投诉人", en="complainants", wide=10),
    Field(name="institutions", zh="机构", en="institutions", wide=10),
    Field(name="borne_out", zh="有催收发现", en="borne_out", wide=10),
    Field(name="first_at", zh="最早", en="first_at", wide=19),
    Field(name="last_at", zh="最晚", en="last_at", wide=19),
    Field(name="sentence_zh", zh="说明", en="sentence (Chinese)", wide=60, told=True),
    Field(name="sentence_en", zh="说明（英文）", en="sentence", wide=60, told=True),
    Field(name="reasons", zh="理由", en="reasons", wide=60),
    Field(name="counter", zh="相反的事实", en="counter", wide=60),
)
MEMBERS = (
    Field(name="ring_id", zh="组编号", en="ring_id", wide=18),
    Field(name="complaint_id", zh="投诉编号", en="complaint_id", wide=18),
    Field(name="strength", zh="关联强度", en="strength", wide=10),
    Field(name="standing", zh="地位（review：待人查看）", en="standing", wide=14),
)
TIES = (
    Field(name="complaint_a", zh="投诉甲", en="complaint_a", wide=18),
    Field(name="complaint_b", zh="投诉乙", en="complaint_b", wide=18),
    Field(name="kind", zh="关联", en="kind", wide=14),
    Field(name="weight", zh="权重", en="weight", wide=10),
    Field(name="detail", zh="细节", en="detail", wide=40, told=True),
)


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
        order = '"at", contact_id, pack, rule'
        try:
            total = con.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0]
            rows = _told(_rows(con, table, FINDINGS, order, tz), total, progress)
            _write(to, [("findings", FINDINGS, rows)], sheet_rows)
        except (duckdb.IOException, duckdb.InvalidInputException) as trouble:
            raise Unreadable(
                zh=f"读不出 {findings.name}：文件缺失或不完整。没有写出表格；请重新运行检查。",
                en=f"{findings.name} cannot be read: it is missing or incomplete. No sheet was written; audit again.",
            ) from trouble
    return to


def write_rings_sheet(
    detection: Detection, to: Path, *, tz: str = "Asia/Shanghai", sheet_rows: int = SHEET_ROWS
) -> Path:
    """Write a detection to the workbook `to`: rings, members and ties, each on a sheet of its own (or several)."""
    with connect() as con:
        con.register("all_rings", detection.rings)
        con.register("all_members", detection.members)
        con.register("all_ties", detection.ties)
        tables = [
            ("rings", RINGS, _rows(con, "all_rings", RINGS, "kind, score DESC NULLS LAST, ring_id", tz)),
            ("members", MEMBERS, _rows(con, "all_members", MEMBERS, "ring_id, complaint_id", tz)),
            ("ties", TIES, _rows(con, "all_ties", TIES, "complaint_a, complaint_b, kind", tz)),
        ]
        _write(to, tables, sheet_rows)
    return to


def _rows(con: duckdb.DuckDBPyConnection, table: str, fields: Sequence[Field], order: str, tz: str) -> Iterator[Row]:
    """Rows of plain cells, read in batches: lists joined, times as local text, control characters left out."""
    columns = ", ".join(identifier(field.name) for field in fields)
    zone = ZoneInfo(tz)
    told = [field.name for field in fields if field.told]
    reader: pa.RecordBatchReader = con.sql(f"SELECT {columns} FROM {table} ORDER BY {order}").to_arrow_reader(BATCH)
    for batch in mask_batches(reader, told):
        columns_of = [column.to_pylist() for column in batch.columns]
        for cells in zip(*columns_of, strict=True):
            yield tuple(_cell(cell, zone) for cell in cells)


def _told(rows: Iterator[Row], total: int, progress: Progress) -> Iterator[Row]:
    """The same rows, telling how far the writing is: a million findings take minutes."""
    for written, row in enumerate(rows):
        if written % BATCH == 0:
            progress("writing the sheet", written / max(1, total))
        yield row
    progress("writing the sheet", 1.0)


def _cell(value: Any, zone: ZoneInfo) -> str | float | int | None:
    if isinstance(value, list):
        value = "; ".join(str(item) for item in value)
    if isinstance(value, datetime):
        return f"{value.astimezone(zone):%Y-%m-%d %H:%M:%S}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return HIDDEN.sub("", value)[:CELL_CHARACTERS]
    return value  # type: ignore[no-any-return]


def _write(to: Path, tables: Sequence[tuple[str, Sequence[Field], Iterator[Row]]], sheet_rows: int) -> None:
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "nan_inf_to_errors": True,
    }
    unfinished = to.with_name(to.name + ".part")
    try:
        with xlsxwriter.Workbook(str(unfinished), options) as book:
            # No time of writing in the file: the same findings give the same bytes.
            book.set_properties({"created": datetime(2000, 1, 1)})  # noqa: DTZ001 the format holds no zone
            heading = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
            text = book.add_format({"num_format": "@"})
            for name, fields, rows in tables:
                _fill(book, name, fields, rows, sheet_rows, (heading, text))
        unfinished.replace(to)
    finally:
        unfinished.unlink(missing_ok=True)


def _fill(
    book: Any, name: str, fields: Sequence[Field], rows: Iterator[Row], sheet_rows: int, formats: tuple[Any, Any]
) -> None:
    heading, text = formats
    sheet, line, part = _sheet(book, name, fields, heading), 1, 1
    for row in rows:
        if line >= sheet_rows:
            part += 1
            sheet, line = _sheet(book, f"{name} {part}", fields, heading), 1
        for column, cell in enumerate(row):
            if isinstance(cell, str):
                sheet.write_string(line, column, cell, text)
            elif cell is not None:
                sheet.write_number(line, column, cell)
        line += 1


def _sheet(book: Any, name: str, fields: Sequence[Field], heading: Any) -> Any:
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, 0)
    for column, field in enumerate(fields):
        sheet.set_column(column, column, field.wide)
        sheet.write_string(0, column, f"{field.zh}\n{field.en}", heading)
    return sheet
