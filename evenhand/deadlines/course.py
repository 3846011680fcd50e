"""The course of a clock: its events in order, each allowed by the limit or refused with a sentence."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from evenhand.deadlines.calendar import Calendar
from evenhand.deadlines.counting import Gap, last_day, standing
from evenhand.deadlines.event import Event
from evenhand.deadlines.faults import NotLawful
from evenhand.deadlines.limit import Extension, Ground, Limit, Longer, Origin, Terms
from evenhand.rules.pack import Text

_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Course:
    """Where a clock stands after some of its events. `gaps` are the days that pauses leave out, in order."""

    limit: Limit
    terms: Terms
    started_at: datetime
    begun_on: date
    allowed: int
    gaps: tuple[Gap, ...] = ()
    grounds: tuple[Ground, ...] = ()
    longer: Longer | None = None
    extensions: tuple[Extension, ...] = ()
    restarts: tuple[date, ...] = ()
    last: Event
    standing: Ground | None = field(default=None)

    @property
    def first_day(self) -> date:
        """Day 1 of the present run."""
        return self.begun_on + (_DAY if self.limit.counting.first_day == "next_day" else timedelta(0))

    @property
    def over(self) -> bool:
        """Whether it was met or ended."""
        return self.last.kind in ("met", "ended")

    def nominal(self, calendar: Calendar, gaps: Sequence[Gap] | None = None) -> date | None:
        """The last counted day, before a day off moves it; None while a pause keeps it open."""
        held = self.gaps if gaps is None else gaps
        return last_day(self.first_day, self.allowed, held, self.terms.unit, calendar)

    def due(self, calendar: Calendar, gaps: Sequence[Gap] | None = None) -> date | None:
        """The last day, that day included; None while a pause keeps it open."""
        held = self.gaps if gaps is None else gaps
        day = self.nominal(calendar, held)
        if self.limit.counting.last_day_off == "next_working_day":
            while day is not None and not calendar.is_working(day):
                day += _DAY
                while standing(day, held):  # it had not run out when the clock stood still
                    stop = next(stop for start, stop in held if start <= day and (stop is None or day < stop))
                    if stop is None:
                        return None
                    day = stop
        return day


def follow(limit: Limit, events: Sequence[Event], calendar: Calendar) -> Course:
    """The course after all `events`; they are taken in the order of their moments. Raises `NotLawful`."""
    # What begins at the same moment begins first.
    ordered = sorted(events, key=lambda event: (event.at, event.kind != "started"))
    if not ordered or ordered[0].kind != "started":
        raise NotLawful(
            zh=f"期限 {limit.id} 还没有起算：第一个事件应为 started",
            en=f"the limit {limit.id} has not begun: its first event must be started",
        )
    begun = ordered[0].at.astimezone(limit.tz).date()
    terms = limit.at(begun)
    course = Course(
        limit=limit, terms=terms, started_at=ordered[0].at, begun_on=begun, allowed=terms.days, last=ordered[0]
    )
    for event in ordered[1:]:
        course = replace(_STEPS[event.kind](course, event, calendar), last=event)
    return course


def _day(course: Course, event: Event) -> date:
    return event.at.astimezone(course.limit.tz).date()


def _started(_course: Course, event: Event, _calendar: Calendar) -> Course:
    raise NotLawful(
        zh=f"{event.at:%Y-%m-%d} 再次起算：一个期限只起算一次，新的事实用 restarted",
        en=f"started again on {event.at:%Y-%m-%d}: a limit begins once; for new facts use restarted",
    )


def _paused(course: Course, event: Event, _calendar: Calendar) -> Course:
    _refuse_when_over(course, event)
    ground = next((one for one in course.terms.pauses if one.name == event.name), None)
    if ground is None:
        raise NotLawful(
            zh=f"不能以“{event.name or '（未写明）'}”中止计期；{_listed_zh(course.terms)}",
            en=f"the clock may not stop for “{event.name or 'no ground given'}”; {_listed_en(course.terms)}",
        )
    if course.standing is not None:
        raise NotLawful(
            zh=f"已因{course.standing.say.zh}中止计期，不能再次中止；请先恢复",
            en=f"the clock already stands still for {course.standing.say.en}; resume it first",
        )
    # A day is left out when the clock stands still at its end.
    gaps = (*course.gaps, (_day(course, event), None))
    return replace(course, gaps=gaps, grounds=(*course.grounds, ground), standing=ground)


def _resumed(course: Course, event: Event, _calendar: Calendar) -> Course:
    _refuse_when_over(course, event)
    if course.standing is None:
        raise NotLawful(zh="计期没有中止，无从恢复", en="the clock runs; there is nothing to resume")
    start, day = course.gaps[-1][0], _day(course, event)
    kept = course.gaps[:-1] if day == start else (*course.gaps[:-1], (start, day))
    return replace(course, gaps=kept, grounds=course.grounds[: len(kept)], standing=None)


def _lengthened(course: Course, event: Event, calendar: Calendar) -> Course:
    _refuse_when_late(course, event, calendar)
    longer = next((one for one in course.terms.longer if one.name == event.name), None)
    if longer is None:
        raise NotLawful(
            zh=f"期限 {course.limit.id} 没有“{event.name}”这种情形",
            en=f"the limit {course.limit.id} knows no case “{event.name}”",
        )
    if course.longer is not None or course.extensions:
        raise NotLawful(zh="期限已经放宽过，不能再放宽", en="the limit has been lengthened already")
    return replace(course, longer=longer, allowed=longer.to)


def _extended(course: Course, event: Event, calendar: Calendar) -> Course:
    _refuse_when_late(course, event, calendar)
    found = next((one for one in course.terms.extensions if one.name == event.name), None)
    if found is None:
        raise NotLawful(
            zh=f"期限 {course.limit.id} 没有“{event.name}”这种延长",
            en=f"the limit {course.limit.id} knows no extension “{event.name}”",
        )
    if found.approval is not None and not event.approved_by.strip():
        raise NotLawful(
            zh=f"延长要经批准：{found.approval.zh}；请写明批准人",
            en=f"an extension needs {found.approval.en}; say who approved it",
        )
    if not event.reason.strip():
        raise NotLawful(zh="延长要写明理由", en="an extension needs its reason")
    if found.only_after and (course.longer is None or course.longer.name != found.only_after):
        name = next(one.say for one in course.terms.longer if one.name == found.only_after)
        raise NotLawful(
            zh=f"先按“{name.zh}”放宽，才能再延长",
            en=f"first lengthen the limit for {name.en}; only then may it be extended",
        )
    if course.allowed + found.by > found.at_most:
        raise NotLawful(
            zh=f"总共最多 {found.at_most} 日，已有 {course.allowed} 日，不能再延长 {found.by} 日",
            en=f"{found.at_most} days in all are the most; there are {course.allowed}, so not {found.by} more",
        )
    return replace(course, extensions=(*course.extensions, found), allowed=course.allowed + found.by)


def _restarted(course: Course, event: Event, calendar: Calendar) -> Course:
    _refuse_when_late(course, event, calendar)
    if course.terms.new_facts is None:
        raise NotLawful(
            zh=f"期限 {course.limit.id} 不因新的事实重新计算",
            en=f"the limit {course.limit.id} does not begin anew on new facts",
        )
    day = _day(course, event)
    terms = course.limit.at(day)
    # A pause that lasts goes on: new facts must not make the clock run while it may stand.
    gaps: tuple[Gap, ...] = ((day, None),) if course.standing else ()
    return replace(
        course,
        terms=terms,
        begun_on=day,
        allowed=terms.days,
        gaps=gaps,
        grounds=(course.standing,) if course.standing else (),
        longer=None,
        extensions=(),
        restarts=(*course.restarts, day),
    )


def _finished(course: Course, event: Event, _calendar: Calendar) -> Course:
    _refuse_when_over(course, event)
    if course.standing is None:
        return course
    return replace(_resumed(course, event, _calendar), standing=None)


_STEPS = {
    "started": _started,
    "paused": _paused,
    "resumed": _resumed,
    "lengthened": _lengthened,
    "extended": _extended,
    "restarted": _restarted,
    "met": _finished,
    "ended": _finished,
}


def _refuse_when_over(course: Course, event: Event) -> None:
    if course.over:
        raise NotLawful(
            zh=f"期限已于 {_day(course, course.last)} 终止，此后不能再有 {event.kind}",
            en=f"the clock ended on {_day(course, course.last)}; nothing like {event.kind} can follow",
        )


def _refuse_when_late(course: Course, event: Event, calendar: Calendar) -> None:
    _refuse_when_over(course, event)
    due = course.due(calendar)
    if due is not None and _day(course, event) > due:
        raise NotLawful(
            zh=f"期限已于 {due} 届满，届满后不能延长或重新计算",
            en=f"the limit ran out on {due}; after that it cannot be lengthened or begin anew",
        )


def _listed_zh(terms: Terms) -> str:
    listed = "、".join(f"{one.name}（{one.say.zh}）" for one in terms.pauses)
    return f"只可以：{listed}" if listed else "该期限不得中止"


def _listed_en(terms: Terms) -> str:
    listed = ", ".join(one.name for one in terms.pauses)
    return f"only for {listed}" if listed else "this limit allows no pause"


@dataclass(frozen=True, kw_only=True)
class Basis:
    """One thing that a due date rests on, and the article that it comes from."""

    what: Text
    title: str
    article: str
    confidence: str
    unverified: bool


def basis(what: Text, origin: Origin) -> Basis:
    """What rests on `origin`."""
    return Basis(
        what=what,
        title=origin.title,
        article=origin.article,
        confidence=origin.confidence,
        unverified=origin.unverified,
    )
