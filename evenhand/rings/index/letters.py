"""One letter as detector v1 reads it, and how it is looked up among those of an index."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from evenhand.rings.v1 import families, kernel
from evenhand.rings.v1.normalise import fold_texts
from evenhand.rings.v1.wording import (
    ALIKE,
    ALIKE_SHORT,
    FEWEST,
    HOLDER_SLOTS,
    OWN_SHARE,
    SEED,
    SHORT,
    read_folded,
)

Ints = npt.NDArray[np.int64]
Shingles = npt.NDArray[np.uint32]

LOW = np.uint32(HOLDER_SLOTS - 1)


def read_letter(narrative: str | None) -> tuple[Shingles, int]:
    """The sorted shingles of one letter and a hash of all its signs, 0 where it has none."""
    shingles, _, whole = read_folded(fold_texts(pa.array([narrative], pa.large_string())))
    return shingles, int(whole.view(np.int64)[0])


def own_part(shingles: Shingles, public: Shingles) -> Shingles:
    """A letter without its public passages; whole where it is little else, as v1 has it."""
    if not public.size:
        return shingles
    at = np.minimum(np.searchsorted(public, shingles & LOW), public.size - 1)
    own = shingles[public[at] != (shingles & LOW)]
    return shingles if own.size < FEWEST or own.size < OWN_SHARE * shingles.size else own


def bands_of(letters: Sequence[Shingles]) -> Ints:
    """The 32 bands of each of some letters, without their public passages; 0 where one is too short to compare."""
    chance = np.random.Generator(np.random.PCG64(SEED))
    multipliers = chance.integers(0, 1 << 32, kernel.MINIMA, dtype=np.uint32) | np.uint32(1)
    addends = chance.integers(0, 1 << 32, kernel.MINIMA, dtype=np.uint32)
    sizes = np.array([one.size for one in letters], np.int64)
    ends = np.cumsum(sizes)
    found = np.empty((len(letters), kernel.BANDS), np.uint64)
    flat = np.concatenate(letters) if letters else np.empty(0, np.uint32)
    kernel.sketch(flat, ends - sizes, ends, FEWEST, multipliers, addends, found)
    return found.view(np.int64)


def likeness(one: Shingles, other: Shingles) -> float:
    """The Jaccard of two sorted sets."""
    return float(kernel.jaccard(np.concatenate([one, other]), 0, one.size, one.size, one.size + other.size))


def are_one_letter(one: Shingles, other: Shingles, alike: float) -> bool:
    """Whether two letters of that likeness are tied: short ones must be more alike."""
    return bool(alike >= families.threshold(one.size, other.size, ALIKE, ALIKE_SHORT, SHORT))


def packed(shingles: Shingles) -> bytes:
    """Shingles as the file keeps them."""
    return shingles.astype("<u4").tobytes()


def unpacked(raw: bytes) -> Shingles:
    """Shingles out of the file."""
    return np.frombuffer(raw, "<u4").astype(np.uint32, copy=False)
