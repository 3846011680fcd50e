"""One proposed contact as rules see it, at its own time or at any other."""

from collections.abc import Mapping, Sequence
from typing import Any

from evenhand.conduct.clocks import Clock, clock_of, moment_of
from evenhand.conduct.counting_one import Tally, most_of
from evenhand.conduct.facts import completed, countable, facts, zones_of
from evenhand.conduct.gate.asked import Asked
from evenhand.conduct.gate.clauses import AT_ITS_TIME, MOVING, Open
from evenhand.conduct.gate.places import Place
from evenhand.conduct.groups import names_of_key
from evenhand.conduct.kept import Kept
from evenhand.rules.condition import Counted
from evenhand.rules.function import Truth
from evenhand.rules.sql import bounds
from evenhand.rules.zones import DAY_US

BLANK = completed({})
# A contact that has no name yet comes after all others of its moment.
UNNAMED = "\U0010ffff"


class Proposal:
    """A contact, its profile, and the contacts of its debtor and its number, promised ones included."""

    def __init__(self, asked: Asked, me: Kept, places: Sequence[Place]) -> None:
        self.asked, self.contact, self.profile = asked, asked.contact, asked.pattern.profile
        self.me, self.places = me, places
        self._clocks: list[tuple[Clock, ...] | None] = [None] * len(places)
        self._own: Mapping[str, Any] | None = None

    @property
    def debtors(self) -> Sequence[Kept]:
        """The contacts with the debtor."""
        return self.asked.line.kept()

    @property
    def numbers(self) -> Sequence[Kept]:
        """The contacts to the number, looked up where a rule counts them."""
        return self.asked.numbers().kept()

    def at(self, us: int) -> "Instant":
        """The contact as it would be at a moment."""
        return Instant(self, us)

    def zones(self, place: int) -> list[str | None]:
        """The zones in which the pack at `place` reads the contact."""
        return zones_of(self.contact, self.places[place].pack, self.places[place].tz)

    def clocks(self, place: int) -> tuple[Clock, ...]:
        """The clocks of those zones."""
        found = self._clocks[place]
        if found is None:
            offset = self.contact.get("at_offset_s")
            found = tuple(clock_of(zone, offset if zone is None else None) for zone in self.zones(place))
            self._clocks[place] = found
        return found

    def column(self, name: str) -> Any:
        """The value of a column, none and unknown as the file interface says."""
        if name in self.profile.facts:
            return self.profile.facts[name]
        value = self.contact.get(name)
        return BLANK[name] if value is None or (value == "" and BLANK[name]) else value

    def own(self, name: str) -> Any:
        """What hangs on the text, number or address of this one contact, whenever it is made."""
        if self._own is None:
            place = self.places[0]
            self._own = facts(self.contact, place.pack, tz=place.tz, zone=self.zones(0)[0], mandates=None)
        return self._own[name]


class Instant:
    """A proposal at one moment: what came before it then, and what each rule says."""

    def __init__(self, proposal: Proposal, us: int) -> None:
        self.proposal, self.us = proposal, us
        mine = proposal.me
        self.me = mine if mine.at_us == us else mine._replace(at_us=us)
        self._before: Sequence[Kept] | None = None
        self._numbers: Sequence[Kept] | None = None
        self._facts: dict[tuple[int, int], Facts] = {}
        self._alike: dict[int, Sequence[Kept]] = {}
        self._tallies: dict[tuple[int, Counted], list[Tally]] = {}
        self._shown: dict[int, list[str]] = {}

    @property
    def before(self) -> Sequence[Kept]:
        """The contacts with the debtor that come before, and those promised."""
        if self._before is None:
            self._before = self._earlier(self.proposal.debtors)
        return self._before

    @property
    def numbers(self) -> Sequence[Kept]:
        """The same for the number."""
        if self._numbers is None:
            self._numbers = self._earlier(self.proposal.numbers)
        return self._numbers

    def tallies(self, counted: Counted, place: int) -> list[Tally]:
        """What the pack at `place` counts before this moment."""
        found = self._tallies.get((place, counted))
        if found is None:
            pack, counting = self.proposal.places[place].pack, self.proposal.places[place].counting
            if place not in self._alike:
                self._alike[place] = counting.alike(self.me, self.before)
            numbers = self.numbers if names_of_key(counted.kind, pack) == ("number",) else ()
            found = counting.tallies(counted, self.me, self._alike[place], numbers)
            self._tallies[place, counted] = found
        return found

    def truth(self, one: Open) -> Truth:
        """Whether the clause finds the contact at this moment."""
        clause = one.clause
        clocks = self.proposal.clocks(clause.place)
        day = clocks[0].day(self.us)
        if day is not None and not clause.first <= day < clause.until:
            return False
        several = range(len(clocks) if one.zoned else 1)
        answer: Truth = False
        for zone in several:
            known = self.facts(clause.place, zone)
            if one.first is not None and one.first(known) is False:
                continue
            truth = one.check(known)
            if truth:
                return True if day is not None else None
            answer = None if truth is None else answer
        return answer

    def facts(self, place: int, zone: int = 0) -> "Facts":
        """The facts as the pack at `place` reads them, in one of its zones."""
        found = self._facts.get((place, zone))
        if found is None:
            found = self._facts[place, zone] = Facts(self, place, zone)
        return found

    def shown(self, place: int) -> list[str]:
        """The moment on each clock that the pack at `place` may read it by, as text."""
        found = self._shown.get(place)
        if found is None:
            clocks = [clock for clock in self.proposal.clocks(place) if clock.known]
            times = [moment_of(clock.local_us(self.us)).replace(tzinfo=None) for clock in clocks]
            found = self._shown[place] = [time.isoformat(" ", "seconds") for time in times]
        return found

    def _earlier(self, line: Sequence[Kept]) -> Sequence[Kept]:
        mine, us = self.me[:2], self.us
        name = mine[1]
        # What is promised counts even where it comes a little later: two must not be told yes to the same last call.
        return [one for one in line if one[1] != name and (one[:2] < mine if one[6] is None else one[6] > us)]


class Facts(dict[str, Any]):
    """The words of the vocabulary for one instant; each is found when it is asked for."""

    def __init__(self, instant: Instant, place: int, zone: int) -> None:
        super().__init__()
        self.instant, self.place, self.zone = instant, place, zone

    def __missing__(self, name: str) -> Any:
        value = self[name] = self._find(name)
        return value

    def _find(self, name: str) -> Any:
        proposal, us = self.instant.proposal, self.instant.us
        place = proposal.places[self.place]
        if name in MOVING:
            clock = proposal.clocks(self.place)[self.zone]
            if name == "local_time":
                timed = clock.known and not proposal.contact.get("at_only_day")
                return clock.local_us(us) % DAY_US if timed else None
            day = proposal.clocks(self.place)[0].day(us)
            return place.mandated(proposal.column("agency"), proposal.column("lender"), day)
        if name in place.bounds:
            counted, end = place.bounds[name]
            both = most_of(self.instant.tallies(counted, self.place))
            self.update(zip(bounds(counted), both, strict=True))
            return both[end]
        if name in proposal.profile.facts or name in BLANK:
            return proposal.column(name)
        if name in AT_ITS_TIME:
            then = {**proposal.contact, "at": moment_of(us)}
            return countable(then, proposal.zones(self.place)[0])[name]
        return proposal.own(name)
