"""The same table in every kind of file becomes the same relation, in the shape that others rely on."""

import hashlib
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from written_tables import GOOD, contact, reading, write_csv, write_lines, write_parquet, write_xlsx

from evenhand.errors import Unreadable
from evenhand.intake.reading import read_complaints, read_contacts, read_mandates
from evenhand.records import COMPLAINTS, CONTACTS
from evenhand.tables.connection import connect

ROWS = [
    contact(
        contact_id="007", at="2025-03-01T22:01:00+08:00", outcome="接通", duration_s="00:01:23", refused="是", 备注="甲"
    ),
    contact(contact_id="K2", at="2025/3/2 9:32", outcome="", duration_s="", refused="", 备注=""),
    contact(contact_id="K3", at="43580.5", outcome="busy", duration_s="5", refused="no", 备注="丙"),
]
PATHS = {
    "comma": lambda to: write_csv(to, ROWS),
    "bom": lambda to: write_csv(to, ROWS, encoding="utf-8-sig"),
    "semicolon": lambda to: write_csv(to, ROWS, delimiter=";"),
    "tab": lambda to: write_csv(to, ROWS, delimiter="\t"),
    "gb18030": lambda to: write_csv(to, ROWS, encoding="gb18030"),
    "utf-16": lambda to: write_csv(to, ROWS, encoding="utf-16"),
    "xlsx": lambda to: write_xlsx(to.with_suffix(".xlsx"), ROWS),
    "parquet": lambda to: write_parquet(to, ROWS),
    "json lines": lambda to: write_lines(to, ROWS),
}


@pytest.mark.parametrize("kind", PATHS)
def test_every_kind_of_file_gives_the_same_records(tmp_path: Path, kind: str) -> None:
    path = PATHS[kind](tmp_path / "contacts.any")
    with reading(path) as read:
        assert read.rejects == []
        assert read.column("contact_id") == ["007", "K2", "K3"]
        assert read.column("at") == ["2025-03-01 14:01:00+00", "2025-03-02 01:32:00+00", "2019-04-25 04:00:00+00"]
        assert read.column("at_offset_s") == [28800, None, None]
        assert read.column("outcome") == ["answered", None, "busy"]
        assert read.column("duration_s") == [83.0, None, 5.0]
        assert read.column("refused") == [True, False, False]
        assert [cell or "" for cell in read.column("备注")] == ["甲", "", "丙"]
        assert read.intake.extra == ("备注",)
        assert read.intake.present == {*GOOD, "outcome", "duration_s", "refused"}
        assert read.intake.input_sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


TYPED = pa.table(
    {
        "contact_id": ["K2", "K1"],
        "at": pa.array([datetime(2025, 3, 1, 14, 1, tzinfo=UTC)] * 2, pa.timestamp("us", tz="UTC")),
        "debtor_id": ["D1", "D2"],
        "channel": pa.array(["call", "sms"]).dictionary_encode(),
        "debt_id": [["B1", "B2"], []],
        "duration_s": pa.array([83, None], pa.int32()),
        "consent": pa.array([["hours"], None], pa.list_(pa.string())),
        "refused": [True, None],
        "ceased_at": pa.array([date(2025, 2, 1), None]),
        "agency": ["", "agency-1"],
        "place": pa.array([None, None], pa.string()),
    }
)


@pytest.mark.parametrize("statistics", [True, False])
def test_typed_parquet_is_taken_as_it_is(tmp_path: Path, statistics: bool) -> None:
    pq.write_table(TYPED, tmp_path / "a.parquet", write_statistics=statistics)
    with reading(tmp_path / "a.parquet") as read:
        assert read.rejects == []
        first, second = read.rows
        assert (first["at"], first["at_offset_s"]) == ("2025-03-01 14:01:00+00", None)
        assert (first["debt_id"], second["debt_id"]) == (["B1", "B2"], None)
        assert (first["duration_s"], second["duration_s"]) == (83.0, None)
        assert (first["consent"], second["consent"]) == (["hours"], [])
        assert (first["refused"], second["refused"]) == (True, False)
        assert first["ceased_at"] == "2025-01-31 16:00:00+00"
        assert (first["agency"], second["agency"]) == ("", "agency-1")
        assert (first["place"], first["counterparty"], first["direction"]) == (None, "debtor", "out")


@pytest.mark.parametrize(("tz", "utc"), [("Asia/Shanghai", "01"), ("America/New_York", "14"), ("UTC", "09")])
def test_typed_times_without_zone_are_read_in_the_zone(tmp_path: Path, tz: str, utc: str) -> None:
    days = [datetime(2025, 3, 1, 9), datetime(2025, 7, 1, 9)]  # noqa: DTZ001 - on both sides of New York's change
    table = pa.table({"contact_id": ["1", "2"], "at": days, "debtor_id": ["D", "D"], "channel": ["call", "call"]})
    pq.write_table(table, tmp_path / "a.parquet")
    with reading(tmp_path / "a.parquet", tz=tz) as read:
        summer = "13" if tz == "America/New_York" else utc
        assert read.column("at") == [f"2025-03-01 {utc}:00:00+00", f"2025-07-01 {summer}:00:00+00"]


@pytest.mark.parametrize(("read", "columns"), [(read_contacts, CONTACTS), (read_complaints, COMPLAINTS)])
@pytest.mark.parametrize("write", [write_csv, write_parquet])
def test_the_relation_has_every_column_with_its_type(tmp_path: Path, read: Any, columns: Any, write: Any) -> None:
    row = {column.name: "20250301" if column.kind == "time" else "call" for column in columns if column.required}
    with connect() as con:
        intake = read(con, write(tmp_path / "a.any", [{**row, "Row": "x", "备注": "y"}]))
        described = [(name, kind) for name, kind, *_ in con.execute(f"DESCRIBE {intake.relation}").fetchall()]
        beside = [("at_offset_s", "INTEGER"), ("at_only_day", "BOOLEAN")] if columns is CONTACTS else []
        types = [(c.name, c.sql_type.replace("TIMESTAMPTZ", "TIMESTAMP WITH TIME ZONE")) for c in columns]
        assert described == [("row", "BIGINT"), *types, *beside, ("Row_2", "VARCHAR"), ("备注", "VARCHAR")]
        empty = con.sql(f"SELECT * FROM {intake.relation}").to_arrow_table().to_pylist()[0]
        for column in columns:
            if column.name in row:
                continue
            nothing = {"bool": False, "list": [], "choices": []}.get(column.kind, "")
            none = nothing if column.empty == "none" and column.kind != "time" else None
            assert empty[column.name] == (column.default or none), column.name


def test_several_files_may_be_read_in_one_connection(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [contact()])
    with connect() as con:
        first, second = read_contacts(con, path), read_contacts(con, path)
        assert first.relation != second.relation
        assert con.execute(
            f"SELECT count(*) FROM {first.relation} JOIN {second.relation} USING (contact_id)"
        ).fetchone() == (1,)


def test_the_same_file_gives_the_same_answer(tmp_path: Path) -> None:
    rows = [contact(contact_id=f"K{n % 50}", number="1.38E+10" if n % 3 else "1") for n in range(200)]
    path = write_csv(tmp_path / "a.csv", rows)
    answers = []
    for _ in range(2):
        with reading(path) as read:
            answers.append((read.intake, read.rows, read.rejects))
    assert answers[0] == answers[1]


def test_mandates_last_to_the_end_of_a_day_that_is_only_a_day(tmp_path: Path) -> None:
    path = tmp_path / "mandates.csv"
    path.write_text(
        "催收机构,委托方,起始日期,终止日期\nA,L,2025-01-01,2025-12-31\nB,L,2025/1/1 08:00,2025-12-31 18:00\n"
        "C,L,20250101,\nD,,20250101,\n",
        encoding="utf-8",
    )
    with connect() as con:
        intake = read_mandates(con, path)
        found = con.execute(
            f'SELECT agency, "from"::VARCHAR, "to"::VARCHAR FROM {intake.relation} ORDER BY row'
        ).fetchall()
    assert found == [
        ("A", "2024-12-31 16:00:00+00", "2025-12-31 15:59:59.999999+00"),
        ("B", "2025-01-01 00:00:00+00", "2025-12-31 10:00:00+00"),
        ("C", "2024-12-31 16:00:00+00", None),
    ]
    assert intake.rows_rejected == 1


def test_odd_types_in_parquet_are_read_as_what_they_say(tmp_path: Path) -> None:
    columns = {
        "number": pa.array([b"13800001111", "催".encode(), b"\xff\x00"]),
        "identified": pa.array([1.0, None, 1.0]),
        "refused": pa.array([1, 0, None]),
        "duration_s": pa.array([Decimal("1.5"), None, Decimal("2.0")]),
        "recording_s": pa.array([time(0, 1, 23), None, None]),
        "debt_id": pa.array([[1, 2], [], None]),
        "staff_count": pa.nulls(3),
        "consent": pa.nulls(3),
    }
    required = {name: [f"{cell}"] * 3 for name, cell in GOOD.items()} | {"contact_id": ["1", "2", "3"]}
    pq.write_table(pa.table({**required, **columns}), tmp_path / "a.parquet")
    with reading(tmp_path / "a.parquet") as read:
        assert read.rejects == []
        assert read.column("number") == ["13800001111", "催", "\\xFF\\x00"]
        assert read.column("identified") == [True, None, True]
        assert read.column("refused") == [True, False, False]
        assert read.column("duration_s") == [1.5, None, 2.0]
        assert read.column("recording_s") == [83.0, None, None]
        assert read.column("debt_id") == [["1", "2"], None, None]
        assert read.column("consent") == [[], [], []]


def test_a_file_that_is_damaged_inside_gets_its_sentence(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(pa.Table.from_pylist([contact(contact_id=f"{n:07}") for n in range(50_000)]), path)
    content = bytearray(path.read_bytes())
    content[200:20_000] = bytes(19_800)
    path.write_bytes(content)
    with pytest.raises(Unreadable, match="中间有损坏"), reading(path):
        pass
