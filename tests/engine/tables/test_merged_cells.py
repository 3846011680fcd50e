"""Cells merged over rows of a workbook: filled in where that is asked for, and counted."""

from pathlib import Path

import openpyxl
import pytest

from evenhand.intake.reading import read_complaints
from evenhand.tables.connection import connect

HEAD = ("complaint_id", "received_at", "narrative", "institution", "product")


def book(path: Path, *, left: int = 0, merges: tuple[str, ...] = ()) -> Path:
    """Six complaints below a merged title; only the cells named here hold an institution."""
    made = openpyxl.Workbook()
    sheet = made.active
    pad = [None] * left
    sheet.append([*pad, "12345 工单汇总"])
    sheet.append([*pad, *HEAD])
    for nth in range(6):
        bank = {0: "甲银行", 3: "乙银行"}.get(nth)
        sheet.append([*pad, f"Q{nth}", "2026-03-01", f"多收年费{nth}", bank, "信用卡" if nth == 0 else None])
    for each in merges:
        sheet.merge_cells(each)
    made.save(path)
    return path


@pytest.mark.parametrize(
    ("left", "merges", "filled", "held"),
    [
        (0, (), {}, ["甲银行", None, None, "乙银行", None, None]),
        (0, ("D3:D5", "D6:D8"), {"institution": 4}, ["甲银行"] * 3 + ["乙银行"] * 3),
        (0, ("A1:E1", "D3:D4"), {"institution": 1}, ["甲银行", "甲银行", None, "乙银行", None, None]),
        (0, ("D3:E4",), {"institution": 1}, ["甲银行", "甲银行", None, "乙银行", None, None]),
        # Columns that nobody asked for stay as they are; a range with nothing in it fills nothing.
        (0, ("E3:E5", "D4:D5"), {}, ["甲银行", None, None, "乙银行", None, None]),
        (0, ("D6:D4000",), {"institution": 2}, ["甲银行", None, None, "乙银行", "乙银行", "乙银行"]),
        (2, ("F3:F5",), {"institution": 2}, ["甲银行"] * 3 + ["乙银行", None, None]),
    ],
)
def test_what_is_merged_over_rows_counts_for_each(
    tmp_path: Path, left: int, merges: tuple[str, ...], filled: dict[str, int], held: list[str | None]
) -> None:
    path = book(tmp_path / "m.xlsx", left=left, merges=merges)
    with connect() as con:
        intake = read_complaints(con, path, fill_merged=("institution",))
        rows = con.execute(f"SELECT institution, product FROM {intake.relation} ORDER BY row").fetchall()
    assert dict(intake.filled) == filled
    assert [institution for institution, _ in rows] == held
    assert [product for _, product in rows][1:] == [None] * 5
    assert intake.rows_read == 6


def test_unasked_nothing_is_filled_in(tmp_path: Path) -> None:
    with connect() as con:
        intake = read_complaints(con, book(tmp_path / "m.xlsx", merges=("D3:D5",)))
        found = con.execute(f"SELECT count(institution) FROM {intake.relation}").fetchone()
    assert (dict(intake.filled), found) == ({}, (2,))
