"""Clocks of random histories agree with an oracle that goes day by day, and never get shorter by a pause."""

from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from clocks import ANSWER, CALENDAR, LIMITS
from hypothesis import given
from hypothesis import strategies as st

from evenhand.deadlines.clock import clock, may
from evenhand.deadlines.event import KINDS, Event
from evenhand.deadlines.faults import NotLawful
from evenhand.deadlines.limit import Limit

DAY = timedelta(days=1)
SHANGHAI = ZoneInfo("Asia/Shanghai")
# Year ends, the leap day of 2024 and the end of the calendar are all in reach.
STARTS = st.datetimes(datetime(2024, 1, 1), datetime(2027, 3, 1), timezones=st.just(SHANGHAI))  # noqa: DTZ001
PAUSES = st.lists(st.tuples(st.integers(0, 400), st.integers(0, 600)), max_size=4)  # hours running, hours standing
WORKING = replace(
    ANSWER, terms=tuple(replace(one, days=7, unit="working", longer=(), extensions=()) for one in ANSWER.terms)
)
LIMIT = st.sampled_from([ANSWER, WORKING])


def history(start: datetime, pauses: list[tuple[int, int]]) -> list[Event]:
    at, happened = start, [Event(kind="started", at=start)]
    for running, standing in pauses:
        at += timedelta(hours=running)
        happened.append(Event(kind="paused", at=at, name="mediation"))
        at += timedelta(hours=standing)
        happened.append(Event(kind="resumed", at=at))
    return happened


def stands(day: date, happened: list[Event]) -> bool:
    """Whether the clock stands still at the midnight that ends `day`."""
    end = datetime.combine(day + DAY, datetime.min.time(), SHANGHAI)
    before = [one for one in happened if one.at < end]
    return before[-1].kind == "paused"


def oracle(limit: Limit, happened: list[Event]) -> date:
    """Day by day: what is left out, what counts, and a last day off moved on."""
    day, left = happened[0].at.astimezone(SHANGHAI).date(), limit.terms[0].days
    working = limit.terms[0].unit == "working"
    while left:
        day += DAY
        left -= (not working or CALENDAR.is_working(day)) and not stands(day, happened)
    while not CALENDAR.is_working(day) or stands(day, happened):
        day += DAY
    return day


@given(limit=LIMIT, start=STARTS, pauses=PAUSES)
def test_the_due_date_is_that_of_going_day_by_day(limit: Limit, start: datetime, pauses: list[tuple[int, int]]) -> None:
    happened = history(start, pauses)
    found = clock(limit, happened, CALENDAR, happened[-1].at)
    assert found.due == oracle(limit, happened)
    assert found.provisional or CALENDAR.known(found.due)


@given(limit=LIMIT, start=STARTS, pauses=PAUSES, more=st.tuples(st.integers(0, 100), st.integers(0, 300)))
def test_a_pause_never_shortens(
    limit: Limit, start: datetime, pauses: list[tuple[int, int]], more: tuple[int, int]
) -> None:
    now = start + timedelta(days=400)
    short, long = (clock(limit, history(start, each), CALENDAR, now) for each in (pauses, [*pauses, more]))
    assert long.due is not None
    assert short.due is not None
    assert long.due >= short.due
    assert long.stopped >= short.stopped


@given(limit=LIMIT, start=STARTS, later=st.integers(0, 10_000))
def test_a_later_start_is_never_due_earlier(limit: Limit, start: datetime, later: int) -> None:
    now = start + timedelta(days=30)
    after = start + timedelta(minutes=later)
    early = clock(limit, [Event(kind="started", at=start)], CALENDAR, now)
    late = clock(limit, [Event(kind="started", at=after)], CALENDAR, now)
    assert early.due is not None
    assert late.due is not None
    assert early.due <= late.due


@given(limit=LIMIT, start=STARTS, pauses=PAUSES, seconds=st.integers(0, 60 * 86400))
def test_at_any_moment_the_figures_agree(
    limit: Limit, start: datetime, pauses: list[tuple[int, int]], seconds: int
) -> None:
    now = start + timedelta(seconds=seconds)
    found = clock(limit, history(start, pauses), CALENDAR, now)
    again = clock(limit, history(start, pauses), CALENDAR, now + timedelta(days=1))
    assert found.used + found.left >= found.allowed
    assert (found.due is None) == (found.state == "paused")
    assert found.overdue == (found.due is not None and now >= found.due_at)  # type: ignore[operator]
    assert again.used >= found.used
    assert again.wall_days == found.wall_days + 1
    assert again.due_if_resumed >= found.due_if_resumed


@given(start=STARTS, zone=st.sampled_from(["UTC", "America/New_York", "Pacific/Kiritimati"]))
def test_the_zone_in_which_a_moment_is_written_changes_nothing(start: datetime, zone: str) -> None:
    now = start + timedelta(days=3)
    here = clock(ANSWER, [Event(kind="started", at=start)], CALENDAR, now)
    there = clock(
        ANSWER, [Event(kind="started", at=start.astimezone(ZoneInfo(zone)))], CALENDAR, now.astimezone(ZoneInfo(zone))
    )
    assert (here.due, here.used, here.sentence) == (there.due, there.used, there.sentence)


def test_every_limit_of_the_pack_agrees_with_the_oracle_over_three_years() -> None:
    for limit in LIMITS.values():
        for day in range(0, 3 * 366, 5):
            start = datetime(2024, 1, 1, 12, tzinfo=SHANGHAI) + day * DAY
            happened = [Event(kind="started", at=start)]
            assert clock(limit, happened, CALENDAR, start).due == oracle(limit, happened), (limit.id, start)


STEPS = st.lists(
    st.tuples(
        st.sampled_from([kind for kind in KINDS if kind != "started"]),
        st.sampled_from(["mediation", "outside-appraisal", "complex", "special", ""]),
        st.integers(0, 12 * 24),
    ),
    max_size=8,
)


@given(start=STARTS, steps=STEPS, later=st.integers(0, 100))
def test_any_course_of_events_is_counted_or_refused(
    start: datetime, steps: list[tuple[str, str, int]], later: int
) -> None:
    """What is asked before writing is what is refused afterwards; and nothing makes a date earlier than the law's."""
    happened, at = [Event(kind="started", at=start)], start
    for kind, name, hours in steps:
        at += timedelta(hours=hours)
        event = Event(kind=kind, at=at, name=name, reason="事由", approved_by="总行")  # type: ignore[arg-type]
        with suppress(NotLawful):
            may(ANSWER, happened, event, CALENDAR)
            happened.append(event)
    now = at + timedelta(hours=later)
    found = clock(ANSWER, happened, CALENDAR, now)
    first = clock(ANSWER, happened[:1], CALENDAR, now)
    assert first.due is not None
    assert found.due_if_resumed >= first.due
    assert found.allowed in (15, 30, 60)
    assert found.sentence.zh
    assert [event.kind for event in happened[:-1] if event.kind in ("met", "ended")] == []
