"""Counted days: which day a limit ends on when some days are left out, and how many have passed."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from evenhand.deadlines.calendar import Calendar
from evenhand.deadlines.limit import Unit

_DAY = timedelta(days=1)

Gap = tuple[date, date | None]
"""Days left out: from the first until (not including) the second; None where the clock still stands."""


def last_day(first: date, number: int, gaps: Sequence[Gap], unit: Unit, calendar: Calendar) -> date | None:
    """The `number`-th counted day from `first` on; None where it lies in a gap that has no end yet."""
    left = number
    for start, stop in _stretches(first, gaps):
        held = None if stop is None else _count(start, stop, unit, calendar)
        if held is None or held >= left:
            return calendar.nth(start, left) if unit == "working" else start + (left - 1) * _DAY
        left -= held
    return None


def counted(first: date, until: date, gaps: Sequence[Gap], unit: Unit, calendar: Calendar) -> int:
    """How many counted days there are from `first` to `until`, both included."""
    end = until + _DAY
    return sum(
        _count(start, end if stop is None else min(stop, end), unit, calendar)
        for start, stop in _stretches(first, gaps)
        if start < end
    )


def left_out(first: date, until: date, gaps: Sequence[Gap]) -> int:
    """How many calendar days from `first` to `until`, both included, are left out."""
    return max(0, (until - first).days + 1) - counted(first, until, gaps, "calendar", _NO_CALENDAR)


def standing(day: date, gaps: Sequence[Gap]) -> bool:
    """Whether `day` is left out."""
    return any(start <= day and (stop is None or day < stop) for start, stop in gaps)


def _stretches(first: date, gaps: Sequence[Gap]) -> Iterator[Gap]:
    """What is left between the gaps, in order: from the first day until (not including) the second."""
    day = first
    for start, stop in gaps:
        if start > day:
            yield day, start
        if stop is None:
            return
        day = max(day, stop)
    yield day, None


def _count(start: date, stop: date, unit: Unit, calendar: Calendar) -> int:
    return calendar.count(start, stop) if unit == "working" else max(0, (stop - start).days)


_NO_CALENDAR = Calendar(id="", first=date.min, last=date.min, off={}, work=frozenset(), sources={})
