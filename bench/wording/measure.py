"""Measure what `read` finds in the labelled set and write `figures.md`.

python bench/wording/measure.py [--misses]      --misses prints what went wrong on the tuning half, never the other
"""

import csv
import sys
import time
from collections import Counter
from collections.abc import Callable
from math import sqrt
from pathlib import Path

import pyarrow as pa

from evenhand.conduct.wording.absences import debt_collector, identified, opt_out
from evenhand.conduct.wording.many import read_array
from evenhand.conduct.wording.reading import SURE, read
from evenhand.rules.vocabulary import SAYINGS

HERE = Path(__file__).parent
MESSAGES = HERE.parent.parent.parent / "shared" / "data" / "zh_sms_ads.csv"
# Scenarios of notices are labelled for what ought to be there, and for no saying.
NOTICES = "notice/"
ABSENCES: dict[str, tuple[tuple[str, ...], Callable[[str], bool | None]]] = {
    "identified": (("identified/",), identified),
    "debt_collector": ((NOTICES,), debt_collector),
    "opt_out": (("optout/", NOTICES), opt_out),
}


def wilson(hits: int, of: int, z: float = 1.96) -> str:
    """A share with its 95 % Wilson interval."""
    if not of:
        return "–"
    share, spread = hits / of, z * z / of
    middle = (share + spread / 2) / (1 + spread)
    half = z * sqrt(share * (1 - share) / of + spread / of / 4) / (1 + spread)
    return f"{hits}/{of} = {share:.3f} ({max(0.0, middle - half):.3f}–{min(1.0, middle + half):.3f})"


def labelled(half: str) -> list[dict[str, str]]:
    with (HERE / "labelled.csv").open(encoding="utf-8", newline="") as lines:
        return [row for row in csv.DictReader(lines) if row["half"] == half]


def told(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """The texts that are labelled for sayings."""
    return [row for row in rows if not row["scenario"].startswith(NOTICES)]


def confidences(text: str) -> dict[str, float]:
    """The highest confidence of each saying found in the text."""
    found: dict[str, float] = {}
    for hit in read(text):
        found[hit.saying] = max(found.get(hit.saying, 0.0), hit.confidence)
    return found


def saying_lines(rows: list[dict[str, str]], lang: str | None = None) -> list[str]:
    rows = [row for row in told(rows) if lang in (None, row["lang"])]
    found = [(set(row["says"].split()), row["hard_for"].split(), confidences(row["text"])) for row in rows]
    lines = []
    for saying in SAYINGS:
        right = sum(saying in says and saying in had for says, _, had in found)
        flagged = sum(saying in had for _, _, had in found)
        labels = sum(saying in says for says, _, _ in found)
        hard = [had for says, hard_for, had in found if saying in hard_for]
        fooled = sum(saying in had for had in hard)
        sure = [(saying in says) for says, _, had in found if had.get(saying, 0) >= SURE]
        lines.append(
            f"| {saying} | {wilson(right, flagged)} | {wilson(right, labels)} | {wilson(fooled, len(hard))} "
            f"| {wilson(sum(sure), len(sure))} | {wilson(sum(sure), labels)} |"
        )
    return lines


def absence_lines(rows: list[dict[str, str]]) -> list[str]:
    lines = []
    for name, (scenarios, stated) in ABSENCES.items():
        asked = [
            (name in row["says"].split(), stated(row["text"])) for row in rows if row["scenario"].startswith(scenarios)
        ]
        there, absent = [had for says, had in asked if says], [had for says, had in asked if not says]
        found, missed = [says for says, had in asked if had is True], [says for says, had in asked if had is False]
        lines.append(
            f"| {name} | {wilson(sum(found), len(found))} | {wilson(there.count(True), len(there))} "
            f"| {wilson(missed.count(False), len(missed))} | {wilson(absent.count(False), len(absent))} "
            f"| {wilson([had for _, had in asked].count(None), len(asked))} |"
        )
    return lines


def ordinary_line(rows: list[dict[str, str]]) -> str:
    texts = [row["text"] for row in rows if row["scenario"].startswith("ordinary/")]
    return wilson(sum(bool(read(text)) for text in texts), len(texts))


def message_lines() -> list[str]:
    """False alarms on every second real message (the others were looked at while tuning), by class."""
    with MESSAGES.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))[1::2]
    classes = Counter(row["class"] for row in rows)
    said: Counter[tuple[str, str]] = Counter()
    for row in rows:
        had = set(confidences(row["text"]))
        said.update((row["class"], saying) for saying in had)
        said[row["class"], "any but debt"] += bool(had - {"debt"})
    return [
        f"| {name} | {of} | {wilson(said[name, 'any but debt'], of)} | {wilson(said[name, 'debt'], of)} |"
        for name, of in sorted(classes.items())
        if name.startswith(("AD:", "Other"))
    ]


def quickness() -> str:
    """Messages a second, one thread: the labelled texts thirty times, each made distinct by a number behind it."""
    texts = [row["text"] for half in ("tune", "eval") for row in told(labelled(half))]
    distinct = pa.array([f"{text} {number}" for number in range(30) for text in texts])
    read_array(distinct.slice(0, 10))
    times = []
    for _ in range(3):
        begun = time.perf_counter()
        read_array(distinct)
        times.append(time.perf_counter() - begun)
    return f"{len(distinct) / min(times):,.0f} to {len(distinct) / max(times):,.0f}"


def misses() -> None:
    for row in told(labelled("tune")):
        for saying in sorted(set(row["says"].split()) & set(SAYINGS) ^ set(confidences(row["text"]))):
            print("missed" if saying in row["says"].split() else "false", saying, repr(row["text"]))


def main() -> None:
    if "--misses" in sys.argv:
        misses()
        return
    page = (HERE / "figures_head.md").read_text("utf-8")
    head = (
        "| saying | precision | recall | false alarms on hard negatives | precision, sure | recall, sure |\n"
        "|---|---|---|---|---|---|\n"
    )
    rows = labelled("eval")
    for title, lang in (("both languages", None), ("Chinese", "zh"), ("English", "en")):
        page += f"\n## Evaluation half, {title}\n\n{head}" + "\n".join(saying_lines(rows, lang)) + "\n"
    page += f"\n## Tuning half, both languages\n\n{head}" + "\n".join(saying_lines(labelled("tune"))) + "\n"
    page += "\n## What ought to be there, evaluation half\n\n"
    head_of_absences = (
        "| | there: precision | there: recall | missing: precision | missing: recall | open, for review |\n"
        "|---|---|---|---|---|---|\n"
    )
    page += head_of_absences
    page += "\n".join(absence_lines(rows)) + "\n"
    page += "\nThe same, tuning half\n\n" + head_of_absences + "\n".join(absence_lines(labelled("tune"))) + "\n"
    page += f"\n## Ordinary texts, evaluation half\n\nTexts with a false alarm of any saying: {ordinary_line(rows)}\n"
    if MESSAGES.exists():
        page += "\n## Real messages (adverts and others; every second one)\n\n"
        page += (
            "| class | messages | any saying but debt | debt |\n|---|---|---|---|\n" + "\n".join(message_lines()) + "\n"
        )
    page += f"\n## Speed\n\n`read_array`, distinct texts a second, one thread, three runs: {quickness()}\n"
    (HERE / "figures.md").write_text(page, "utf-8")
    print(page)


if __name__ == "__main__":
    main()
