"""One complaint written into an index; every count that it changes can be changed back."""

from collections.abc import Iterable

import numpy as np

from evenhand.rings.index.belonging import Belonging
from evenhand.rings.index.letters import bands_of, own_part, packed
from evenhand.rings.index.meeting import letter_of
from evenhand.rings.index.state import Newcomer, State
from evenhand.rings.index.store import meta, set_meta
from evenhand.rings.index.tying import Tie
from evenhand.rings.index.usual import counted


def add(new: Newcomer, rings: Iterable[Belonging], ties: Iterable[Tie], state: State) -> None:
    """Write the complaint, within a turn of the caller's."""
    con, facts = state.con, new.facts
    place = int(meta(con, "next"))
    set_meta(con, "next", place + 1)
    person = new.person if new.person >= 0 else place
    family, alike = _family(new, person, place, state)
    count_things(new, person, state)
    held = np.unique(np.array([one.value for one in new.held], np.int64)).astype("<i8").tobytes()
    con.execute(
        f"INSERT INTO complaints VALUES ({', '.join('?' * 18)})",
        (
            place, facts.id, facts.name, facts.received, facts.day, facts.house, facts.product, facts.demand,
            facts.institution, person, _home(new, person, state), facts.named, facts.spot, facts.whole, family, alike,
            packed(facts.shingles), held,
        ),
    )  # fmt: skip
    rows = {(one.value, place, one.kind, int(one.value in new.telling)) for one in new.held}
    con.executemany("INSERT INTO holdings VALUES (?, ?, ?, ?)", sorted(rows))
    _buckets(new, place, state)
    _signed(new, place, state)
    for tie in ties:
        if tie.kind == "same_wording":
            count_likeness(state, round(new.alike * 100), 1)
    count_usual(new.facts.institution, counted(facts), 1, state)
    con.executemany(
        "INSERT INTO members VALUES (?, ?, ?, ?, ?)",
        [(place, one.ring, one.strength, one.standing, one.holds) for one in rings],
    )
    set_meta(con, "size", state.size + 1)
    set_meta(con, "people", new.people)


def _home(new: Newcomer, person: int, state: State) -> int:
    if new.person < 0:
        return new.home if new.home >= 0 else person
    (home,) = state.con.execute("SELECT home FROM complaints WHERE person = ? LIMIT 1", (person,)).fetchone()
    return int(home)


def _family(new: Newcomer, person: int, place: int, state: State) -> tuple[int, float]:
    """The family of its letter, made where it is the second to send it, and its likeness to the typical copy."""
    con = state.con
    if new.typical < 0:
        return -1, 0.0
    if new.family >= 0:
        query = "SELECT 1 FROM complaints WHERE family = ? AND family >= 0 AND person = ? LIMIT 1"
        more = con.execute(query, (new.family, person)).fetchone() is None
        con.execute("UPDATE families SET people = people + ? WHERE family = ?", (more, new.family))
        return new.family, new.alike
    family = int(meta(con, "next_family"))
    set_meta(con, "next_family", family + 1)
    # Of two letters the shorter is the typical one, for what they share is more of it.
    typical = own_part(new.facts.shingles, state.public).size < letter_of(new.typical, state).size
    (twin,) = con.execute("SELECT person FROM complaints WHERE place = ?", (new.typical,)).fetchone()
    con.execute(
        "INSERT INTO families VALUES (?, ?, ?)", (family, place if typical else new.typical, len({twin, person}))
    )
    alike = (new.alike, 1.0) if typical else (1.0, new.alike)
    con.execute("UPDATE complaints SET family = ?, alike = ? WHERE place = ?", (family, alike[0], new.typical))
    return family, alike[1]


def count_things(new: Newcomer, person: int, state: State) -> None:
    """One person more for each thing that they did not hold before."""
    held = "SELECT 1 FROM holdings h JOIN complaints c ON c.place = h.place WHERE h.value = ? AND c.person = ? LIMIT 1"
    for value, space in {(one.value, one.space) for one in new.held}:
        if state.con.execute(held, (value, person)).fetchone() is None:
            before = people_of(value, state)
            recount(value, space, before, before + 1, state)


def people_of(value: int, state: State) -> int:
    """How many people hold a thing."""
    row = state.con.execute("SELECT people FROM things WHERE value = ?", (value,)).fetchone()
    if row is not None:
        return int(row[0])
    return int(state.con.execute("SELECT EXISTS (SELECT 1 FROM holdings WHERE value = ?)", (value,)).fetchone()[0])


def recount(value: int, space: int, before: int, after: int, state: State) -> None:
    """Write down that so many people hold a thing now; what only one holds is in no list."""
    for people, change in ((before, -1), (after, 1)):
        if people >= 2:
            state.con.execute(
                """INSERT INTO spaces VALUES (?, ?, ?)
                ON CONFLICT (space, people) DO UPDATE SET things = things + excluded.things""",
                (space, people, change),
            )
    state.con.execute("DELETE FROM spaces WHERE things = 0")
    state.con.execute("DELETE FROM things WHERE value = ?", (value,))
    if after >= 2:
        state.con.execute("INSERT INTO things VALUES (?, ?, ?)", (value, space, after))


def _buckets(new: Newcomer, place: int, state: State) -> None:
    bands = bands_of([own_part(new.facts.shingles, state.public)])[0].tolist()
    state.con.executemany("INSERT INTO buckets VALUES (?, ?)", [(key, place) for key in sorted({*bands} - {0})])


def _signed(new: Newcomer, place: int, state: State) -> None:
    agent, number = (new.facts.word(state.known.salt, kind) for kind in ("agent", "agent_phone"))
    if new.facts.signed and agent and number:
        state.con.execute("INSERT INTO signed VALUES (?, ?, ?)", (agent, number, place))


def count_likeness(state: State, hundredths: int, change: int) -> None:
    """So many ties more of one likeness."""
    state.con.execute(
        "INSERT INTO likenesses VALUES (?, ?) ON CONFLICT (hundredths) DO UPDATE SET ties = ties + excluded.ties",
        (hundredths, change),
    )
    state.con.execute("DELETE FROM likenesses WHERE ties = 0")


def count_usual(institution: str, values: Iterable[tuple[str, int]], change: int, state: State) -> None:
    """One complaint more, or less, of its day, institution and subject."""
    for sort, value in values:
        state.con.execute(
            """INSERT INTO shares VALUES (?, ?, ?)
            ON CONFLICT (sort, value) DO UPDATE SET many = many + excluded.many""",
            (sort, value, change),
        )
        state.con.execute("DELETE FROM shares WHERE sort = ? AND value = ? AND many = 0", (sort, value))
    if institution:
        state.con.execute(
            "INSERT INTO houses VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET many = many + excluded.many",
            (institution, change),
        )
        state.con.execute("DELETE FROM houses WHERE name = ? AND many = 0", (institution,))
