"""The organised rings that hold what one complaint holds, or send its letter, and how strongly it would belong."""

from collections.abc import Iterator
from dataclasses import dataclass

from evenhand.rings.index.belonging import Belonging
from evenhand.rings.index.company import Company
from evenhand.rings.index.facts import Held
from evenhand.rings.index.state import Newcomer, State
from evenhand.rings.v1.docket import HANDLE_KINDS
from evenhand.rings.v1.handles import SPACES
from evenhand.rings.v1.links import KIND_OF_SPACE, LETTER
from evenhand.rings.v1.reasons import THING
from evenhand.rings.v1.strands import PUBLIC_LETTER, PUBLIC_LETTER_FROM
from evenhand.rings.v2.grouping import GLUE, OWN, SENT_BY
from evenhand.rings.v2.weighing import MEMBER_FROM

_GLUE = frozenset(SPACES.index(name) for name in GLUE)
_AGENT_PHONE = HANDLE_KINDS.index("agent_phone")


@dataclass(frozen=True, kw_only=True)
class Link:
    """What a complaint has in common with one organised ring: its handles, how many people of it each has, letter."""

    held: tuple[tuple[Held, int], ...]
    written_down: bool
    people: int
    letter: int
    own_letter: bool


def by_score(new: Newcomer, state: State) -> list[tuple[int, str]]:
    """The organised rings that hold any of its things, or send its letter; strongest first."""
    query = "SELECT DISTINCT m.ring FROM holdings h JOIN members m ON m.place = h.place WHERE h.value = ? AND h.telling"
    rings = {ring for one in new.held if _counts(one, new, state) for (ring,) in state.con.execute(query, (one.value,))}
    if new.family >= 0 and not _is_public(new, state):
        sent = """SELECT DISTINCT m.ring FROM complaints c JOIN members m ON m.place = c.place
            WHERE c.family = ? AND c.family >= 0 LIMIT 8"""
        rings |= {ring for (ring,) in state.con.execute(sent, (new.family,))}
    told = (
        state.con.execute("SELECT score, ring, id FROM rings WHERE ring = ? AND kind = 'organised'", (ring,)).fetchone()
        for ring in rings
    )
    return [(ring, name) for _, ring, name in sorted((one for one in told if one), key=lambda one: (-one[0], one[1]))]


def _counts(one: Held, new: Newcomer, state: State) -> bool:
    """Whether a handle may hold a group together."""
    if one.space not in _GLUE or one.value not in new.telling:
        return False
    row = state.con.execute("SELECT people FROM things WHERE value = ?", (one.value,)).fetchone()
    return row is None or row[0] + 1 <= new.hub


def _is_public(new: Newcomer, state: State) -> bool:
    (people,) = state.con.execute("SELECT people FROM families WHERE family = ?", (new.family,)).fetchone()
    return bool(people + 1 > max(PUBLIC_LETTER_FROM, PUBLIC_LETTER * new.people))


def _link(ring: int, new: Newcomer, state: State) -> Link:
    query = """SELECT c.person, c.home, h.kind FROM holdings h JOIN members m ON m.place = h.place
        JOIN complaints c ON c.place = h.place WHERE h.value = ? AND m.ring = ? AND h.telling"""
    held, everybody, written = [], set[int](), False
    for one in {one.value: one for one in new.held if _counts(one, new, state)}.values():
        rows = [row for row in state.con.execute(query, (one.value, ring)) if new.home < 0 or row[1] != new.home]
        if _outside_it(one, state):
            continue
        if homes := {home for _, home, _ in rows}:
            held.append((one, len(homes)))
            everybody |= {person for person, _, _ in rows}
            written |= one.space == SPACES.index("number") and any(kind == _AGENT_PHONE for *_, kind in rows)
    letter, own = _letter(ring, new, state)
    return Link(held=tuple(held), written_down=written, people=len(everybody), letter=letter, own_letter=own)


def _outside_it(one: Held, state: State) -> bool:
    """Whether somebody holds the thing and is in no organised ring: then it is none that a ring rests on."""
    query = """SELECT 1 FROM holdings h WHERE h.value = ? AND h.telling AND NOT EXISTS (SELECT 1 FROM members m
        JOIN rings r ON r.ring = m.ring WHERE m.place = h.place AND r.kind = 'organised') LIMIT 1"""
    return state.con.execute(query, (one.value,)).fetchone() is not None


def _letter(ring: int, new: Newcomer, state: State) -> tuple[int, bool]:
    """How many of those who hold things of the ring send its letter, where it is the ring's, and whether its own."""
    if new.family < 0 or _is_public(new, state):
        return 0, False
    query = """SELECT count(DISTINCT c.person), count(DISTINCT CASE WHEN c.family = ? THEN c.person END)
        FROM members m JOIN complaints c ON c.place = m.place WHERE m.ring = ? AND m.holds"""
    people, ours = state.con.execute(query, (new.family, ring)).fetchone()
    (senders,) = state.con.execute("SELECT people FROM families WHERE family = ?", (new.family,)).fetchone()
    letter = ours if ours >= max(2, SENT_BY * people) else 0
    return letter, letter > 0 and ours >= OWN * senders


def belonging_to(ring: int, name: str, company: Company, new: Newcomer, state: State) -> Belonging | None:
    """Two homes of the ring hold what it holds; or two of its people, each another thing; or it comes in step."""
    link = _link(ring, new, state)
    held = link.held
    if not (any(homes >= 2 for _, homes in held) or (len(held) >= 2 and link.people >= 2)):
        held = held if company.in_step else ()
    if not held and not link.own_letter:
        return None
    kinds = {KIND_OF_SPACE[one.space] for one, _ in held} | ({LETTER} if link.letter else set())
    named = any(one.named for one in new.held if any(one.value == other.value for other, _ in held))
    strength = company.strength(tuple(kinds), named=named, written_down=link.written_down and not named)
    return Belonging(
        ring=ring, ring_id=name, kind="organised", strength=round(strength, 3),
        standing="member" if strength >= MEMBER_FROM else "review", reasons=tuple(_said(held, link.letter)),
        holds=bool(held),
    )  # fmt: skip


def _said(held: tuple[tuple[Held, int], ...], letter: int) -> Iterator[str]:
    for one, homes in held:
        zh, en = THING[SPACES[one.space]]
        yield f"与其中 {homes} 户共用{zh} / shares the {en} with {homes} homes of it"
    if letter:
        yield f"与其中 {letter} 人使用同一模板 / sends the letter of {letter} people of it"
