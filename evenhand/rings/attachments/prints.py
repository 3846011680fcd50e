"""A print of a picture that hardly changes when it is scaled, compressed or dimmed, and groups of near prints."""

from typing import Any

import numpy as np
import numpy.typing as npt

Prints = npt.NDArray[np.uint64]

SIDE, KEPT = 32, 8
# A white page, a dark photograph: too little in it to tell two apart.
LEAST_CONTRAST = 8.0
# Of 64 bits. Chance pairs of unrelated pictures differ in 32 ± 4: six is more than six deviations off.
NEAR = 6
_WEIGHTS = np.uint64(1) << np.arange(64, dtype=np.uint64)


def perceptual_print(grey: npt.NDArray[np.float64]) -> int | None:
    """64 bits of a `SIDE` × `SIDE` grey picture, 0 to 255: which of its lowest cosine waves are above their median.

    None where there is too little contrast to tell it from any other plain page.
    """
    if float(grey.std()) < LEAST_CONTRAST:
        return None
    waves = _COSINES @ grey @ _COSINES.T
    lowest = waves[:KEPT, :KEPT].ravel()
    above = lowest > np.median(lowest[1:])  # the first is the mean grey, which a scanner sets
    above[0] = False
    return int(_WEIGHTS[above].sum(dtype=np.uint64))


def near_groups(prints: Prints) -> npt.NDArray[np.int64]:
    """For each print the place of the first of its group: the nearest leader within `NEAR` bits, or itself.

    Nothing chains: every member of a group is near its leader. Prints are looked at in order of their value, so the
    groups do not depend on the order of the rows. Time grows with prints × groups.
    """
    values, first, back = np.unique(prints, return_index=True, return_inverse=True)
    leaders = np.empty(values.size, np.uint64)
    of = np.empty(values.size, np.int64)
    count = 0
    for place, value in enumerate(values):
        apart = np.bitwise_count(leaders[:count] ^ value)
        nearest = int(apart.argmin()) if count else -1
        if nearest >= 0 and apart[nearest] <= NEAR:
            of[place] = of[np.searchsorted(values, leaders[nearest])]
        else:
            leaders[count] = value
            count += 1
            of[place] = first[place]
    grouped: npt.NDArray[np.int64] = of[back]
    return grouped


def _cosines() -> npt.NDArray[Any]:
    row, column = np.mgrid[0:SIDE, 0:SIDE]
    waves: npt.NDArray[Any] = np.cos(np.pi * row * (2 * column + 1) / (2 * SIDE))
    return waves


_COSINES = _cosines()
