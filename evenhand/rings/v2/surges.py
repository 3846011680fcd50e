"""Surges: more complaints about one product of one institution than its own level and the file's rhythm explain.

Numbers swing more than chance alone lets them: how much, a cell's other weeks tell (a negative binomial law). What is
usual is the greatest of the year's mean, the rhythm of everybody else and of the product, and the weeks around.
"""

import math

import numpy as np
import numpy.typing as npt

from evenhand.rings.v1.docket import Docket
from evenhand.rings.v1.waves import Wave

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

WINDOWS = (3, 7, 14, 28)  # days a surge may last
LEAST_HOMES = 6
UNLIKELY = math.log(1e-4)  # log of how likely a surge may be, after all windows of all cells
TIMES = 3.0  # a surge is so many times the usual: then most of it would not have come otherwise
PEAKS = 4  # surges looked for in one cell
FEWEST_SPANS = 3  # windows that a file must span, or nothing is usual
LEAST_USUAL = 0.5
LEAST_SPREAD = 1.05  # variance over mean


def surges(docket: Docket, home: Ints) -> list[Wave]:
    """The surges of all cells, the least likely first."""
    cell = docket.house * (int(docket.product.max()) + 2) + docket.product + 1
    order = np.argsort(cell, kind="stable")
    order = order[docket.house[order] >= 0]
    cells = [rows for rows in np.split(order, np.flatnonzero(np.diff(cell[order])) + 1) if rows.size >= LEAST_HOMES]
    first, days = int(docket.day[0]), int(docket.day[-1] - docket.day[0]) + 1
    widths = [width for width in WINDOWS if width * FEWEST_SPANS <= days]
    everybody = np.bincount(docket.day - first, minlength=days)
    of_product = [np.bincount(docket.day[rows] - first, minlength=days) for rows in docket.of_product]
    enough = UNLIKELY - math.log(max(1, len(cells) * sum(days / width for width in widths)))
    found: list[tuple[float, Wave]] = []
    for rows in cells:
        rhythms = [everybody, of_product[docket.product[rows[0]]]]
        left = rows[np.sort(np.unique(home[rows], return_index=True)[1])]  # a home's first letter is its voice
        for _ in range(PEAKS):
            peaks = [_peak(docket.day[left] - first, rhythms, width) for width in widths if left.size >= LEAST_HOMES]
            if not peaks or (best := min(peaks))[0] > enough:
                break
            _, start, end, usual = best
            opens, closes = docket.day[left[start]], docket.day[left[end - 1]]
            within = rows[(docket.day[rows] >= opens) & (docket.day[rows] <= closes)]
            found.append((best[0], Wave(rows=within, copied=0, usual=usual)))
            left = np.concatenate([left[:start], left[end:]])
    return [wave for _, wave in sorted(found, key=lambda one: (one[0], int(one[1].rows[0])))]


def _peak(day: Ints, rhythms: list[Ints], width: int) -> tuple[float, int, int, float]:
    """(log of the chance, first, one past last, usual number) of the fullest window of `width` days; `day` in order."""
    ends = np.searchsorted(day, day + width, side="left")
    start = int((ends - np.arange(day.size)).argmax())
    end = int(ends[start])
    here, place = _blocks(day, rhythms[0].size, int(day[start]), width)
    other = np.arange(here.size) != place
    expected = np.zeros(here.size)
    for everybody in rhythms:
        rest = (
            _blocks(np.repeat(np.arange(everybody.size), everybody), everybody.size, int(day[start]), width)[0] - here
        )
        expected = np.maximum(expected, here[other].sum() * rest / max(1.0, float(rest[other].sum())))
    around = [at for at in (place - 2, place - 1, place + 1, place + 2) if 0 <= at < here.size]
    usual = max(LEAST_USUAL, float(expected[place]), float(here[other].mean()), float(here[around].mean()))
    swing = (here - expected)[other] ** 2 / np.maximum(expected[other], LEAST_USUAL)
    spread = max(LEAST_SPREAD, float(swing.mean()))
    inside = end - start
    if inside < max(LEAST_HOMES, TIMES * usual):
        return 0.0, start, end, usual
    return _log_tail(inside, usual, usual / (spread - 1)), start, end, usual


def _blocks(day: Ints, days: int, opens: int, width: int) -> tuple[Floats, int]:
    """Letters in blocks of `width` days of a file of `days`, so laid that one begins on day `opens`; and which does."""
    shift = (width - opens % width) % width
    blocks = np.bincount((day + shift) // width, minlength=(days + shift - 1) // width + 1)
    return blocks.astype(np.float64), (opens + shift) // width


def _log_tail(count: int, usual: float, shape: float) -> float:
    """Log of the chance of `count` under a negative binomial law with that mean and shape."""
    chance = math.lgamma(count + shape) - math.lgamma(shape) - math.lgamma(count + 1.0)
    return chance + shape * math.log(shape / (shape + usual)) + count * math.log(usual / (shape + usual))
