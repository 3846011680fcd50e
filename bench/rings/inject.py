"""Rings put among real texts: what is found of them, and how many real people are accused.

    python bench/rings/inject.py [--detector v1] [--shares 0.005,0.05] [--into]

Reads the two public files beside the repository, `../shared/data`; skips with a word where they are absent. Their
complaints are taken as honest: nobody is known to have been led, and nobody is known not to have been, so an accusation
here is to be looked at, not only counted. Real texts bring no telephone and no account; handles of honest people are
added as in planted files, so that a ring's are not the only ones. The bureau's texts are English, the rings' Chinese:
wording tells them apart at once there, and only false accusation and the handles are tried.
"""

import argparse
import csv
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
from measure import guess_of, write_section
from plant import plant, write
from scores import Share, Tally, tally

from evenhand.city.complaint_table import SCHEMA
from evenhand.records import HANDLES
from evenhand.rings.run import detect

DATA = Path(__file__).parents[2] / ".." / "shared" / "data"
Texts = list[tuple[str, datetime, str, str]]  # text, time, institution, product


def city_messages(file: Path) -> Texts:
    """Messages to a city; the place that a subject begins with stands for the institution."""
    with file.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    return [(row["留言详情"].strip(), _moment(row["留言时间"]), row["留言主题"].strip()[:2], "") for row in rows]


def bureau_complaints(file: Path) -> Texts:
    """Complaints to the US bureau that have a narrative."""
    with file.open(encoding="utf-8-sig", newline="") as lines:
        rows = [one for one in csv.DictReader(lines) if one["Consumer complaint narrative"].strip()]
    return [(row["Consumer complaint narrative"], datetime.fromisoformat(row["Date received"]).replace(tzinfo=UTC),
             row["Company"], row["Product"]) for row in rows]  # fmt: skip


def _moment(text: str) -> datetime:
    for form in ("%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y-%m-%d %H:%M:%S"):
        try:
            return datetime.strptime(text.strip(), form).replace(tzinfo=UTC)
        except ValueError:
            continue
    raise ValueError(f"no time: {text!r}")


FILES: dict[str, tuple[str, Callable[[Path], Texts]]] = {
    "messages to a city": ("zh_messages.csv", city_messages),
    "complaints to the US bureau": ("cfpb_complaints.csv", bureau_complaints),
}


def injected(real: Texts, *, share: float, seed: int) -> tuple[pa.Table, pa.Table]:
    """Real texts as honest complaints, planted rings among them in the same span of days; and the truth."""
    rng = np.random.default_rng(seed)
    honest = len(real)
    complaints, truth = plant(honest=max(2_000, honest), share=share, half="tune", seed=seed)
    rows = {one["complaint_id"]: one for one in complaints.to_pylist()}
    told = truth.to_pylist()
    led = [one for one in told if one["ring_id"]]
    plain = [one for one in told if not one["ring_id"] and not one["look_alike"]]
    lent = [rows[plain[at]["complaint_id"]] for at in rng.integers(0, len(plain), honest)]
    # Each real text borrows the handles of an ordinary planted person, at most once.
    used: set[str] = set()
    first, last = min(one[1] for one in real), max(one[1] for one in real)
    own_first = min(rows[one["complaint_id"]]["received_at"] for one in led)
    own_last = max(rows[one["complaint_id"]]["received_at"] for one in led)
    stretch = (last - first) / max(own_last - own_first, (last - first) / 1_000)
    made, true = [], []
    nothing = {"ring_id": "", "style": "", "nominable": False, "evidence": [], "traces": [], "look_alike": "real text",
               "group_id": "", "wave_id": ""}  # fmt: skip
    for at, (text, moment, house, product) in enumerate(real):
        lender = lent[at] if lent[at]["complaint_id"] not in used else {}
        used.add(lent[at]["complaint_id"])
        made.append(_real(f"x-{at:06d}", text, moment, house, product, lender))
        true.append(nothing | {"complaint_id": f"x-{at:06d}"})
    for one in led:
        row = rows[one["complaint_id"]]
        made.append(row | {"received_at": first + (row["received_at"] - own_first) * min(1.0, stretch)})
        true.append(one | {"wave_id": ""})
    return pa.Table.from_pylist(made, schema=SCHEMA), pa.Table.from_pylist(true, schema=truth.schema)


def _real(
    name: str, text: str, moment: datetime, house: str, product: str, lender: dict[str, object]
) -> dict[str, object]:
    row: dict[str, object] = dict.fromkeys(SCHEMA.names)
    row |= {handle: lender.get(handle) for handle in HANDLES}
    row |= {"complaint_id": name, "complainant_id": f"p-{name}", "narrative": text, "received_at": moment}
    return row | {
        "institution": house or None,
        "product": product or None,
        "attachments": [],
        "authorised_agent": False,
    }


def measured(real: Texts, *, share: float, seeds: int, detector: str) -> Tally:
    """Inject under each seed, find, count together."""
    told = Tally()
    for seed in range(1, seeds + 1):
        complaints, truth = injected(real, share=share, seed=seed)
        with tempfile.TemporaryDirectory() as folder:
            write(Path(folder), complaints, truth)
            told.add(tally(truth, guess_of(detect(Path(folder) / "complaints.parquet", detector=detector))))
    return told


def main() -> None:
    """Inject, find, print, and where asked write the section."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--detector", default="v2")
    asked.add_argument("--shares", default="0.005,0.05")
    asked.add_argument("--seeds", type=int, default=4)
    asked.add_argument("--into", action="store_true")
    options = asked.parse_args()
    lines = ["| real texts | rings' share | B³ precision | B³ recall | members found | real people accused | at most |",
             "| --- | ---: | ---: | ---: | ---: | ---: | ---: |"]  # fmt: skip
    for name, (file, read) in FILES.items():
        if not (DATA / file).exists():
            print(f"{file} is not there: left out")
            continue
        real = read(DATA / file)
        for share in (float(one) for one in options.shares.split(",")):
            told = measured(real, share=share, seeds=options.seeds, detector=options.detector)
            wrong: Share = told.wrong["real text"]
            cells = [f"{name}, {len(real):,}", f"{share:.1%}", f"{told.precision.value:.3f}",
                     f"{told.recall.value:.3f}", f"{told.members.value:.1%}", f"{wrong.hit:.0f} of {wrong.of:,.0f}",
                     f"{wrong.at_most:.3%}"]  # fmt: skip
            lines.append("| " + " | ".join(cells) + " |")
            print(lines[-1], flush=True)
    if options.into:
        write_section(f"Detector {options.detector} on real texts with rings injected", "\n".join(lines))


if __name__ == "__main__":
    main()
