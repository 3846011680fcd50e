"""Which handles run together: blocks of people and things, so that no chain and no bridge makes a group."""

import numpy as np
import numpy.typing as npt

from evenhand.rings.v1.grouping import Group
from evenhand.rings.v1.handles import SPACES
from evenhand.rings.v1.strands import WORDING, Strands
from evenhand.rings.v1.unions import distinct_per
from evenhand.rings.v2.blocks import block_of_edges

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

GLUE = ("number", "agent", "email", "money", "paper", "device")
LEAST_PEOPLE = 4  # people that a group must have to be looked at
SENT_BY = 0.3  # a letter is a group's when this share of its people send it, and two at least …
OWN = 0.8  # … and its own, so that its other senders are looked at too, from this share of all who send it


def group(strands: Strands) -> list[Group]:
    """Find the groups: each block of handles is one, and each handle that is in none is one by itself."""
    glue = np.isin(strands.space, [SPACES.index(name) for name in GLUE]) & ~strands.hub
    keep = glue[strands.strand]
    pairs = np.unique(np.column_stack([strands.person[strands.row[keep]], strands.strand[keep]]), axis=0)
    of = _block_of_strands(pairs, strands)
    named, part = np.unique(np.where(of >= 0, of, strands.size + np.arange(strands.size)), return_inverse=True)
    people = distinct_per(part[pairs[:, 1]], pairs[:, 0], named.size)
    large = glue & (people[part] >= LEAST_PEOPLE)
    order = np.flatnonzero(large)[np.argsort(part[large], kind="stable")]
    cuts = np.flatnonzero(np.diff(part[order])) + 1
    letter = _letters(strands)
    return [_with_letters(handles, letter, strands) for handles in np.split(order, cuts)] if order.size else []


def _letters(strands: Strands) -> Ints:
    """The strand of each complaint's letter, -1 where nobody else sends it."""
    found = np.full(strands.person.size, -1, np.int64)
    of_letter = strands.space[strands.strand] == WORDING
    found[strands.row[of_letter]] = strands.strand[of_letter]
    return found


def _block_of_strands(pairs: Ints, strands: Strands) -> Ints:
    """The block that most holders of each strand are in; -1 where no circle goes through it."""
    offset = strands.person.size
    block = block_of_edges(pairs[:, 0].copy(), pairs[:, 1] + offset, offset + strands.size)
    inside = block >= 0
    keys, counts = np.unique(np.column_stack([pairs[inside, 1], block[inside]]), axis=0, return_counts=True)
    found = np.full(strands.size, -1, np.int64)
    order = np.lexsort((-keys[:, 1], counts))
    found[keys[order, 0]] = keys[order, 1]
    return found


def _with_letters(handles: Ints, letter_of: Ints, strands: Strands) -> Group:
    """A group with the letters that its people send."""
    rows = np.unique(np.concatenate([strands.rows_of(int(s)) for s in handles]))
    people = np.unique(strands.person[rows])
    family, letters = letter_of[rows], []
    own = []
    for letter in np.unique(family[family >= 0]):
        senders = np.unique(strands.person[strands.rows_of(int(letter))])
        ours = int(np.isin(senders, people, assume_unique=True).sum())
        if ours >= max(2, SENT_BY * people.size) and not strands.public[letter]:
            letters.append(int(letter))
            if ours >= OWN * senders.size:
                own.append(int(letter))
    return Group(handles=tuple(int(s) for s in handles), letters=tuple(letters), own_letters=tuple(own))
