"""The audit beside SQL written by hand for the same rules and the same output, in one run, as a ratio.

    python bench/audit_speed.py [--packs two|all] [--contacts 10000000] [--runs 3]
                                [--file CONTACTS.parquet --mandates MANDATES.csv]

Each side is run in turn, A B A B …; the ratio of the medians is printed, of time and of processor time (the machine may
be shared). Before that the two outputs are compared, findings row by row and the summary's counts: a faster answer that
differs is no answer. Both hand over the same: findings with sentences, ids that repeat, the digest of the file, counts
by rule, agency and hour. Both read texts with the same function; how long that takes is printed too. Ours also reads
any other file, in other zones, with other packs, and names each cell that cannot be read.
"""

import argparse
import statistics
import tempfile
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import duckdb

from evenhand.city.city import build_city
from evenhand.conduct.audit import audit
from evenhand.conduct.texts import read_texts
from evenhand.rules.vocabulary import SAYINGS, STATEMENTS
from evenhand.tables.kinds import digest_of

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Packs:
    """Packs, the SQL written by hand for them, and what it asks of texts."""

    names: tuple[str, ...]
    sql: Path
    asked: tuple[str, ...]


SETS = {
    "two": Packs(("cn-gbt-45251-2025", "cn-ningbo"), HERE / "audit_by_hand.sql", ("threat", "insult", "debt")),
    "all": Packs(
        ("cn-cba-2026", "cn-gbt-45251-2025", "cn-ningbo", "uk-conc7", "us-regf"),
        HERE / "audit_by_hand_all.sql",
        (*SAYINGS, *STATEMENTS),
    ),
}


@dataclass(frozen=True)
class Taken:
    """Seconds by the clock, of the processor, and by the clock for reading texts."""

    clock: float
    processor: float
    texts: float = 0.0


def by_hand(packs: Packs, contacts: Path, mandates: Path, out: Path) -> tuple[Taken, dict[str, Any]]:
    """Run the SQL written by hand; what it took, and its counts as the summary has them."""
    started, worked = perf_counter(), process_time()
    con = duckdb.connect()
    con.execute("SET TimeZone = 'Asia/Shanghai'")
    con.execute(f"CREATE TEMP VIEW contacts AS SELECT text FROM '{contacts}' WHERE direction = 'out'")
    read_texts(con, "contacts", packs.asked)
    texts = perf_counter() - started
    con.execute(
        packs.sql.read_text(encoding="utf-8")
        .replace("$contacts", f"'{contacts}'")
        .replace("$mandates", f"'{mandates}'")
        .replace("$out", f"'{out}'")
    )
    digest_of(contacts)
    counts = {
        "rules": con.execute("SELECT * FROM by_rule ORDER BY ALL").fetchall(),
        "agencies": con.execute("SELECT * FROM by_agency ORDER BY ALL").fetchall(),
        "hours": con.execute("SELECT * FROM by_hour ORDER BY ALL").fetchall(),
        "defaulted": con.execute("SELECT * FROM defaulted").fetchall(),
    }
    con.close()
    return Taken(perf_counter() - started, process_time() - worked, texts), counts


def by_evenhand(packs: Packs, contacts: Path, mandates: Path, out: Path) -> tuple[Taken, dict[str, Any]]:
    """Run the audit as the command line does, report left out."""
    started, worked = perf_counter(), process_time()
    summary = audit(contacts, packs=packs.names, out=out, mandates=mandates)
    taken = Taken(perf_counter() - started, process_time() - worked)
    filled = summary["defaulted"]
    return taken, {
        "rules": sorted((r["pack"], r["rule"], r["findings"], r["debtors"]) for r in summary["rules"] if r["findings"]),
        "agencies": sorted(tuple(agency.values()) for agency in summary["agencies"]),
        "hours": sorted(tuple(hour.values()) for hour in summary["hours"]),
        "defaulted": [(filled.get("counterparty", 0), filled.get("purpose", 0))],
    }


def differences(ours: Path, theirs: Path) -> int:
    """Rows of either output that the other has not; sentences and facts included."""
    rows = 'SELECT * REPLACE (epoch_us("at") AS "at") FROM \'{}\''
    one, other = rows.format(ours), rows.format(theirs)
    query = f"SELECT count(*) FROM (({one} EXCEPT ALL {other}) UNION ALL ({other} EXCEPT ALL {one}))"
    return int(duckdb.sql(query).fetchall()[0][0])


def main() -> None:
    """Make a city where no file is given, compare, time, print."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--packs", choices=tuple(SETS), default="two")
    asked.add_argument("--contacts", type=int, default=10_000_000)
    asked.add_argument("--runs", type=int, default=3)
    asked.add_argument("--file", type=Path)
    asked.add_argument("--mandates", type=Path)
    options = asked.parse_args()
    packs = SETS[options.packs]
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        contacts, mandates = options.file, options.mandates
        if contacts is None:
            build_city(work / "city", contacts=options.contacts, complaints=0, seed=1)
            contacts, mandates = work / "city" / "contacts.parquet", work / "city" / "mandates.csv"
        theirs = work / "by_hand.parquet"
        ours = work / "out"
        times: dict[str, list[Taken]] = {"by hand": [], "evenhand": []}
        for run in range(options.runs + 1):
            hand, told = by_hand(packs, contacts, mandates, theirs)
            own, summed = by_evenhand(packs, contacts, mandates, ours)
            if run == 0:  # the first run warms the file cache and is compared, not counted
                print(f"findings that differ: {differences(ours / 'findings.parquet', theirs)}")
                print(f"counts that differ: {[name for name in told if told[name] != summed[name]]}", flush=True)
            else:
                times["by hand"].append(hand)
                times["evenhand"].append(own)
            print(
                f"run {run or 'that warms'}: by hand {hand.clock:.2f} s (texts {hand.texts:.2f} s), "
                f"evenhand {own.clock:.2f} s, ratio {own.clock / hand.clock:.2f}, "
                f"of the processor {own.processor / hand.processor:.2f} "
                f"({hand.processor:.1f} and {own.processor:.1f} s)",
                flush=True,
            )
        for what in ("clock", "processor") if options.runs else ():
            hand_s, own_s = (statistics.median(getattr(one, what) for one in several) for several in times.values())
            print(f"median, {what}: by hand {hand_s:.2f} s, evenhand {own_s:.2f} s, ratio {own_s / hand_s:.2f}")


if __name__ == "__main__":
    main()
