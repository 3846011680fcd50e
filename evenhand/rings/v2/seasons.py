"""What is usual: how many homes would hold a word in one season, by a cell's other weeks and by the whole file.

What is usual is a gamma law (numbers then follow a negative binomial one): the institution's other weeks tell it, and
what the whole file would lead to expect counts as one season more. This is how disproportion is told from chance in
reports of side effects (DuMouchel 1999). A *cell* is one institution's letters about one product.
"""

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from evenhand.rings.v1.compiled import compiled
from evenhand.rings.v2.concordance import Concordance, Ints

Floats = npt.NDArray[np.float64]

LEAST_SPAN, SIDES = 14, 2  # days before and after a season that tell its level, so many times either way
LIFT = 2.0  # times the usual number of homes below which nothing is unlikely
MULTIPLIED = 12  # homes up to which their chance is multiplied out
AS_FILE = 1.0  # own seasons as which what the file would lead to expect counts


class Cell(NamedTuple):
    """One institution's letters about one product, earliest first, and where each word is.

    Only letters that say something are among them. `day` is counted from the file's first, `before` is how many letters
    of the cell come before each day, `weeks` in how many weeks before each it has letters, `about` how many letters of
    the file are about its product, `arrived` how many have come up to each day, of the whole file.
    """

    rows: Ints
    day: Ints
    home: Ints
    words: Concordance
    before: Ints
    weeks: Ints
    about: int
    arrived: Ints


class Season(NamedTuple):
    """Some days of a cell: letters usual in them, their share of the product's; so many such seasons, and so many weeks
    with letters, has the cell besides. `rate` is that of the gamma law, and what it makes of each home and of none.
    """

    letters: float
    share: float
    weeks: float
    rate: float
    one: float
    none: float


@compiled
def season_of(cell: Cell, opens: int, closes: int) -> Season:
    """The season from day `opens` to day `closes` of a cell.

    As many letters as the file's rhythm or the days before and after would bring, for a wave brings its own.
    """
    inside = _between(cell.before, opens, closes)
    outside = cell.day.size - inside
    last = min(closes, cell.arrived.size - 1)
    came = cell.arrived[last] - (cell.arrived[opens - 1] if opens > 0 else 0)
    rhythm = outside * came / max(1, cell.arrived[-1] - came)
    span = max(closes - opens + 1, LEAST_SPAN)
    around, sides = np.zeros(2 * SIDES, np.int64), 0
    for step in range(SIDES):
        for first in (opens - (step + 1) * span, closes + 1 + step * span):
            if first >= 0 and first + span <= cell.arrived.size:
                around[sides] = _between(cell.before, first, first + span - 1)
                sides += 1
    level = np.sort(around[:sides])[sides // 2] if sides > 0 else 0  # one of them may hold a wave
    letters = max(1.0, min(float(inside), max(rhythm, float(level))))
    in_weeks = _between(cell.weeks, opens // 7, closes // 7)
    return season(letters, letters / max(cell.about, 1), outside / letters, float(cell.weeks[-1] - in_weeks))


@compiled
def season(letters: float, share: float, others: float, weeks: float) -> Season:
    """A season with so many letters, so large a share of the product's, so many others like it and weeks besides."""
    rate = others + AS_FILE
    return Season(letters, share, weeks, rate, math.log(rate + 1.0), math.log(rate / (rate + 1.0)))


@compiled
def _between(before: Ints, first: int, last: int) -> int:
    return int(before[min(last + 1, before.size - 1)] - before[first])


@compiled
def usual(use: float, outside: int, weeks: int, days: Season) -> float:
    """How many homes are usual in a season of a cell for a word of that `use` in the file: the shape of a gamma law.

    The habit is `outside` letters in `weeks` other weeks. It is told by the weeks that have none as well, so that an
    earlier wave counts hardly more than an ordinary letter.
    """
    if outside == 0:
        return AS_FILE * use * days.share
    weekly = outside / max(days.weeks, 1.0)
    if weeks <= days.weeks:
        weekly = min(weekly, -math.log(1.0 - weeks / (days.weeks + 1.0)))
    return weekly * days.weeks + AS_FILE * use * days.share


@compiled
def surprise(count: int, use: float, outside: int, weeks: int, days: Season) -> float:
    """Log of how likely `count` homes may be where `usual` is usual; 0 where they are few enough."""
    if is_usual(count, use, outside, weeks, days):
        return 0.0
    shape = usual(use, outside, weeks, days)
    return _ways(count, shape) + shape * days.none - count * days.one


@compiled
def is_usual(count: int, use: float, outside: int, weeks: int, days: Season) -> bool:
    """Whether `count` homes are few enough to be no surprise at all; it takes less to tell than how great one is."""
    return count * days.rate < LIFT * usual(use, outside, weeks, days)


@compiled
def _ways(count: int, shape: float) -> float:
    """Log of Γ(count + shape) ∕ Γ(shape) ∕ count!; few are multiplied out, for that is quicker."""
    if count > MULTIPLIED:
        return math.lgamma(count + shape) - math.lgamma(shape) - math.lgamma(count + 1.0)
    product = 1.0
    for i in range(count):
        product *= (shape + i) / (i + 1.0)
    return math.log(product)
