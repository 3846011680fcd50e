"""Which agency may collect for which lender on which of the city's days, as the city's agencies see it."""

import numpy as np
from numpy.typing import NDArray

from evenhand.city.days import DAYS, FIRST, LAST, day_number
from evenhand.city.dice import Flags, Numbers
from evenhand.city.lenders import AGENCIES, LENDERS, MANDATES

_AGENCY = {one.name: place for place, one in enumerate(AGENCIES)}
_LENDER = {one.name: place for place, one in enumerate(LENDERS)}


def _calendars() -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    covered = np.zeros((len(AGENCIES), len(LENDERS), DAYS), dtype=np.bool_)
    last_days = np.zeros_like(covered)
    covered[0] = True
    for one in MANDATES:
        row = covered[_AGENCY[one.agency], _LENDER[one.lender]]
        row[day_number(max(one.first, FIRST)) : day_number(one.last or LAST) + 1] = True
        if one.last is not None:
            last_days[_AGENCY[one.agency], _LENDER[one.lender], day_number(one.last)] = True
    return covered, last_days


_COVERED, LAST_DAY = _calendars()


def allowed_on(agency: Numbers, lender: Numbers, day: Numbers) -> Flags:
    """Whether each agency has a mandate of that lender on that day; the lender itself needs none."""
    return _COVERED[agency, lender, day]
