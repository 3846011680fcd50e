"""What detector v1 finds in made-up cities, and whom it accuses wrongly, by kind of complaint and style of ring.

    python bench/rings_accuracy.py [--complaints 20000] [--seeds 101,102,103]

Seeds 1 to 9 were looked at while the detector was made; figures come from others. A member counts as found when its
complaint is a `member` of an organised ring. The upper bound on false accusation is exact (Clopper-Pearson, 95 %).
"""

import argparse
import tempfile
from collections import Counter, defaultdict
from pathlib import Path

import pyarrow.parquet as pq

from evenhand.city.city import build_city
from evenhand.rings.run import detect


def upper_bound(wrong: int, of: int) -> float:
    """The largest share that `wrong` out of `of` leaves credible at 95 %, found by halving."""
    low, high = wrong / of, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if _at_most(wrong, of, middle) > 0.05 else (low, middle)
    return high


def _at_most(wrong: int, of: int, share: float) -> float:
    term = total = (1 - share) ** of
    for k in range(wrong):
        term *= (of - k) / (k + 1) * share / (1 - share)
        total += term
    return total


def look(city: Path, seen: Counter[str], accused: Counter[str], groups: dict[str, list[int]]) -> None:
    """Run one city and add to the counts: complaints by label, those accused, whole groups found."""
    truth = {row["complaint_id"]: row for row in pq.read_table(city / "truth_complaints.parquet").to_pylist()}
    detection = detect(city / "complaints.parquet")
    kind = {row["ring_id"]: row["kind"] for row in detection.rings.to_pylist()}
    held: dict[str, Counter[str]] = defaultdict(Counter)
    for row in detection.members.to_pylist():
        true = truth[row["complaint_id"]]
        if row["standing"] == "member":
            held[f"{kind[row['ring_id']]} {true['group']}"][row["ring_id"]] += 1
            accused[_label(true)] += kind[row["ring_id"]] == "organised"
    sizes = Counter(row["group"] for row in truth.values() if row["kind"] in ("ring", "wave"))
    for row in truth.values():
        seen[_label(row)] += 1
    for group, size in sizes.items():
        wanted = "organised" if group.startswith("ring") else "shared_cause"
        best = max(held[f"{wanted} {group}"].values(), default=0)
        counted = groups.setdefault(f"{group.split('-')[0]}: {group.split('-')[2]}", [0, 0])
        counted[0] += best * 2 >= size
        counted[1] += 1


def _label(true: dict[str, str]) -> str:
    return f"ring: {true['group'].split('-')[2]}" if true["kind"] == "ring" else true["kind"]


def main() -> None:
    """Build, look, print."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--complaints", type=int, default=20_000)
    asked.add_argument("--seeds", default="101,102,103")
    options = asked.parse_args()
    seen, accused, groups = Counter[str](), Counter[str](), dict[str, list[int]]()
    for seed in (int(one) for one in options.seeds.split(",")):
        with tempfile.TemporaryDirectory() as folder:
            build_city(Path(folder), contacts=0, complaints=options.complaints, seed=seed)
            look(Path(folder), seen, accused, groups)
    for label in sorted(seen):
        bound = "" if label.startswith("ring") else f"   (at most {upper_bound(accused[label], seen[label]):.3%})"
        print(f"{label:24}{accused[label]:>7} of {seen[label]:>7} accused{bound}")
    for label in sorted(groups):
        print(f"{label:24}{groups[label][0]:>7} of {groups[label][1]:>7} found by half or more")


if __name__ == "__main__":
    main()
