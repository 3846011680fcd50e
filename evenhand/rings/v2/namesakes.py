"""Namesakes: one name in two circles of people that have nothing else to do with each other is two people's.

Two agents bear one name, two payees too; a number or an account has one owner. Where the holders of a name fall into
several circles (blocks of people and things), and one circle's come at other times for other things than the largest's,
the name is told apart: each circle has its own.
"""

from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt
import pyarrow.compute as pc

from evenhand.rings.v1.handles import SPACES
from evenhand.rings.v1.strands import Strands
from evenhand.rings.v1.unions import pairs_once
from evenhand.rings.v2.blocks import block_of_edges
from evenhand.rings.v2.profile import SEASON, SUBJECT, Profile

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

NAMED = ("agent", "money")
APART = 3  # people in a circle that may have a namesake
ALIKE = 0.7  # natural log over chance from which a circle files in the season, or on the subject, of another


def names(strands: Strands) -> Bools:
    """Which strands are names, that several people may bear: agents, and payees written without a number."""
    written = np.asarray(pc.fill_null(pc.match_substring_regex(strands.value, r"^[^\d@]+$"), False))
    return np.asarray(written & np.isin(strands.space, [SPACES.index(space) for space in NAMED]))


def told_apart(strands: Strands, glue: Bools, profile: Profile) -> Strands:
    """The strands with namesakes as several; `glue` says of each strand whether it may hold a group together."""
    keep = glue[strands.strand]
    pairs = pairs_once(strands.person[strands.row[keep]], strands.strand[keep])
    offset = strands.person.size
    block = block_of_edges(pairs[:, 0].copy(), pairs[:, 1] + offset, offset + strands.size)
    shared = pairs[block >= 0]
    keys, many = np.unique(np.column_stack([shared[:, 1], block[block >= 0]]), axis=0, return_counts=True)
    keys = keys[many >= APART]
    several = np.flatnonzero((np.bincount(keys[:, 0], minlength=strands.size) > 1) & names(strands))
    strand, origin = strands.strand.copy(), list(range(strands.size))
    order = np.argsort(pairs[:, 1], kind="stable")
    held_by, block = pairs[order], block[order]
    for one in several.tolist():
        here = _span(held_by[:, 1], one)
        blocks = keys[_span(keys[:, 0], one), 1]
        for people in _other_circles(one, blocks, held_by[here, 0], block[here], strands, profile):
            holdings = _span(strands.strand, one)
            strand[holdings][np.isin(strands.person[strands.row[holdings]], people)] = len(origin)
            origin.append(one)
    return Apart.of(strands, strand, np.array(origin, np.int64)) if len(origin) > strands.size else strands


def _span(numbers: Ints, one: int) -> slice:
    """Where `one` stands among numbers in order."""
    return slice(int(np.searchsorted(numbers, one)), int(np.searchsorted(numbers, one, side="right")))


def _other_circles(
    strand: int, blocks: Ints, holders: Ints, block: Ints, strands: Strands, profile: Profile
) -> list[Ints]:
    """The people of each circle round a strand that has nothing of the largest one's manner; `block`: each holder's."""
    circles = [holders[block == one] for one in blocks.tolist()]
    circles.sort(key=lambda people: (-people.size, int(people[0])))
    held = strands.rows_of(strand)
    rows = [held[np.isin(strands.person[held], people)] for people in circles]
    apart = [0]
    for place in range(1, len(circles)):
        fit = profile.fit(rows[place], rows[0]).mean(axis=0)
        if fit[SEASON] < ALIKE and fit[SUBJECT] < ALIKE:
            apart.append(place)
    rest = held[~np.isin(strands.person[held], np.concatenate(circles))]
    near = _nearest(rest, [rows[place] for place in apart], profile)
    return [np.union1d(circles[place], strands.person[rest[near == at]]) for at, place in enumerate(apart) if at]


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
