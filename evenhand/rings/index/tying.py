"""The ties of one complaint to those of an index, as detector v2 draws and weighs them with it in the file."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from evenhand.rings.index.facts import Held
from evenhand.rings.index.state import Newcomer, State
from evenhand.rings.v1.handles import SPACES
from evenhand.rings.v1.ties import masked

KIND_OF_SPACE = {
    "number": "shared_number", "agent": "shared_agent", "email": "shared_email", "money": "shared_account",
    "paper": "shared_attachment", "device": "shared_device", "ip": "shared_ip", "address": "shared_address",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Tie:
    """One tie: columns as of `records.TIES`; the earlier complaint stands first."""

    complaint_a: str
    complaint_b: str
    kind: str
    weight: float
    detail: str


@dataclass(frozen=True, kw_only=True)
class Holder:
    """Who holds a value already."""

    place: int
    id: str
    received: int
    person: int


def ties_of(new: Newcomer, state: State) -> list[Tie]:
    """Its letter's tie and those of its handles; a hub ties nobody, nor does a person to himself."""
    return [*_wording(new, state), *_handles(new, state)]


def tie(new: Newcomer, other: Holder, kind: str, weight: float, detail: str) -> Tie:
    """The tie of a new complaint and another one."""
    first, second = sorted(((other.received, other.id), new.order))
    return Tie(complaint_a=first[1], complaint_b=second[1], kind=kind, weight=round(weight, 3), detail=detail)


def _wording(new: Newcomer, state: State) -> Iterator[Tie]:
    if new.typical < 0:
        return
    hundredths = round(new.alike * 100)
    ties = 1 + sum(many for known, many in state.likenesses if known >= hundredths)
    query = "SELECT place, id, received, person FROM complaints WHERE place = ?"
    place, name, received, person = state.con.execute(query, (new.typical,)).fetchone()
    other = Holder(place=place, id=name, received=received, person=person)
    detail = f"jaccard {hundredths // 100}.{hundredths % 100:02d}"
    yield tie(new, other, "same_wording", _bits(ties, new.people), detail)


def _handles(new: Newcomer, state: State) -> Iterator[Tie]:
    values = {one.value: one for one in new.held}
    holders = {value: _holders(value, new, state) for value in values}
    before = {value: many for value, (many, _) in holders.items()}
    after = {value: many + (not any(h.person == new.person for h in some)) for value, (many, some) in holders.items()}
    drawn = [one for one in values.values() if 2 <= after[one.value] <= new.hub]
    shown = dict(zip((one.value for one in drawn), _masked(drawn), strict=True))
    for one in drawn:
        weight = _weight(one, values, before, after, new, state)
        for other in _tied(holders[one.value][1], new):
            yield tie(new, other, KIND_OF_SPACE[SPACES[one.space]], weight, shown[one.value])


def _holders(value: int, new: Newcomer, state: State) -> tuple[int, list[Holder]]:
    """How many people hold a value, and their complaints; none of a hub's."""
    row = state.con.execute("SELECT people FROM things WHERE value = ?", (value,)).fetchone()
    if row is not None and row[0] > new.hub:
        return int(row[0]), []
    query = """SELECT DISTINCT c.place, c.id, c.received, c.person FROM holdings h
        JOIN complaints c ON c.place = h.place WHERE h.value = ?"""
    found = [
        Holder(place=place, id=name, received=received, person=person)
        for place, name, received, person in state.con.execute(query, (value,))
    ]
    return int(row[0]) if row is not None else len({one.person for one in found}), found


def _tied(holders: list[Holder], new: Newcomer) -> list[Holder]:
    """Whom the star of a value ties the complaint to: the earliest holder, or all where it is that itself."""
    first = min(holders, key=lambda one: (one.received, one.id))
    some = [first] if (first.received, first.id) < new.order else holders
    return [one for one in some if one.person != new.person]


def _weight(
    one: Held, values: dict[int, Held], before: dict[int, int], after: dict[int, int], new: Newcomer, state: State
) -> float:
    """The bits of a value that so many share, among the values of its space; the complaint's own are counted anew."""
    most, pairs = after[one.value], 0
    for people, things in state.spaces.get(one.space, []):
        if people <= most:
            pairs += things * (people * (people - 1) // 2)
    for value, other in values.items():
        if other.space == one.space:
            pairs += sum(
                sign * (people * (people - 1) // 2)
                for sign, people in ((-1, before[value]), (1, after[value]))
                if 2 <= people <= most
            )
    return _bits(pairs, new.people)


def _bits(pairs: int, people: int) -> float:
    everything = max(people * (people - 1) / 2, 1.0)
    return max(0.0, float(np.log2(everything / max(pairs, 1))))


def _masked(held: list[Held]) -> list[str]:
    """Each value as it may be shown."""
    found: dict[int, str] = {}
    for space in ("address", "number"):
        some = [one for one in held if (SPACES[one.space] == "address") == (space == "address")]
        if some:
            shown = masked(pa.array([one.written for one in some], pa.large_string()), space=space)
            found |= zip((one.value for one in some), shown.to_pylist(), strict=True)
    return [found[one.value] for one in held]
