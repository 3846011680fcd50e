"""Workbooks: the sheet and the row that hold the header, and cells as text."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from old_workbook import write_xls

from evenhand.errors import Unreadable
from evenhand.tables.connection import connect
from evenhand.tables.workbook import read_workbook, text_of


def score(cells: Sequence[str]) -> int:
    return sum(cell in ("id", "at") for cell in cells)


def book(path: Path, sheets: dict[str, list[list[Any]]]) -> Path:
    made = openpyxl.Workbook()
    made.remove(made.worksheets[0])
    for title, rows in sheets.items():
        page = made.create_sheet(title)
        for row in rows:
            page.append(row)
    made.save(path)
    return path


def read(path: Path) -> tuple[int, list[str], list[tuple[Any, ...]]]:
    with connect() as con:
        written = read_workbook(con, path, score=score, name="written")
        rows = con.execute("SELECT * FROM written ORDER BY row").fetchall()
        return written.header_row, [column.header for column in written.columns], rows


def test_the_header_is_found_below_merged_titles_and_blank_rows(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    page = made.active
    assert page is not None
    page["B3"] = "催收记录"
    page.merge_cells("B3:C3")
    page["B5"], page["C5"] = "id", "at"
    page["B6"], page["C8"] = "007", "x"
    made.save(tmp_path / "a.xlsx")
    assert read(tmp_path / "a.xlsx") == (5, ["id", "at"], [(6, "007", ""), (8, "", "x")])


def test_the_sheet_that_has_the_header_is_read(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", {"说明": [["读我"]], "空": [], "明细": [["id", "at"], ["1", "2"]]})
    assert read(path) == (1, ["id", "at"], [(2, "1", "2")])


def test_two_sheets_with_the_same_header_are_refused_by_name(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", {"一月": [["id", "at"], [1, 2]], "二月": [["id", "at"], [3, 4]]})
    with pytest.raises(Unreadable, match="一月、二月"):
        read(path)


def test_a_workbook_without_cells_is_empty(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="is empty"):
        read(book(tmp_path / "a.xlsx", {"空": []}))


def test_the_old_kind_is_read_too(tmp_path: Path) -> None:
    path = write_xls(tmp_path / "a.xls", [["催收记录"], ["id", "at"], ["007", 43580.5], ["催", 13800001111.0]])
    assert read(path) == (2, ["id", "at"], [(3, "007", "43580.5"), (4, "催", "13800001111")])


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("007", "007"),
        ("", ""),
        (None, ""),
        (13800001111.0, "13800001111"),
        (-3.0, "-3"),
        (1.5, "1.5"),
        (43580.397, "43580.397"),
        (999999999999999.0, "999999999999999"),
        (990102190001011234.0, "9.90102190001011E+17"),
        (True, "true"),
        (False, "false"),
        (datetime(2019, 4, 25, 9, 32, 9), "2019-04-25 09:32:09"),  # noqa: DTZ001
        (date(2019, 4, 25), "2019-04-25"),
        (time(0, 1, 23), "00:01:23"),
        (timedelta(hours=26, seconds=83), "26:01:23"),
        (timedelta(milliseconds=1500), "00:00:01.5"),
    ],
)
def test_a_cell_as_text(cell: Any, text: str) -> None:
    assert text_of(cell) == text
