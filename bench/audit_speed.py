"""The audit beside SQL written by hand for the same rules and the same output, in one run, as a ratio.

    python bench/audit_speed.py [--contacts 10000000] [--runs 3] [--file CONTACTS.parquet --mandates MANDATES.csv]

Each side is run in turn, A B A B …; the ratio of the medians is printed. Before that the two outputs are compared
row by row: a faster answer that differs is no answer.
"""

import argparse
import statistics
import tempfile
from pathlib import Path
from time import perf_counter

import duckdb

from evenhand.city.city import build_city
from evenhand.conduct.audit import audit
from evenhand.conduct.texts import read_texts

PACKS = ("cn-gbt-45251-2025", "cn-ningbo")
HAND = Path(__file__).parent / "audit_by_hand.sql"


def by_hand(contacts: Path, mandates: Path, out: Path) -> float:
    """Run the SQL written by hand; seconds."""
    started = perf_counter()
    con = duckdb.connect()
    con.execute("SET TimeZone = 'Asia/Shanghai'")
    con.execute(f"CREATE TEMP VIEW contacts AS SELECT text FROM '{contacts}' WHERE direction = 'out'")
    read_texts(con, "contacts", ("threat", "insult", "debt"))
    con.execute(
        HAND.read_text(encoding="utf-8")
        .replace("$contacts", f"'{contacts}'")
        .replace("$mandates", f"'{mandates}'")
        .replace("$out", f"'{out}'")
    )
    con.close()
    return perf_counter() - started


def by_evenhand(contacts: Path, mandates: Path, out: Path) -> float:
    """Run the audit as the command line does, report left out; seconds."""
    started = perf_counter()
    audit(contacts, packs=PACKS, out=out, mandates=mandates)
    return perf_counter() - started


def differences(ours: Path, theirs: Path) -> int:
    """Rows of either output that the other has not; sentences and facts included."""
    rows = 'SELECT * REPLACE (epoch_us("at") AS "at") FROM \'{}\''
    one, other = rows.format(ours), rows.format(theirs)
    query = f"SELECT count(*) FROM (({one} EXCEPT ALL {other}) UNION ALL ({other} EXCEPT ALL {one}))"
    return int(duckdb.sql(query).fetchall()[0][0])


def main() -> None:
    """Make a city where no file is given, compare, time, print."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--contacts", type=int, default=10_000_000)
    asked.add_argument("--runs", type=int, default=3)
    asked.add_argument("--file", type=Path)
    asked.add_argument("--mandates", type=Path)
    options = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        contacts, mandates = options.file, options.mandates
        if contacts is None:
            build_city(work / "city", contacts=options.contacts, complaints=0, seed=1)
            contacts, mandates = work / "city" / "contacts.parquet", work / "city" / "mandates.csv"
        theirs = work / "by_hand.parquet"
        ours = work / "out"
        times: dict[str, list[float]] = {"by hand": [], "evenhand": []}
        for run in range(options.runs + 1):
            hand, own = by_hand(contacts, mandates, theirs), by_evenhand(contacts, mandates, ours)
            if run == 0:  # the first run warms the file cache and is compared, not counted
                print(f"rows that differ: {differences(ours / 'findings.parquet', theirs)}")
                continue
            times["by hand"].append(hand)
            times["evenhand"].append(own)
            print(f"run {run}: by hand {hand:.2f} s, evenhand {own:.2f} s, ratio {own / hand:.2f}")
        middle = {name: statistics.median(several) for name, several in times.items()}
        print(f"median: by hand {middle['by hand']:.2f} s, evenhand {middle['evenhand']:.2f} s")
        print(f"ratio of medians: {middle['evenhand'] / middle['by hand']:.2f}")


if __name__ == "__main__":
    main()
