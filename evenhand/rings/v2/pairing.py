"""Many small circles of complaints, each pair of them asked how well one fits the other: what `Profile.fit` says, fast.

The number of pairs grows with the square of the volume, so they are asked without the interpreter. The sums are those
of `Profile.fit`; their last bits may differ, and who decides by a bound asks that again where it is so near.
"""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from evenhand.rings.v1.compiled import compiled
from evenhand.rings.v2.profile import HOUSE, MOST, PRIOR, SEASON, SEASON_DAYS, SUBJECT, Profile

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

KINDS = 4  # columns of a fit, as `Profile` has them; STEP stays 0
HOUSE_AT, SUBJECT_AT, PRODUCT_AT, DEMAND_AT = range(4)  # columns of `Circles.values`


@dataclass(frozen=True, kw_only=True)
class Circles:
    """Circle k has places `starts[k]:starts[k + 1]`: complaint, day, values (house, subject, product, demand), usual.

    `usual` has the file's share of the season, then of each value.
    """

    starts: Ints
    row: Ints
    day: Ints
    values: Ints
    usual: Floats

    @classmethod
    def of(cls, rows: list[Ints], profile: Profile) -> "Circles":
        """The circles of some sets of complaints, each sorted."""
        flat = np.concatenate(rows)
        values = (profile.house, profile.subject, profile.product, profile.demand)
        usual = (
            profile.usual_season, profile.usual_house, profile.usual_subject, profile.usual_product,
            profile.usual_demand,
        )  # fmt: skip
        return cls(
            starts=np.cumsum([0, *(one.size for one in rows)]),
            row=flat,
            day=profile.day[flat],
            values=np.column_stack([one[flat] for one in values]),
            usual=np.column_stack([one[flat] for one in usual]),
        )


def fits_of_pairs(circles: Circles, first: Ints, other: Ints) -> Floats:
    """For each pair of circles the lesser of the mean fits, there and back: columns as of `Profile.fit`, STEP 0."""
    return _fits(circles.starts, circles.row, circles.day, circles.values, circles.usual, first, other)


@compiled
def pairs_within(order: Ints, middle: Floats, width: float) -> tuple[Ints, Ints]:
    """All pairs of what `order` names, sorted by `middle`, that are no more than `width` apart."""
    total = 0
    for fill in range(2):
        if fill:
            first, other = np.empty(total, np.int64), np.empty(total, np.int64)
        n = 0
        for a in range(order.size):
            for b in range(a + 1, order.size):
                if middle[order[b]] - middle[order[a]] > width:
                    break
                if fill:
                    first[n], other[n] = order[a], order[b]
                n += 1
        total = n
    return first, other


@compiled
def _fits(
    starts: Ints, row: Ints, day: Ints, values: Ints, usual: Floats, first: Ints, other: Ints
) -> Floats:  # fmt: skip
    found = np.zeros((first.size, KINDS))
    for pair in range(first.size):
        one, two = first[pair], other[pair]
        there = _mean_fit(row, day, values, usual, starts[one], starts[one + 1], starts[two], starts[two + 1])
        back = _mean_fit(row, day, values, usual, starts[two], starts[two + 1], starts[one], starts[one + 1])
        for kind in range(KINDS):
            found[pair, kind] = min(there[kind], back[kind])
    return found


@compiled
def _mean_fit(
    row: Ints, day: Ints, values: Ints, usual: Floats, a: int, a_end: int, b: int, b_end: int
) -> Floats:  # fmt: skip
    """The mean fit of the complaints at places `a` to `a_end` with those at `b` to `b_end`."""
    total = np.zeros(KINDS)
    known = np.zeros(4, np.int64)
    for j in range(b, b_end):
        for k in range(4):
            known[k] += values[j, k] >= 0
    same = np.empty(4, np.int64)
    for i in range(a, a_end):
        near, own = 0, 0
        same[:] = 0
        for j in range(b, b_end):
            near += abs(day[i] - day[j]) <= SEASON_DAYS
            own += row[i] == row[j]
            for k in range(4):
                same[k] += values[i, k] == values[j, k]
        total[SEASON] += _beyond(near, b_end - b, own, usual[i, 0])
        if values[i, HOUSE_AT] >= 0:
            total[HOUSE] += _beyond(same[HOUSE_AT], known[HOUSE_AT], own, usual[i, 1 + HOUSE_AT])
        about = DEMAND_AT
        if values[i, SUBJECT_AT] >= 0:
            about = SUBJECT_AT
        elif values[i, PRODUCT_AT] >= 0:
            about = PRODUCT_AT
        if values[i, about] >= 0:
            total[SUBJECT] += _beyond(same[about], known[about], own, usual[i, 1 + about])
    return total / (a_end - a)


@compiled
def _beyond(same: int, size: int, own: int, usual: float) -> float:
    """log of (share among the others, drawn towards the file's) over the file's share."""
    others = max(size - own, 0)
    share = (max(same - own, 0) + PRIOR * usual) / (others + PRIOR)
    return min(max(math.log(share / usual), -MOST), MOST)
