"""Passages that are nobody's own: what a fifth of all letters hold is a statute quoted, or a form's heading."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import numpy.typing as npt

from evenhand.rings.v1.compiled import compiled
from evenhand.rings.v1.kernel import Ints, Shingles, count_holders

SLOT_BITS = 26  # shingles are counted by so many low bits
_NEAR_BITS = 16
_NONE = np.uint32(0xFFFFFFFF)


def public_slots(shingles: Shingles, limit: float, *, threads: int) -> Shingles:
    """The low bits of the shingles that more than `limit` letters hold, sorted; `shingles` are the letters' sets.

    What is counted too often by all its low bits is so by a few of them. These few fit near the processor and leave
    hardly any group to count in full; the outcome is that of one table of all.
    """
    parts = np.array_split(shingles, threads)
    near = np.zeros((threads, 1 << _NEAR_BITS), np.uint32)
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(count_holders, parts, near))
        groups = np.flatnonzero(near.sum(axis=0) > limit)
        if not groups.size:
            return np.empty(0, np.uint32)
        line = np.full(1 << _NEAR_BITS, -1, np.int32)
        line[groups] = np.arange(groups.size)
        held = np.zeros((groups.size, 1 << (SLOT_BITS - _NEAR_BITS)), np.uint32)
        _count_groups(shingles, line, held)
    at, far = np.nonzero(held > limit)
    return np.sort(far.astype(np.uint32) << np.uint32(_NEAR_BITS) | groups[at].astype(np.uint32))


@compiled
def _count_groups(shingles: Shingles, line: npt.NDArray[np.int32], held: npt.NDArray[np.uint32]) -> None:
    """Count in `held[line[g]]` the shingles of each group `g` that has a line, by the low bits above the group's."""
    near, far = np.uint32((1 << _NEAR_BITS) - 1), np.uint32(held.shape[1] - 1)
    for k in range(shingles.size):
        at = line[shingles[k] & near]
        if at >= 0:
            held[at, (shingles[k] >> np.uint32(_NEAR_BITS)) & far] += np.uint32(1)


@compiled
def table_of(slots: Shingles) -> Shingles:
    """Few slots as a table to look them up in, mostly empty."""
    size = 16
    while size < 16 * slots.size:
        size *= 2
    table = np.full(size, _NONE, np.uint32)
    for slot in slots:
        at = slot & np.uint32(size - 1)
        while table[at] != _NONE:
            at = (at + np.uint32(1)) & np.uint32(size - 1)
        table[at] = slot
    return table


@compiled
def _is_public(shingle: np.uint32, table: Shingles) -> bool:
    last = np.uint32(table.size - 1)
    slot = shingle & np.uint32((1 << SLOT_BITS) - 1)
    at = slot & last
    while table[at] != _NONE and table[at] != slot:
        at = (at + np.uint32(1)) & last
    return bool(table[at] == slot)


@compiled
def set_aside(shingles: Shingles, starts: Ints, ends: Ints, table: Shingles, fewest: int, share: float) -> Ints:
    """Drop from each letter, in place, the shingles whose slot is in `table`; returns the new ends.

    A letter that would keep fewer than `fewest`, or less than `share` of its own, stays whole: it *is* the public text.
    """
    kept_ends = ends.copy()
    for i in range(starts.size):
        own = 0
        for k in range(starts[i], ends[i]):
            own += not _is_public(shingles[k], table)
        if own == ends[i] - starts[i] or own < fewest or own < share * (ends[i] - starts[i]):
            continue
        at = starts[i]
        for k in range(starts[i], ends[i]):
            if not _is_public(shingles[k], table):
                shingles[at] = shingles[k]
                at += 1
        kept_ends[i] = at
    return kept_ends
