"""On which days people file: each decides alone, while who files for others does it at a sitting."""

import math

import numpy as np
import numpy.typing as npt

from evenhand.rings.v2.profile import SEASON_DAYS, TOGETHER, Profile

Ints = npt.NDArray[np.int64]

SITTING = 2  # complaints that come on one day
FULL, FULL_SHARE, SITTINGS = 3, 0.8, 2  # homes at a full sitting, the share of all homes at such, how many sittings
DENSE = 0.5  # the share of the days of a span, more than two, on which one long coming comes
QUIET = 2  # days within which the next complaint is of one sitting
UNLIKELY = math.log(1e-3)  # how likely so few days may be for people who decide each for themselves


def sitting_days(day: Ints) -> Ints:
    """The days on which several of some complaints come."""
    days, many = np.unique(day, return_counts=True)
    return days[many >= SITTING]


def chance_of_days(rows: Ints, profile: Profile) -> float:
    """The log of how likely so few days are for people who decide each for themselves: natural, at most 0.

    Over the span of the complaints, a season at least, of all sets of so many days: the chance that everybody falls
    into one of them as the days of all others fall. Where a whole file comes on few days, few days tell nothing.
    """
    mine = np.unique(profile.day[rows])
    centre = (int(mine[0]) + int(mine[-1])) // 2
    first, last = min(int(mine[0]), centre - SEASON_DAYS // 2), max(int(mine[-1]), centre + SEASON_DAYS // 2)
    span = last - first + 1
    low, high = np.searchsorted(profile.day, (first, last + 1))
    came = 1 + np.bincount(profile.day[low:high] - first, minlength=span)
    came -= np.bincount(profile.day[rows] - first, minlength=span)
    share = came[mine - first].sum() / came.sum()
    sets = math.lgamma(span + 1) - math.lgamma(mine.size + 1) - math.lgamma(span - mine.size + 1)
    return min(0.0, sets + rows.size * math.log(share))


def a_long_coming(rows: Ints, profile: Profile) -> bool:
    """Whether some come on most days of their span, as people of one cause do, each when he decides."""
    days = np.unique(profile.day[rows])
    return bool(days.size > SITTING and days.size > DENSE * (days[-1] - days[0] + 1))


def at_full_sittings(rows: Ints, home: Ints, profile: Profile) -> bool:
    """Whether nearly all come at several short sittings with quiet days between; `home` is each one's.

    One day alone may be a cause's: what broke that day, or a meeting of those whom it hurt. And a cause that dies away
    is one long coming, not several short ones.
    """
    day = profile.day[rows]
    sitting = np.cumsum(np.diff(day, prepend=day[:1]) > QUIET)
    first = day[np.unique(sitting, return_index=True)[1]]
    short = np.bincount(sitting, weights=day - first[sitting] > TOGETHER) == 0
    held = np.unique(np.column_stack([sitting, home]), axis=0)[:, 0]
    homes = np.bincount(held)
    full = homes[(homes >= FULL) & short]
    enough = full.size >= SITTINGS and full.sum() >= FULL_SHARE * homes.sum()
    return bool(enough and chance_of_days(rows, profile) <= UNLIKELY)
