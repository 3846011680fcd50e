"""The city's year: which days there are, and how busy each one is."""

from datetime import date, timedelta

import chinese_calendar
import numpy as np

from evenhand.city.dice import Numbers

# GB/T 45251-2025 is in force from 2025-02-28: the days before it hold contacts in which that pack finds nothing.
FIRST = date(2025, 2, 17)
LAST = date(2026, 2, 28)
IN_FORCE = date(2025, 2, 28)
DAYS = (LAST - FIRST).days + 1

SHANGHAI_S = 8 * 3600
_EPOCH = date(1970, 1, 1)

WORKDAY, REST_DAY, HOLIDAY, BEFORE_FORCE = 100, 45, 20, 30


def day_number(day: date) -> int:
    """How many days after the city's first day `day` is."""
    return (day - FIRST).days


def day_date(number: int) -> date:
    """The date of day `number` of the city."""
    return FIRST + timedelta(days=number)


def midnight(day: int | Numbers) -> Numbers:
    """Seconds since 1970 (UTC) at which day `day` begins in Shanghai, which is the city's clock."""
    start = (FIRST - _EPOCH).days * 86_400 - SHANGHAI_S
    return np.add(np.multiply(np.asarray(day, dtype=np.int64), 86_400), start)


def busyness(day: date) -> int:
    """How many contacts fall on `day`, beside the 100 of a workday (make-up workdays are workdays)."""
    if day < IN_FORCE:
        return BEFORE_FORCE
    if chinese_calendar.is_workday(day):
        return WORKDAY
    _, name = chinese_calendar.get_holiday_detail(day)
    return HOLIDAY if name else REST_DAY


def share_out(total: int) -> Numbers:
    """`total` contacts dealt over the city's days by busyness, largest remainder first; sums to `total`."""
    weights = np.array([busyness(day_date(number)) for number in range(DAYS)], dtype=np.int64)
    whole: Numbers = weights * total // weights.sum()
    left = weights * total % weights.sum()
    extra = np.argsort(-left, kind="stable")[: total - int(whole.sum())]
    whole[extra] += 1
    return whole
