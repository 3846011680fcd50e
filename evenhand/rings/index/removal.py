"""One complaint taken out of an index: nothing of it is left, in the counts neither."""

import numpy as np

from evenhand.rings.index.adding import count_likeness, count_usual, people_of, recount
from evenhand.rings.index.digests import paired
from evenhand.rings.index.letters import bands_of, likeness, own_part, unpacked
from evenhand.rings.index.meeting import letter_of
from evenhand.rings.index.state import State
from evenhand.rings.index.store import meta, set_meta
from evenhand.rings.v1 import families
from evenhand.rings.v1.kinds import LEAST_PEOPLE
from evenhand.rings.v1.wording import AS_TYPICAL, CORE_SHARE
from evenhand.rings.v2.bursts import HOMES

LOOKED_AT = 256  # letters of a family among which its new typical one is looked for


def remove(name: int, state: State) -> bool:
    """Take out the complaint of that digest, within a turn of the caller's; whether there was one."""
    con = state.con
    row = con.execute(
        """SELECT place, person, family, alike, day, house, product, demand, institution, shingles, held
        FROM complaints WHERE name = ?""",
        (name,),
    ).fetchone()
    if row is None:
        return False
    place, person, family, alike, day, house, product, demand, institution, shingles, held = row
    rings = [ring for (ring,) in con.execute("SELECT ring FROM members WHERE place = ?", (place,))]
    con.execute("DELETE FROM members WHERE place = ?", (place,))
    for ring in rings:
        _forget_in_ring(ring, day, unpacked(shingles).tolist(), state)
    _let_go(place, person, np.frombuffer(held, "<i8").tolist(), state)
    own = own_part(unpacked(shingles), state.public)
    keys = {*bands_of([own])[0].tolist()}
    con.executemany("DELETE FROM buckets WHERE key = ? AND place = ?", [(key, place) for key in keys])
    con.execute("DELETE FROM signed WHERE place = ?", (place,))
    subject = int(paired(np.array([product]), np.array([demand]))[0])
    sorts = {"house": house, "product": product, "demand": demand, "subject": subject}
    count_usual(institution, [("day", day), *((sort, value) for sort, value in sorts.items() if value)], -1, state)
    _blot_out(place, state)
    if family >= 0:
        _leave_family(family, place, person, alike, state)
    others = con.execute("SELECT 1 FROM complaints WHERE person = ? LIMIT 1", (person,)).fetchone()
    set_meta(con, "size", int(meta(con, "size")) - 1)
    set_meta(con, "people", int(meta(con, "people")) - (others is None))
    return True


def _blot_out(place: int, state: State) -> None:
    """Overwrite the row where it stands before it is deleted, so that no page keeps a copy."""
    state.con.execute(
        """UPDATE complaints SET id = replace(hex(zeroblob(length(id))), '00', '0'), name = -place, named = 0, spot = 0,
        whole = 0, received = 0, shingles = zeroblob(length(shingles)), held = zeroblob(length(held))
        WHERE place = ?""",
        (place,),
    )
    state.con.execute("DELETE FROM complaints WHERE place = ?", (place,))


def _let_go(place: int, person: int, values: list[int], state: State) -> None:
    """Its handles: a thing that nobody else of its person holds has one holder less."""
    con = state.con
    again = "SELECT 1 FROM holdings h JOIN complaints c ON c.place = h.place WHERE h.value = ? AND c.person = ? LIMIT 1"
    for value in values:
        before = people_of(value, state)
        row = con.execute("SELECT space FROM things WHERE value = ?", (value,)).fetchone()
        con.execute("DELETE FROM holdings WHERE value = ? AND place = ?", (value, place))
        if row is not None and con.execute(again, (value, person)).fetchone() is None:
            recount(value, row[0], before, before - 1, state)


def _forget_in_ring(ring: int, day: int, words: list[int], state: State) -> None:
    """A ring without one of its complaints: its days, its words; of too few people it is none."""
    con = state.con
    members = "FROM members m JOIN complaints c ON c.place = m.place WHERE m.ring = ?"
    (people,) = con.execute(f"SELECT count(DISTINCT c.person) {members}", (ring,)).fetchone()
    if people < LEAST_PEOPLE:
        for table in ("members", "words", "rings"):
            con.execute(f"DELETE FROM {table} WHERE ring = ?", (ring,))
        return
    first, last, kind = con.execute("SELECT first, last, kind FROM rings WHERE ring = ?", (ring,)).fetchone()
    if day in (first, last):
        query = f"SELECT min(c.day), max(c.day) {members} AND c.day BETWEEN ? AND ?"
        days = con.execute(query, (ring, first, last)).fetchone()
        con.execute("UPDATE rings SET first = ?, last = ? WHERE ring = ?", (*days, ring))
    said = {
        word
        for word in words
        if con.execute("SELECT 1 FROM words WHERE shingle = ? AND ring = ?", (word, ring)).fetchone()
    }
    if not said:
        return
    least, others = (2 if kind == "organised" else HOMES), dict.fromkeys(said, 0)
    for (letter,) in con.execute(f"SELECT c.shingles {members}", (ring,)):
        for word in said.intersection(unpacked(letter).tolist()):
            others[word] += 1
    lost = [(word, ring) for word, many in others.items() if many < least]
    con.executemany("DELETE FROM words WHERE shingle = ? AND ring = ?", lost)


def _leave_family(family: int, place: int, person: int, alike: float, state: State) -> None:
    con = state.con
    (centre,) = con.execute("SELECT centre FROM families WHERE family = ?", (family,)).fetchone()
    left = [
        one
        for (one,) in con.execute(
            "SELECT place FROM complaints WHERE family = ? AND family >= 0 ORDER BY place", (family,)
        )
    ]
    if len(left) < 2:
        # The one tie of the two goes, whichever of them was the typical one.
        (other,) = con.execute("SELECT alike FROM complaints WHERE place = ?", (left[0],)).fetchone()
        count_likeness(state, round(min(alike, other) * 100), -1)
        con.execute("UPDATE complaints SET family = -1, alike = 0 WHERE place = ?", (left[0],))
        con.execute("DELETE FROM families WHERE family = ?", (family,))
        return
    query = "SELECT 1 FROM complaints WHERE family = ? AND family >= 0 AND person = ? LIMIT 1"
    fewer = con.execute(query, (family, person)).fetchone() is None
    con.execute("UPDATE families SET people = people - ? WHERE family = ?", (fewer, family))
    if place == centre:
        _find_typical(family, left, state)
    else:
        count_likeness(state, round(alike * 100), -1)


def _find_typical(family: int, left: list[int], state: State) -> None:
    """Another typical letter of a family, and how like it the others are."""
    some = left[:: max(1, len(left) // LOOKED_AT)]
    letters = [letter_of(place, state) for place in some]
    ends = np.cumsum([one.size for one in letters])
    starts = ends - [one.size for one in letters]
    part, alike = families.round_the_typical(
        np.concatenate(letters), starts, ends, np.arange(len(some)), CORE_SHARE, AS_TYPICAL
    )
    centre = some[int(np.argmax(np.where(part == 0, alike, -1)))]
    typical = letter_of(centre, state)
    con = state.con
    con.execute("UPDATE families SET centre = ? WHERE family = ?", (centre, family))
    for place in left:
        (before,) = con.execute("SELECT alike FROM complaints WHERE place = ?", (place,)).fetchone()
        now = likeness(typical, letter_of(place, state))
        count_likeness(state, round(before * 100), -1)
        if place != centre:
            count_likeness(state, round(now * 100), 1)
        con.execute("UPDATE complaints SET alike = ? WHERE place = ?", (now, place))
