"""Try the worked cases that stand inside the time limits of a pack."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from evenhand.deadlines.calendar import Calendar
from evenhand.deadlines.clock import clock
from evenhand.deadlines.event import Event
from evenhand.deadlines.limit import LimitPack, Worked
from evenhand.errors import Misuse


@dataclass(frozen=True, kw_only=True)
class Tried:
    """One worked case, the due date that it expects and the one that comes out, or the refusal in its place."""

    limit: str
    say: str
    expected: date | None
    found: date | None
    refused: str
    holds: bool


def try_limits(pack: LimitPack, calendar: Calendar) -> Iterator[Tried]:
    """Every worked case of every limit of `pack`; a case that cannot be worked out is one that does not hold."""
    for limit in pack.limits.values():
        for case in limit.cases:
            try:
                at = clock(limit, _events(case), calendar, datetime.fromisoformat(case.now))
            except (Misuse, TypeError, ValueError) as fault:
                yield Tried(
                    limit=limit.id, say=case.say, expected=case.due, found=None, refused=str(fault), holds=False
                )
                continue
            holds = (at.due, at.provisional) == (case.due, case.provisional)
            yield Tried(limit=limit.id, say=case.say, expected=case.due, found=at.due, refused="", holds=holds)


def _events(case: Worked) -> list[Event]:
    return [Event(**{**one, "at": datetime.fromisoformat(one["at"])}) for one in case.events]  # type: ignore[arg-type]
