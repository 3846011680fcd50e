"""Detector v2 from end to end. It reads and compares as v1, which is frozen; ties, groups and weights are its own."""

import hashlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from evenhand.rings.v1 import handles, people, wording
from evenhand.rings.v1.docket import Docket, open_docket
from evenhand.rings.v1.kinds import Ring, SharedCause
from evenhand.rings.v1.reasons import measure
from evenhand.rings.v1.strands import Strands, braid
from evenhand.rings.v1.ties import Evidence
from evenhand.rings.v2.cause import Causes
from evenhand.rings.v2.copies import Copies
from evenhand.rings.v2.enclosed import read_enclosed, with_copies
from evenhand.rings.v2.grouping import glueing, group
from evenhand.rings.v2.homes import homes
from evenhand.rings.v2.joining import Field
from evenhand.rings.v2.kinds import (
    Organised,
    few,
    in_honest_waves,
    in_rings,
    letters_and_waves,
    organised,
    with_joiners,
    with_the_few,
)
from evenhand.rings.v2.left_over import with_left_over
from evenhand.rings.v2.namesakes import told_apart
from evenhand.rings.v2.profile import Profile, open_profile
from evenhand.rings.v2.reasons import explained
from evenhand.rings.v2.ties.drawn import Known, draw_ties
from evenhand.rings.v2.voice import one_voice
from evenhand.rings.v2.waves import Voices, seek
from evenhand.rings.v2.weighing import weigh

MOMENT = pa.timestamp("us", tz="UTC")
RINGS = pa.schema(
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


@dataclass(frozen=True, kw_only=True)
class Found:
    """Rings, their members and all ties, as tables; without what needs other files (findings, an earlier run)."""

    rings: pa.Table
    members: pa.Table
    ties: pa.Table


Reader = Callable[[Docket, Callable[[str, float], None]], tuple[wording.Wording, handles.Holdings]]


def read_here(docket: Docket, progress: Callable[[str, float], None]) -> tuple[wording.Wording, handles.Holdings]:
    """The letters and the handles of a docket, read and compared on this machine."""
    progress("comparing letters", 0.15)
    words = wording.compare(wording.read(docket.texts("narrative")))
    progress("gathering shared handles", 0.55)
    return words, handles.gather(docket)


def _read(
    reader: Reader, docket: Docket, progress: Callable[[str, float], None]
) -> tuple[wording.Wording, handles.Holdings]:
    words, held = reader(docket, progress)
    return with_left_over(words, held), held


def find(
    con: duckdb.DuckDBPyConnection,
    relation: str,
    *,
    tz: str,
    progress: Callable[[str, float], None],
    reader: Reader = read_here,
    papers: pa.Table | None = None,
) -> Found:
    """Find rings and waves among the complaints of `relation`; days begin at midnight in `tz`.

    `reader` reads letters and handles, wherever it does; the ties are the same. `papers` is what `enclosed` reads.
    """
    progress("reading complaints", 0.0)
    docket = open_docket(con, relation, tz=tz)
    enclosed = read_enclosed(docket, papers) if papers is not None else None
    docket = with_copies(docket, enclosed) if enclosed else docket
    with ThreadPoolExecutor(1) as aside:
        opening = aside.submit(open_profile, con, relation, docket)
        (words, held), profile = _read(reader, docket, progress), opening.result()
    shown, strands = _braided(docket, held, words, profile)
    progress("weighing groups", 0.75)
    with ThreadPoolExecutor(1) as aside:  # what is a wave does not hang on who is in a ring
        looking = aside.submit(seek, docket, words, Voices(person=strands.person, home=strands.household))
        groups = [weigh(one, strands, profile, words.alike) for one in group(strands, profile)]
        accused = organised([one for one in groups if not few(one, strands)], strands)
        waves = looking.result().waves(taken := in_rings(accused, docket.size))
    progress("looking for who else sends a ring's letter", 0.85)
    in_wave = in_honest_waves(waves.found, taken)
    left = ~taken & ~docket.authorised
    field = Field(
        docket=docket, profile=profile, copies=Copies.of(words),
        free=left, wave=in_wave, voices=np.flatnonzero(left & in_wave),
    )  # fmt: skip
    accused = with_the_few(with_joiners(accused, field), groups, strands)
    taken = in_rings(accused, docket.size)
    rings = [*accused, *letters_and_waves(taken, waves.beside(taken), words, strands)]
    progress("putting it into words", 0.9)
    evidence = Evidence(docket=docket, wording=words, strands=strands)
    ties = draw_ties(
        Known(evidence=replace(evidence, strands=shown), rings=accused, profile=profile, enclosed=enclosed)
    )
    return _tables(rings, ties, evidence)


def _braided(
    docket: Docket, held: handles.Holdings, words: wording.Wording, profile: Profile
) -> tuple[Strands, Strands]:
    """What links complaints, as it is shown and as it tells: without hubs, and namesakes told apart."""
    person = one_voice(docket, words.letters, people.complainants(docket, words))
    home = homes(held, people.voices(docket, person))
    strands = braid(docket, handles.telling(docket, held), words, person, home)
    return braid(docket, held, words, person, home), told_apart(strands, glueing(strands, profile), profile)


def _tables(rings: list[Ring], ties: pa.Table, evidence: Evidence) -> Found:
    docket = evidence.docket
    ordered = sorted(rings, key=_place)
    ids = [_ring_id(ring, docket) for ring in ordered]
    causes = Causes(docket, docket.texts("narrative"))
    rows = [_ring_row(ring, one, evidence, causes) for ring, one in zip(ordered, ids, strict=True)]
    flat = _joined([ring.rows for ring in ordered], np.int64)
    members = pa.table(
        {
            "ring_id": pa.array([one for one, ring in zip(ids, ordered, strict=True) for _ in ring.rows], pa.string()),
            "complaint_id": docket.texts("complaint_id").take(pa.array(flat)).cast(pa.string()),
            "strength": pa.array(np.round(_joined([r.strength for r in ordered], np.float64), 3)),
            "standing": pa.array(np.where(_joined([r.member for r in ordered], np.bool_), "member", "review")),
        }
    )
    return Found(rings=pa.Table.from_pylist(rows, schema=RINGS), members=members, ties=ties)


def _place(ring: Ring) -> tuple[bool, str, float, int, int]:
    """Suspicions first, strongest first; then by kind, largest first."""
    return not isinstance(ring, Organised), ring.kind, -(ring.score or 0.0), -ring.rows.size, int(ring.rows[0])


def _joined(parts: list[npt.NDArray[Any]], kind: type) -> npt.NDArray[Any]:
    return np.concatenate(parts) if parts else np.empty(0, kind)


def _ring_id(ring: Ring, docket: Docket) -> str:
    """A name that comes from the earliest member alone, the same as v1 would give; a wave and a ring have two."""
    first = int(ring.rows[ring.member][0])
    kind = "wave" if isinstance(ring, SharedCause) else "ring"
    text = f"{kind}\0{docket.received[first]}\0{docket.texts('complaint_id')[first].as_py()}"
    return "r-" + hashlib.sha256(text.encode()).hexdigest()[:12]


def _ring_row(ring: Ring, ring_id: str, evidence: Evidence, causes: Causes) -> dict[str, object]:
    said, docket = explained(ring, evidence, causes), evidence.docket
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
