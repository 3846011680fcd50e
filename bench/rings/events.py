"""Waves of another kind than those that the detector was tuned on: events told in other words among real texts.

    python bench/rings/events.py --texts FILE --column NAME [--language zh] [--seeds 5]

Each real text of the file is one complaint to some institution on some day; none is written out. Into them events are
told by 8 to 60 people each, who choose, order and word for themselves what they say of it. Counted are waves found
(half of their voices in one), waves reported that are mostly one event, and reports where nothing was put in.
"""

import argparse
import csv
import random
import tempfile
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from evenhand.rings.run import detect

HOUSES = [f"第{sign}试验银行" for sign in "一二三四五六七八九十"]
PRODUCTS = ("存款", "贷款", "信用卡")
SIZES = (8, 12, 20, 30, 60)
STOCK = Path(__file__).parent / "stock" / "events.csv"


def events_in(language: str) -> dict[str, tuple[str, ...]]:
    """The statements of each event; each {a|b|c} in one is worded by the person."""
    with STOCK.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["language"] == language]
    return {
        name: tuple(row["text"] for row in rows if row["event"] == name)
        for name in dict.fromkeys(row["event"] for row in rows)
    }


def worded(statement: str, chance: random.Random) -> str:
    """One statement in one person's words."""
    parts = statement.split("{")
    said = parts[0]
    for part in parts[1:]:
        choice, rest = part.split("}")
        said += chance.choice(choice.split("|")) + rest
    return said


def told(event: tuple[str, ...], own: str, language: str, chance: random.Random) -> str:
    """What one voice says: some of the statements in some order, with words of their own life around them."""
    stop = "。" if language == "zh" else ". "
    said = [worded(one, chance) for one in chance.sample(event, chance.randint(2, 4))]
    own = own[: 60 if language == "zh" else 200]
    return stop.join([own, *said] if chance.random() < 0.5 else [*said, own])


def complaints(texts: list[str], language: str, seed: int, *, events: bool) -> list[dict[str, object]]:
    """The file: real texts by people of their own, and the voices of events where asked."""
    chance, rows = random.Random(seed), []

    def add(day: float, text: str, house: str, product: str, wave: str) -> None:
        number = len(rows)
        rows.append(
            {
                "complaint_id": f"E{number:06d}",
                "complainant_id": f"p-{number:06d}",
                "received_at": datetime(2026, 1, 5, 2, tzinfo=UTC) + timedelta(days=day),
                "narrative": text,
                "institution": house,
                "product": product,
                "wave": wave,
            }
        )

    for text in texts:
        add(chance.random() * 360, text, chance.choices(HOUSES, range(10, 0, -1))[0], chance.choice(PRODUCTS), "")
    stock = events_in(language)
    names = list(stock) * 3 if events else []
    house, opens = HOUSES[0], 0.0
    for number, name in enumerate(names):
        # Every third event strikes an institution that another has just struck.
        if number % 3:
            house, opens = chance.choice(HOUSES), chance.random() * 320
        else:
            opens = min(320.0, opens + 7)
        product, size = chance.choice(PRODUCTS), SIZES[(seed + number) % len(SIZES)]
        for _ in range(size):
            text = told(stock[name], chance.choice(texts), language, chance)
            add(opens + chance.random() * 25, text, house, product, f"{number}-{name}")
    return rows


def counted(rows: list[dict[str, object]]) -> Counter[str]:
    """Waves put in, found, reported, and reported ones that are mostly one of them."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "complaints.parquet"
        pq.write_table(pa.Table.from_pylist([{k: v for k, v in row.items() if k != "wave"} for row in rows]), path)
        found = detect(path)
    kind = dict(zip(found.rings["ring_id"].to_pylist(), found.rings["kind"].to_pylist(), strict=True))
    wave = {str(row["complaint_id"]): str(row["wave"]) for row in rows}
    reported: dict[str, Counter[str]] = {}
    for row in found.members.to_pylist():
        if kind[row["ring_id"]] == "shared_cause":
            reported.setdefault(row["ring_id"], Counter())[wave[row["complaint_id"]]] += 1
    told, sizes = Counter[str](), Counter(one for one in wave.values() if one)
    for name, size in sizes.items():
        most = max((held[name] for held in reported.values()), default=0)
        told["20 voices or more" if size >= 20 else "8 to 19 voices"] += 1
        told["found, 20 voices or more" if size >= 20 else "found, 8 to 19 voices"] += most * 2 >= size
    told["reported"] = len(reported)
    told["mostly one"] = sum(
        max((many for name, many in held.items() if name), default=0) * 2 >= held.total() for held in reported.values()
    )
    told["accused"] = sum(one == "organised" for one in kind.values())
    return told


def main() -> None:
    """Put events in, find, count; and once more with none."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--texts", type=Path, required=True)
    asked.add_argument("--column", required=True)
    asked.add_argument("--language", choices=("en", "zh"), default="zh")
    asked.add_argument("--seeds", type=int, default=5)
    options = asked.parse_args()
    with options.texts.open(encoding="utf-8-sig", newline="") as file:
        texts = [text for row in csv.DictReader(file) if (text := (row[options.column] or "").strip())]
    for events in (True, False):
        whole = Counter[str]()
        for seed in range(1, options.seeds + 1):
            whole.update(counted(complaints(texts, options.language, seed, events=events)))
        print(
            f"{len(texts)} real texts, {options.seeds} seeds, {'with' if events else 'without'} events: {dict(whole)}"
        )


if __name__ == "__main__":
    main()
