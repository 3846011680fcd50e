"""How long a new complaint takes to find its ring beside an index, and how often that is what a full run says.

    python bench/index_speed.py [--complaints 20000,100000] [--asked 2000] [--seed 1] [--folder DIR] [--no-agreement]

The index is of all but the last complaints of a city; those are placed one by one, in memory as in a program that
keeps the index open, after one that is not counted. Twenty are added too, and removed at the end. Agreement: the
complaints of ten days are placed and kept one by one, each day beside an index of all before it, and held against a
full run with it. With --folder the city and its index stay there, so that a large one is made once.
"""

import argparse
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from evenhand.city.city import build_city
from evenhand.intake.reading import read_complaints
from evenhand.rings.index.index import Index, Placement
from evenhand.rings.run import detect
from evenhand.tables.connection import connect


def prepared(folder: Path, size: int, asked: int, seed: int) -> Path:
    """A city, its last `asked` complaints apart, and the index of the others; what is there already is used."""
    place = folder / f"{size}-{asked}"
    if not (place / "new.parquet").exists():
        build_city(place, contacts=0, complaints=size, seed=seed)
        city = pq.read_table(place / "complaints.parquet")
        city = city.sort_by([("received_at", "ascending"), ("complaint_id", "ascending")])
        pq.write_table(city.slice(0, city.num_rows - asked), place / "known.parquet")
        pq.write_table(city.slice(city.num_rows - asked), place / "new.parquet")
    if not (place / "rings.index").exists():
        told = subprocess.run(
            [sys.executable, __file__, "--index", str(place)], check=True, capture_output=True, text=True
        ).stdout
        print(f"{size:>9,}: {told.strip()}", flush=True)
    return place


def indexed(place: Path) -> str:
    """Run the detector with an index and without; what the index costs."""
    began: dict[str, float] = {}
    started = perf_counter()
    detect(
        place / "known.parquet",
        index=place / "rings.index",
        progress=lambda stage, _: began.setdefault(stage, perf_counter() - started) and None,
    )
    whole, run = perf_counter() - started, began["reading complaints for the index"]
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    size = (place / "rings.index").stat().st_size / 1e9
    return f"run {run:.0f} s, index {whole - run:.0f} s more, {size:.2f} GB on disk, {memory:.1f} GB memory at most"


def complaints_of(path: Path) -> list[dict[str, Any]]:
    """The complaints of a file, earliest first."""
    with connect() as con:
        read = read_complaints(con, path)
        query = f"SELECT * FROM {read.relation} ORDER BY received_at, complaint_id"
        rows: list[dict[str, Any]] = con.sql(query).to_arrow_table().to_pylist()
    return rows


def timed(place: Path) -> str:
    """Milliseconds a placement, an addition and a removal take."""
    rows = complaints_of(place / "new.parquet")
    with Index(place / "rings.index") as index:
        index.place(rows[0])
        asked = [_seconds(lambda row=row: index.place(row)) for row in rows[1:]]
        kept = rows[:: max(1, len(rows) // 20)]
        added = [_seconds(lambda row=row: index.add(row)) for row in kept]
        removed = _seconds(lambda: index.remove([row["complaint_id"] for row in kept]))
    asked.sort()
    return (
        f"place {1e3 * statistics.median(asked):.2f} ms median, {1e3 * asked[int(0.99 * len(asked))]:.2f} ms for 99 of"
        f" 100, {1e3 * asked[-1]:.1f} ms at most of {len(asked)}; add {1e3 * statistics.median(added):.1f} ms median;"
        f" remove {len(kept)} at once {removed:.1f} s"
    )


def _seconds(work: Any) -> float:
    started = perf_counter()
    work()
    return perf_counter() - started


def agreement(place: Path) -> str:
    """How often a day's complaints, placed one by one, belong where a full run puts them."""
    city = pq.read_table(place / "complaints.parquet")
    city = city.sort_by([("received_at", "ascending"), ("complaint_id", "ascending")])
    found = list(_days(city, place))
    same = sum(mine == theirs for mine, theirs, _ in found)
    told = [f"{same} of {len(found)} complaints of ten days as the full run has them"]
    for kind in ("organised", "same_wording", "shared_cause"):
        mine, theirs = ([{r for r in one[at] if r[0] == kind} for one in found] for at in (0, 1))
        both = sum(bool(a) and a == b for a, b in zip(mine, theirs, strict=True))
        told.append(f"{kind} {sum(map(bool, theirs))} in the full run, {both} equal, {sum(map(bool, mine))} placed")
    ties = [one[2] for one in found]
    told.append(
        f"ties of handles: {sum(t[0] for t in ties)} of {sum(t[1] for t in ties)}, {sum(t[2] for t in ties)} more"
    )
    return "; ".join(told)


def _days(city: pa.Table, place: Path) -> Iterator[tuple[set[Any], set[Any], tuple[int, int, int]]]:
    """For each complaint of ten days of the second half: where it was placed, and where a full run puts it."""
    size = city.num_rows
    day = max(10, size // 365)
    for upto in range(size // 2, size, size // 20):
        pq.write_table(city.slice(0, upto - day), place / "before.parquet")
        pq.write_table(city.slice(upto - day, day), place / "day.parquet")
        pq.write_table(city.slice(0, upto), place / "with.parquet")
        detect(place / "before.parquet", index=place / "day.index")
        with Index(place / "day.index") as index:
            placed = [index.add(row) for row in complaints_of(place / "day.parquet")]
        full = detect(place / "with.parquet")
        kinds = dict(zip(full.rings["ring_id"].to_pylist(), full.rings["kind"].to_pylist(), strict=True))
        theirs: dict[str, set[tuple[str, str, str]]] = {one.complaint_id: set() for one in placed}
        for row in full.members.to_pylist():
            if row["complaint_id"] in theirs:
                theirs[row["complaint_id"]].add((kinds[row["ring_id"]], row["ring_id"], row["standing"]))
        ties = _ties_of_handles(placed, full.ties, set(theirs))
        for one in placed:
            yield {(r.kind, r.ring_id, r.standing) for r in one.rings}, theirs[one.complaint_id], ties
            ties = (0, 0, 0)


def _ties_of_handles(placed: list[Placement], full: pa.Table, day: set[str]) -> tuple[int, int, int]:
    """Ties through handles: those of the full run that were drawn, all of the full run, those beyond it."""
    mine = {(t.complaint_a, t.complaint_b, t.kind) for one in placed for t in one.ties if t.kind.startswith("shared_")}
    theirs = {
        (t["complaint_a"], t["complaint_b"], t["kind"])
        for t in full.to_pylist()
        if t["kind"].startswith("shared_") and day & {t["complaint_a"], t["complaint_b"]}
    }
    return len(mine & theirs), len(theirs), len(mine - theirs)


def main() -> None:
    """Prepare, ask and compare; a line each."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--complaints", default="20000,100000")
    asked.add_argument("--asked", type=int, default=2000)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--folder", type=Path)
    asked.add_argument("--no-agreement", action="store_true")
    asked.add_argument("--index", type=Path)
    options = asked.parse_args()
    if options.index:
        print(indexed(options.index))
        return
    with tempfile.TemporaryDirectory() as own:
        folder = options.folder or Path(own)
        for size in (int(one) for one in options.complaints.split(",")):
            place = prepared(folder, size, options.asked, options.seed)
            print(f"{size:>9,}: {timed(place)}", flush=True)
        if not options.no_agreement:
            first = int(options.complaints.split(",")[0])
            print(f"{first:>9,}: {agreement(prepared(folder, first, options.asked, options.seed))}", flush=True)


if __name__ == "__main__":
    main()
