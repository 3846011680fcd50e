"""Which recordings are one recording, and which images one image, however they were saved again."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numba
import numpy as np
import numpy.typing as npt

from evenhand.conduct.media.cuttings import shifts_of_cuttings
from evenhand.conduct.media.listening import STEP_S, Heard

# Share of bits that differ. Measured in docs/decisions/2026-11-23-media-findings.md: saved again 0.17 at most, other
# calls 0.47 at least.
SAME_SOUND = 0.30
# A first look at a few words spares the whole comparison; it lets through more than it must.
_FIRST_LOOK = 0.40
_FIRST_WORDS = 64
# Less speech than this cannot tell two calls apart: a greeting may be all there is.
LEAST_SPOKEN_S = 4.0
_LEAST_STEPS = int(LEAST_SPOKEN_S / STEP_S)
# The length of a recording may differ so much from its call's: saved again it still agrees, cut it need not.
TOLERANCE_S, TOLERANCE_SHARE = 2.0, 0.03
# One recording is one all through. A greeting that two calls share ends, and then they differ: each two seconds of
# speech are held to the other's, and nearly all the speech of both must agree.
_STRETCH_STEPS = int(2 / STEP_S)
_SAME_STRETCH = 0.38
_SAME_SHARE = 0.75


@dataclass(frozen=True, kw_only=True)
class Pair:
    """Two things that are one, by their places in the sequence given, and how much of them differs (0 to 1)."""

    first: int
    second: int
    difference: float


def tolerance(seconds: float) -> float:
    """How far two lengths may lie apart: 2 s, or 3 % where that is more."""
    return max(TOLERANCE_S, TOLERANCE_SHARE * seconds)


def same_recordings(heard: Sequence[Heard]) -> Iterator[Pair]:
    """Every pair that holds the same speech: of about the same length, or one with its beginning or end cut off."""
    order = sorted(
        (place for place, one in enumerate(heard) if one.spoken.sum() >= _LEAST_STEPS),
        key=lambda place: heard[place].seconds,
    )
    told: set[tuple[int, int]] = set()
    for pair in _of_one_length(heard, order):
        told.add((pair.first, pair.second))
        yield pair
    spoken = [heard[place] for place in order]
    for (first, second), shifts in shifts_of_cuttings(spoken).items():
        one, other = sorted((order[first], order[second]))
        if (one, other) not in told:
            difference = min(_differing(spoken[first], spoken[second], shift) for shift in shifts)
            if difference <= SAME_SOUND:
                yield Pair(first=one, second=other, difference=difference)


def _of_one_length(heard: Sequence[Heard], order: Sequence[int]) -> Iterator[Pair]:
    looks = {place: _first_look(heard[place]) for place in order}
    for nth, place in enumerate(order):
        longest = heard[place].seconds + tolerance(heard[place].seconds)
        for other in order[nth + 1 :]:
            if heard[other].seconds > longest:
                break
            difference = _difference(heard[place], heard[other], looks[place])
            if difference <= SAME_SOUND:
                yield Pair(first=min(place, other), second=max(place, other), difference=difference)


def _first_look(one: Heard) -> npt.NDArray[np.int64]:
    """Steps with speech, spread over the print, away from its ends."""
    spoken = np.flatnonzero(one.spoken)
    return spoken[np.linspace(0, len(spoken) - 1, _FIRST_WORDS).astype(np.int64)]


def _difference(one: Heard, other: Heard, look: npt.NDArray[np.int64]) -> float:
    reach = round(tolerance(one.seconds) / STEP_S)
    shift, rough = _best_shift(one.words, other.words, look, reach)
    if rough > _FIRST_LOOK:
        return 1.0
    return _differing(one, other, shift)


def _differing(one: Heard, other: Heard, shift: int) -> float:
    """The share of bits that differ at `shift`; 1.0 where too little of the speech of either agrees."""
    least = max(_LEAST_STEPS, int(_SAME_SHARE * max(one.spoken.sum(), other.spoken.sum())))
    # The bound is handed over: a compiled function that is kept on disk keeps the constants of its first run.
    return float(_share_differing(one.words, one.spoken, other.words, other.spoken, shift, least, _SAME_STRETCH))


@numba.njit(cache=True, nogil=True)
def _ones(bits: np.int64) -> Any:
    """How many bits are set in 32 of them."""
    bits = bits - ((bits >> 1) & 0x55555555)
    bits = (bits & 0x33333333) + ((bits >> 2) & 0x33333333)
    return (((bits + (bits >> 4)) & 0x0F0F0F0F) * 0x01010101 & 0xFFFFFFFF) >> 24


@numba.njit(cache=True, nogil=True)
def _best_shift(
    words: npt.NDArray[np.uint32], others: npt.NDArray[np.uint32], look: npt.NDArray[np.int64], reach: int
) -> tuple[int, float]:
    """The shift of `others` at which the words looked at differ least, and by what share."""
    best, least = 0, 1.0
    for shift in range(-reach, reach + 1):
        differing = compared = 0
        for step in look:
            if 0 <= step + shift < len(others):
                differing += _ones(np.int64(words[step]) ^ np.int64(others[step + shift]))
                compared += 1
        if 2 * compared >= len(look) and differing < least * 32 * compared:
            best, least = shift, differing / (32 * compared)
    return best, least


@numba.njit(cache=True, nogil=True)
def _share_differing(
    words: npt.NDArray[np.uint32],
    spoken: npt.NDArray[np.bool_],
    others: npt.NDArray[np.uint32],
    others_spoken: npt.NDArray[np.bool_],
    shift: int,
    least: int,
    same: float,
) -> float:
    """The share of bits that differ where both speak, 1.0 where less than `least` of it is in stretches that agree."""
    differing = compared = agreeing = in_stretch = of_stretch = 0
    for step in range(max(0, -shift), min(len(words), len(others) - shift)):
        if spoken[step] and others_spoken[step + shift]:
            in_stretch += _ones(np.int64(words[step]) ^ np.int64(others[step + shift]))
            of_stretch += 1
        if of_stretch == _STRETCH_STEPS:
            agreeing += of_stretch * (in_stretch <= same * 32 * of_stretch)
            differing, compared = differing + in_stretch, compared + of_stretch
            in_stretch = of_stretch = 0
    agreeing += of_stretch * (in_stretch <= same * 32 * of_stretch)
    differing, compared = differing + in_stretch, compared + of_stretch
    return differing / (32 * compared) if agreeing >= least else 1.0
