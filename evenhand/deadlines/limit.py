"""A time limit as it stands in an instrument: how long, counted how, what may pause, lengthen or restart it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal
from zoneinfo import ZoneInfo

from evenhand.errors import Misuse
from evenhand.rules.pack import Setting, Text

Unit = Literal["calendar", "working"]


@dataclass(frozen=True, kw_only=True)
class Origin:
    """Where something stands, and how surely. `unverified` is always so for C (one weak source) and M (memory)."""

    title: str
    article: str
    confidence: Literal["A", "B", "C", "M"]
    unverified: bool


@dataclass(frozen=True, kw_only=True)
class Longer:
    """A case that has more days from the beginning, `to` days in all, without anybody's approval."""

    name: str
    say: Text
    to: int
    origin: Origin


@dataclass(frozen=True, kw_only=True)
class Extension:
    """More days on decision: `by` days, together never over `at_most`; `approval` says whose, None where nobody's."""

    name: str
    say: Text
    by: int
    at_most: int
    only_after: str
    approval: Text | None
    origin: Origin


@dataclass(frozen=True, kw_only=True)
class Ground:
    """A reason for which the clock may lawfully stand still, or begin anew."""

    name: str
    say: Text
    origin: Origin


@dataclass(frozen=True, kw_only=True)
class Terms:
    """A limit as it stands from `in_force` until (not including) `until`."""

    in_force: date
    until: date | None
    days: int
    unit: Unit
    origin: Origin
    longer: tuple[Longer, ...]
    extensions: tuple[Extension, ...]
    pauses: tuple[Ground, ...]
    new_facts: Ground | None
    merging: Ground | None


@dataclass(frozen=True, kw_only=True)
class Counting:
    """How days are counted: whether the day of the event is day 1, and what happens to a last day that is a day off."""

    first_day: Literal["next_day", "same_day"]
    first_day_origin: Origin
    last_day_off: Literal["next_working_day", "stays"]
    last_day_off_origin: Origin


@dataclass(frozen=True, kw_only=True)
class Worked:
    """A worked case: events, the moment of asking, and the due date that must come out."""

    say: str
    events: tuple[Mapping[str, str], ...]
    now: str
    due: date | None
    provisional: bool


@dataclass(frozen=True, kw_only=True)
class Limit:
    """One time limit of a pack with all its versions, oldest first. Days are days of `zone`, an IANA name.

    `sentence` speaks to the person who waits; `sentence_to_staff` to whoever works, where that must be said otherwise.
    """

    pack: str
    id: str
    title: Text
    binds: Text
    runs_from: Text
    sentence: Text
    terms: tuple[Terms, ...]
    counting: Counting
    zone: str
    checked_on: date
    check_every_days: int
    cases: tuple[Worked, ...]
    sentence_to_staff: Text | None = None

    @property
    def tz(self) -> ZoneInfo:
        """The zone whose midnight ends a day."""
        return ZoneInfo(self.zone)

    def at(self, day: date) -> Terms:
        """The version in force on `day`; raises `Misuse` where there was none."""
        for terms in reversed(self.terms):
            if terms.in_force <= day and (terms.until is None or day < terms.until):
                return terms
        raise Misuse(
            zh=f"{day} 时 {self.pack} 的期限 {self.id} 没有生效的版本",
            en=f"on {day} the limit {self.id} of {self.pack} had no version in force",
        )


@dataclass(frozen=True, kw_only=True)
class LimitPack:
    """The time limits of one instrument."""

    id: str
    title: Text
    issuer: Text
    force: str
    scope: Text
    limits: Mapping[str, Limit]
    settings: tuple[Setting, ...]
    sha256: str
