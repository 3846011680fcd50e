"""How long the gate takes for one answer: history in memory where all is allowed, and a large history in SQLite.

    python bench/gate_speed.py [--contacts 10000000] [--file CONTACTS.parquet] [--asks 3000] [--history FILE.db]
                               [--into FILE.md] [--peers]

Questions are contacts of the file itself, drawn evenly: may one more like it be made at the same moment, in the midst
of what the file holds? They have no outcome, so that a call is judged as a conversation. Each is asked once before it
is timed: what is timed is a gate that has been at work. Figures are medians and 99th percentiles over single answers
of one run. With `--peers` other tools answer the same questions in that run (bench/gate_peers.py).
"""

import argparse
import os
import statistics
import tempfile
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter, perf_counter_ns
from typing import Any

import duckdb

from evenhand.city.city import build_city
from evenhand.conduct.gate.answer import Answer
from evenhand.conduct.gate.gate import Gate
from evenhand.conduct.gate.loading import load
from evenhand.conduct.gate.sqlite import SqliteHistory
from evenhand.intake.reading import read_contacts
from evenhand.rules.shelf import load_packs, pack_ids
from evenhand.tables.connection import connect

CN = ("cn-gbt-45251-2025", "cn-ningbo")
NAMES = ("debtor_id", "lender", "agency", "number", "channel", "purpose", "counterparty")
Contact = dict[str, Any]
Row = tuple[str, ...]


def timed(ask: Callable[[Contact], Any], several: Iterable[Contact]) -> list[float]:
    """The time that each answer takes, in microseconds."""
    taken = []
    for one in several:
        started = perf_counter_ns()
        ask(one)
        taken.append((perf_counter_ns() - started) / 1000)
    return taken


def row(what: str, taken: list[float]) -> Row:
    """One line of the result: what, how many, median, 99th percentile."""
    if len(taken) < 2:
        return what, str(len(taken)), "", ""
    return what, str(len(taken)), f"{statistics.median(taken):.1f}", f"{statistics.quantiles(taken, n=100)[98]:.1f}"


def in_memory(packs: tuple[str, ...], asks: int) -> Iterator[Row]:
    """Daytime calls to debtors with three contacts each, all allowed."""
    gate = Gate(load_packs(packs))
    at = datetime(2026, 3, 4, 2, tzinfo=UTC)
    call = {"channel": "call", "lender": "L", "debt_id": ["x"], "counterparty": "debtor"}
    for debtor in range(asks):
        for n in range(3):
            made = {"contact_id": f"c{debtor}-{n}", "debtor_id": f"d{debtor}", "outcome": "no_answer"}
            gate.record({**call, **made, "at": at - timedelta(days=n + 1)})
    several = [{**call, "debtor_id": f"d{n}", "at": at + timedelta(seconds=n)} for n in range(asks)]
    assert all(gate.judge(one).allowed for one in several)
    yield row(f"memory, all allowed, `judge`, {len(packs)} packs", timed(gate.judge, several))
    yield row(f"memory, all allowed, `ask`, {len(packs)} packs", timed(gate.ask, several))


def drawn(contacts: Path, asks: int) -> list[Contact]:
    """Contacts of the file, drawn evenly, as questions."""
    with duckdb.connect() as con:
        rows = con.execute(
            f"""SELECT {", ".join(f'"{name}"' for name in NAMES)}, epoch_us("at")
            FROM read_parquet(?) USING SAMPLE reservoir({asks} ROWS) REPEATABLE (1)""",
            [str(contacts)],
        ).fetchall()
    start = datetime(1970, 1, 1, tzinfo=UTC)
    return [{**dict(zip(NAMES, one[:7], strict=True)), "at": start + timedelta(microseconds=one[7])} for one in rows]


def in_sqlite(history: SqliteHistory, packs: tuple[str, ...], several: list[Contact]) -> Iterator[Row]:
    """All the questions, then each class of answers for itself, then with a promise that is taken back."""
    gate, told = Gate(load_packs(packs), history), list[Answer]()
    answers = [gate.judge(one) for one in several]
    taken = timed(gate.judge, several)
    yield row(f"SQLite, `judge`, {len(packs)} packs, all", taken)
    for kind in ("nothing to say", "allowed, with findings", "refused"):
        chosen = [us for us, answer in zip(taken, answers, strict=True) if class_of(answer) == kind]
        yield row(f"SQLite, `judge`, {len(packs)} packs, {kind}", chosen)
    yield row(f"SQLite, `ask`, {len(packs)} packs, all", timed(lambda one: told.append(gate.ask(one)), several))
    for answer in told:
        if answer.reservation:
            gate.withdraw(answer.reservation)


def class_of(answer: Answer) -> str:
    """What kind of an answer it is."""
    if not answer.allowed:
        return "refused"
    return "allowed, with findings" if answer.findings else "nothing to say"


def entered(contacts: Path, path: Path) -> SqliteHistory:
    """The contacts of the file in a history, which may hold them already; says how long it took."""
    history = SqliteHistory(path)
    if not history.is_empty:
        print(f"the history was there before and takes {path.stat().st_size / 1e6:.0f} MB")
        return history
    with connect() as con:
        started = perf_counter()
        read = read_contacts(con, contacts)
        between = perf_counter()
        many = load(con, read, history)
        size = path.stat().st_size / 1e6
        print(f"{many} contacts read in {between - started:.0f} s, entered in {perf_counter() - between:.0f} s more")
        print(f"the history takes {size:.0f} MB")
    return history


def as_table(rows: Iterable[Row]) -> str:
    """The rows as a table of a page."""
    lines = ["| asked | answers | median, µs | 99 %, µs |", "|---|---|---|---|"]
    for each in rows:
        print(f"{each[0]:58s} {each[1]:>6s} {each[2]:>10s} {each[3]:>10s}", flush=True)
        lines.append(f"| {' | '.join(each)} |")
    return "\n".join(lines) + "\n"


def rows_of(contacts: Path, path: Path, asks: int, peers: bool) -> Iterator[Row]:
    """Every line of the result."""
    for packs in (CN, tuple(pack_ids())):
        yield from in_memory(packs, asks)
    history = entered(contacts, path)
    several = drawn(contacts, asks)
    if peers:
        from gate_peers import beside

        gate = Gate(load_packs(CN), history)
        yield from beside(contacts, path, several, [gate.judge(one).allowed for one in several])
    for packs in (CN, tuple(pack_ids())):
        yield from in_sqlite(history, packs, several)


def main() -> None:
    """Make a city where no file is given, time, print."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--contacts", type=int, default=10_000_000)
    asked.add_argument("--file", type=Path)
    asked.add_argument("--asks", type=int, default=3000)
    asked.add_argument("--into", type=Path)
    asked.add_argument("--history", type=Path, help="a history to fill, or filled before from the same file")
    asked.add_argument("--peers", action="store_true")
    options = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        contacts = options.file
        if contacts is None:
            build_city(Path(folder), contacts=options.contacts, complaints=0, seed=1)
            contacts = Path(folder) / "contacts.parquet"
        path = options.history or Path(folder) / "history.db"
        load_before = os.getloadavg()[0]
        table = as_table(rows_of(contacts, path, options.asks, options.peers))
        print(f"load of the machine before and after: {load_before:.1f}, {os.getloadavg()[0]:.1f}")
        if options.into:
            options.into.write_text(table, encoding="utf-8")


if __name__ == "__main__":
    main()
