"""What looking at papers adds to detector v2, and whom it wrongs: made-up papers laid into a made-up city.

    python bench/papers_accuracy.py [--complaints 20000] [--seeds 101,102]

Honest people enclose photographs of phones that many or few carry, statements of their own bank, forms of which some
are taken by many and some by few, and scans that look alike by chance; half of a ring's people enclose a paper of the
ring's workshop besides: nearly one picture, one form, one serial number or one program. Nothing comes from real papers.
"""

import argparse
import random
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from evenhand.city.city import build_city
from evenhand.rings.attachments.run import ATTACHMENTS
from evenhand.rings.run import Detection, detect

Paper = dict[str, Any]
BLANK = {"kind": "jpg", "pages": 1, "phash": None, "text_digest": None, "form_digest": None, "serials": [],
         "producer": None}  # fmt: skip
WORKSHOPS = ("picture", "form", "serial", "program")
PAPER_TIES = ("near_attachment", "same_form", "same_serial", "same_producer")
ENCLOSES = 0.5  # how many of a ring's people enclose a paper of its workshop


def honest(bank: int, chance: random.Random) -> list[Paper]:
    """Up to three everyday papers."""
    phone = min(int(chance.paretovariate(0.8)), 2000)
    look = chance.getrandbits(64)
    # One scan in fifty looks like a common page: a table on white, a letterhead.
    look = (0x0F0F << 40) + min(int(chance.paretovariate(0.6)), 500) * 0x9E3779B9 if chance.random() < 0.02 else look
    photo = {"phash": look & ~1, "producer": f"Phone {phone}"}
    statement = {"phash": ((bank + 1) * 0x9E3779B97F4A7C15 % (1 << 64)) ^ (1 << chance.randrange(40)),
                 "form_digest": _hex(bank + 10_000), "text_digest": _hex(chance.getrandbits(200)),
                 "serials": [_hex(bank + 20_000)], "producer": f"Statements {bank}"}  # fmt: skip
    public = {"form_digest": _hex(min(int(chance.paretovariate(0.7)), 3000)), "producer": "Office 16"}
    return chance.sample([photo, statement, public], chance.randrange(4))


def forged(group: str, chance: random.Random) -> list[Paper]:
    """A paper of a ring's workshop, or none."""
    if chance.random() > ENCLOSES:
        return []
    own = random.Random(group)
    kind, look, number = own.choice(WORKSHOPS), own.getrandbits(64), own.getrandbits(200)
    return {
        "picture": [{"phash": look ^ (1 << chance.randrange(1, 6))}],
        "form": [{"form_digest": _hex(number), "text_digest": _hex(chance.getrandbits(200))}],
        "serial": [{"serials": [_hex(number)]}],
        "program": [{"producer": f"Workshop {number}"}],
    }[kind]


def _hex(number: int) -> str:
    return f"{number:064x}"


def with_papers(folder: Path, seed: int) -> None:
    """Enclose papers in every complaint of a city, and write down what was seen of them."""
    chance = random.Random(seed)
    city = pq.read_table(folder / "complaints.parquet")
    truth = {row["complaint_id"]: row for row in pq.read_table(folder / "truth_complaints.parquet").to_pylist()}
    banks = {name: at for at, name in enumerate(sorted({b or "" for b in city["institution"].to_pylist()}))}
    enclosed, seen = [], []
    for name, bank, had in zip(
        city["complaint_id"].to_pylist(), city["institution"].to_pylist(), city["attachments"].to_pylist(), strict=True
    ):
        papers = honest(banks[bank or ""], chance)
        if truth[name]["kind"] == "ring":
            papers += forged(truth[name]["group"], chance)
        names = [f"in/{name}-{at}.jpg" for at in range(len(papers))]
        enclosed.append([*(had or []), *names])
        seen += [
            {**BLANK, "complaint_id": name, "attachment": file, "digest": _hex(chance.getrandbits(250)), **paper}
            for file, paper in zip(names, papers, strict=True)
        ]
    at = city.schema.get_field_index("attachments")
    city = city.set_column(at, "attachments", pa.array(enclosed, pa.list_(pa.string())))
    pq.write_table(city, folder / "with_papers.parquet")
    pq.write_table(pa.Table.from_pylist(seen, schema=ATTACHMENTS), folder / "attachments.parquet")


def told(found: Detection, truth: dict[str, dict[str, str]]) -> tuple[Counter[str], int, dict[str, int]]:
    """Who is accused by kind of truth, members of rings there are, and ties of papers."""
    organised = {r["ring_id"] for r in found.rings.to_pylist() if r["kind"] == "organised"}
    accused = {
        r["complaint_id"] for r in found.members.to_pylist() if r["ring_id"] in organised and r["standing"] == "member"
    }
    ties = {
        k: n
        for k, n in found.summary["ties"].items()
        if k in ("near_attachment", "same_form", "same_serial", "same_producer")
    }
    return Counter(truth[one]["kind"] for one in accused), sum(r["kind"] == "ring" for r in truth.values()), ties


def main() -> None:
    """Run each city without and with its papers."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--complaints", type=int, default=20_000)
    asked.add_argument("--seeds", default="101,102")
    options = asked.parse_args()
    for seed in map(int, options.seeds.split(",")):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            build_city(folder, contacts=0, complaints=options.complaints, seed=seed)
            truth = {r["complaint_id"]: r for r in pq.read_table(folder / "truth_complaints.parquet").to_pylist()}
            with_papers(folder, seed)
            for label, papers in (("not looked at", None), ("looked at", folder / "attachments.parquet")):
                accused, led, ties = told(detect(folder / "with_papers.parquet", papers=papers), truth)
                wronged = {kind: n for kind, n in accused.items() if kind != "ring"}
                print(f"seed {seed}, papers {label}: {accused['ring']} of {led} members found, wronged {wronged or 0},"
                      f" ties {ties or 0}", flush=True)  # fmt: skip


if __name__ == "__main__":
    main()
