"""How many contacts a second `evenhand packs replay` tries one rule on, reading the file included.

    python bench/replay_speed.py [--contacts 300000] [--runs 3] [--file CONTACTS.parquet --mandates MANDATES.csv]

Every rule of the pack is replayed in turn; the first run of all warms the file cache and is not counted. The time is
that of the library twin, start of the program left out.
"""

import argparse
import os
import statistics
import tempfile
from pathlib import Path

from evenhand.city.city import build_city
from evenhand.conduct.replay import replay
from evenhand.rules.shelf import SHELF

PACK = "cn-gbt-45251-2025"


def main() -> None:
    """Make a city where no file is given, replay, print."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--contacts", type=int, default=300_000)
    asked.add_argument("--runs", type=int, default=3)
    asked.add_argument("--file", type=Path)
    asked.add_argument("--mandates", type=Path)
    options = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        contacts, mandates = options.file, options.mandates
        if contacts is None:
            build_city(Path(folder), contacts=options.contacts, complaints=0, seed=1)
            contacts, mandates = Path(folder) / "contacts.parquet", Path(folder) / "mandates.csv"
        rules = sorted((SHELF / PACK / "rules").glob("*.yaml"))
        replay(contacts, rule=rules[0], mandates=mandates)
        print(f"{os.cpu_count()} cores")
        for rule in rules:
            runs = [replay(contacts, rule=rule, mandates=mandates) for _ in range(options.runs)]
            middle = statistics.median(run["seconds"] for run in runs)
            print(
                f"{rule.stem}: {runs[0]['findings']} found, {middle:.2f} s, "
                f"{runs[0]['rows_read'] / middle:,.0f} contacts/s"
            )


if __name__ == "__main__":
    main()
