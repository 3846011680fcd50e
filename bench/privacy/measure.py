"""Measure recall and precision of `find` on the labelled set and write `figures.md`.

python bench/privacy/measure.py [--misses]      --misses prints what went wrong on the tuning half, never the other
"""

import json
import sys
from collections import Counter
from math import sqrt
from pathlib import Path

from evenhand.privacy.finding import find
from evenhand.privacy.span import KINDS

HERE = Path(__file__).parent


def wilson(hits: int, of: int, z: float = 1.96) -> str:
    """A share with its 95 % Wilson interval."""
    if not of:
        return "–"
    share, spread = hits / of, z * z / of
    middle = (share + spread / 2) / (1 + spread)
    half = z * sqrt(share * (1 - share) / of + spread / of / 4) / (1 + spread)
    return f"{hits}/{of} = {share:.3f} ({max(0.0, middle - half):.3f}–{min(1.0, middle + half):.3f})"


def sentences(split: str) -> list[dict]:
    rows = map(json.loads, (HERE / "sentences.jsonl").read_text("utf-8").splitlines())
    return [row for row in rows if row["split"] == split]


def count(rows: list[dict]) -> tuple[dict[str, Counter], list[str]]:
    """Per kind: labelled, whole (found from first to last sign), covered (each sign masked), found, right; misses."""
    tally, misses = {kind: Counter() for kind in KINDS}, []
    for row in rows:
        text = row["text"]
        found = {(s.start, s.end, s.kind) for s in find(text)}
        labelled = {(s["start"], s["end"], s["kind"]) for s in row["spans"]}
        shown = {i for start, end, _ in found for i in range(start, end)}
        for start, end, kind in labelled:
            tally[kind]["labelled"] += 1
            tally[kind]["whole"] += (start, end, kind) in found
            tally[kind]["covered"] += shown.issuperset(range(start, end))
        for span in found:
            tally[span[2]]["found"] += 1
            tally[span[2]]["right"] += span in labelled
        misses += [f"missed {k} 〔{text[a:b]}〕 in: {text}" for a, b, k in sorted(labelled - found)]
        misses += [f"extra  {k} 〔{text[a:b]}〕 in: {text}" for a, b, k in sorted(found - labelled)]
    return tally, misses


def table(split: str) -> list[str]:
    rows = sentences(split)
    tally, _ = count(rows)
    lines = ["| kind | whole span found | every sign masked | precision |", "|---|---|---|---|"]
    for kind, n in tally.items():
        shares = (
            wilson(n["whole"], n["labelled"]),
            wilson(n["covered"], n["labelled"]),
            wilson(n["right"], n["found"]),
        )
        lines.append(f"| {kind} | " + " | ".join(shares) + " |")
    clean = [row for row in rows if not row["spans"]]
    alarms = [(span.kind, span.certain) for row in clean for span in find(row["text"])]
    wrong = sum(bool(find(row["text"])) for row in clean)
    kinds = ", ".join(f"{kind} {n}" for kind, n in sorted(Counter(kind for kind, _ in alarms).items())) or "none"
    certain = sum(sure for _, sure in alarms)
    lines += [
        "",
        f"Sentences with nothing personal that raise a false alarm: {wilson(wrong, len(clean))}; by kind: {kinds};",
    ]
    return [*lines, f"{certain} of these {len(alarms)} spans are held for certain.", ""]


def main() -> None:
    if "--misses" in sys.argv:
        print("\n".join(count(sentences("tune"))[1]))
        return
    page = (HERE / "figures_head.md").read_text("utf-8").splitlines()
    page += ["", "## Evaluation half", "", *table("eval"), "## Tuning half", "", *table("tune")]
    (HERE / "figures.md").write_text("\n".join(page).rstrip() + "\n", encoding="utf-8")
    print("\n".join(page))


if __name__ == "__main__":
    main()
