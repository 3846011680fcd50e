"""How common each day, house and subject is among all complaints, the one that is looked at included."""

import sqlite3
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from evenhand.rings.index.digests import paired
from evenhand.rings.index.facts import Facts
from evenhand.rings.v2.profile import SEASON_DAYS, TOGETHER, Profile

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

SORTS = ("house", "subject", "product", "demand")


def subject_of(facts: Facts) -> int:
    """Product and demand as one digest, 0 where either is not known."""
    return int(paired(np.array([facts.product]), np.array([facts.demand]))[0])


def counted(facts: Facts) -> Iterable[tuple[str, int]]:
    """What one complaint adds one to."""
    yield "day", facts.day
    values = {"house": facts.house, "subject": subject_of(facts), "product": facts.product, "demand": facts.demand}
    yield from ((sort, value) for sort, value in values.items() if value)


class Usual:
    """The counts of an index, in memory; small however many complaints there are."""

    def __init__(self, con: sqlite3.Connection, size: int) -> None:
        self._size = size
        self._known: dict[str, Ints] = {}
        self._many: dict[str, Ints] = {}
        for sort in ("day", *SORTS):
            rows = con.execute("SELECT value, many FROM shares WHERE sort = ? ORDER BY value", (sort,)).fetchall()
            table = np.array(rows, np.int64).reshape(-1, 2)
            self._known[sort], self._many[sort] = table[:, 0].copy(), table[:, 1].copy()

    def profile(self, rows: Ints) -> Profile:
        """The profile of some complaints, columns day, house, product and demand, the last of which is the new one."""
        day, house, product, demand = rows.T
        values = {"house": house, "subject": paired(product, demand), "product": product, "demand": demand}
        numbers = {sort: np.unique(value, return_inverse=True)[1] for sort, value in values.items()}
        codes = {sort: np.where(values[sort] == 0, -1, numbers[sort].ravel()) for sort in SORTS}
        shares = {sort: self._share(sort, value) for sort, value in values.items()}
        return Profile(
            day=day, house=codes["house"], subject=codes["subject"], product=codes["product"], demand=codes["demand"],
            usual_step=self._near(day, TOGETHER), usual_season=self._near(day, SEASON_DAYS),
            usual_house=shares["house"], usual_subject=shares["subject"], usual_product=shares["product"],
            usual_demand=shares["demand"],
            # Only what joins whole groups asks it, and a full run does that.
            usual_house_of_product=shares["house"],
        )  # fmt: skip

    def _near(self, day: Ints, width: int) -> Floats:
        total = np.concatenate([[0], np.cumsum(self._many["day"])])
        upto = total[np.searchsorted(self._known["day"], day + width, "right")]
        before = total[np.searchsorted(self._known["day"], day - width, "left")]
        return np.asarray((upto - before + (np.abs(day - day[-1]) <= width)) / (self._size + 1))

    def _share(self, sort: str, values: Ints) -> Floats:
        known, many = self._known[sort], self._many[sort]
        at = np.minimum(np.searchsorted(known, values), max(known.size - 1, 0))
        here = np.where(known[at] == values, many[at], 0) if known.size else np.zeros(values.size, np.int64)
        own = values[-1] != 0
        share = (here + (values == values[-1])) / max(int(many.sum()) + own, 1)
        return np.where(values != 0, share, 1.0)
