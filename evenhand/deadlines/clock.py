"""A clock: what a time limit and its events come to at a given moment, and on which articles that rests."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Literal

from evenhand.deadlines.calendar import Calendar
from evenhand.deadlines.counting import Gap, counted, left_out
from evenhand.deadlines.course import Basis, Course, basis, follow
from evenhand.deadlines.event import Event
from evenhand.deadlines.limit import Limit
from evenhand.deadlines.wording import Told, marked, note, notes, sentence
from evenhand.errors import Misuse
from evenhand.rules.pack import Text

_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Clock:
    """A time limit at one moment, in days of its zone; `used` includes today, `left` is 0 on the last day.

    `due` is the last day, that day included, None while a pause keeps it open; `due_if_resumed` then says what it
    would be if the pause ended now. `wall` runs on through pauses and restarts. `provisional`: rests on days whose
    holidays are not announced; `unverified`: on something known from memory or one weak source.
    """

    pack: str
    limit: str
    in_force: date
    state: Literal["running", "paused", "met", "ended"]
    started_at: datetime
    runs_from: date
    due: date | None
    due_at: datetime | None
    due_if_resumed: date
    allowed: int
    used: int
    left: int
    unit: str
    stopped: int
    wall_days: int
    wall: timedelta
    paused: str
    overdue: bool
    late_by: int
    ended_at: datetime | None
    provisional: bool
    unverified: bool
    article: str
    source: str
    basis: tuple[Basis, ...]
    sentence: Text
    notes: tuple[Text, ...]
    merging: Basis | None


def clock(
    limit: Limit,
    events: Sequence[Event],
    calendar: Calendar,
    now: datetime,
    *,
    who: Text | None = None,
    to_staff: bool = False,
) -> Clock:
    """What `limit` comes to at `now` after the events until then; `who` names whom it binds.

    The sentence speaks to the person who waits, or `to_staff`.

    Days count as the pack says (《民法典》 201, 203 where the text of the limit was not seen). Raises `NotLawful` for
    an event that the limit does not allow, `Misuse` for a `now` without its offset.
    """
    if now.utcoffset() is None:
        raise Misuse(zh="now 没有时区", en="now has no offset")
    course = follow(limit, [event for event in events if event.at <= now], calendar)
    count = _count(course, course.last.at if course.over else now, calendar)
    rests = tuple(_rests_on(course, count.gaps, calendar))
    told = Told(
        limit=limit,
        course=course,
        who=who or limit.binds,
        to_staff=to_staff,
        due=count.due or count.due_if_resumed,
        paused=count.stands,
        late=count.late,
        today=count.today,
        year=now.astimezone(limit.tz).year,
        provisional=_is_provisional(course, count.due_if_resumed, calendar),
        basis=rests,
    )
    return _clock(course, count, told)


@dataclass(frozen=True, kw_only=True)
class _Count:
    """What counting days comes to; `stands` says that a pause holds the limit open at this moment."""

    at: datetime
    today: date
    gaps: tuple[Gap, ...]
    due: date | None
    due_if_resumed: date
    used: int
    stands: bool
    late: int


def _count(course: Course, at: datetime, calendar: Calendar) -> _Count:
    today = at.astimezone(course.limit.tz).date()
    gaps = _as_if_resumed(course.gaps, today)
    due, resumed = course.due(calendar), course.due(calendar, gaps)
    if resumed is None:  # a pause that has its end leaves every day to be reached
        raise AssertionError
    return _Count(
        at=at,
        today=today,
        gaps=gaps,
        due=due,
        due_if_resumed=resumed,
        used=counted(course.first_day, today, gaps, course.terms.unit, calendar),
        stands=course.standing is not None and (due is None or today <= due),
        late=0 if due is None else max(0, (today - due).days),
    )


def _clock(course: Course, count: _Count, told: Told) -> Clock:
    limit, due, merging = course.limit, count.due, course.terms.merging
    return Clock(
        pack=limit.pack,
        limit=limit.id,
        in_force=course.terms.in_force,
        state=_state(course, count.stands),
        started_at=course.started_at,
        runs_from=course.begun_on,
        due=due,
        due_at=None if due is None else datetime.combine(due + _DAY, datetime.min.time(), limit.tz),
        due_if_resumed=count.due_if_resumed,
        allowed=course.allowed,
        used=count.used,
        left=max(0, course.allowed - count.used),
        unit=course.terms.unit,
        stopped=left_out(course.first_day, count.today, count.gaps),
        wall_days=(count.today - course.started_at.astimezone(limit.tz).date()).days,
        wall=count.at - course.started_at,
        paused=course.standing.name if course.standing else "",
        overdue=count.late > 0,
        late_by=count.late,
        ended_at=count.at if course.over else None,
        provisional=told.provisional,
        unverified=any(one.unverified for one in told.basis),
        article=course.terms.origin.article,
        source=course.terms.origin.title,
        basis=told.basis,
        sentence=sentence(told),
        notes=notes(told),
        merging=None if merging is None else basis(merging.say, merging.origin),
    )


def may(limit: Limit, events: Sequence[Event], event: Event, calendar: Calendar) -> None:
    """Whether `event` may follow on `events`; raises `NotLawful` with the reason where it may not."""
    latest = max((one.at for one in events), default=event.at)
    if event.at < latest:
        raise Misuse(
            zh=f"{event.kind} 的时间 {event.at} 早于已记录的 {latest}",
            en=f"the time of {event.kind}, {event.at}, is before what is recorded at {latest}",
        )
    follow(limit, [*events, event], calendar)


def merge(clocks: Sequence[Clock]) -> Clock:
    """The clock of linked complaints that are answered together: of those that still go, the one that runs out first.

    It says on which article merging rests. Raises `Misuse` where there is no clock, or its limit knows no merging.
    """
    if not clocks:
        raise Misuse(zh="没有要合并的期限", en="there are no clocks to merge")
    # The strict reading: linking may not give anybody a later answer. What stands still comes after what runs.
    first = min(clocks, key=lambda one: (one.ended_at is not None, one.due is None, one.due or one.due_if_resumed))
    if len(clocks) == 1:
        return first
    if first.merging is None:
        raise Misuse(
            zh=f"期限 {first.limit} 没有合并处理的规定", en=f"the limit {first.limit} does not provide for merging"
        )
    return replace(
        first,
        basis=(*first.basis, first.merging),
        notes=(*first.notes, note(first.merging)),
        unverified=first.unverified or first.merging.unverified,
        sentence=first.sentence if first.unverified else marked(first.sentence, first.merging),
    )


def _as_if_resumed(gaps: Sequence[Gap], today: date) -> tuple[Gap, ...]:
    ended = [(start, today if stop is None else stop) for start, stop in gaps]
    return tuple((start, stop) for start, stop in ended if start < stop)


def _state(course: Course, stands: bool) -> Literal["running", "paused", "met", "ended"]:
    if course.last.kind == "met":
        return "met"
    if course.last.kind == "ended":
        return "ended"
    return "paused" if stands else "running"


def _is_provisional(course: Course, due: date, calendar: Calendar) -> bool:
    """Whether the date asked for days whose holidays are not announced."""
    moved = course.limit.counting.last_day_off == "next_working_day"
    asked = [course.first_day, due] if course.terms.unit == "working" else [due] if moved else []
    return not all(calendar.known(day) for day in asked)


def _rests_on(course: Course, gaps: Sequence[Gap], calendar: Calendar) -> Iterator[Basis]:
    terms, counting = course.terms, course.limit.counting
    yield basis(Text(zh=f"{terms.days} 日", en=f"{terms.days} days"), terms.origin)
    if course.longer is not None:
        yield basis(course.longer.say, course.longer.origin)
    for extension in course.extensions:
        yield basis(extension.say, extension.origin)
    if course.restarts and terms.new_facts is not None:
        yield basis(terms.new_facts.say, terms.new_facts.origin)
    for ground in dict.fromkeys(course.grounds):
        yield basis(ground.say, ground.origin)
    if course.first_day != course.begun_on:
        yield basis(Text(zh="自次日起算", en="counted from the next day"), counting.first_day_origin)
    if course.due(calendar, gaps) != course.nominal(calendar, gaps):
        said = Text(zh="末日为休假日，顺延", en="a last day off moves to the next workday")
        yield basis(said, counting.last_day_off_origin)
