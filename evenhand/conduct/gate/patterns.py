"""Contacts alike in all but time, person and text, told apart at one look; what is settled for all of them at once."""

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from evenhand.conduct.clocks import clock_of
from evenhand.conduct.facts import zones_of
from evenhand.conduct.gate.clauses import Clause, Clauses, Open, Profile
from evenhand.conduct.gate.line import Line
from evenhand.conduct.gate.places import Place
from evenhand.conduct.gate.quick import Calls, Maybe, to_quick
from evenhand.conduct.groups import names_of_key
from evenhand.conduct.kept import SHAPED
from evenhand.rules.condition import counts
from evenhand.rules.zones import DAY_US

_LISTS = frozenset({"consent", "debtor_tz"})
# Read from the contact itself at its time; a pattern holds for contacts that have none.
_MOMENTS = ("consent_at", "ceased_at")
# A day of any clock lies within so many days of the same day in UTC.
_SLACK = 2
_EVER = 1 << 62
_MOST = 20_000


class Pattern:
    """What is settled for contacts of one pattern, and the quick test for them; `usable` where there can be one."""

    def __init__(self, profile: Profile, contact: Mapping[str, Any], places: Sequence[Place], shape: int) -> None:
        self.profile = profile
        offset = contact.get("at_offset_s")
        zones = [zones_of(contact, place.pack, place.tz) for place in places]
        self._clocks = [tuple(clock_of(zone, offset if zone is None else None) for zone in each) for each in zones]
        self._packs = [(place.pack, place.counting) for place in places]
        self._shape = shape
        known = all(clock.known for each in self._clocks for clock in each)
        self.usable = known and "at_only_day" not in contact and all(contact.get(name) is None for name in _MOMENTS)
        self.by_number = any(
            names_of_key(counted.kind, one.clause.pack) == ("number",)
            for one in profile.opens
            for counted in counts(one.tree)
        )
        clauses = [one.clause for one in profile.opens]
        days = {day for clause in clauses for day in (clause.first - _SLACK, clause.until + _SLACK)}
        # Between two of these the same rules are in force, on whatever clock.
        self._ends = [-_EVER, *sorted(day * DAY_US for day in days), _EVER]
        self._tests: dict[int, Maybe] = {}
        self._found: tuple[int, int, Maybe] = (0, 0, _nothing)

    def maybe(self, us: int, line: Line, calls: Calls) -> list[Open]:
        """The rules that may have anything to say at that moment, in the order of the profile."""
        since, until, test = self._found
        if not since <= us < until:
            place = bisect_right(self._ends, us)
            since, until = self._ends[place - 1], self._ends[place]
            if place not in self._tests:
                opens = [one for one in self.profile.opens if _in_force(one.clause, since, until)]
                self._tests[place] = to_quick(opens, self._clocks, self._packs, self._shape)
            test = self._tests[place]
            # Replaced as a whole: threads may share a pattern.
            self._found = (since, until, test)
        return test(us, line, calls)


def _in_force(clause: Clause, since: int, until: int) -> bool:
    """Whether the rule may be in force at any time between two moments at which such days begin or end."""
    return since < (clause.until + _SLACK) * DAY_US and until > (clause.first - _SLACK) * DAY_US


_Key = Callable[[Mapping[str, Any]], tuple[Any, ...]]
# By the columns that contacts have: what tells them apart, and the patterns met among them.
_Layouts = dict[tuple[str, ...], tuple[_Key, dict[Any, Pattern]]]


class Patterns:
    """Every pattern met so far beside one history."""

    def __init__(self, clauses: Clauses) -> None:
        self._clauses = clauses
        # Replaced as a whole: threads share it.
        self._known: tuple[frozenset[str] | None, _Layouts] = (None, {})
        self._many = 0

    def of(self, contact: Mapping[str, Any], present: frozenset[str]) -> Pattern | None:
        """The pattern of a contact beside a history with the columns `present`; None where it was not met before."""
        seen, layouts = self._known
        if present is not seen:
            self._forget(present)
            return None
        known = layouts.get(tuple(contact))
        if known is None:
            return None
        key, patterns = known
        return patterns.get(key(contact))

    def add(self, contact: Mapping[str, Any], present: frozenset[str], pattern: Pattern) -> None:
        """Keep the pattern of a contact."""
        seen, layouts = self._known
        if present is seen:
            layout = tuple(contact)
            key, patterns = layouts.setdefault(layout, (self._key(layout), {}))
            patterns[key(contact)] = pattern
            self._many += 1
            if self._many > _MOST:
                self._forget(present)

    def _forget(self, present: frozenset[str]) -> None:
        self._known, self._many = (present, {}), 0

    def _key(self, layout: tuple[str, ...]) -> _Key:
        """By what contacts with these columns are told apart: values, lists as tuples, whether others hold anything."""
        by_value, by_presence, lists = self._clauses.telling
        pieces = []
        for name in layout:
            if name in lists or name in _LISTS:
                pieces.append(f"tuple(c[{name!r}] or ())")
            elif name in _MOMENTS:
                pieces.append(f"c[{name!r}] is None")
            elif name in by_value or name in SHAPED:
                pieces.append(f"c[{name!r}]")
            elif name in by_presence:
                pieces.append(f"not c[{name!r}]")
        # Made of the names of columns that the rules ask for only.
        source = f"lambda c: ({', '.join(pieces)},)" if pieces else "lambda c: ()"
        key: _Key = eval(source, {"__builtins__": {}, "tuple": tuple})  # noqa: S307
        return key


def is_timed(at: Any) -> bool:
    """Whether a time needs no reading: it has a zone, and rules can be asked about it."""
    return at.__class__ is datetime and at.tzinfo is not None and 1900 <= at.year < 2400


def _nothing(us: int, line: Line, calls: Calls) -> list[Open]:
    return []
