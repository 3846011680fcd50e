"""What `build_city` writes: the files of the interface, the same for the same seed on every machine."""

import csv
import hashlib
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from evenhand.city.city import build_city, chunks
from evenhand.city.days import DAYS, busyness, day_date, share_out
from evenhand.errors import Misuse
from evenhand.records import COMPLAINTS, CONTACTS

FILES = ("contacts.parquet", "complaints.parquet", "truth_contacts.parquet", "truth_complaints.parquet")
# The tables of the city of 3,000 contacts, 300 complaints and seed 1: change these only where a change of the sample
# city is meant. The contacts do not depend on the letters; the complaints do.
PINNED = {
    "contacts.parquet": "d0de53316619a7589aacf4f5de2fef56a259357925769da842f43b956727c15b",
    "truth_contacts.parquet": "bf7d97cf4a9de685375e622e8a6213c3c1bd523d21a68c16c7068caa6f287a57",
    "complaints.parquet": "ddb3573b1a44aef17724a71e0fcbaa0234090d9214012e4766ebf1f26142cda9",
    "truth_complaints.parquet": "8eadd3d73bcbfd653acb68f053747e38e0b217186e1731d96992dd3a0da6caff",
}


def digest(path: Path) -> str:
    table = pq.read_table(path)
    order = [(name, "ascending") for name in table.schema.names if not pa.types.is_list(table.schema.field(name).type)]
    lines = (json.dumps(one, default=str, ensure_ascii=False) for one in table.sort_by(order).to_pylist())
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def test_one_seed_is_one_city_everywhere(tmp_path: Path) -> None:
    for name in ("first", "second"):
        build_city(tmp_path / name, contacts=3_000, complaints=300, seed=1)
    build_city(tmp_path / "other", contacts=3_000, complaints=300, seed=2)
    first = {name: digest(tmp_path / "first" / name) for name in FILES}
    assert first == {name: digest(tmp_path / "second" / name) for name in FILES}
    assert not set(first.values()) & {digest(tmp_path / "other" / name) for name in FILES}
    assert first == PINNED


def test_files_have_every_column_of_the_interface(town: Path) -> None:
    assert pq.read_schema(town / "contacts.parquet").names == [one.name for one in CONTACTS]
    assert pq.read_schema(town / "complaints.parquet").names == [one.name for one in COMPLAINTS]
    assert pq.read_schema(town / "truth_contacts.parquet").names == ["contact_id", "pack", "rule"]
    assert pq.read_schema(town / "truth_complaints.parquet").names == ["complaint_id", "kind", "group", "evidence"]
    moment = pa.timestamp("us", tz="UTC")
    assert pq.read_schema(town / "contacts.parquet").field("at").type == moment
    assert pq.read_schema(town / "complaints.parquet").field("received_at").type == moment


def test_mandates_are_a_csv_that_a_spreadsheet_opens(town: Path) -> None:
    raw = (town / "mandates.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    lines = list(csv.DictReader(raw.decode("utf-8-sig").splitlines()))
    assert list(lines[0]) == ["agency", "lender", "from", "to"]
    assert any(one["to"] == "" for one in lines)
    assert any(one["to"] == "2025-09-30" for one in lines)


@pytest.mark.parametrize(("contacts", "complaints"), [(0, 200), (1, 0), (999, 201), (2_500, 1_000)])
def test_there_are_exactly_as_many_as_asked(tmp_path: Path, contacts: int, complaints: int) -> None:
    told: list[tuple[str, float]] = []
    said = build_city(
        tmp_path, contacts=contacts, complaints=complaints, seed=3, progress=lambda *one: told.append(one)
    )
    assert pq.read_metadata(tmp_path / "contacts.parquet").num_rows == contacts
    assert pq.read_metadata(tmp_path / "complaints.parquet").num_rows == complaints
    assert sum(said["kinds"].values()) == complaints
    assert said["contacts"] == contacts
    assert told[-1] == ("complaints", 1.0)


@pytest.mark.parametrize(
    ("contacts", "complaints", "words"),
    [(-1, 0, "不能小于0"), (10, -5, "不少于200"), (10, 199, "不少于200")],
)
def test_numbers_that_make_no_city_are_refused(tmp_path: Path, contacts: int, complaints: int, words: str) -> None:
    with pytest.raises(Misuse) as refused:
        build_city(tmp_path / "city", contacts=contacts, complaints=complaints, seed=1)
    assert words in refused.value.zh
    assert "Nothing was written" in refused.value.en
    assert not (tmp_path / "city").exists()


@pytest.mark.parametrize("contacts", [1, 500, 1_234_567, 10_000_000])
def test_chunks_are_whole_days_in_order_and_stay_small(contacts: int) -> None:
    runs = chunks(contacts)
    assert sum(int(counts.sum()) for _, counts in runs) == contacts
    days = [int(day) for run, _ in runs for day in run]
    assert days == sorted(set(days))
    assert max(int(counts.sum()) for _, counts in runs) < 300_000


def test_holidays_are_quiet_and_make_up_workdays_are_not() -> None:
    by_date = {day_date(number): busyness(day_date(number)) for number in range(DAYS)}
    of = {day.isoformat(): busy for day, busy in by_date.items()}
    assert of["2025-10-01"] < of["2025-10-18"] < of["2025-10-20"]  # National Day, a Saturday, a Monday
    assert of["2025-10-11"] == of["2025-10-20"]  # a Saturday that was worked
    assert int(share_out(1_000_003).sum()) == 1_000_003
