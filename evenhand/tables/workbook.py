"""Read workbooks (XLSX, XLS) through calamine: the sheet that has the header, numbers and dates as text."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError

from evenhand.errors import Unreadable
from evenhand.tables.kinds import empty
from evenhand.tables.merged import merged_in
from evenhand.tables.written import HEADER_ROWS, Score, Written, WrittenColumn, best_header, store, text_schema

ROWS_AT_ONCE = 20_000
# A spreadsheet keeps fifteen digits of a number: from here on the last ones are no longer what was typed.
FIRST_UNSURE = 10**15


def read_workbook(con: duckdb.DuckDBPyConnection, path: Path, *, score: Score, name: str) -> Written:
    """Read the sheet of `path` that has the header into the temporary table `name`; raises `Unreadable`."""
    book = _open(path)
    sheet, header_row, headers = _sheet_of(book, path, score)
    batches = _batches(sheet, header_row, len(headers))
    store(con, pa.RecordBatchReader.from_batches(text_schema(len(headers)), batches), name)
    columns = tuple(WrittenColumn(name=f"c{at}", header=header) for at, header in enumerate(headers))
    merged = merged_in(sheet, header_row, len(headers))
    return Written(relation=name, columns=columns, header_row=header_row, stored=True, merged=merged)


def _open(path: Path) -> CalamineWorkbook:
    try:
        return CalamineWorkbook.from_path(str(path))
    except PasswordError:
        raise Unreadable(
            zh=f"“{path.name}”有密码；请在表格软件里去掉密码后另存。",
            en=f"{path.name} is locked with a password; take it off in the spreadsheet and save it again.",
        ) from None
    except (CalamineError, OSError) as fault:
        raise Unreadable(
            zh=f"“{path.name}”不是完整的 Excel 文件，可能没有传完；请重新复制或另存为 xlsx。",
            en=f"{path.name} is not a whole workbook ({fault}); copy it again or save it anew as xlsx.",
        ) from None


def _sheet_of(book: CalamineWorkbook, path: Path, score: Score) -> tuple[CalamineSheet, int, list[str]]:
    """The sheet with the best header, its row number and cells; two sheets that are equally good are refused."""
    found: list[tuple[int, str, CalamineSheet, int, list[str]]] = []
    for title in book.sheet_names:
        sheet = book.get_sheet_by_name(title)
        rows = [[text_of(cell) for cell in cells] for cells in islice(sheet.iter_rows(), HEADER_ROWS)]
        if (at := best_header(rows, score)) is not None:
            found.append((score(rows[at]), title, sheet, at + 1, rows[at]))
    if not found:
        raise empty(path)
    best = max(points for points, *_ in found)
    equal = [each for each in found if each[0] == best]
    if best and len(equal) > 1:
        titles = "、".join(title for _, title, *_ in equal)
        raise Unreadable(
            zh=f"“{path.name}”里有几张表都有同样的表头：{titles}。请把要读的放进一张表，或另存为单独的文件。",
            en=f"{path.name} has the same header on several sheets ({titles}); put the rows on one sheet or save each.",
        )
    _, _, sheet, header_row, cells = equal[0]
    while cells and not cells[-1].strip():
        cells = cells[:-1]
    return sheet, header_row, cells


def _batches(sheet: CalamineSheet, header_row: int, columns: int) -> Iterator[pa.RecordBatch]:
    rows = enumerate(islice(sheet.iter_rows(), header_row, None), start=header_row + 1)
    while some := list(islice(rows, ROWS_AT_ONCE)):
        written = [(row, cells) for row, cells in some if any(cell != "" for cell in cells)]
        numbers = pa.array([row for row, _ in written], type=pa.int64())
        cells = [_column([cells[at] for _, cells in written]) for at in range(columns)]
        yield pa.RecordBatch.from_arrays([numbers, *cells], schema=text_schema(columns))


def _column(cells: Sequence[Any]) -> pa.Array:
    return pa.array([cell if type(cell) is str else text_of(cell) for cell in cells], type=pa.string())


def text_of(cell: Any) -> str:
    """A workbook's cell as text: whole numbers without a point, moments as ISO 8601, spans as hours:minutes:seconds."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, int | float):
        return _number_text(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ")
    if isinstance(cell, timedelta):
        return _span_text(cell)
    if isinstance(cell, date | time):
        return cell.isoformat()
    return "" if cell is None else str(cell)


def _number_text(cell: float) -> str:
    if not abs(cell) < FIRST_UNSURE:
        return f"{cell:.14E}"
    return str(int(cell)) if cell == int(cell) else repr(cell)


def _span_text(cell: timedelta) -> str:
    minutes, seconds = divmod(cell.total_seconds(), 60)
    hours, minutes = divmod(int(minutes), 60)
    whole = f"{seconds:06.3f}".rstrip("0").rstrip(".")
    return f"{hours:02d}:{minutes:02d}:{whole}"
