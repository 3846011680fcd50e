"""Whether two letters are alike enough: first by a picture of each that fits a few words of memory, then exactly.

Most letters that meet in a bucket are not alike. A picture can only say that they are not: a mark that one letter has
and the other lacks is a shingle that they do not share. What the pictures leave open is counted.
"""

import numpy as np
import numpy.typing as npt

from evenhand.rings.v1.compiled import compiled
from evenhand.rings.v1.kernel import Ints, Shingles, Signs

WORDS = 16  # of 64 marks each
LOOKED_AT = 32  # shingles compared before it is asked whether enough can still be shared

_LINE = 8  # words of a line of the cache
_ODD = np.uint64(0x5555555555555555)
_PAIRS = np.uint64(0x3333333333333333)
_FOURS = np.uint64(0x0F0F0F0F0F0F0F0F)
_BYTES = np.uint64(0x0101010101010101)


@compiled
def pictures(shingles: Shingles, starts: Ints, ends: Ints) -> tuple[Signs, npt.NDArray[np.int32]]:
    """A picture of each letter: mark m is set where a shingle has m in its low bits.

    Returns (marks, `WORDS` a letter; how many shingles of each letter share their mark with another).
    """
    # Each picture begins where a line of the cache does.
    room = np.zeros(starts.size * WORDS + _LINE, np.uint64)
    first = (-room.ctypes.data // 8) % _LINE
    marks = room[first : first + starts.size * WORDS].reshape((starts.size, WORDS))
    hidden = np.empty(starts.size, np.int32)
    low = np.uint32(64 * WORDS - 1)
    for i in range(starts.size):
        for k in range(starts[i], ends[i]):
            mark = shingles[k] & low
            marks[i, mark >> np.uint32(6)] |= np.uint64(1) << np.uint64(mark & np.uint32(63))
        set_ = np.uint64(0)
        for k in range(WORDS):
            set_ += _marks(marks[i, k])
        hidden[i] = ends[i] - starts[i] - np.int64(set_)
    return marks, hidden


@compiled
def _marks(word: np.uint64) -> np.uint64:
    """How many of 64 marks are set."""
    word = word - ((word >> np.uint64(1)) & _ODD)
    word = (word & _PAIRS) + ((word >> np.uint64(2)) & _PAIRS)
    return (((word + (word >> np.uint64(4))) & _FOURS) * _BYTES) >> np.uint64(56)


@compiled
def may_resemble(
    marks: Signs, hidden: npt.NDArray[np.int32], one: int, other: int, size_one: int, size_other: int, needed: float
) -> bool:
    """Whether the pictures of two letters of so many shingles leave it open that their Jaccard is `needed`."""
    common = np.uint64(0)
    for k in range(marks.shape[1]):  # a width it does not know makes numba's loop a tighter one
        common += _marks(marks[one, k] & marks[other, k])
    most = np.int64(common) + min(hidden[one], hidden[other])
    return bool(most / (size_one + size_other - most) >= needed)


@compiled
def resembles(shingles: Shingles, a: int, a_end: int, b: int, b_end: int, needed: float) -> bool:
    """Whether the Jaccard of two sorted sets, not empty, is `needed`; it stops where that cannot be any more."""
    size, same = (a_end - a) + (b_end - b), 0
    while a < a_end and b < b_end:
        steps = min(a_end - a, b_end - b)
        if (same + steps) / (size - same - steps) < needed:
            return False
        for _ in range(min(steps, LOOKED_AT)):
            one, other = shingles[a], shingles[b]
            # Without a branch: which of the two is less, nobody can foretell.
            same += one == other
            a += one <= other
            b += other <= one
    return same / (size - same) >= needed


@compiled
def buckets(keys: npt.NDArray[np.uint64], found: npt.NDArray[np.int32]) -> int:
    """Number the keys that come twice or more, in `found`, -1 for a key that comes once and for 0; how many there are.

    A bucket is numbered when its second key comes.
    """
    slots = 1 << max(4, int(np.ceil(np.log2(2 * keys.size + 1))))
    held, number = np.zeros(slots, np.uint64), np.empty(slots, np.int32)
    many = 0
    for i in range(keys.size):
        found[i] = -1
        if keys[i] == 0:
            continue
        slot = _slot_of(held, keys[i])
        if held[slot] == 0:
            held[slot], number[slot] = keys[i], -1 - i
            continue
        if number[slot] < 0:
            found[-1 - number[slot]] = number[slot] = many
            many += 1
        found[i] = number[slot]
    return many


@compiled
def in_buckets(keys: npt.NDArray[np.uint64]) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32], int]:
    """Which keys are in a bucket, the bucket of each, and how many buckets there are."""
    found = np.empty(keys.size, np.int32)
    many = buckets(keys, found)
    rows = np.empty(keys.size, np.int32)
    kept = 0
    for i in range(keys.size):
        # Who is alone in its bucket resembles nobody there.
        if found[i] >= 0:
            rows[kept], found[kept] = i, found[i]
            kept += 1
    return rows[:kept].copy(), found[:kept].copy(), many


@compiled
def _slot_of(held: Signs, key: np.uint64) -> np.uint64:
    last = np.uint64(held.size - 1)
    slot = (key >> np.uint64(7)) & last
    while held[slot] != 0 and held[slot] != key:
        slot = (slot + np.uint64(1)) & last
    return slot
