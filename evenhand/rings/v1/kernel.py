"""The kernel that compares letters: shingles counted, sketched and held to each other, without Python objects."""

import numpy as np
import numpy.typing as npt

from evenhand.rings.v1.compiled import compiled

Bytes = npt.NDArray[np.uint8]
Signs = npt.NDArray[np.uint64]
Shingles = npt.NDArray[np.uint32]
Ints = npt.NDArray[np.int64]

MINIMA = 96
BANDS = 32
ROWS = MINIMA // BANDS

_M1 = np.uint64(0xBF58476D1CE4E5B9)
_M2 = np.uint64(0x94D049BB133111EB)


@compiled
def mix(x: np.uint64) -> np.uint64:
    """Scramble 64 bits (the finaliser of SplitMix64)."""
    x = (x ^ (x >> np.uint64(30))) * _M1
    x = (x ^ (x >> np.uint64(27))) * _M2
    return x ^ (x >> np.uint64(31))


@compiled
def sort_in_place(values: Shingles) -> None:
    """Sort; a function of its own, so that numba compiles its sort once."""
    values.sort()


@compiled
def count_holders(shingles: Shingles, table: Shingles) -> None:
    """Add to `table` (uint32, a power of two long) how many letters hold each shingle, by its low bits."""
    low = np.uint32(table.size - 1)
    for k in range(shingles.size):
        table[shingles[k] & low] += np.uint32(1)


@compiled
def sketch(
    shingles: Shingles, starts: Ints, ends: Ints, fewest: int, multipliers: Shingles, addends: Shingles, bands: Signs
) -> None:
    """MinHash: `bands[i, b]` is the hash of the `ROWS` minima of letter i in band b; 0 where it is too short."""
    minima = np.empty(MINIMA, np.uint32)
    for i in range(starts.size):
        if ends[i] - starts[i] < fewest:
            bands[i, :] = 0
            continue
        minima[:] = 0xFFFFFFFF
        last = ends[i] - 1
        # Four at a time, for the minima to be fetched a quarter as often; the last one again is no other minimum.
        for k in range(starts[i], ends[i], 4):
            one, two = shingles[k], shingles[min(k + 1, last)]
            three, four = shingles[min(k + 2, last)], shingles[min(k + 3, last)]
            for m in range(MINIMA):
                by, plus = multipliers[m], addends[m]
                early = min(np.uint32(one * by + plus), np.uint32(two * by + plus))
                late = min(np.uint32(three * by + plus), np.uint32(four * by + plus))
                minima[m] = min(minima[m], min(early, late))
        for b in range(BANDS):
            total = np.uint64(b + 1)
            for r in range(ROWS):
                total = mix(total ^ np.uint64(minima[b * ROWS + r]))
            bands[i, b] = total | np.uint64(1)


@compiled
def jaccard(shingles: Shingles, a: int, a_end: int, b: int, b_end: int) -> float:
    """Shared shingles over all shingles of two sorted sets."""
    size = (a_end - a) + (b_end - b)
    same = 0
    while a < a_end and b < b_end:
        one, other = shingles[a], shingles[b]
        same += one == other
        a += one <= other
        b += other <= one
    return same / (size - same) if size > same else 0.0
