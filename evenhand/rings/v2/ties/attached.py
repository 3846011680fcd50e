"""What ties of enclosed papers are drawn from: what two people's papers have in common, each thing once."""

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from evenhand.rings.v1 import ties as v1
from evenhand.rings.v1.compiled import compiled
from evenhand.rings.v1.kernel import mix
from evenhand.rings.v1.ties import TIE_COLUMNS, Evidence, masked
from evenhand.rings.v1.unions import pairs_once, stars
from evenhand.rings.v2.enclosed import COPIES, FILE, KINDS, Enclosed
from evenhand.rings.v2.ties.rarity import bits_of_pairs

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


def files(evidence: Evidence, enclosed: Enclosed | None) -> pa.Table:
    """The ties of one and the same file, where it is known as a file and where a paper has several."""
    if enclosed is None:
        return v1.shared_attachment(evidence)
    strands = evidence.strands
    copies = np.asarray(pc.fill_null(pc.starts_with(strands.value, COPIES), False))
    kept = ~copies[strands.strand]
    plain = replace(
        strands, row=strands.row[kept], strand=strands.strand[kept], as_agent=strands.as_agent[kept]
    )  # fmt: skip
    return pa.concat_tables(
        [v1.shared_attachment(replace(evidence, strands=plain)), _drawn(evidence, enclosed, "shared_attachment", FILE)]
    )


def papers(evidence: Evidence, enclosed: Enclosed | None, kind: str, *things: str) -> pa.Table:
    """The ties of one kind: the earliest whose paper has such a thing, with every other person whose paper has it."""
    if enclosed is None:
        return _table(evidence, kind, np.empty((0, 2), np.int64), np.empty(0), pa.array([], pa.string()))
    return _drawn(evidence, enclosed, kind, *things)


def _drawn(evidence: Evidence, enclosed: Enclosed, kind: str, *things: str) -> pa.Table:
    wanted = np.isin(enclosed.kind, [KINDS.index(name) for name in things]) & _narrowest(enclosed)
    if things == (FILE,):
        wanted &= enclosed.of_copies
    held = pairs_once(enclosed.thing, enclosed.row)
    held = held[wanted[held[:, 0]]]
    thing, first, other = stars(held[:, 0], held[:, 1])
    person = evidence.strands.person
    two = person[first] != person[other]
    thing = thing[two]
    bits = bits_of_pairs(enclosed.pairs_as_few, enclosed.everybody)[thing]
    shown = masked(enclosed.value.take(pa.array(thing)), space="paper")
    return _table(evidence, kind, np.column_stack([first[two], other[two]]), bits, shown)


def _narrowest(enclosed: Enclosed) -> Bools:
    """The things that tell, without those that the same complaints have by a narrower kind: one paper, told once."""
    held = pairs_once(enclosed.thing, enclosed.row)
    holders = _sums(held[:, 0], held[:, 1], enclosed.size)
    order = np.flatnonzero(enclosed.telling)
    order = order[np.argsort(enclosed.kind[order], kind="stable")]
    _, first = np.unique(holders[order], return_index=True)
    found = np.zeros(enclosed.size, np.bool_)
    found[order[first]] = True
    return found


@compiled
def _sums(thing: Ints, row: Ints, size: int) -> npt.NDArray[np.uint64]:
    """A hash of the complaints that have each thing."""
    found = np.zeros(size, np.uint64)
    for k in range(thing.size):
        found[thing[k]] += mix(np.uint64(row[k]) + np.uint64(0x9E3779B97F4A7C15))
    return found


def _table(evidence: Evidence, kind: str, ends: Ints, weight: npt.NDArray[np.float64], detail: pa.Array) -> pa.Table:
    names = evidence.docket.texts("complaint_id")
    columns = [
        names.take(pa.array(ends[:, 0])).cast(pa.string()),
        names.take(pa.array(ends[:, 1])).cast(pa.string()),
        pa.repeat(pa.scalar(kind), len(ends)),
        pa.array(np.round(weight, 3)),
        detail.cast(pa.string()),
    ]
    return pa.table(columns, names=list(TIE_COLUMNS))
