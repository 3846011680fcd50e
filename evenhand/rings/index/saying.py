"""The rings and waves whose words one complaint says, where it holds nothing of theirs."""

from dataclasses import dataclass, replace

import numpy as np

from evenhand.rings.index.belonging import Belonging
from evenhand.rings.index.company import Company, company_of
from evenhand.rings.index.state import Newcomer, State
from evenhand.rings.v1.strands import ONE_HOUSE
from evenhand.rings.v1.waves import LETTER_DAYS
from evenhand.rings.v2.bursts import SEASON
from evenhand.rings.v2.joining import DAYS
from evenhand.rings.v2.kinds import JOINED, OWN_WORDS
from evenhand.rings.v2.waves import COPIED

ASKED = 20_000  # words asked for at once
OF_THEME = 4  # words of a wave that make a letter one of it, until a full run weighs them: a phrase


@dataclass(frozen=True, kw_only=True)
class Said:
    """How many of a ring's words a complaint says, and the share of its own words that they are."""

    ring: int
    ring_id: str
    kind: str
    words: int
    share: float


def words_in(new: Newcomer, state: State) -> list[Said]:
    """The rings and waves whose words it says, those first whose words it says most."""
    words = new.facts.shingles.tolist()
    found: dict[tuple[int, str, str], int] = {}
    for at in range(0, len(words), ASKED):
        part = words[at : at + ASKED]
        query = f"""SELECT r.ring, r.id, r.kind, count(*) FROM words w JOIN rings r ON r.ring = w.ring
            WHERE w.shingle IN ({", ".join("?" * len(part))}) GROUP BY r.ring"""
        for ring, name, kind, many in state.con.execute(query, part):
            found[ring, name, kind] = found.get((ring, name, kind), 0) + many
    ordered = sorted(found.items(), key=lambda one: (-one[1], one[0]))
    return [Said(ring=r, ring_id=n, kind=k, words=many, share=many / len(words)) for (r, n, k), many in ordered]


def joined(new: Newcomer, said: list[Said], state: State) -> tuple[Belonging, Company] | None:
    """The ring whose own words it sends, at its institutions, in its days, on its matter, as like as those who did."""
    facts = new.facts
    for one in said:
        house, product, first, last, least = state.con.execute(
            "SELECT house, product, first, last, least FROM rings WHERE ring = ?", (one.ring,)
        ).fetchone()
        # Only a ring that others joined by its letter has such a likeness; a wave has none.
        if least is None or one.share < least or not first - DAYS <= facts.day <= last + DAYS:
            continue
        if facts.product not in (0, product):
            continue
        company = company_of(one.ring, new, state)
        others = np.delete(company.house, -1)
        one_house = bool((others == house).mean() >= ONE_HOUSE)
        if facts.house not in others or (one_house and not _letter_of(one.ring, new, state)):
            continue
        told = f"{one.share:.0%} 的文字是该团伙自己的 / {one.share:.0%} of its words are the ring's own"
        # Whether strangers' letters are as like it, only a full run asks: till then it is nobody's member.
        return replace(_outside(one.ring, one.ring_id, "organised", JOINED, told), standing="review"), company
    return None


def _letter_of(ring: int, new: Newcomer, state: State) -> bool:
    query = "SELECT 1 FROM members m JOIN complaints c ON c.place = m.place WHERE m.ring = ? AND c.family = ? LIMIT 1"
    return new.family >= 0 and state.con.execute(query, (ring, new.family)).fetchone() is not None


def template(new: Newcomer, state: State) -> list[Belonging]:
    """The letter that others send too, and nothing else."""
    if new.family < 0:
        return []
    query = """SELECT r.ring, r.id FROM complaints c JOIN members m ON m.place = c.place
        JOIN rings r ON r.ring = m.ring WHERE c.family = ? AND c.family >= 0 AND r.kind = 'same_wording' LIMIT 1"""
    row = state.con.execute(query, (new.family,)).fetchone()
    if row is None:
        return []
    said = f"与其典型文本的相似度 {new.alike:.2f} / its likeness to the typical copy is {new.alike:.2f}"
    return [_outside(row[0], row[1], "same_wording", new.alike, said)]


def wave(new: Newcomer, said: list[Said], state: State) -> list[Belonging]:
    """The wave at its institution, on its product, in its days, whose words it says or whose letter it copies."""
    query = """SELECT id FROM rings WHERE ring = ? AND kind = 'shared_cause' AND house = ? AND house <> 0
        AND (product = ? OR ?) AND max(last, ?) - min(first, ?) <= max(last - first, ?)"""
    facts = new.facts
    near = [(one.ring, SEASON, False) for one in said if one.kind == "shared_cause" and one.words >= OF_THEME]
    near += [(ring, LETTER_DAYS, True) for ring in _copied_in(new, state)]
    for ring, days, copied in near:
        asked = (ring, facts.house, facts.product, copied, facts.day, facts.day, days)
        if row := state.con.execute(query, asked).fetchone():
            zh, en = ("使用其中流传的文字", "copies its letter") if copied else ("说到同一件事", "tells of its cause")
            strength = max(new.alike, OWN_WORDS) if new.family >= 0 else OWN_WORDS
            return [_outside(ring, row[0], "shared_cause", strength, f"{zh} / {en}")]
    return []


def _copied_in(new: Newcomer, state: State) -> list[int]:
    """The waves of which so many send its letter that it goes round in them."""
    if new.family < 0:
        return []
    query = """SELECT m.ring, count(*) AS n FROM complaints c JOIN members m ON m.place = c.place
        JOIN rings r ON r.ring = m.ring WHERE c.family = ? AND c.family >= 0 AND r.kind = 'shared_cause' GROUP BY m.ring
        HAVING n >= ? * (SELECT count(*) FROM members o WHERE o.ring = m.ring) ORDER BY n DESC"""
    return [ring for ring, _ in state.con.execute(query, (new.family, COPIED))]


def _outside(ring: int, name: str, kind: str, strength: float, said: str) -> Belonging:
    return Belonging(
        ring=ring, ring_id=name, kind=kind, strength=round(strength, 3), standing="member", reasons=(said,)
    )  # fmt: skip
