"""A history in a file holds what one in memory holds: long ones, out of order, promised, taken out, loaded on top."""

import random
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from made_up_histories import contacts

from evenhand.conduct.gate.gate import Gate
from evenhand.conduct.gate.history import History, MemoryHistory
from evenhand.conduct.gate.loading import load
from evenhand.conduct.gate.runs import MOST
from evenhand.conduct.gate.sqlite import SqliteHistory
from evenhand.conduct.kept import Kept
from evenhand.errors import Misuse, Unavailable, Unreadable
from evenhand.intake.reading import read_contacts
from evenhand.rules.shelf import load_packs
from evenhand.tables.connection import connect

DEBTORS, NUMBERS = ("d0", "d1", "d2"), ("n0", "n1", None)
MINUTE_US = 60_000_000


def drawn(dice: random.Random) -> tuple[str, Kept]:
    """A contact with some debtor: few moments and ids, so that some meet."""
    at_us = dice.randrange(300) * MINUTE_US - 100 * MINUTE_US
    lapse = at_us + 10 * MINUTE_US if dice.random() < 0.1 else None
    name = f"p{dice.randrange(10**9)}" if lapse else f"c{dice.randrange(4)}\x1f“é”"
    received = dice.choice([None, None, at_us - MINUTE_US])
    debts = dice.choice([None, "x", "x\x1fy"])
    return dice.choice(DEBTORS), Kept(at_us, name, dice.randrange(3), debts, dice.choice(NUMBERS), received, lapse)


def held(history: History) -> dict[str, Any]:
    """Every line of a history, numbers left out of the contacts since each store names them in its own way."""
    lines = {f"debtor {one}": history.of_debtor(history.key(one)) for one in DEBTORS}
    lines |= {f"number {one}": history.of_number(history.key(one)) for one in NUMBERS if one}
    for line in lines.values():
        assert [*line.times] == [one.at_us for one in line.kept()]
        assert [*line.shapes] == [one.shape for one in line.kept()]
        assert line.until_us == max((one.until_us for one in line.kept() if one.until_us), default=None)
    return {name: [one._replace(number=None) for one in line.kept()] for name, line in lines.items()}


def keyed(history: History, one: Kept) -> Kept:
    return one._replace(number=None if one.number is None else history.key(one.number))


@pytest.mark.parametrize("seed", range(3))
def test_a_file_holds_what_memory_holds(seed: int, tmp_path: Path) -> None:
    dice = random.Random(seed)
    stores: list[History] = [MemoryHistory(), SqliteHistory(tmp_path / "history.db")]
    kept: list[tuple[str, Kept]] = []
    for _ in range(1500):
        if kept and dice.random() < 0.2:
            debtor, one = kept.pop(dice.randrange(len(kept)))
            for store in stores:
                with store.turn():
                    store.drop(store.key(debtor), keyed(store, one))
            continue
        debtor, one = drawn(dice)
        if any(other == debtor and before[:2] == one[:2] for other, before in kept):
            # One of the same debtor, moment and id stands; by number it stands for itself.
            continue
        if any(before[:2] == one[:2] and before.number == one.number for _, before in kept):
            continue
        kept.append((debtor, one))
        for store in stores:
            with store.turn():
                store.keep(store.key(debtor), keyed(store, one))
    memory, file = (held(store) for store in stores)
    assert file == memory
    assert held(SqliteHistory(tmp_path / "history.db")) == memory
    assert all(len(memory[f"debtor {one}"]) > 2 * MOST for one in DEBTORS)


def test_runs_are_split_before_they_grow_long(tmp_path: Path) -> None:
    history = SqliteHistory(tmp_path / "history.db")
    places = [*range(500)]
    random.Random(4).shuffle(places)
    with history.turn():
        for place in places:
            history.keep(b"d" * 12, Kept(place, f"c{place}", 0, None, None, None))
    assert [one.at_us for one in history.of_debtor(b"d" * 12).kept()] == [*range(500)]
    with sqlite3.connect(tmp_path / "history.db") as con:
        longest = max(len(head) // 12 for (head,) in con.execute("SELECT head FROM debtors"))
    assert longest <= MOST


def test_what_failed_left_nothing(tmp_path: Path) -> None:
    history = SqliteHistory(tmp_path / "history.db")

    def fail() -> None:
        with history.turn():
            history.saw(frozenset({"channel"}))
            history.keep(b"d" * 12, Kept(1, "c", 0, None, None, None))
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert len(history.of_debtor(b"d" * 12)) == 0
    assert history.present == frozenset()


def test_what_failed_leaves_no_place_to_others(tmp_path: Path) -> None:
    """What one asker has sorted under a place is never another's."""
    ours, theirs = (Gate(load_packs(["us-regf"]), SqliteHistory(tmp_path / "history.db")) for _ in range(2))
    at = datetime(2026, 3, 4, 18, tzinfo=UTC)
    call = {"debtor_id": "d", "channel": "call", "debt_id": ["x"], "counterparty": "debtor", "agency": ""}
    call |= {"debtor_tz": ["America/New_York"], "outcome": "conversation"}
    ours.record({**call, "lender": "L", "contact_id": "c", "at": at - timedelta(days=1)})
    with pytest.raises(Misuse, match="was entered before"):
        ours.ask({**call, "lender": "another", "contact_id": "c", "at": at})
    theirs.record({**call, "lender": "a third", "contact_id": "c3", "at": at - timedelta(days=2)})
    for gate in (ours, theirs):
        found = {name: gate.judge({**call, "lender": name, "at": at}).findings for name in ("L", "another", "a third")}
        assert {name: [one.related for one in each] for name, each in found.items()} == {
            "L": [("c",)],
            "another": [],
            "a third": [("c3",)],
        }


@pytest.mark.parametrize("first", [0, 60])
def test_a_file_loaded_upon_another_is_both_recorded(first: int, tmp_path: Path, write_contacts: Any) -> None:
    several = contacts(8, 120)
    halves = several[:first], several[first:]
    random.Random(3).shuffle(several)
    loaded, recorded = SqliteHistory(tmp_path / "loaded.db"), Gate(load_packs(["us-regf"]))
    for place, half in enumerate(halves):
        if half:
            with connect() as con:
                load(con, read_contacts(con, write_contacts(tmp_path / f"{place}.parquet", half)), loaded)
    for one in several:
        recorded.record(one)
    gate = Gate(load_packs(["us-regf"]), loaded)
    assert [gate.judge(one) for one in several] == [recorded.judge(one) for one in several]


def test_columns_that_another_process_brings_are_seen(tmp_path: Path) -> None:
    """Two histories of one file stand for two processes."""
    ours, theirs = (Gate(load_packs(["us-regf"]), SqliteHistory(tmp_path / "history.db")) for _ in range(2))
    asked = {"debtor_id": "d", "channel": "call", "at": datetime(2026, 3, 4, 18, tzinfo=UTC)}
    asked |= {"lender": "L", "agency": "", "counterparty": "debtor", "debtor_tz": ["America/New_York"]}
    assert ours.judge(asked).not_evaluated["us-regf/calls-7-in-7"] == ("debt_id",)
    for n in range(7):
        made = {"contact_id": f"c{n}", "debt_id": ["x"], "outcome": "no_answer"}
        theirs.record({**asked, **made, "at": asked["at"] - timedelta(hours=12 * n)})
    answer = ours.judge(asked)
    assert "us-regf/calls-7-in-7" not in answer.not_evaluated
    assert [found.outcome for found in answer.findings if found.rule == "calls-7-in-7"] == ["review"]


def test_a_file_of_another_layout_is_named(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    with sqlite3.connect(path) as con:
        con.execute("CREATE TABLE contacts (debtor BLOB, at INTEGER)")
    with pytest.raises(Unreadable, match="load the contacts into a new file") as told:
        SqliteHistory(path)
    assert "重新载入一个新的库" in told.value.zh


def test_a_file_that_is_held_too_long_is_named(tmp_path: Path) -> None:
    history = SqliteHistory(tmp_path / "history.db")
    history._con.execute("PRAGMA busy_timeout = 10")
    other = sqlite3.connect(tmp_path / "history.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(Unavailable, match="cannot be written now and nothing was"), history.turn():
        pass
    other.execute("ROLLBACK")
    with history.turn():
        history.saw(frozenset({"channel"}))
    assert history.present == {"channel"}
