"""Build a city: its contacts, complaints and mandates, and the truth about them.

Memory is bounded for contacts of any number: they are drawn, judged and written in chunks of whole days. The same seed
gives the same tables everywhere: chance comes from `dice`, numbers are whole, order is fixed.
"""

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from evenhand.city.complaint_table import write_complaints
from evenhand.city.complaints import draw_complaints
from evenhand.city.contact_table import SCHEMA, contact_table
from evenhand.city.contact_texts import Spoken, fill_texts
from evenhand.city.contacts import Sheet, draw_contacts
from evenhand.city.days import DAYS, share_out
from evenhand.city.debtors import Debtors, gather_debtors
from evenhand.city.dice import Dice, Numbers
from evenhand.city.lenders import write_mandates
from evenhand.city.misconduct import Misconduct
from evenhand.city.truth import TRUTH, judge, truth_table
from evenhand.errors import Misuse
from evenhand.tables.progress import Progress, silent

_CHUNK = 200_000
_DEBTORS, _TEXTS, _CONTACTS, _DETAILS, _COMPLAINTS = 1, 2, 3, 4, 5
FEWEST_COMPLAINTS = 200


def build_city(
    out: Path, *, contacts: int, complaints: int, seed: int, progress: Progress | None = None
) -> dict[str, Any]:
    """Write the city's files into `out` and say how many of each there are.

    `contacts.parquet`, `complaints.parquet`, `mandates.csv`, `truth_contacts.parquet` and `truth_complaints.parquet`,
    as the file interface names them. Raises Misuse for a number of contacts or complaints that makes no city.
    """
    _check(contacts, complaints, seed)
    tell = progress or silent
    out.mkdir(parents=True, exist_ok=True)
    debtors = gather_debtors(contacts, Dice(seed, _DEBTORS))
    misconduct = Misconduct()
    found = _write_contacts(out, contacts, seed, debtors, misconduct, tell)
    write_mandates(out / "mandates.csv")
    tell("complaints", 0.0)
    drawn = draw_complaints(complaints, dice=Dice(seed, _COMPLAINTS), debtors=debtors, misconduct=misconduct)
    kinds = write_complaints(drawn, out)
    tell("complaints", 1.0)
    return {"contacts": contacts, "complaints": complaints, "seed": seed, "findings": found, "kinds": kinds}


def _check(contacts: int, complaints: int, seed: int) -> None:
    if contacts < 0 or seed < 0:
        raise Misuse(
            zh="联系记录条数和种子都不能小于0。没有写出任何文件。",
            en="The number of contacts and the seed cannot be below 0. Nothing was written.",
        )
    if 0 < complaints < FEWEST_COMPLAINTS or complaints < 0:
        raise Misuse(
            zh=f"投诉条数须为0，或不少于{FEWEST_COMPLAINTS}（再少就放不下各类群体）。没有写出任何文件。",
            en=f"Complaints must be 0 or at least {FEWEST_COMPLAINTS}: fewer cannot hold every kind of group. "
            "Nothing was written.",
        )


def _write_contacts(
    out: Path, contacts: int, seed: int, debtors: Debtors, misconduct: Misconduct, tell: Progress
) -> dict[str, int]:
    """Draw, judge and write the contacts chunk by chunk; how often each rule is broken."""
    spoken = fill_texts(Dice(seed, _TEXTS))
    found: dict[str, int] = {}
    first = 1
    with (
        pq.ParquetWriter(out / "contacts.parquet", SCHEMA, compression="zstd") as file,
        pq.ParquetWriter(out / "truth_contacts.parquet", TRUTH, compression="zstd") as truth,
    ):
        for days, counts in chunks(contacts):
            dice = Dice(seed, _CONTACTS, int(days[0]))
            sheet = draw_contacts(days=days, counts=counts, first=first, debtors=debtors, spoken=spoken, dice=dice)
            details = Dice(seed, _DETAILS, int(days[0]))
            file.write_table(contact_table(sheet, debtors=debtors, spoken=spoken, dice=details))
            truth.write_table(_judged(sheet, spoken, found, misconduct))
            first += len(sheet)
            tell("contacts", (first - 1) / contacts)
    return dict(sorted(found.items()))


def _judged(sheet: Sheet, spoken: Spoken, found: dict[str, int], misconduct: Misconduct) -> pa.Table:
    verdicts = judge(sheet, spoken)
    for one in verdicts:
        name = f"{one.pack}/{one.rule}"
        found[name] = found.get(name, 0) + int(one.found.sum())
    misconduct.note(sheet, np.logical_or.reduce([one.found for one in verdicts]))
    return truth_table(sheet, verdicts)


def chunks(contacts: int) -> list[tuple[Numbers, Numbers]]:
    """Runs of days and how many contacts each day has; a run holds about 200,000 contacts, or one day of more."""
    if not contacts:
        return []
    counts = share_out(contacts)
    filled = np.cumsum(counts) // _CHUNK
    cuts = np.flatnonzero(np.diff(filled)) + 1
    runs = np.split(np.arange(DAYS, dtype=np.int64), cuts)
    return [(run, counts[run]) for run in runs if counts[run].sum()]
