"""Every tie this detector knows, in one list: a tie is a claim about two complaints, and its sentence says which.

Weight is in bits: log2 of all complainants over those who share the thing. A thing that one in a thousand has weighs
about ten bits, one that half the city has weighs one. A letter's bits are scaled by how alike the two letters are.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from evenhand.rings.v1.docket import Docket
from evenhand.rings.v1.handles import SPACES
from evenhand.rings.v1.strands import Strands
from evenhand.rings.v1.unions import stars
from evenhand.rings.v1.wording import Wording

Ints = npt.NDArray[np.int64]

TIE_COLUMNS = ("complaint_a", "complaint_b", "kind", "weight", "detail")


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """What ties are drawn from: the complaints, their letters, and the strands they share."""

    docket: Docket
    wording: Wording
    strands: Strands


def same_wording(evidence: Evidence) -> pa.Table:
    """The two complaints are one letter with its blanks filled differently."""
    wording, strands = evidence.wording, evidence.strands
    other = np.flatnonzero((wording.family >= 0) & (wording.centre != np.arange(wording.family.size)))
    first = wording.centre[other]
    alike = wording.alike[other]
    bits = np.log2(strands.all_people / np.bincount(wording.family[wording.family >= 0])[wording.family[other]])
    detail = pc.binary_join_element_wise("jaccard", _two_places(alike), " ")
    return _table(evidence, "same_wording", first, other, np.maximum(bits, 0) * alike, detail)


def shared_number(evidence: Evidence) -> pa.Table:
    """The two complaints give one telephone number, as the complainant's or as the agent's."""
    return _shared(evidence, "number", "shared_number")


def shared_agent(evidence: Evidence) -> pa.Table:
    """The two complaints name one agent who has shown no signed power for at least one of them."""
    return _shared(evidence, "agent", "shared_agent")


def shared_email(evidence: Evidence) -> pa.Table:
    """The two complaints give one e-mail address."""
    return _shared(evidence, "email", "shared_email")


def shared_account(evidence: Evidence) -> pa.Table:
    """The money of the two complaints is to go to one payee or one account."""
    return _shared(evidence, "money", "shared_account")


def shared_attachment(evidence: Evidence) -> pa.Table:
    """The two complaints enclose one and the same file."""
    return _shared(evidence, "paper", "shared_attachment")


def shared_device(evidence: Evidence) -> pa.Table:
    """The two complaints were sent from one device."""
    return _shared(evidence, "device", "shared_device")


def shared_ip(evidence: Evidence) -> pa.Table:
    """The two complaints were sent over one internet address; it is shown, and never counts."""
    return _shared(evidence, "ip", "shared_ip")


def shared_address(evidence: Evidence) -> pa.Table:
    """The two complaints come from one address; it is shown, and never counts."""
    return _shared(evidence, "address", "shared_address")


TIES: tuple[Callable[[Evidence], pa.Table], ...] = (
    same_wording,
    shared_number,
    shared_agent,
    shared_email,
    shared_account,
    shared_attachment,
    shared_device,
    shared_ip,
    shared_address,
)


def draw_ties(evidence: Evidence) -> pa.Table:
    """All ties: columns `complaint_a` (the earlier), `complaint_b`, `kind`, `weight` (bits), `detail`."""
    return pa.concat_tables([tie(evidence) for tie in TIES]).combine_chunks()


def masked(values: pa.Array, *, space: str) -> pa.Array:
    """Handles as they may be shown: 138····5678 where long; only the beginning where the end would point at a door."""
    if space == "address":
        return pc.replace_substring_regex(values, r"^(.{0,3}).*$", r"\1····")
    long_ = pc.replace_substring_regex(values, r"^(.{3}).*(.{4})$", r"\1····\2")
    short = pc.replace_substring_regex(values, r"^(.).*$", r"\1··")
    return pc.if_else(pc.greater_equal(pc.utf8_length(values), 10), long_, short)


def _shared(evidence: Evidence, space: str, kind: str) -> pa.Table:
    """Tie the earliest holder of each value to every other holder; a hub ties nobody, nor does a person to himself."""
    strands = evidence.strands
    of_space = (strands.space[strands.strand] == SPACES.index(space)) & ~strands.hub[strands.strand]
    strand, first, other = stars(strands.strand[of_space], strands.row[of_space])
    two = strands.person[first] != strands.person[other]
    strand, first, other = strand[two], first[two], other[two]
    return _table(
        evidence, kind, first, other, strands.bits[strand], masked(strands.value.take(pa.array(strand)), space=space)
    )


def _table(
    evidence: Evidence, kind: str, first: Ints, other: Ints, weight: npt.NDArray[np.float64], detail: pa.Array
) -> pa.Table:
    names = evidence.docket.texts("complaint_id")
    earlier, later = np.minimum(first, other), np.maximum(first, other)
    columns = [
        names.take(pa.array(earlier)).cast(pa.string()),
        names.take(pa.array(later)).cast(pa.string()),
        pa.repeat(pa.scalar(kind), len(first)),
        pa.array(np.round(weight, 3)),
        detail.cast(pa.string()),
    ]
    return pa.table(columns, names=list(TIE_COLUMNS))


def _two_places(values: npt.NDArray[np.float64]) -> pa.Array:
    """Numbers as text with two places behind the point."""
    hundredths = np.round(values * 100).astype(np.int64)
    whole = pa.array(hundredths // 100).cast(pa.string())
    return pc.binary_join_element_wise(whole, pc.utf8_lpad(pa.array(hundredths % 100).cast(pa.string()), 2, "0"), ".")
