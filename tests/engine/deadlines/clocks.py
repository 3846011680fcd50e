"""Short ways to write events of a clock."""

from datetime import datetime
from typing import Any

from evenhand.deadlines.calendar import load_calendar
from evenhand.deadlines.clock import Clock, clock
from evenhand.deadlines.event import Event
from evenhand.deadlines.limit import Limit
from evenhand.deadlines.shelf import load_limits

CALENDAR = load_calendar()
LIMITS = load_limits("cn-complaint-2020").limits
ANSWER = LIMITS["answer"]


def moment(text: str) -> datetime:
    """`11-23 10:00` of 2026, or a whole time, in Shanghai."""
    whole = text if len(text) > 11 else f"2026-{text}"
    return datetime.fromisoformat(f"{whole}+08:00" if "+" not in whole else whole)


def events(*given: tuple[Any, ...]) -> list[Event]:
    """Events from (kind, moment) or (kind, moment, name)."""
    return [
        Event(kind=kind, at=moment(at), name=more[0] if more else "", reason="事由", approved_by="总行消保部")
        for kind, at, *more in given
    ]


def at(now: str, *given: tuple[Any, ...], limit: Limit = ANSWER) -> Clock:
    """The clock at `now` after those events."""
    return clock(limit, events(*given), CALENDAR, moment(now))
