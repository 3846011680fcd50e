"""How long the gate takes for one answer: history in memory where all is allowed, and a large history in SQLite.

    python bench/gate_speed.py [--contacts 10000000] [--file CONTACTS.parquet] [--asks 5000]

Every figure is the median over single answers of one run; nothing runs beside it in this process.
"""

import argparse
import statistics
import tempfile
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter, perf_counter_ns
from typing import Any

from evenhand.city.city import build_city
from evenhand.conduct.gate.gate import Gate
from evenhand.conduct.gate.loading import load
from evenhand.conduct.gate.sqlite import SqliteHistory
from evenhand.intake.reading import read_contacts
from evenhand.rules.shelf import load_packs, pack_ids
from evenhand.tables.connection import connect

CN = ("cn-gbt-45251-2025", "cn-ningbo")
Contact = dict[str, Any]


def median_us(ask: Callable[[Contact], Any], several: Iterable[Contact]) -> tuple[float, float]:
    """The median and the 99th percentile of the time that one answer takes, in microseconds."""
    taken = []
    for one in several:
        started = perf_counter_ns()
        ask(one)
        taken.append((perf_counter_ns() - started) / 1000)
    return statistics.median(taken), statistics.quantiles(taken, n=100)[98]


def tell(what: str, figures: tuple[float, float]) -> None:
    """One line of the result."""
    print(f"{what:72s} median {figures[0]:8.1f} us   99 % {figures[1]:9.1f} us")


def in_memory(packs: tuple[str, ...], asks: int) -> None:
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
    tell(f"in memory, all allowed, no promise ({len(packs)} packs)", median_us(gate.judge, several))
    tell(f"in memory, all allowed, promised ({len(packs)} packs)", median_us(gate.ask, several))


def in_sqlite(contacts: Path, folder: Path, asks: int) -> None:
    """Contacts of the file itself, drawn evenly, asked a week after the last of the file and in the midst of it."""
    history = SqliteHistory(folder / "history.db")
    with connect() as con:
        read = read_contacts(con, contacts)
        started = perf_counter()
        many = load(con, read, history)
        print(f"{many} contacts entered in {perf_counter() - started:.0f} s")
        drawn = con.execute(
            f"""SELECT debtor_id, lender, agency, "number", channel, purpose, counterparty, epoch_us("at")
            FROM {read.relation} USING SAMPLE reservoir({asks} ROWS) REPEATABLE (1)"""
        ).fetchall()
    names = ("debtor_id", "lender", "agency", "number", "channel", "purpose", "counterparty")
    start = datetime(1970, 1, 1, tzinfo=UTC)
    several = [
        {**dict(zip(names, row[:7], strict=True)), "at": start + timedelta(microseconds=row[7])} for row in drawn
    ]
    for packs in (CN, tuple(pack_ids())):
        gate = Gate(load_packs(packs), history)
        answers = [gate.judge(one) for one in several]  # warms the caches, and tells the two apart
        yes = [one for one, answer in zip(several, answers, strict=True) if answer.allowed]
        no = [one for one, answer in zip(several, answers, strict=True) if not answer.allowed]
        tell(f"SQLite, full explanation, no promise ({len(packs)} packs)", median_us(gate.judge, several))
        tell(f"  of which allowed: {len(yes)}", median_us(gate.judge, yes))
        tell(f"  of which refused: {len(no)}", median_us(gate.judge, no))
        tell(f"SQLite, full explanation, promised ({len(packs)} packs)", median_us(gate.ask, several))


def main() -> None:
    """Make a city where no file is given, time, print."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--contacts", type=int, default=10_000_000)
    asked.add_argument("--file", type=Path)
    asked.add_argument("--asks", type=int, default=5000)
    options = asked.parse_args()
    for packs in (CN, tuple(pack_ids())):
        in_memory(packs, options.asks)
    with tempfile.TemporaryDirectory() as folder:
        contacts = options.file
        if contacts is None:
            build_city(Path(folder), contacts=options.contacts, complaints=0, seed=1)
            contacts = Path(folder) / "contacts.parquet"
        in_sqlite(contacts, Path(folder), options.asks)


if __name__ == "__main__":
    main()
