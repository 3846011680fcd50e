"""Homes: people who count as one voice, because a home explains what they share. A rotated number is no home."""

import numpy as np
import numpy.typing as npt

from evenhand.rings.v1.handles import Holdings
from evenhand.rings.v1.people import HOUSEHOLD
from evenhand.rings.v1.unions import components, distinct_per, held_together, pairs_once, stars

Ints = npt.NDArray[np.int64]

HOME = ("number", "email", "money", "device", "address")
IN_COMMON = 2  # things that make a home where no door is known


def homes(holdings: Holdings, person: Ints) -> Ints:
    """The home of each row: people of one door, or with two home things in common, where they are no more than six.

    One telephone alone makes no home: a ring deals out its numbers four at a time, a family shares its door as well.
    """
    space = holdings.space_of[holdings.strand]
    home = np.isin(space, [holdings.space(name) for name in HOME])
    home &= ~np.isin(holdings.kind, [holdings.kind_of("payee"), holdings.kind_of("agent_phone")])
    home &= distinct_per(holdings.strand, person[holdings.row], holdings.size)[holdings.strand] <= HOUSEHOLD
    held = pairs_once(holdings.strand[home], person[holdings.row[home]])
    door = holdings.space_of[held[:, 0]] == holdings.space("address")
    first, second, common = held_together(held[:, 0], held[:, 1])
    twice = common >= IN_COMMON
    doors = stars(held[door, 0], held[door, 1])
    one, other = (np.concatenate(pair) for pair in ((doors[1], first[twice]), (doors[2], second[twice])))
    joined = np.asarray(components(person.size, one, other))[person]
    people = distinct_per(joined, person, person.size)
    return np.where(people[joined] <= HOUSEHOLD, joined, person)
