"""What a tie weighs: how unlikely it is that two people who have nothing to do with each other have it, in bits.

The file at hand says how unlikely: of all pairs of complainants, so many share a thing of this kind that no more people
hold. Where families of three share telephones everywhere, a telephone that three share tells little.
"""

from dataclasses import fields
from functools import cached_property

import numpy as np
import numpy.typing as npt

from evenhand.rings.v1.strands import Strands

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


class RareStrands(Strands):
    """Strands whose bits are those of chance pairs in the file at hand."""

    @cached_property
    def bits(self) -> Floats:
        """What it tells, in bits, that two people share the strand."""
        return bits_of_things(self)

    @classmethod
    def of(cls, strands: Strands) -> "RareStrands":
        """The same strands, weighed anew."""
        return cls(**{one.name: getattr(strands, one.name) for one in fields(strands)})


def bits_of_things(strands: Strands) -> Floats:
    """The bits of each strand: log2 of all pairs over the pairs that share one of its space held by as few."""
    pairs = strands.people * (strands.people - 1) / 2
    found = np.zeros(strands.size)
    for space in np.unique(strands.space):
        here = np.flatnonzero(strands.space == space)
        order = here[np.argsort(strands.people[here], kind="stable")]
        total = np.cumsum(pairs[order])
        last = np.searchsorted(strands.people[order], strands.people[order], side="right") - 1
        found[order] = bits_of_pairs(total[last], strands.all_people)
    return found


def bits_of_likeness(alike: Floats, people: int) -> Floats:
    """The bits of letters tied at some likeness: log2 of all pairs over the ties of at least that likeness."""
    ordered = np.sort(alike)
    as_alike = alike.size - np.searchsorted(ordered, alike, side="left")
    return bits_of_pairs(as_alike.astype(np.float64), people)


def bits_of_pairs(pairs: Floats, people: int) -> Floats:
    """log2 of all pairs of `people` over `pairs`; no less than 0."""
    everything = max(people * (people - 1) / 2, 1.0)
    return np.asarray(np.maximum(0.0, np.log2(everything / np.maximum(pairs, 1.0))))
