"""Blocks that hang on one thing: an agent's number in front, and behind it accounts that are dealt out.

Take that one number away and the accounts fall apart, so each makes a block of its own with it. They are one ring's
where several people of each block hold the number, and what they complain of, where and when is one hand's. A hotline
that people of two rings gave hangs between two matters, and joins nothing.
"""

import numpy as np
import numpy.typing as npt

from evenhand.rings.v1.strands import Strands
from evenhand.rings.v1.unions import components, pairs_once
from evenhand.rings.v2.papers import of_one_hand
from evenhand.rings.v2.profile import SEASON, Profile

Ints = npt.NDArray[np.int64]

HOLDERS = 3  # people of a block who hold the thing it hangs on: fewer may have come by it by chance
RIGHT = 5  # a join must be right so many times as often as wrong, for each block that hangs there
NOT_APART = -1.0  # natural log over chance: who file in seasons of their own are not joined


def joined_at_hinges(part: Ints, pairs: Ints, block: Ints, strands: Strands, profile: Profile) -> Ints:
    """The parts of strands anew: those joined that hang on one thing and are one hand's.

    `part` is each strand's part, `pairs` who (person) holds which thing (strand), `block` that of each pair (-1: none).
    """
    hung = _hung(part, pairs, block)
    rows = _rows_of_parts(np.unique(hung[:, 1:]), part, strands)
    needed = np.log(RIGHT * (1 + np.bincount(hung[:, 0], minlength=part.size)))
    holds = [_one_hand(rows[one], rows[other], needed[hinge], profile) for hinge, one, other in hung.tolist()]
    kept = hung[np.array(holds, np.bool_)]
    return np.asarray(components(int(part.max(initial=0)) + 1, kept[:, 1].copy(), kept[:, 2].copy())[part])


def _hung(part: Ints, pairs: Ints, block: Ints) -> Ints:
    """Rows of (thing, its part, another part hanging on it), where enough of its holders are in the other's block."""
    inside = block >= 0
    keys, many = np.unique(np.column_stack([block[inside], pairs[inside, 1]]), axis=0, return_counts=True)
    keys = keys[many >= HOLDERS]
    found = [np.empty((0, 3), np.int64)]
    for things in np.split(keys[:, 1], np.flatnonzero(np.diff(keys[:, 0])) + 1):
        parts = np.unique(part[things])
        if parts.size > 1:
            rows = np.stack(
                [np.repeat(things, parts.size), np.repeat(part[things], parts.size), np.tile(parts, things.size)]
            )
            found.append(rows.T[rows[1] != rows[2]])
    return np.unique(np.concatenate(found), axis=0)


def _rows_of_parts(wanted: Ints, part: Ints, strands: Strands) -> dict[int, Ints]:
    of = part[strands.strand]
    keep = np.isin(of, wanted)
    held = pairs_once(of[keep], strands.row[keep])
    cuts = np.flatnonzero(np.diff(held[:, 0])) + 1
    return {int(one[0, 0]): one[:, 1] for one in np.split(held, cuts) if one.size}


def _one_hand(one: Ints, other: Ints, needed: float, profile: Profile) -> bool:
    """Whether what each files that the other does not is one hand's, and in no season of its own."""
    less, more = sorted((one, other), key=len)
    apart = np.setdiff1d(less, more, assume_unique=True)
    if not apart.size:
        return True
    season = float(profile.fit(apart, more)[:, SEASON].mean())
    return season >= NOT_APART and min(season, 0.0) + of_one_hand(apart, more, profile) >= needed
