"""Everything that a dossier says of one ring, masked and ready to be set as a page or as a document."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from evenhand.errors import Misuse
from evenhand.reports.dossier.conduct import Conduct, read_conduct
from evenhand.reports.dossier.links import Links, read_links
from evenhand.reports.dossier.provenance import Provenance, provenance
from evenhand.reports.dossier.sentences import (
    BY_OWN_ACCOUNT,
    CLAIMED,
    CLEARING,
    CLEARING_FOR_ALL,
    NOT_CLAIMED,
    UNCOUNTED,
)
from evenhand.reports.ring_facts import RingSeen, read_rings
from evenhand.reports.shown import shown, two_sides
from evenhand.reports.words import LINKING_COLUMNS, Both, say
from evenhand.rings.run import Detection

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, kw_only=True)
class Dossier:
    """One ring before a panel. Every text in it is masked already; pairs are Chinese and English."""

    ring_id: str
    kind: str
    score: float | None
    sentence: Both
    seen: RingSeen
    claimed: Both
    not_claimed: tuple[Both, ...]
    reasons: tuple[Both, ...]
    counter: tuple[Both, ...]
    history: tuple[Both, ...]
    links: Links
    clearing: tuple[tuple[str, tuple[str, ...], Both], ...]
    clearing_for_all: tuple[Both, ...]
    conduct: Conduct | None
    missing: tuple[tuple[str, Both], ...]
    rejected: int
    provenance: Provenance

    def letters_for(self, kinds: Sequence[tuple[str, int]]) -> str:
        """Which lines of `clearing` a member with these kinds of tie may use: "A C"."""
        held = {kind for kind, _ in kinds}
        return " ".join(letter for letter, of, _ in self.clearing if held & set(of))


def gather(detection: Detection, ring_id: str, *, findings: Path | None = None) -> Dossier:
    """What there is to say of the ring `ring_id`; raises `Misuse` where the detection has no such ring."""
    found = _only(detection, ring_id)
    summary, ring = found.summary, found.rings.to_pylist()[0]
    tz = str(summary.get("tz") or "Asia/Shanghai")
    (seen,) = (seen for kind in read_rings(found) for seen in kind.full)
    conduct = None
    if findings is not None:
        conduct = read_conduct(found.members, findings, tz=tz, borne_out=ring["borne_out"])
    links = read_links(found.members, found.ties, tz=tz)
    return Dossier(
        ring_id=shown(ring_id, 80),
        kind=ring["kind"],
        score=ring["score"],
        sentence=(shown(ring["sentence_zh"] or "", 400), shown(ring["sentence_en"] or "", 500)),
        seen=seen,
        claimed=CLAIMED[ring["kind"]],
        not_claimed=NOT_CLAIMED,
        reasons=_said(ring["reasons"]),
        counter=_said(ring["counter"]),
        history=_said(ring.get("history")),
        links=links,
        clearing=_clearing([kind.kind for kind in links.kinds]),
        clearing_for_all=CLEARING_FOR_ALL,
        conduct=conduct,
        missing=_missing(summary),
        rejected=int(summary["rows_rejected"]),
        provenance=provenance(summary, ring_id, found.members, findings, conduct.packs if conduct else ()),
    )


def rings_of(detection: Detection, *, kind: str = "organised") -> list[str]:
    """The ids of all rings of a kind, the strongest first."""
    rows = [row for row in detection.rings.to_pylist() if row["kind"] == kind]
    rows.sort(key=lambda row: (-(row["score"] or 0.0), -row["complaints"], row["ring_id"]))
    return [row["ring_id"] for row in rows]


def _only(detection: Detection, ring_id: str) -> Detection:
    rings = _of(detection.rings, ring_id)
    if rings.num_rows != 1:
        known = ", ".join(rings_of(detection)[:5])
        raise Misuse(
            zh=f"这次结果里没有编号为 {shown(ring_id, 40)} 的组；最强的几组是：{known or '（没有疑似有组织的组）'}。",
            en=f"There is no ring {shown(ring_id, 40)} in this result; the strongest are: {known or '(none)'}.",
        )
    return Detection(
        summary=detection.summary,
        rings=rings,
        members=_of(detection.members, ring_id),
        ties=detection.ties,
        rejects=detection.rejects,
    )


def _of(table: pa.Table, ring_id: str) -> pa.Table:
    return table.filter(pc.equal(table["ring_id"], ring_id))


def _said(lines: Sequence[str] | None) -> tuple[Both, ...]:
    return tuple(two_sides(line) for line in lines or ())


def _clearing(kinds: Sequence[str]) -> tuple[tuple[str, tuple[str, ...], Both], ...]:
    """What clears of each kind of tie the ring has; kinds that one proof answers stand on one line."""
    by_words: dict[Both, list[str]] = {}
    for kind in kinds:
        if kind not in UNCOUNTED:
            by_words.setdefault(CLEARING.get(kind, BY_OWN_ACCOUNT), []).append(kind)
    return tuple((LETTERS[i], tuple(of), words) for i, (words, of) in enumerate(by_words.items()))


def _missing(summary: Mapping[str, Any]) -> tuple[tuple[str, Both], ...]:
    lacking = {column for columns in summary["not_evaluated"].values() for column in columns}
    return tuple((column, say(LINKING_COLUMNS, column)) for column in sorted(lacking))
