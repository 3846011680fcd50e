"""A folder by month, and the contacts from one day on: the same findings, with old months left closed."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import pytest
from made_contacts import many_contacts
from typer.testing import CliRunner

from evenhand.cli.main import app
from evenhand.conduct.audit import audit
from evenhand.conduct.history import History, _looked_over
from evenhand.errors import Misuse, Unreadable
from evenhand.rules.parse import parse
from evenhand.rules.shelf import load_packs, pack_ids

SHANGHAI = ZoneInfo("Asia/Shanghai")
SHORT = ["cn-gbt-45251-2025", "cn-ningbo", "uk-conc7"]
Write = Callable[[Path, Sequence[Mapping[str, Any]]], Path]


def _by_month(folder: Path, contacts: Sequence[Mapping[str, Any]], write: Write) -> Path:
    """The contacts as `month=2026-01/part.parquet`, by the month in Shanghai."""
    months: dict[str, list[Mapping[str, Any]]] = {}
    for one in contacts:
        months.setdefault(f"month={one['at'].astimezone(SHANGHAI):%Y-%m}", []).append(one)
    for month, some in months.items():
        (folder / month).mkdir(parents=True)
        write(folder / month / "part.parquet", some)
    return folder


def _found(out: Path, since: date | None = None) -> list[tuple[Any, ...]]:
    query = f'SELECT * REPLACE (epoch_us("at") AS "at") FROM \'{out / "findings.parquet"}\''
    if since is not None:
        query += f" WHERE \"at\" >= TIMESTAMPTZ '{since} 00:00:00+08'"
    with duckdb.connect() as con:
        return con.execute(f"{query} ORDER BY ALL").fetchall()


@pytest.mark.slow
@pytest.mark.parametrize("packs", [["cn-gbt-45251-2025"], pack_ids()], ids=["day windows", "every pack"])
@pytest.mark.parametrize("seed", [1, 2])
def test_the_contacts_since_a_day_are_found_as_in_the_whole(
    tmp_path: Path, write_contacts: Write, packs: list[str], seed: int
) -> None:
    contacts = many_contacts(1_500, seed=seed, debtors=12)
    folder = _by_month(tmp_path / "contacts", contacts, write_contacts)
    since = date(2026, 2, 6)
    audit(write_contacts(tmp_path / "one.parquet", contacts), packs=packs, out=tmp_path / "whole", unverified=True)
    told = audit(folder, packs=packs, out=tmp_path / "since", since=since, unverified=True)
    found = _found(tmp_path / "since")
    assert found == _found(tmp_path / "whole", since)
    assert len(found) > 20
    assert told["days"][0] in ("2026-02-05", "2026-02-06")  # a debtor's own day may have begun later
    judged = sum(one["at"] >= datetime(2026, 2, 5, 16, tzinfo=UTC) for one in contacts)
    assert sum(hour["contacts"] for hour in told["hours"]) == judged


def test_an_old_month_is_not_opened(tmp_path: Path, write_contacts: Write) -> None:
    folder = _by_month(tmp_path / "contacts", many_contacts(200), write_contacts)
    poison = folder / "month=2025-12"
    poison.mkdir()
    (poison / "part.parquet").write_bytes(b"PAR1 this is cut sh")
    told = audit(folder, packs=SHORT, out=tmp_path / "out", since=date(2026, 2, 6))
    assert told["files"] == ["month=2026-02/part.parquet"]
    assert told["files_unopened"] == ["month=2025-12/part.parquet", "month=2026-01/part.parquet"]
    assert told["history_from"] is not None
    with pytest.raises(Unreadable, match="is not a whole Parquet file"):
        audit(folder, packs=SHORT, out=tmp_path / "out")
    # One pack that asks whether there ever was a contact before makes every month be read.
    with pytest.raises(Unreadable, match="is not a whole Parquet file"):
        audit(folder, packs=[*SHORT, "cn-cba-2026"], out=tmp_path / "out", since=date(2026, 2, 6))


@pytest.mark.parametrize(
    ("since", "opened"),
    [
        ("2026-02-01", ["month=2026-01", "month=2026-02"]),  # its first day elsewhere is the last of January
        ("2026-02-02", ["month=2026-01", "month=2026-02"]),
        ("2026-02-04", ["month=2026-02"]),
    ],
)
def test_the_month_before_is_opened_while_windows_reach_into_it(
    tmp_path: Path, write_contacts: Write, since: str, opened: list[str]
) -> None:
    folder = _by_month(tmp_path / "contacts", many_contacts(50), write_contacts)
    told = audit(folder, packs=SHORT, out=tmp_path / "out", since=date.fromisoformat(since))
    assert [name.split("/")[0] for name in told["files"]] == opened


@pytest.mark.parametrize(
    ("when", "pack", "looked"),
    [
        ("channel = 'call'", "cn-ningbo", History()),
        ("count(effective, 'day') > 3", "cn-ningbo", History(days=1)),
        ("count(effective, '7d') > 3 or before(effective, 'day') >= 1", "cn-ningbo", History(days=7)),
        ("count(uninvited, '7d') > 7", "us-regf", History(days=14)),  # and a consent of seven days before the first
        ("before(reached, 'ever') >= 1", "cn-ningbo", History(days=1, of_debtor=True)),
        ("before(unanswered, 'ever') >= 1", "cn-ningbo", History(days=1, of_all=True)),  # counted by number
        ("not before(failed, 'in_a_row') >= 3", "cn-ningbo", History(days=1, of_debtor=True)),
        ("before(reached, 'since_consent') >= 1", "cn-ningbo", History(days=1, of_debtor=True)),
        ("consent_day <= 5 and before(reached, 'since_consent') >= 1", "cn-ningbo", History(days=5)),
        ("consent_day <= 5 or before(reached, 'since_consent') >= 1", "cn-ningbo", History(days=1, of_debtor=True)),
    ],
)
def test_what_a_condition_looks_back_over(when: str, pack: str, looked: History) -> None:
    assert _looked_over(parse(when), load_packs([pack])[0]) == looked


def test_a_folder_is_one_file_in_the_order_of_names(tmp_path: Path, write_contacts: Write) -> None:
    contacts = sorted(many_contacts(60), key=lambda one: one["at"])
    contacts[-1]["at"] = None
    without = [{name: cell for name, cell in one.items() if name != "text"} for one in contacts[:20]]
    folder = tmp_path / "contacts"
    folder.mkdir()
    (folder / "_SUCCESS").write_bytes(b"")
    write_contacts(folder / "a.parquet", without)
    write_contacts(folder / "b.parquet", contacts[20:])
    told = audit(folder, packs=SHORT, out=tmp_path / "out")
    assert (told["rows_read"], told["rows_rejected"]) == (60, 1)
    assert '\n60,at,"",' in (tmp_path / "out" / "rejects.csv").read_text(encoding="utf-8")
    said = write_contacts(tmp_path / "one.parquet", contacts[:59])
    audit(said, packs=["us-regf"], out=tmp_path / "one")
    audit(folder, packs=["us-regf"], out=tmp_path / "both")
    silent = {one["contact_id"] for one in without}
    assert [row for row in _found(tmp_path / "one") if row[0] not in silent] == [
        row for row in _found(tmp_path / "both") if row[0] not in silent
    ]


@pytest.mark.parametrize(
    ("names", "told"),
    [
        ([], "holds no .parquet file"),
        (["month=2026-01/part.csv"], "part.csv in the folder contacts is no Parquet file"),
    ],
)
def test_a_folder_of_something_else_is_refused(tmp_path: Path, names: list[str], told: str) -> None:
    folder = tmp_path / "contacts"
    folder.mkdir()
    for name in names:
        (folder / name).parent.mkdir()
        (folder / name).write_text("contact_id\n", encoding="utf-8")
    with pytest.raises(Unreadable, match=told):
        audit(folder, packs=SHORT, out=tmp_path / "out")


def test_with_nothing_since_nothing_is_found(tmp_path: Path, write_contacts: Write) -> None:
    folder = _by_month(tmp_path / "contacts", many_contacts(50), write_contacts)
    told = audit(folder, packs=SHORT, out=tmp_path / "out", since=date(2027, 1, 1))
    assert (told["findings"], told["days"], told["hours"]) == (0, [], [])
    with pytest.raises(Misuse, match="is too early"):
        audit(folder, packs=SHORT, out=tmp_path / "out", since=date(1, 1, 1))


def test_the_command_takes_the_day(tmp_path: Path, write_contacts: Write) -> None:
    path = write_contacts(tmp_path / "one.parquet", many_contacts(50))
    common = ["audit", str(path), "--pack", "cn-ningbo", "--out", str(tmp_path / "out"), "--json"]
    told = CliRunner().invoke(app, [*common, "--since", "2026-02-06"])
    assert told.exit_code == 0, told.output
    assert json.loads((tmp_path / "out" / "summary.json").read_text(encoding="utf-8"))["since"] == "2026-02-06"
    refused = CliRunner().invoke(app, [*common, "--since", "6 February"])
    assert refused.exit_code != 0


def test_time_zones_do_not_hide_a_moment_in_a_closed_month(tmp_path: Path, write_contacts: Write) -> None:
    """Months told apart in UTC hold moments that are a day of the next month in Shanghai."""
    contacts = many_contacts(4)
    for hour, one in enumerate(contacts):
        one |= {"at": datetime(2026, 1, 31, 20 + hour, tzinfo=UTC), "channel": "post", "direction": "out"}
    folder = tmp_path / "contacts"
    (folder / "month=2026-01").mkdir(parents=True)
    write_contacts(folder / "month=2026-01" / "part.parquet", contacts)
    (folder / "month=2026-02").mkdir()
    write_contacts(
        folder / "month=2026-02" / "part.parquet",
        [one | {"contact_id": f"x{one['contact_id']}", "at": one["at"] + timedelta(days=5)} for one in contacts],
    )
    told = audit(folder, packs=["cn-ningbo"], out=tmp_path / "out", since=date(2026, 2, 1))
    assert sum(hour["contacts"] for hour in told["hours"]) == 8
