"""Workdays are those that the State Council announced, and counting them agrees with going day by day."""

from datetime import date, timedelta
from pathlib import Path

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.deadlines.calendar import Calendar, load_calendar
from evenhand.errors import BadPack, Misuse

CALENDAR = load_calendar()
DAYS = st.dates(date(2023, 6, 1), date(2027, 12, 31))
DAY = timedelta(days=1)


def naive_nth(start: date, number: int) -> date:
    day = start
    while True:
        number -= CALENDAR.is_working(day)
        if number == 0:
            return day
        day += DAY


def test_every_known_day_agrees_with_an_independent_table() -> None:
    day = CALENDAR.first
    while day <= CALENDAR.last:
        assert CALENDAR.is_working(day) == chinese_calendar.is_workday(day), day
        day += DAY


@given(start=DAYS, length=st.integers(-5, 400))
def test_counting_agrees_with_going_day_by_day(start: date, length: int) -> None:
    expected = sum(CALENDAR.is_working(start + step * DAY) for step in range(length))
    assert CALENDAR.count(start, start + length * DAY) == expected


@given(start=DAYS, number=st.integers(1, 120))
def test_the_nth_workday_agrees_with_going_day_by_day(start: date, number: int) -> None:
    assert CALENDAR.nth(start, number) == naive_nth(start, number)


@pytest.mark.parametrize(
    ("day", "working", "name"),
    [
        (date(2026, 2, 14), True, None),  # a Saturday that makes up for the Spring Festival
        (date(2026, 2, 17), False, "春节"),
        (date(2026, 10, 10), True, None),
        (date(2025, 10, 6), False, "国庆节、中秋节"),
        (date(2026, 11, 28), False, None),
        (date(2027, 10, 1), True, None),  # a Friday nobody has announced yet
    ],
)
def test_days_are_named(day: date, working: bool, name: str | None) -> None:
    holiday = CALENDAR.holiday(day)
    assert (CALENDAR.is_working(day), holiday and holiday.zh) == (working, name)


def test_what_is_not_announced_is_not_known() -> None:
    assert [CALENDAR.known(day) for day in (date(2026, 12, 31), date(2027, 1, 1), date(2023, 12, 31))] == [
        True,
        False,
        False,
    ]
    assert CALENDAR.sources[2026].article == "国办发明电〔2025〕7号"


HEAD = "calendar: x\ntitle: {zh: 甲, en: a}\nyears:\n"
SOURCE = "    source: {title: 甲, article: 乙, confidence: A}\n"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (HEAD + "  2025:\n" + SOURCE + "  2027:\n" + SOURCE, "without a gap"),
        (HEAD + "  2025:\n    off: []\n", "must have its source"),
        (HEAD + "  2025:\n" + SOURCE + "    work: [2025-01-27]\n", "no weekend day of 2025"),
        (
            HEAD + "  2025:\n" + SOURCE + "    off: [{from: 2025-01-02, to: 2025-01-01, zh: 甲, en: a}]\n",
            "not after to",
        ),
        (HEAD + "  2025:\n" + SOURCE + "    free: []\n", "is not a known key"),
    ],
)
def test_a_faulty_calendar_is_refused_with_its_line(text: str, words: str, tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadPack, match=words):
        load_calendar(str(path))


def test_a_calendar_that_is_not_there_is_named() -> None:
    with pytest.raises(Misuse, match="there is no calendar nowhere"):
        load_calendar("nowhere")


def test_a_calendar_made_by_hand_needs_no_file() -> None:
    plain = Calendar(id="", first=date.min, last=date.max, off={}, work=frozenset(), sources={})
    assert plain.count(date(2026, 10, 1), date(2026, 10, 8)) == 5
