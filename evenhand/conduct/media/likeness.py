"""Which images are one image, cropped, scaled, turned, mirrored or saved again: a rough print, then laid over."""

from collections.abc import Iterator, Sequence

import numba
import numpy as np
import numpy.typing as npt

from evenhand.conduct.media.images import LIKENESS_SIDE
from evenhand.conduct.media.matching import Pair

Likeness = npt.NDArray[np.float32]

# How alike two images are where one is laid over the other: the correlation of their grey values. Measured in
# docs/decisions/2026-11-23-media-findings.md.
SAME_IMAGE = 0.90
# A wall, a dark picture: too little in it to tell two apart.
LEAST_CONTRAST = 8.0
# Crops that are looked for: shares of the side that are left, and where they may lie.
_SHARES = (1.0, 0.93, 0.86, 0.79, 0.72)
_SPOTS = (0.0, 0.25, 0.5, 0.75, 1.0)
# Quarters to turn by, and whether mirrored first.
_WAYS = [(quarters, mirrored) for mirrored in (False, True) for quarters in range(4)]
_UPRIGHT = _WAYS[0]
_ROUGH_SIDE = 12
_ROUGH = 0.65
_FINE_SIDE = 48
_FIRST_STEP, _LAST_STEP = 0.04, 0.004


def same_images(likenesses: Sequence[Likeness], groups: Sequence[str]) -> Iterator[Pair]:
    """Every pair of different `groups` that shows one image; `groups` are names aligned with `likenesses`."""
    places = [place for place, one in enumerate(likenesses) if float(one.std()) >= LEAST_CONTRAST]
    if len(places) < 2:
        return
    frames, middles = _frames(), _middles()
    wholes = [np.stack([_rough(_turned(likenesses[place], way), frames[0]) for place in places]) for way in _WAYS]
    tried = [(_UPRIGHT, frame) for frame in frames]
    tried += [(way, frames[middle]) for way in _WAYS[1:] for middle in middles]
    told: set[tuple[int, int]] = set()
    for nth, place in enumerate(places):
        # Any other may be a crop of this one: the frame that fits it best, and how well.
        rough = np.stack([_rough(likenesses[place], frame) for frame in frames])
        # A row for each of `tried`: turned pictures are looked for around the middle alone.
        fitting = np.concatenate([rough @ wholes[0].T, *(rough[middles] @ turned.T for turned in wholes[1:])])
        for other in np.flatnonzero(fitting.max(axis=0) >= _ROUGH):
            first, second = sorted((place, places[other]))
            if (first, second) in told or groups[first] == groups[second] or other == nth:
                continue
            way, frame = tried[int(fitting[:, other].argmax())]
            alike = _laid_over(likenesses[place], _turned(likenesses[places[other]], way), frame)
            if alike >= SAME_IMAGE:
                told.add((first, second))
                yield Pair(first=first, second=second, difference=max(0.0, 1 - alike))


def _turned(image: Likeness, way: tuple[int, bool]) -> Likeness:
    quarters, mirrored = way
    return np.ascontiguousarray(np.rot90(image[:, ::-1] if mirrored else image, quarters))


def _rough(image: Likeness, frame: npt.NDArray[np.float64]) -> npt.NDArray[np.float32]:
    return _sample(image, frame, _ROUGH_SIDE).ravel().astype(np.float32)


def _frames() -> npt.NDArray[np.float64]:
    """Crops as left, top, width, height in shares of the side; the first is the whole."""
    found = [
        (left * (1 - share), top * (1 - share), share, share)
        for share in _SHARES
        for left in (_SPOTS if share < 1 else (0.0,))
        for top in (_SPOTS if share < 1 else (0.0,))
    ]
    return np.array(found)


def _middles() -> npt.NDArray[np.intp]:
    """The places in `_frames` of the whole and of the crops around the middle."""
    frames = _frames()
    return np.flatnonzero(np.abs(frames[:, :2] - (1 - frames[:, 2:]) / 2).max(axis=1) < 1e-9)


def _laid_over(whole: Likeness, cut: Likeness, frame: npt.NDArray[np.float64]) -> float:
    """The best correlation of `cut` with a crop of `whole`, moving and stretching the crop from `frame` on."""
    wanted = _sample(cut, _frames()[0], _FINE_SIDE)
    best, step = _alike(whole, frame, wanted), _FIRST_STEP
    while step >= _LAST_STEP:
        moves = [frame + step * move for move in _MOVES]
        tried = [
            float(np.vdot(_sample(whole, each, _FINE_SIDE), wanted)) if _lies_inside(each) else -1.0 for each in moves
        ]
        if max(tried) > best:
            best, frame = max(tried), moves[int(np.argmax(tried))]
        else:
            step /= 2
    return best


def _alike(whole: Likeness, frame: npt.NDArray[np.float64], wanted: npt.NDArray[np.float64]) -> float:
    return float(np.vdot(_sample(whole, frame, _FINE_SIDE), wanted))


# Each edge alone, and the whole crop, to either side.
_MOVES = np.array(
    [
        *((way, 0, -way, 0) for way in (1, -1)),
        *((0, way, 0, -way) for way in (1, -1)),
        *((0, 0, way, 0) for way in (1, -1)),
        *((0, 0, 0, way) for way in (1, -1)),
        *((way, 0, 0, 0) for way in (1, -1)),
        *((0, way, 0, 0) for way in (1, -1)),
    ],
    dtype=np.float64,
)


def _lies_inside(frame: npt.NDArray[np.float64]) -> bool:
    left, top, width, height = frame
    return bool(left >= 0 and top >= 0 and left + width <= 1 and top + height <= 1 and min(width, height) > 0.5)


@numba.njit(cache=True, nogil=True)
def _sample(image: Likeness, frame: npt.NDArray[np.float64], side: int) -> npt.NDArray[np.float64]:
    """The crop `frame` of `image` as `side` × `side` values, each the mean of its square, with mean 0 and length 1."""
    found = np.zeros((side, side))
    fine, last = max(2, LIKENESS_SIDE // side), LIKENESS_SIDE - 1.001
    for row in range(side * fine):
        y = min(
            max((frame[1] + frame[3] * (row + 0.5) / (side * fine)) * LIKENESS_SIDE - 0.5, 0.0), LIKENESS_SIDE - 1.001
        )
        top, down = int(y), y - int(y)
        for column in range(side * fine):
            x = (frame[0] + frame[2] * (column + 0.5) / (side * fine)) * LIKENESS_SIDE - 0.5
            x = min(max(x, 0.0), last)
            left, right = int(x), x - int(x)
            above = image[top, left] * (1 - right) + image[top, left + 1] * right
            below = image[top + 1, left] * (1 - right) + image[top + 1, left + 1] * right
            found[row // fine, column // fine] += above * (1 - down) + below * down
    found -= found.mean()
    length = np.sqrt((found * found).sum())
    return found / length if length > 0 else found
