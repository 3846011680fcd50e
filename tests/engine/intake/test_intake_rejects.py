"""What is wrong is named: rows that cannot stand, cells that were emptied, files that cannot be read."""

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from written_tables import GOOD, contact, reading, write_csv, write_lines, write_parquet, write_xlsx

from evenhand.errors import Misuse, Unreadable
from evenhand.intake.reading import read_contacts
from evenhand.records import REJECTS
from evenhand.tables.connection import connect

REQUIRED = [
    ({"contact_id": ""}, "contact_id", "a required cell is empty"),
    ({"contact_id": " \u3000\t"}, "contact_id", "a required cell is empty"),
    ({"contact_id": "3.3E+17"}, "contact_id", "number ruined by a spreadsheet"),
    ({"at": ""}, "at", "a required cell is empty"),
    ({"at": "13/25/2025"}, "at", "time is unreadable"),
    ({"at": "03/04/2025"}, "at", "time is unreadable"),
    ({"debtor_id": "null"}, "debtor_id", "a required cell is empty"),
    ({"debtor_id": "9.9E+17"}, "debtor_id", "number ruined by a spreadsheet"),
    ({"channel": "飞鸽"}, "channel", "value is not known"),
    ({"channel": "-"}, "channel", "a required cell is empty"),
]
OPTIONAL: list[tuple[dict[str, Any], str, Any]] = [
    ({"outcome": "月亮"}, "value is not known", None),
    ({"direction": "左"}, "value is not known", "out"),
    ({"counterparty": "表哥"}, "value is not known", "unknown"),
    ({"duration_s": "很久"}, "number is unreadable", None),
    ({"duration_s": "-5"}, "number is unreadable", None),
    ({"ceased_at": "03/04/2025"}, "time is unreadable", None),
    ({"refused": "也许"}, "value is not known", False),
    ({"identified": "也许"}, "value is not known", None),
    ({"number": "1.38E+10"}, "number ruined by a spreadsheet", None),
    ({"number": "1.38001e+10"}, "number ruined by a spreadsheet", None),
    ({"number": "1.38E10"}, "number ruined by a spreadsheet", None),
    ({"collector_id": "3.3E+17"}, "number ruined by a spreadsheet", None),
    ({"exception": "忙"}, "value is not known", ""),
]
LISTS = [
    ({"consent": "hours;月亮"}, "月亮", "value is not known", ["hours"]),
    ({"debt_id": "B1;6.2E+18;B2"}, "6.2E+18", "number ruined by a spreadsheet", ["B1", "B2"]),
    ({"debt_id": "6.2E+18"}, "6.2E+18", "number ruined by a spreadsheet", None),
    ({"opted_out": "1.38E+10;sms"}, "1.38E+10", "number ruined by a spreadsheet", ["sms"]),
    ({"debtor_tz": "Asia/Shanghai;Moon/Base"}, "Moon/Base", "value is not known", ["Asia/Shanghai"]),
]
WRITERS = {"csv": write_csv, "xlsx": write_xlsx, "parquet": write_parquet, "jsonl": write_lines}
FIRST_ROW = {"csv": 2, "xlsx": 2, "parquet": 1, "jsonl": 1}


@pytest.mark.parametrize("kind", WRITERS)
def test_a_row_without_a_required_cell_falls_and_its_neighbours_stand(tmp_path: Path, kind: str) -> None:
    rows = [{**contact(contact_id=f"K{n}"), **cells} for n, (cells, _, _) in enumerate(REQUIRED)]
    rows = [row for bad in rows for row in (bad, contact(contact_id=f"after {len(rows)} {id(bad)}"))]
    with reading(WRITERS[kind](tmp_path / f"a.{kind}", rows)) as read:
        numbers = [FIRST_ROW[kind] + 2 * n for n in range(len(REQUIRED))]
        assert [(r["row"], r["column"]) for r in read.rejects] == [
            (number, column) for number, (_, column, _) in zip(numbers, REQUIRED, strict=True)
        ]
        for reject, (_, _, problem) in zip(read.rejects, REQUIRED, strict=True):
            assert reject["problem"].endswith(f" / {problem}")
            assert " / " in reject["hint"]
        assert read.column("row") == [number + 1 for number in numbers]
        assert (read.intake.rows_read, read.intake.rows_rejected) == (len(rows), len(REQUIRED))


@pytest.mark.parametrize("kind", WRITERS)
@pytest.mark.parametrize(("cells", "problem", "left"), OPTIONAL)
def test_a_bad_optional_cell_is_emptied_and_the_row_stays(
    tmp_path: Path, kind: str, cells: dict[str, str], problem: str, left: Any
) -> None:
    with reading(WRITERS[kind](tmp_path / f"a.{kind}", [contact(**cells)])) as read:
        ((column, value),) = cells.items()
        assert read.column(column) == [left]
        assert read.logged() == [(FIRST_ROW[kind], column, value)]
        assert read.rejects[0]["problem"].endswith(f" / {problem}")
        assert read.intake.rows_rejected == 0


@pytest.mark.parametrize(("cells", "item", "problem", "left"), LISTS)
def test_a_bad_item_is_left_out_and_the_others_stay(
    tmp_path: Path, cells: dict[str, str], item: str, problem: str, left: Any
) -> None:
    ((column, value),) = cells.items()
    typed = [{**GOOD, column: value.split(";")}]
    for path in (write_csv(tmp_path / "a.csv", [contact(**cells)]), write_parquet(tmp_path / "a.parquet", typed)):
        with reading(path) as read:
            assert read.column(column) == [left]
            assert [(r["column"], r["value"]) for r in read.rejects] == [(column, item)]
            assert read.rejects[0]["problem"].endswith(f" / {problem}")


@pytest.mark.parametrize("kind", WRITERS)
def test_of_repeated_ids_the_first_that_can_stand_stands(tmp_path: Path, kind: str) -> None:
    rows = [
        contact(contact_id="A", at="nonsense"),
        contact(contact_id="A", number="1"),
        contact(contact_id="B"),
        contact(contact_id=" A ", number="2"),
        contact(contact_id="B"),
    ]
    with reading(WRITERS[kind](tmp_path / f"a.{kind}", [{"number": "", **row} for row in rows])) as read:
        first = FIRST_ROW[kind]
        assert read.column("row") == [first + 1, first + 2]
        assert [(row, column) for row, column, _ in read.logged()] == [
            (first, "at"),
            (first + 3, "contact_id"),
            (first + 4, "contact_id"),
        ]
        assert "the first stands" in read.rejects[-1]["problem"]


def test_repeats_are_found_in_typed_files_with_rising_and_with_other_ids(tmp_path: Path) -> None:
    for ids in (["a", "b", "c", "c"], ["c", "b", "a", "b"]):
        with reading(write_parquet(tmp_path / "a.parquet", [contact(contact_id=id_) for id_ in ids])) as read:
            assert (read.column("row"), read.intake.rows_rejected) == ([1, 2, 3], 1)


def test_a_number_that_a_workbook_kept_as_a_number_is_text_again(tmp_path: Path) -> None:
    rows = [
        contact(contact_id=7, debtor_id=99, number=13800001111, collector_id=990102190001011234, duration_s=83.0),
    ]
    with reading(write_xlsx(tmp_path / "a.xlsx", rows)) as read:
        assert read.column("contact_id") == ["7"]
        assert read.column("number") == ["13800001111"]
        assert read.column("duration_s") == [83.0]
        assert read.column("collector_id") == [None]
        assert read.rejects[0]["problem"].endswith("number ruined by a spreadsheet")


def test_typed_numbers_in_parquet_become_ids_or_are_told_to_be_damaged(tmp_path: Path) -> None:
    table = pa.table(
        {
            "contact_id": pa.array([1, 2], pa.int64()),
            "at": pa.array(["2025-03-01", "2025-03-02"]),
            "debtor_id": pa.array([13800001111.0, 990102190001011234.0]),
            "channel": ["call", "call"],
            "number": pa.array([13800001111.0, None]),
            "duration_s": pa.array([float("nan"), float("inf")]),
        }
    )
    pq.write_table(table, tmp_path / "a.parquet")
    with reading(tmp_path / "a.parquet") as read:
        assert [(r["contact_id"], r["debtor_id"], r["number"], r["duration_s"]) for r in read.rows] == [
            ("1", "13800001111", "13800001111", None)
        ]
        assert [(row, column) for row, column, _ in read.logged()] == [(2, "debtor_id"), (2, "duration_s")]


def test_leading_zeros_and_look_alikes_of_numbers_live(tmp_path: Path) -> None:
    ids = ["007", "12E45", "1e5", "0x10", "+86138", "1.5", "1E5"]
    rows = [contact(contact_id=id_, number=id_) for id_ in ids]
    with reading(write_csv(tmp_path / "a.csv", rows)) as read:
        assert read.rejects == []
        assert read.column("number") == read.column("contact_id") == ids


def test_rows_with_too_many_or_few_cells_are_named(tmp_path: Path) -> None:
    head = ",".join(GOOD)
    path = tmp_path / "a.csv"
    path.write_text(f"{head}\nK1,20250301,D1\nK2,20250301,D1,call\nK3,20250301,D1,call,more\n", encoding="utf-8")
    with reading(path) as read:
        assert read.column("row") == [3]
        assert [(r["row"], r["value"], r["problem"].split(" / ")[1]) for r in read.rejects] == [
            (2, "K1,20250301,D1", "too few cells: 4 expected, 3 found"),
            (4, "K3,20250301,D1,call,more", "too many cells: 4 expected, 5 found"),
        ]
        assert (read.intake.rows_read, read.intake.rows_rejected) == (3, 2)


def test_a_long_value_is_cut_and_undecodable_bytes_are_named(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    body = f"K1,{'x' * 999},D1,call,\nK2,20250301,D2,call,".encode() + "催收".encode() * 200 + b"\xff\n"
    path.write_bytes((",".join([*GOOD, "text"]) + "\n").encode() + body)
    with reading(path) as read:
        assert [(r["row"], r["column"], len(r["value"])) for r in read.rejects] == [(2, "at", 200), (3, "text", 200)]
        assert "cannot be decoded" in read.rejects[1]["problem"]


def test_what_defaults_filled_is_counted_over_the_rows_that_stand(tmp_path: Path) -> None:
    rows = [
        contact(contact_id="1", direction="", purpose="locate"),
        contact(contact_id="2", direction="in", purpose=""),
        contact(contact_id="3", direction="", purpose=""),
        contact(contact_id="4", direction="", purpose="", at="bad"),
    ]
    for kind, write in WRITERS.items():
        for kept in (rows[:3], rows):
            with reading(write(tmp_path / f"a.{kind}", kept)) as read:
                assert read.intake.defaulted == {"direction": 2, "purpose": 2, "counterparty": 3}
                assert read.column("direction") == ["out", "in", "out"]


def test_the_table_of_rejects_has_the_columns_of_the_interface(tmp_path: Path) -> None:
    with connect() as con:
        intake = read_contacts(con, write_csv(tmp_path / "a.csv", [contact()]))
        described = con.execute(f"DESCRIBE {intake.rejects}").fetchall()
        assert [name for name, *_ in described] == REJECTS.names
        assert con.execute(f"SELECT count(*) FROM {intake.rejects}").fetchone() == (0,)


def test_a_zone_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [contact()])
    for zone in ("Moon/Base", "", "../etc", "Asia"):
        with pytest.raises(Misuse, match="时区"), reading(path, tz=zone):
            pass


def test_an_empty_file_is_refused_and_a_header_alone_is_not(tmp_path: Path) -> None:
    (tmp_path / "empty.csv").write_bytes(b"")
    with pytest.raises(Unreadable, match="空文件"), reading(tmp_path / "empty.csv"):
        pass
    (tmp_path / "head.csv").write_text(",".join(GOOD) + "\n", encoding="utf-8")
    with reading(tmp_path / "head.csv") as read:
        assert (read.intake.rows_read, read.rows) == (0, [])
