"""Which days people work: public holidays and make-up workdays as announced, year by year."""

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any

from evenhand.deadlines.limit import Origin
from evenhand.deadlines.limit_file import origin
from evenhand.errors import Misuse
from evenhand.rules.mapping import Reader
from evenhand.rules.pack import Text
from evenhand.rules.shelf import SHELF
from evenhand.rules.strict_yaml import read_strict

_DAY = timedelta(days=1)
_SATURDAY = 5


@dataclass(frozen=True, kw_only=True)
class Calendar:
    """Days off (by name) and weekend days on which people work, for the years from `first` to `last`, both included.

    Outside those years Monday to Friday are taken for workdays, and what rests on it is provisional.
    """

    id: str
    first: date
    last: date
    off: Mapping[date, Text]
    work: frozenset[date]
    sources: Mapping[int, Origin]

    def known(self, day: date) -> bool:
        """Whether the holidays of that year have been announced."""
        return self.first <= day <= self.last

    def is_working(self, day: date) -> bool:
        """Whether people work on `day`."""
        return day in self.work or (day.weekday() < _SATURDAY and day not in self.off)

    def holiday(self, day: date) -> Text | None:
        """The name of the holiday that makes `day` a day off, None on other days."""
        return self.off.get(day)

    def count(self, start: date, stop: date) -> int:
        """How many workdays there are from `start` until (not including) `stop`."""
        if stop <= start:
            return 0
        weeks, rest = divmod((stop - start).days, 7)
        weekdays = weeks * 5 + sum((start.weekday() + step) % 7 < _SATURDAY for step in range(rest))
        lost = _within(self._weekdays_off, start, stop)
        return weekdays - lost + _within(self._weekend_work, start, stop)

    def nth(self, start: date, number: int) -> date:
        """The `number`-th workday from `start` on, which is itself the first where people work on it; `number` ≥ 1."""
        day = start + timedelta(days=(number - 1) // 5 * 7)
        while (short := number - self.count(start, day + _DAY)) > 0:
            day += timedelta(days=short)
        # A make-up workday may have carried us past it.
        while short < 0 or not self.is_working(day):
            short += self.is_working(day)
            day -= _DAY
        return day

    @cached_property
    def _weekdays_off(self) -> list[date]:
        return sorted(day for day in self.off if day.weekday() < _SATURDAY and day not in self.work)

    @cached_property
    def _weekend_work(self) -> list[date]:
        return sorted(day for day in self.work if day.weekday() >= _SATURDAY)


def _within(days: list[date], start: date, stop: date) -> int:
    return bisect_left(days, stop) - bisect_left(days, start)


@cache
def load_calendar(name: str = "cn-holidays") -> Calendar:
    """The calendar of that name from the shelf, or from the file where `name` is a path to one.

    Raises `Misuse` when there is none and `BadPack` when it is faulty.
    """
    path = SHELF / name / "calendar.yaml" if (SHELF / name / "calendar.yaml").is_file() else Path(name)
    if not path.is_file():
        raise Misuse(zh=f"没有日历 {name}，现有：cn-holidays", en=f"there is no calendar {name}; there is: cn-holidays")
    facts = Reader(path, read_strict(path))
    identity = facts.text("calendar")
    facts.both("title")
    years = facts.mapping("years")
    facts.done()
    if not years or sorted(years) != list(range(min(years), max(years) + 1)):
        raise facts.refusal("years", "年份应连续，不能缺年", "the years must follow one another without a gap")
    off: dict[date, Text] = {}
    work: set[date] = set()
    sources: dict[int, Origin] = {}
    for year, given in years.items():
        sources[year] = _read_year(Reader(path, given), year, off, work)
    return Calendar(
        id=identity,
        first=date(min(years), 1, 1),
        last=date(max(years), 12, 31),
        off=MappingProxyType(off),
        work=frozenset(work),
        sources=MappingProxyType(sources),
    )


def _read_year(facts: Reader, year: int, off: dict[date, Text], work: set[date]) -> Origin:
    source = origin(facts)
    for one in facts.mappings("off"):
        given = Reader(facts.path, one)
        start, stop, name = given.day("from"), given.day("to"), Text(zh=given.text("zh"), en=given.text("en"))
        given.done()
        if not start <= stop or start.year != year or stop.year != year:
            raise given.refusal(
                "from", f"应是 {year} 年的一段日期，from 不晚于 to", f"must be days of {year}, from not after to"
            )
        off |= {start + step * _DAY: name for step in range((stop - start).days + 1)}
    for day in _days(facts):
        if day.year != year or day in off or day.weekday() < _SATURDAY:
            raise facts.refusal(
                "work", f"{day} 不是 {year} 年的补班周末", f"{day} is no weekend day of {year} on which people work"
            )
        work.add(day)
    facts.done()
    return source


def _days(facts: Reader) -> list[date]:
    given: Any = facts.left.pop("work", None) or []
    if not isinstance(given, list) or not all(type(day) is date for day in given):
        raise facts.refusal("work", "应为日期列表，如 [2026-01-04]", "must be a list of dates such as [2026-01-04]")
    return given
