"""Limits that run on a complaint: kept as events, reckoned by the engine. The law is the pack's."""

from collections.abc import Iterable
from datetime import date, datetime
from functools import cache

from evenhand.deadlines.calendar import Calendar, load_calendar
from evenhand.deadlines.clock import Clock as Reckoned
from evenhand.deadlines.clock import clock, may
from evenhand.deadlines.event import Event
from evenhand.deadlines.limit import Limit
from evenhand.deadlines.shelf import load_limits
from evenhand.rules.pack import Text
from evenhand_web.complaints.models import Clock, Complaint
from evenhand_web.complaints.procedure import (
    ANSWER_CLOCK,
    CONTEST_CLOCK,
    PACK,
    REVIEW_CLOCK,
    STAGES,
    TRANSFER_CLOCK,
)

OVER = ("met", "ended")


@cache
def limit_of(name: str, pack: str = PACK) -> Limit:
    """One limit of a pack."""
    return load_limits(pack).limits[name]


@cache
def holidays() -> Calendar:
    """The calendar by which working days are told."""
    return load_calendar()


def start(complaint: Complaint, name: str, at: datetime) -> Clock:
    """Begin a limit. Called inside the step that begins it."""
    row = Clock(complaint=complaint, limit=name, pack=PACK, started_at=at)
    return _save(row, [Event(kind="started", at=at)])


def running(complaint: Complaint, name: str) -> Clock | None:
    """The clock of this limit that is not over."""
    return Clock.objects.filter(complaint=complaint, limit=name, over_at__isnull=True).first()


def tell(row: Clock, event: Event) -> Clock:
    """Let something happen to a clock. Raises NotLawful with the sentence to show."""
    may_happen(row, event)
    return _save(row, [*events_of(row), event])


def may_happen(row: Clock, event: Event) -> None:
    """Ask before writing. Raises NotLawful with the sentence to show."""
    may(limit_of(row.limit, row.pack), events_of(row), event, holidays())


def finish(complaint: Complaint, names: Iterable[str], at: datetime, *, met: bool, reason: str = "") -> None:
    """Stop those of the named clocks that run, met or without an answer; a pause ends with it."""
    for name in names:
        row = running(complaint, name)
        if row is None:
            continue
        if reckon(row, at).paused:
            row = tell(row, Event(kind="resumed", at=at))
        tell(row, Event(kind="met" if met else "ended", at=at, reason=reason))


def reckon(row: Clock, now: datetime, *, who: Text | None = None, to_staff: bool = False) -> Reckoned:
    """What the clock comes to at `now`: days, articles, and the sentence to the person who waits, or `to_staff`.

    `who` says whom it binds in other words.
    """
    limit = limit_of(row.limit, row.pack)
    return clock(limit, events_of(row), holidays(), now, who=who or bound(row), to_staff=to_staff)


def bound(row: Clock) -> Text | None:
    """Who is bound by it, by name where it is an organisation."""
    complaint = row.complaint
    whom = {
        ANSWER_CLOCK: complaint.holder or complaint.institution,
        REVIEW_CLOCK: complaint.holder,
        TRANSFER_CLOCK: complaint.authority,
        CONTEST_CLOCK: None,
    }[row.limit]
    return Text(zh=whom.called("zh"), en=whom.called("en")) if whom else None


def due_on(complaint: Complaint, state: str) -> date | None:
    """The last day of the clock against which the complaint waits in `state`; None where none runs."""
    name = STAGES[state].clock
    row = running(complaint, name) if name else None
    return row.due_on if row else None


def events_of(row: Clock) -> list[Event]:
    """The clock's events as the engine reads them."""
    return [Event(**(kept | {"at": datetime.fromisoformat(kept["at"])})) for kept in row.events]


def _save(row: Clock, events: list[Event]) -> Clock:
    reckoned = clock(limit_of(row.limit, row.pack), events, holidays(), events[-1].at)
    row.events = [_kept(event) for event in events]
    row.due_on = reckoned.due
    row.met = reckoned.state == "met"
    row.over_at = events[-1].at if reckoned.state in OVER else None
    row.save()
    return row


def _kept(event: Event) -> dict[str, str]:
    told = {"name": event.name, "reason": event.reason, "approved_by": event.approved_by}
    return {"kind": event.kind, "at": event.at.isoformat()} | {key: value for key, value in told.items() if value}
