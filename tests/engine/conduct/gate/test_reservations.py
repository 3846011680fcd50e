"""A yes is kept: whoever asks meanwhile, in whatever thread or process, is not told yes to the same last call."""

import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from evenhand.conduct.gate.gate import Gate
from evenhand.conduct.gate.history import History, MemoryHistory
from evenhand.conduct.gate.sqlite import SqliteHistory
from evenhand.errors import Misuse, Unreadable
from evenhand.rules.shelf import load_packs

PACKS = ["cn-gbt-45251-2025"]
AT = datetime.fromisoformat("2026-03-04T10:00:00+08:00")
CALL: dict[str, Any] = {"debtor_id": "d", "channel": "call", "lender": "L", "at": AT}
MINUTE = timedelta(minutes=1)


@pytest.fixture(params=["memory", "sqlite"])
def history(request: pytest.FixtureRequest, tmp_path: Path) -> History:
    return MemoryHistory() if request.param == "memory" else SqliteHistory(tmp_path / "history.db")


@pytest.fixture
def gate(history: History) -> Gate:
    """A gate before whose debtor two of three effective calls of the day are made."""
    gate = Gate(load_packs(PACKS), history)
    for n in range(2):
        gate.record({**CALL, "contact_id": f"c{n}", "at": AT - (n + 1) * MINUTE, "outcome": "conversation"})
    return gate


def test_the_last_call_is_promised_once(gate: Gate) -> None:
    first, second = gate.ask(CALL), gate.ask({**CALL, "at": AT + timedelta(seconds=1)})
    assert first.reservation is not None
    assert not second.allowed
    assert second.reservation is None
    # Where nobody reports, the promise lapses after ten minutes.
    assert second.next_allowed_at == AT + 10 * MINUTE
    assert gate.ask({**CALL, "at": AT + 10 * MINUTE}).allowed


def test_a_promise_a_little_ahead_counts_too(gate: Gate) -> None:
    assert gate.ask({**CALL, "at": AT + timedelta(seconds=2)}).allowed
    assert not gate.ask(CALL).allowed


def test_a_report_settles_what_is_counted(gate: Gate) -> None:
    name = gate.ask(CALL).reservation
    assert name is not None
    gate.report(name, "no_answer")
    again = gate.ask({**CALL, "at": AT + MINUTE}).reservation
    assert again is not None
    gate.report(again, "conversation", at=AT + 2 * MINUTE)
    answer = gate.ask({**CALL, "at": AT + 20 * MINUTE})
    assert answer.findings[0].related == ("c1", "c0", again)
    with pytest.raises(Misuse, match=r"no reservation .* waits for a report"):
        gate.report(again, "conversation")


def test_what_was_not_made_is_withdrawn(gate: Gate) -> None:
    name = gate.ask(CALL).reservation
    assert name is not None
    gate.withdraw(name)
    assert gate.ask({**CALL, "at": AT + MINUTE}).allowed


def test_asking_twice_for_one_contact_promises_it_once(gate: Gate) -> None:
    named = {**CALL, "contact_id": "mine"}
    assert [gate.ask(named).reservation for _ in range(3)] == ["mine"] * 3
    assert not gate.ask(CALL).allowed


def test_a_record_settles_the_reservation_of_its_name(gate: Gate) -> None:
    named = {**CALL, "contact_id": "mine"}
    assert gate.ask(named).reservation == "mine"
    gate.record({**named, "outcome": "conversation"})
    with pytest.raises(Misuse, match="no reservation mine waits"):
        gate.report("mine", "conversation")
    # It is counted once, and goes on being counted when the ten minutes have passed.
    for later in (MINUTE, 30 * MINUTE):
        answer = gate.judge({**CALL, "at": AT + later})
        assert [found.related for found in answer.findings] == [("c1", "c0", "mine")]


def test_what_was_made_is_not_promised_again(gate: Gate) -> None:
    with pytest.raises(Misuse, match="contact c0 was entered before and cannot be promised"):
        gate.ask({**CALL, "contact_id": "c0"})
    gate.record({**CALL, "contact_id": "c0", "at": AT - MINUTE, "outcome": "no_answer"})
    # Entered twice, it stands as it was entered first.
    assert len(gate.history.of_debtor(gate.history.key("d"))) == 2
    assert gate.ask(CALL).allowed


def test_threads_share_the_last_call(gate: Gate) -> None:
    with ThreadPoolExecutor(8) as pool:
        several: list[Callable[[], Any]] = [lambda: gate.ask(CALL)] * 64
        answers = list(pool.map(lambda ask: ask(), several))
    assert sum(answer.allowed for answer in answers) == 1


START = """
import sys
from datetime import datetime, timedelta
from pathlib import Path
from evenhand.conduct.gate.gate import Gate
from evenhand.conduct.gate.sqlite import SqliteHistory
from evenhand.rules.shelf import load_packs
gate = Gate(load_packs(["cn-gbt-45251-2025"]), SqliteHistory(Path(sys.argv[1])))
at = datetime.fromisoformat("2026-03-04T10:00:00+08:00")
print("ready", flush=True)
sys.stdin.readline()
"""
ASKER = """
for debtor in range(40):
    for n in range(4):
        contact = {"debtor_id": f"d{debtor}", "channel": "call", "lender": "L", "at": at + timedelta(seconds=n % 2)}
        print(debtor, int(gate.ask(contact).allowed))
"""
# Calls are promised, made and taken back, and old ones are entered out of order, on the same debtors and one number.
WORKER = """
import random
dice = random.Random(int(sys.argv[2]))
for n in range(150):
    debtor = f"d{dice.randrange(4)}"
    contact = {"debtor_id": debtor, "channel": "call", "lender": "L", "number": "n", "at": at}
    if n % 3 == 0:
        name = f"old-{sys.argv[2]}-{n}"
        before = at - timedelta(hours=20 + dice.randrange(99))
        gate.record({**contact, "contact_id": name, "at": before, "outcome": "busy"})
        print("entered", debtor, name)
        continue
    name = gate.ask(contact).reservation
    if name is None:
        continue
    if dice.random() < 0.8:
        gate.withdraw(name)
    else:
        gate.report(name, "conversation")
        print("made", debtor, name)
"""


def run_beside_one_another(program: str, path: Path, many: int) -> list[list[str]]:
    """What so many processes on one history print, all started at one word."""
    SqliteHistory(path).close()
    askers = [
        subprocess.Popen(
            [sys.executable, "-c", START + program, str(path), str(number)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for number in range(many)
    ]
    for asker in askers:
        assert asker.stdout is not None
        assert asker.stdout.readline() == "ready\n"
    for asker in askers:
        assert asker.stdin is not None
        asker.stdin.write("go\n")
        asker.stdin.flush()
    lines = [line.split() for asker in askers for line in asker.communicate(timeout=300)[0].splitlines()]
    assert all(asker.returncode == 0 for asker in askers)
    return lines


@pytest.mark.slow
def test_processes_share_the_last_calls(tmp_path: Path) -> None:
    lines = run_beside_one_another(ASKER, tmp_path / "history.db", 3)
    assert len(lines) == 3 * 40 * 4
    told = {debtor: sum(int(yes) for one, yes in lines if one == debtor) for debtor, _ in lines}
    # Three effective calls a day, whoever asks.
    assert set(told.values()) == {3}


@pytest.mark.slow
def test_processes_lose_nothing_that_was_entered_or_reported(tmp_path: Path) -> None:
    lines = run_beside_one_another(WORKER, tmp_path / "history.db", 3)
    history = SqliteHistory(tmp_path / "history.db")
    expected = {debtor: sorted(name for _, one, name in lines if one == debtor) for _, debtor, _ in lines}
    found = {debtor: history.of_debtor(history.key(debtor)).kept() for debtor in expected}
    assert {debtor: sorted(one.contact_id for one in several) for debtor, several in found.items()} == expected
    assert all(one.until_us is None for several in found.values() for one in several)
    assert all([*several] == sorted(several, key=lambda one: one[:2]) for several in found.values())
    everyone = sorted(one for several in found.values() for one in several)
    assert sorted(history.of_number(history.key("n")).kept()) == everyone
    made = {debtor: sum(what == "made" for what, one, _ in lines if one == debtor) for debtor in expected}
    assert all(0 < several <= 3 for several in made.values())


def test_a_file_keeps_no_debtor_and_no_number(tmp_path: Path) -> None:
    path = tmp_path / "history.db"
    history = SqliteHistory(path, key=b"sixteen bytes at least")
    gate = Gate(load_packs(PACKS), history)
    gate.record({**CALL, "contact_id": "c", "debtor_id": "D-13800000001", "number": "13800000001"})
    history.close()
    assert b"13800000001" not in b"".join(file.read_bytes() for file in tmp_path.iterdir())
    with pytest.raises(Unreadable, match="made with another key"):
        SqliteHistory(path)


def test_what_is_no_history_is_named(tmp_path: Path) -> None:
    path = tmp_path / "letter.db"
    path.write_text("not a database, but long enough to be looked at as one" * 20, encoding="utf-8")
    with pytest.raises(Unreadable, match=r"letter\.db is no history of a gate"):
        SqliteHistory(path)
