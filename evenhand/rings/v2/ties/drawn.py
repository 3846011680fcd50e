"""Every tie that v2 knows, in one list. Each function is one tie, and its sentence is what the tie claims."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from evenhand.rings.v1 import ties as v1
from evenhand.rings.v1.ties import Evidence
from evenhand.rings.v2.enclosed import Enclosed
from evenhand.rings.v2.kinds import Organised
from evenhand.rings.v2.profile import STEP, SUBJECT, TOGETHER, Profile
from evenhand.rings.v2.ties import attached
from evenhand.rings.v2.ties.rarity import RareStrands, bits_of_likeness
from evenhand.rings.v2.ties.rewritten import Rarity, alike

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

LOOKED_BACK = 3  # earlier complaints of a ring that each letter is compared with
NATURAL = float(np.log2(np.e))  # bits of one natural log-odd


@dataclass(frozen=True, kw_only=True)
class Known:
    """What ties are drawn from: the evidence as shown, the organised rings, what everybody complains of.

    `enclosed`: what enclosed papers have in common, where they were looked at.
    """

    evidence: Evidence
    rings: list[Organised]
    profile: Profile
    enclosed: Enclosed | None = None


def same_wording(known: Known) -> pa.Table:
    """The two complaints are one letter with its blanks filled differently."""
    drawn = v1.same_wording(known.evidence)
    jaccard = np.asarray(pc.cast(pc.replace_substring(drawn["detail"], "jaccard ", ""), pa.float64()))
    return _weighing(drawn, bits_of_likeness(jaccard, known.evidence.strands.all_people))


def rewritten_wording(known: Known) -> pa.Table:
    """The two complaints of one ring say the same in other words or order, beyond what strangers' letters do."""
    narratives = known.evidence.docket.texts("narrative")
    if not known.rings:
        return _table(known, "rewritten_wording", [])
    rarity, found = Rarity(narratives), []
    family = known.evidence.wording.family
    for ring in known.rings:
        letters = rarity.letters(narratives, ring.rows)
        for later in range(1, len(letters)):
            since = max(0, later - LOOKED_BACK)
            likeness = [alike(earlier, letters[later]) for earlier in letters[since:later]]
            best = int(np.argmax(likeness)) + since
            one, other = int(ring.rows[best]), int(ring.rows[later])
            if max(likeness) > rarity.least and not (family[one] >= 0 and family[one] == family[other]):
                found.append((one, other, max(likeness), f"overlap {max(likeness):.2f}"))
    people = known.evidence.strands.all_people
    bits = bits_of_likeness(np.array([one[2] for one in found]), people)
    return _table(
        known, "rewritten_wording", [(a, b, float(w), said) for (a, b, _, said), w in zip(found, bits, strict=True)]
    )


def shared_number(known: Known) -> pa.Table:
    """The two complaints give one telephone number, as the complainant's or as the agent's."""
    return v1.shared_number(known.evidence)


def shared_agent(known: Known) -> pa.Table:
    """The two complaints name one agent who has shown no signed power for at least one of them."""
    return v1.shared_agent(known.evidence)


def shared_email(known: Known) -> pa.Table:
    """The two complaints give one e-mail address."""
    return v1.shared_email(known.evidence)


def shared_account(known: Known) -> pa.Table:
    """The money of the two complaints is to go to one payee or one account."""
    return v1.shared_account(known.evidence)


def shared_attachment(known: Known) -> pa.Table:
    """The two complaints enclose one and the same file."""
    return attached.files(known.evidence, known.enclosed)


def near_attachment(known: Known) -> pa.Table:
    """The two complaints enclose papers that look, or read, nearly the same, as few others do."""
    return attached.papers(known.evidence, known.enclosed, "near_attachment", "near", "text")


def same_form(known: Known) -> pa.Table:
    """The two complaints enclose one form with its blanks filled differently, which few others enclose."""
    return attached.papers(known.evidence, known.enclosed, "same_form", "form")


def same_serial(known: Known) -> pa.Table:
    """The two complaints enclose papers that bear one serial number."""
    return attached.papers(known.evidence, known.enclosed, "same_serial", "serial")


def same_producer(known: Known) -> pa.Table:
    """The two complaints enclose papers made by one program or device, in a file where hardly anybody shares one."""
    return attached.papers(known.evidence, known.enclosed, "same_producer", "producer")


def shared_device(known: Known) -> pa.Table:
    """The two complaints were sent from one device."""
    return v1.shared_device(known.evidence)


def shared_ip(known: Known) -> pa.Table:
    """The two complaints were sent over one internet address; it is shown, and never counts."""
    return v1.shared_ip(known.evidence)


def shared_address(known: Known) -> pa.Table:
    """The two complaints come from one address; it is shown, and makes no ring, only a home."""
    return v1.shared_address(known.evidence)


def synchrony(known: Known) -> pa.Table:
    """The two complaints of one ring came within a day of each other, more than the file's rhythm brings together."""
    return _beside(known, "synchrony", STEP, known.profile.day, TOGETHER)


def same_demand(known: Known) -> pa.Table:
    """The two complaints of one ring concern one product and demand one thing, more than the file's share of it."""
    return _beside(known, "same_demand", SUBJECT, known.profile.matter, 0)


TIES: tuple[Callable[[Known], pa.Table], ...] = (
    same_wording,
    rewritten_wording,
    shared_number,
    shared_agent,
    shared_email,
    shared_account,
    shared_attachment,
    near_attachment,
    same_form,
    same_serial,
    same_producer,
    shared_device,
    shared_ip,
    shared_address,
    synchrony,
    same_demand,
)


def draw_ties(known: Known) -> pa.Table:
    """All ties: columns `complaint_a` (the earlier), `complaint_b`, `kind`, `weight` (bits), `detail`."""
    weighed = replace(known.evidence, strands=RareStrands.of(known.evidence.strands))
    return pa.concat_tables([tie(replace(known, evidence=weighed)) for tie in TIES]).combine_chunks()


def _weighing(drawn: pa.Table, bits: Floats) -> pa.Table:
    return drawn.set_column(drawn.schema.get_field_index("weight"), "weight", pa.array(np.round(bits, 3)))


def _beside(known: Known, kind: str, manner: int, values: Ints, width: int) -> pa.Table:
    """Tie each complaint of a ring to the next one with the same value, or one no further than `width` from it."""
    found = []
    for ring in known.rings:
        rows = ring.rows[values[ring.rows] >= 0]
        rows = rows[np.argsort(values[rows], kind="stable")]
        fit = known.profile.fit(rows, ring.rows)[:, manner] * NATURAL
        near = np.flatnonzero((np.diff(values[rows]) <= width) & (fit[:-1] > 0) & (fit[1:] > 0))
        times = np.exp2(fit)
        found += [
            (int(rows[at]), int(rows[at + 1]), float(fit[at + 1]), f"{times[at + 1]:.0f} x chance") for at in near
        ]
    return _table(known, kind, found)


def _table(known: Known, kind: str, found: list[tuple[int, int, float, str]]) -> pa.Table:
    names = known.evidence.docket.texts("complaint_id")
    ends = np.sort(np.array([one[:2] for one in found], np.int64).reshape(-1, 2), axis=1)
    columns: list[Any] = [
        names.take(pa.array(ends[:, 0])).cast(pa.string()),
        names.take(pa.array(ends[:, 1])).cast(pa.string()),
        pa.array([kind] * len(found), pa.string()),
        pa.array([round(one[2], 3) for one in found], pa.float64()),
        pa.array([one[3] for one in found], pa.string()),
    ]
    return pa.table(columns, names=list(v1.TIE_COLUMNS))
