"""Findings and rings as workbooks."""

from collections.abc import Callable
from pathlib import Path

import pytest
from made_up_audits import finding
from made_up_rings import detection, ring
from openpyxl import load_workbook
from openpyxl.utils.escape import unescape

from evenhand.errors import Unreadable
from evenhand.reports.sheets import SHEET_ROWS, write_findings_sheet, write_rings_sheet

Audited = Callable[..., Path]


def test_findings_past_the_limit_go_on_further_sheets(audited: Audited, tmp_path: Path) -> None:
    out = audited([finding(n) for n in range(25)])
    book = load_workbook(write_findings_sheet(out / "findings.parquet", tmp_path / "f.xlsx", sheet_rows=11))
    assert book.sheetnames == ["findings", "findings 2", "findings 3"]
    assert [sheet.max_row for sheet in book] == [11, 11, 6]
    assert [row[0].value for sheet in book for row in sheet.iter_rows(min_row=2)] == [f"C{n:06d}" for n in range(25)]
    assert {sheet.freeze_panes for sheet in book} == {"A2"}
    assert {sheet["A1"].value for sheet in book} == {"联系编号\ncontact_id"}


def test_a_sheet_says_how_far_it_reaches(audited: Audited, tmp_path: Path) -> None:
    """A reader that trusts the dimension would otherwise see a heading and nothing else."""
    out = audited([finding(n) for n in range(25)])
    book = load_workbook(write_findings_sheet(out / "findings.parquet", tmp_path / "f.xlsx"), read_only=True)
    assert book.active.calculate_dimension() == "A1:N26"
    assert sum(1 for _ in book.active.rows) == 26
    book.close()


def test_text_longer_than_a_cell_is_cut_and_no_findings_leave_a_heading(audited: Audited, tmp_path: Path) -> None:
    out = audited([finding(1, sentence_zh="长" * 40_000)])
    sheet = load_workbook(write_findings_sheet(out / "findings.parquet", tmp_path / "f.xlsx")).active
    assert sheet["K2"].value == "长" * 32_767
    empty = load_workbook(write_findings_sheet(audited([]) / "findings.parquet", tmp_path / "none.xlsx")).active
    assert (empty.max_row, empty["A1"].value) == (1, "联系编号\ncontact_id")


def test_a_sheet_holds_what_the_format_holds() -> None:
    assert SHEET_ROWS == 1_048_576


def test_cells_are_text_never_formulas_never_numbers(audited: Audited, tmp_path: Path) -> None:
    odd = finding(
        1, contact_id="=1+1", debtor_id="000123456789012345678", agency="http://x.invalid", related=["a", "b"]
    )
    told = {"sentence_zh": "打给13800001111\x00\u202e", "sentence_en": "{=cmd}", "lender": "A&B <b>_x0041_</b>\n"}
    out = audited([odd | told])
    sheet = load_workbook(write_findings_sheet(out / "findings.parquet", tmp_path / "f.xlsx")).active
    cells = {sheet.cell(1, n).value.split("\n")[1]: sheet.cell(2, n) for n in range(1, sheet.max_column + 1)}
    assert {name: cells[name].value for name in ("contact_id", "debtor_id", "agency", "at", "in_force", "related")} == {
        "contact_id": "=1+1",
        "debtor_id": "000123456789012345678",
        "agency": "http://x.invalid",
        "at": "2025-03-01 22:02:00",
        "in_force": "2025-02-28",
        "related": "a; b",
    }
    assert cells["contact_id"].data_type == "s"
    assert {cell.number_format for cell in cells.values()} == {"@"}
    # openpyxl leaves the spelling of `_x0041_` as it stands in the file; a spreadsheet shows it as it was.
    assert unescape(cells["lender"].value) == "A&B <b>_x0041_</b>\n"
    assert cells["finding (Chinese)"].value == "打给138····1111"
    assert cells["finding"].value == "{=cmd}"
    assert cells["agency"].hyperlink is None


def test_a_broken_file_leaves_no_sheet(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match=r"读不出 findings\.parquet"):
        write_findings_sheet(tmp_path / "findings.parquet", tmp_path / "f.xlsx")
    assert list(tmp_path.iterdir()) == []


def test_a_detection_has_rings_members_and_ties(tmp_path: Path) -> None:
    book = load_workbook(write_rings_sheet(detection([ring(1), ring(2, kind="shared_cause")]), tmp_path / "r.xlsx"))
    assert book.sheetnames == ["rings", "members", "ties"]
    assert [sheet.max_row for sheet in book] == [3, 11, 13]
    assert [cell.value for cell in book["rings"][2]][:2] == ["R-00001", "organised"]
    assert book["rings"]["C3"].value is None
    assert "同一" not in str(book["members"]["A1"].value)


def test_the_same_findings_give_the_same_bytes(audited: Audited, tmp_path: Path) -> None:
    out = audited([finding(n) for n in range(3)])
    one = write_findings_sheet(out / "findings.parquet", tmp_path / "1.xlsx").read_bytes()
    assert write_findings_sheet(out / "findings.parquet", tmp_path / "2.xlsx").read_bytes() == one


def test_the_writing_tells_how_far_it_is(audited: Audited, tmp_path: Path) -> None:
    told: list[float] = []
    out = audited([finding(n) for n in range(3)])
    write_findings_sheet(
        out / "findings.parquet", tmp_path / "f.xlsx", progress=lambda _stage, share: told.append(share)
    )
    assert told == [0.0, 1.0]
