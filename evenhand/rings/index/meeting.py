"""One complaint beside an index: which of its handles count, whose voice and home it is, whose letter it sends."""

import sqlite3

import numpy as np
import numpy.typing as npt

from evenhand.rings.index.digests import digest
from evenhand.rings.index.facts import WORD, Facts, Held
from evenhand.rings.index.letters import are_one_letter, bands_of, likeness, own_part, unpacked
from evenhand.rings.index.state import Newcomer, State
from evenhand.rings.v1.docket import HANDLE_KINDS
from evenhand.rings.v1.families import LEADERS
from evenhand.rings.v1.handles import OF_AN_OFFICE, SPACES
from evenhand.rings.v1.people import HOUSEHOLD
from evenhand.rings.v1.wording import AS_TYPICAL, FEWEST
from evenhand.rings.v2.homes import HOME, IN_COMMON

Shingles = npt.NDArray[np.uint32]

BUCKET = 16  # complaints looked at in one bucket: all of one letter, or chance
_OFFICE = frozenset(SPACES.index(name) for name in OF_AN_OFFICE)
_HOME = frozenset(SPACES.index(name) for name in HOME)
_DOOR, _AGENT = SPACES.index("address"), HANDLE_KINDS.index("agent")
_AGENT_PHONE, _PAYEE = HANDLE_KINDS.index("agent_phone"), HANDLE_KINDS.index("payee")


def meet(facts: Facts, state: State) -> Newcomer:
    """Hold one complaint to all that an index knows."""
    held = unexplained(facts, state)
    family, typical, alike = _letter(facts.shingles, state)
    person = _person(facts, family, state.con)
    return Newcomer(
        facts=facts, held=held, telling=_telling(facts, held, state.con),
        person=-1 if person is None else person, home=-1 if person is not None else _home(held, state.con),
        people=state.people + (person is None), family=family, typical=typical, alike=alike,
    )  # fmt: skip


def unexplained(facts: Facts, state: State) -> tuple[Held, ...]:
    """What a complaint holds, without what a duly authorised agent explains."""
    if not facts.signed:
        return facts.held
    salt = state.known.salt
    own = {one.written for one in facts.held if one.named}
    agent = facts.word(salt, "agent")
    numbers = {number for (number,) in state.con.execute("SELECT number FROM signed WHERE agent = ?", (agent,))}
    return tuple(
        one for one in facts.held if one.written not in own and digest(one.written, salt=salt, sort=WORD) not in numbers
    )


def _telling(facts: Facts, held: tuple[Held, ...], con: sqlite3.Connection) -> frozenset[int]:
    """The values that may speak against anybody: no office's line, nothing that a lawful agent's office leaves."""
    return frozenset(
        one.value
        for one in held
        if not (facts.signed and one.space in _OFFICE) and not (one.office_line and not _is_an_agents(one, held, con))
    )


def _is_an_agents(line: Held, held: tuple[Held, ...], con: sqlite3.Connection) -> bool:
    if any(one.value == line.value and one.kind == _AGENT_PHONE for one in held):
        return True
    query = "SELECT 1 FROM holdings WHERE value = ? AND kind = ? LIMIT 1"
    return con.execute(query, (line.value, _AGENT_PHONE)).fetchone() is not None


def _person(facts: Facts, family: int, con: sqlite3.Connection) -> int | None:
    """The complainant, where the index knows them."""
    if facts.named:
        row = con.execute(
            "SELECT person FROM complaints WHERE named = ? AND named <> 0 LIMIT 1", (facts.named,)
        ).fetchone()
        return None if row is None else int(row[0])
    if not facts.spot:
        return None
    same = con.execute("SELECT person, family, whole FROM complaints WHERE spot = ? AND spot <> 0", (facts.spot,))
    for person, its_family, whole in same:
        if its_family == family >= 0 or (its_family < 0 and family < 0 and whole == facts.whole != 0):
            return int(person)
    return None


def _home(held: tuple[Held, ...], con: sqlite3.Connection) -> int:
    """The home of people behind the same door, or with two home things in common; -1 where there is none."""
    query = """SELECT DISTINCT c.person, c.home FROM holdings h JOIN complaints c ON c.place = h.place
        WHERE h.value = ? AND h.kind NOT IN (?, ?) LIMIT ?"""
    shared: dict[tuple[int, int], int] = {}
    for value, space in {(one.value, one.space) for one in held if one.kind not in (_PAYEE, _AGENT_PHONE)}:
        if space not in _HOME:
            continue
        people = con.execute(query, (value, _PAYEE, _AGENT_PHONE, HOUSEHOLD)).fetchall()
        if len(people) < HOUSEHOLD:
            for one in people:
                shared[one] = shared.get(one, 0) + (IN_COMMON if space == _DOOR else 1)
    kin = [home for (_, home), common in shared.items() if common >= IN_COMMON]
    return min(kin) if kin and len(kin) < HOUSEHOLD else -1


def _letter(shingles: Shingles, state: State) -> tuple[int, int, float]:
    """The family, its typical letter and the likeness to it; -1, -1 and 0 where nobody sends the letter."""
    own = own_part(shingles, state.public)
    if own.size < FEWEST:
        return -1, -1, 0.0
    seen: dict[int, float] = {}
    families: dict[int, tuple[float, int]] = {}
    best = (0.0, -1)
    for key in bands_of([own])[0].tolist():
        for place, family in _leaders(key, state.con):
            if place in seen or family in families:
                continue
            letter = letter_of(place, state)
            seen[place] = likeness(own, letter)
            if not are_one_letter(own, letter, seen[place]):
                continue
            if family < 0:
                best = max(best, (seen[place], -place))
                continue
            (centre,) = state.con.execute("SELECT centre FROM families WHERE family = ?", (family,)).fetchone()
            families[family] = (likeness(own, letter_of(centre, state)), centre)
    near = [(alike, -family, centre) for family, (alike, centre) in families.items() if alike >= AS_TYPICAL]
    if near:
        alike, family, centre = max(near)
        return -family, centre, alike
    return (-1, -best[1], best[0]) if best[0] > 0 else (-1, -1, 0.0)


def _leaders(key: int, con: sqlite3.Connection) -> list[tuple[int, int]]:
    """The first complaint of each of the first letters in a bucket, and its family."""
    if key == 0:
        return []
    query = """SELECT b.place, c.family FROM buckets b JOIN complaints c ON c.place = b.place
        WHERE b.key = ? ORDER BY b.place LIMIT ?"""
    found: dict[int, tuple[int, int]] = {}
    for place, family in con.execute(query, (key, BUCKET)):
        found.setdefault(family if family >= 0 else -2 - place, (place, family))
    return list(found.values())[:LEADERS]


def letter_of(place: int, state: State) -> Shingles:
    """The letter of a complaint without its public passages."""
    (raw,) = state.con.execute("SELECT shingles FROM complaints WHERE place = ?", (place,)).fetchone()
    return own_part(unpacked(raw), state.public)
