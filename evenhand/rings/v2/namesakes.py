"""Namesakes: one name in two circles of people that have nothing else to do with each other is two people's.

Two agents bear one name, two payees too; a number or an account has one owner. Holders of a name whom other things, or
a letter, hang together are a circle. Where one circle's come at other times for other things than another's, or what
they complain of and where is as good as surely two hands', the name is told apart: each bearer has its own.
"""

import math
from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt
import pyarrow.compute as pc

from evenhand.rings.v1.handles import SPACES
from evenhand.rings.v1.strands import WORDING, Strands
from evenhand.rings.v1.unions import components, pairs_once
from evenhand.rings.v2.papers import of_one_hand
from evenhand.rings.v2.profile import SEASON, SUBJECT, Profile

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

NAMED = ("agent", "money")
APART = 3  # people in a circle that may have a namesake
ONE_PERSON = 100  # how much likelier one name is one person's, before what its circles complain of is known
ALIKE = 0.7  # natural log over chance from which a circle files in the season, or on the subject, of another


def names(strands: Strands) -> Bools:
    """Which strands are names, that several people may bear: agents, and payees written without a number."""
    written = np.asarray(pc.fill_null(pc.match_substring_regex(strands.value, r"^[^\d@]+$"), False))
    return np.asarray(written & np.isin(strands.space, [SPACES.index(space) for space in NAMED]))


def told_apart(strands: Strands, glue: Bools, profile: Profile) -> Strands:
    """The strands with namesakes as several; `glue` says of each strand whether it may hold a group together."""
    held_by, circle, keys = _names_in_circles(strands, glue)
    several = np.flatnonzero(np.bincount(keys[:, 0], minlength=strands.size) > 1)
    strand, origin = strands.strand.copy(), list(range(strands.size))
    for one in several.tolist():
        here = _span(held_by[:, 0], one)
        known = keys[_span(keys[:, 0], one), 1]
        for people in _other_bearers(one, known, held_by[here, 1], circle[here], strands, profile):
            holdings = _span(strands.strand, one)
            strand[holdings][np.isin(strands.person[strands.row[holdings]], people)] = len(origin)
            origin.append(one)
    return Apart.of(strands, strand, np.array(origin, np.int64)) if len(origin) > strands.size else strands


def _names_in_circles(strands: Strands, glue: Bools) -> tuple[Ints, Ints, Ints]:
    """Who holds a name, as (name, person); the circle of each; and (name, circle) of the circles that are looked at."""
    letter = (strands.space == WORDING) & ~strands.public
    keep = (glue | letter)[strands.strand]
    pairs = pairs_once(strands.strand[keep], strands.person[strands.row[keep]])
    named = names(strands) & glue & (np.bincount(pairs[:, 0], minlength=strands.size) >= 2 * APART)
    held_by = pairs[named[pairs[:, 0]]]
    circle = _circles(held_by, pairs)
    keys, many = np.unique(np.column_stack([held_by[:, 0], circle]), axis=0, return_counts=True)
    return held_by, circle, keys[many >= APART]


def _circles(held_by: Ints, pairs: Ints) -> Ints:
    """The circle of each holder of a name: holders of one name whom other things that they hold hang together.

    `held_by` has (name, person), `pairs` (thing, person) of all things, both in order. A way through people who do not
    hold the name is none: in a large file there is one from everybody to everybody.
    """
    order = np.argsort(pairs[:, 1], kind="stable")
    thing, person = pairs[order, 0], pairs[order, 1]
    first, last = (np.searchsorted(person, held_by[:, 1], side=side) for side in ("left", "right"))
    many = last - first
    holder = np.repeat(np.arange(held_by.shape[0]), many)
    held = thing[np.arange(holder.size) + np.repeat(first - np.cumsum(many) + many, many)]
    other = held != held_by[holder, 0]
    holder, held = holder[other], held[other]
    span = int(pairs[:, 0].max(initial=0)) + 1
    _, knot = np.unique(held_by[holder, 0] * span + held, return_inverse=True)
    size = held_by.shape[0]
    return np.asarray(components(size + int(knot.max(initial=-1)) + 1, holder, size + knot)[:size])


def _span(numbers: Ints, one: int) -> slice:
    """Where `one` stands among numbers in order."""
    return slice(int(np.searchsorted(numbers, one)), int(np.searchsorted(numbers, one, side="right")))


def _other_bearers(
    strand: int, known: Ints, holders: Ints, circle: Ints, strands: Strands, profile: Profile
) -> list[Ints]:
    """The people round each bearer of a name but the first, who has the largest circle; `circle`: each holder's."""
    circles = [holders[circle == one] for one in known.tolist()]
    circles.sort(key=lambda people: (-people.size, int(people[0])))
    held = strands.rows_of(strand)
    bearers: list[Ints] = []
    for people in circles:
        rows = held[np.isin(strands.person[held], people)]
        sure = [_one_bearer(rows, other, profile) for other in bearers]
        if sure and max(sure) >= 0:
            nearest = int(np.argmax(sure))
            bearers[nearest] = np.union1d(bearers[nearest], rows)
        else:
            bearers.append(rows)
    rest = held[~np.isin(strands.person[held], np.concatenate(circles))]
    near = _nearest(rest, bearers, profile)
    return [strands.person[np.union1d(rows, rest[near == at])] for at, rows in enumerate(bearers) if at]


def _one_bearer(rows: Ints, others: Ints, profile: Profile) -> float:
    """How surely one who bears the name serves both circles, natural log; below 0, two do.

    One name is mostly one person's: what they complain of and where must be as good as surely two hands', or they
    come at other times for other things.
    """
    fit = profile.fit(rows, others).mean(axis=0)
    if fit[SEASON] < ALIKE and fit[SUBJECT] < ALIKE:
        return -1.0
    return math.log(ONE_PERSON) + of_one_hand(rows, others, profile)


def _nearest(rest: Ints, circles: list[Ints], profile: Profile) -> Ints:
    """The circle that each of `rest` files like; the first where none is nearer."""
    fits = [profile.fit(rest, rows)[:, [SEASON, SUBJECT]].sum(axis=1) for rows in circles]
    return np.asarray(np.argmax(np.stack(fits), axis=0))


@dataclass(frozen=True, kw_only=True)
class Apart(Strands):
    """Strands told apart: `whole` is how many people hold the thing that each is or was part of."""

    whole: Ints

    @property
    def people(self) -> Ints:
        """How many complainants hold the thing, namesakes counted in: so many have it in the file."""
        return self.whole

    @classmethod
    def of(cls, strands: Strands, strand: Ints, origin: Ints) -> "Apart":
        """The strands anew, `strand` the number of each holding's."""
        order = np.lexsort((strands.row, strand))
        known = {one.name: getattr(strands, one.name) for one in fields(strands)}
        known |= {name: known[name][order] for name in ("row", "as_agent")}
        known |= {"strand": strand[order], "space": strands.space[origin], "value": strands.value.take(origin)}
        return cls(**known, whole=strands.people[origin])
