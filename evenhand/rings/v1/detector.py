"""Detector v1 from end to end: read, compare, tie, group, weigh, name, explain."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from evenhand.rings.v1 import handles, people, wording
from evenhand.rings.v1.docket import Docket, open_docket
from evenhand.rings.v1.grouping import group
from evenhand.rings.v1.kinds import Organised, Ring, SharedCause, letters, organised
from evenhand.rings.v1.reasons import explain, measure
from evenhand.rings.v1.strands import Strands, braid
from evenhand.rings.v1.ties import Evidence, draw_ties
from evenhand.rings.v1.waves import surges
from evenhand.rings.v1.weighing import weigh

Ints = npt.NDArray[np.int64]

MOMENT = pa.timestamp("us", tz="UTC")


@dataclass(frozen=True, kw_only=True)
class Found:
    """Rings, their members and all ties, as tables; without what needs other files (findings, an earlier run)."""

    rings: pa.Table
    members: pa.Table
    ties: pa.Table


def find(con: duckdb.DuckDBPyConnection, relation: str, *, tz: str, progress: Callable[[str, float], None]) -> Found:
    """Find rings and waves among the complaints of `relation`; days begin at midnight in `tz`.

    `relation` has the complaint columns of the file interface; columns named like a place serve to tell persons apart.
    """
    progress("reading complaints", 0.0)
    docket = open_docket(con, relation, tz=tz)
    progress("comparing letters", 0.15)
    words = wording.compare(wording.read(docket.texts("narrative")))
    progress("gathering shared handles", 0.55)
    held = handles.gather(docket)
    person = people.complainants(docket, words)
    voice = people.voices(docket, person)
    shown = braid(docket, held, words, person, people.households(held, voice))
    strands = braid(docket, handles.telling(docket, held), words, person, shown.household)
    strands = replace(strands, household=_true_households(strands, voice))
    progress("weighing groups", 0.75)
    accused = organised([weigh(one, strands, docket) for one in group(strands, docket.day)], strands)
    rings = [*accused, *letters(accused, surges(docket, words, person), docket, words, strands)]
    progress("putting it into words", 0.9)
    evidence = Evidence(docket=docket, wording=words, strands=strands)
    return _tables(rings, draw_ties(replace(evidence, strands=shown)), evidence)


def _true_households(strands: Strands, voice: Ints) -> Ints:
    """Households, once it is known who shares what besides a home."""
    telling = np.isin(strands.space, [handles.SPACES.index(name) for name in ("money", "agent", "paper")])
    telling &= ~strands.hub & (strands.people > people.HOUSEHOLD)
    keep = telling[strands.strand]
    return people.see_through(strands.household, voice, strands.strand[keep], strands.row[keep])


def _tables(rings: list[Ring], ties: pa.Table, evidence: Evidence) -> Found:
    docket = evidence.docket
    names = docket.texts("complaint_id")
    ordered = sorted(rings, key=_place)
    ids = [_ring_id(ring, docket) for ring in ordered]
    rows = [_ring_row(ring, one, evidence) for ring, one in zip(ordered, ids, strict=True)]
    sizes = [ring.rows.size for ring in ordered]
    flat = np.concatenate([ring.rows for ring in ordered]) if ordered else np.empty(0, np.int64)
    members = pa.table(
        {
            "ring_id": pa.array(np.repeat(np.array(ids, object), sizes) if ids else [], pa.string()),
            "complaint_id": names.take(pa.array(flat)).cast(pa.string()),
            "strength": pa.array(np.round(_joined([r.strength for r in ordered], np.float64), 3)),
            "standing": pa.array(np.where(_joined([r.member for r in ordered], np.bool_), "member", "review")),
        }
    )
    return Found(rings=pa.Table.from_pylist(rows, schema=_RING_SCHEMA), members=members, ties=ties)


def _place(ring: Ring) -> tuple[bool, str, float, int, int]:
    """Suspicions first, strongest first; then by kind, largest first."""
    return not isinstance(ring, Organised), ring.kind, -(ring.score or 0.0), -ring.rows.size, int(ring.rows[0])


def _joined(parts: list[npt.NDArray[Any]], kind: type) -> npt.NDArray[Any]:
    return np.concatenate(parts) if parts else np.empty(0, kind)


def _ring_id(ring: Ring, docket: Docket) -> str:
    """A name that comes from the earliest member alone; a wave and a ring may have the same earliest member."""
    first = int(ring.rows[ring.member][0])
    kind = "wave" if isinstance(ring, SharedCause) else "ring"
    text = f"{kind}\0{docket.received[first]}\0{docket.texts('complaint_id')[first].as_py()}"
    return "r-" + hashlib.sha256(text.encode()).hexdigest()[:12]


def _ring_row(ring: Ring, ring_id: str, evidence: Evidence) -> dict[str, object]:
    said, docket = explain(ring, evidence), evidence.docket
    extent = measure(ring.rows, docket, evidence.strands.person)
    return {
        "ring_id": ring_id,
        "kind": ring.kind,
        "score": None if ring.score is None else round(ring.score, 4),
        "complaints": extent.complaints,
        "complainants": extent.people,
        "institutions": extent.institutions,
        "first_at": int(docket.received[ring.rows[0]]),
        "last_at": int(docket.received[ring.rows[-1]]),
        "reasons": said.reasons,
        "counter": said.counter,
        "sentence_zh": said.sentence_zh,
        "sentence_en": said.sentence_en,
    }


_RING_SCHEMA = pa.schema(
    [
        ("ring_id", pa.string()),
        ("kind", pa.string()),
        ("score", pa.float64()),
        ("complaints", pa.int32()),
        ("complainants", pa.int32()),
        ("institutions", pa.int32()),
        ("first_at", MOMENT),
        ("last_at", MOMENT),
        ("reasons", pa.list_(pa.string())),
        ("counter", pa.list_(pa.string())),
        ("sentence_zh", pa.string()),
        ("sentence_en", pa.string()),
    ]
)
