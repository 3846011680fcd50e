"""The moments at which an answer of the gate may change, so that the earliest good one is found without trying all.

Between two such moments that are not of every day, an answer hangs on the time of day alone, on clocks that run evenly:
it repeats from day to day. So the first day after each of them shows all that can be.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from operator import itemgetter

from evenhand.conduct.clocks import SECOND_US, Clock, microseconds
from evenhand.conduct.gate.clauses import AT_ITS_TIME, MOVING, Open
from evenhand.conduct.gate.proposal import Facts, Proposal
from evenhand.conduct.groups import names_of_key
from evenhand.conduct.kept import Kept
from evenhand.rules.condition import Compare, Counted, Fixed, Has, Missing, Node, nodes
from evenhand.rules.pack import counting_trees
from evenhand.rules.sql import bounds
from evenhand.rules.vocabulary import BEFORE
from evenhand.rules.zones import DAY_US

# A clock that is put forward and back does so within a year, at dates that differ a little from year to year.
_A_YEAR = 400 * DAY_US
_LAST_DAY = 200_000


def next_allowed(proposal: Proposal, since_us: int) -> int | None:
    """The earliest whole second from `since_us` on at which no rule bars the contact; None for never."""
    first = us = _whole(since_us)
    for _ in range(_LEAPS):
        barring = _barring(proposal, us)
        if barring is None:
            return us
        if _always(barring, proposal, us):
            return None
        # As long as that rule bars, it does not matter what others say.
        following = _following(barring, proposal, us)
        if following is None:
            break
        us = following
    opens = [one for one in proposal.profile.opens if one.clause.bars]
    return next((us for us in _moments(proposal, opens, first) if _barring(proposal, us) is None), None)


def _barring(proposal: Proposal, us: int) -> Open | None:
    """A rule that certainly bars the contact at that moment."""
    instant = None
    for one in proposal.asked.maybe(us):
        if one.clause.bars:
            instant = instant or proposal.at(us)
            if instant.truth(one):
                return one
    return None


def _following(one: Open, proposal: Proposal, us: int) -> int | None:
    """The first moment after `us` at which what one rule says may become another; None where none is known of."""
    found = [moment for moment in _days_and_contacts(proposal, [one], us) if moment > us]
    clocks = [clock for clock in proposal.clocks(one.clause.place) if clock.known]
    if one.zoned:
        found += _daily(((clock, value) for clock in clocks for value in one.times), us, us + 2 * DAY_US)
    if not found:
        return None
    first = min(found)
    return min((first, *(change for clock in clocks for change in clock.changes(us + 1, first))))


# More leaps from one rule that bars to the next are left to the search through all moments.
_LEAPS = 64


def _always(one: Open, proposal: Proposal, us: int) -> bool:
    """Whether the clause bars the contact whatever the time: certain while all that moves with time is unknown."""
    today = proposal.clocks(one.clause.place)[0].day(us)
    if today is None or today < one.clause.first or one.clause.version.until is not None:
        return False
    if one.tree == _TRUE:
        return True
    moving = (*MOVING, *AT_ITS_TIME)
    if any(isinstance(node, Missing | Has) and node.word.name in moving for node in nodes(one.tree)):
        return False
    known = Facts(proposal.at(us), one.clause.place, 0)
    known.update(dict.fromkeys(moving))
    for counted in one.counts:
        known.update(zip(bounds(counted), (0, _MORE_THAN_ANY), strict=True))
    return one.check(known) is True


_MORE_THAN_ANY = 1 << 60
_TRUE = Fixed(True)


def _moments(proposal: Proposal, opens: Sequence[Open], first_us: int) -> Iterator[int]:
    """Every whole second at which an answer may become another, in order, the first among them."""
    once = _once(proposal, opens, first_us)
    daily = {
        (clock, value)
        for one in opens
        if one.zoned
        for clock in proposal.clocks(one.clause.place)
        if clock.known
        for value in one.times
    }
    for start, end in pairwise([*once, once[-1] + 2 * DAY_US]):
        yield from sorted({start, *_daily(daily, start, end)})


def _daily(daily: Iterable[tuple[Clock, int]], start: int, end: int) -> set[int]:
    """The moments between two others at which clocks show given times, of the first two days."""
    found: set[int] = set()
    for clock, value in daily:
        day = clock.local_us(start) // DAY_US
        for local in (day * DAY_US + value, (day + 1) * DAY_US + value):
            found.update(us for us in clock.instants(local) if start < us < end)
    return found


def _once(proposal: Proposal, opens: Sequence[Open], first_us: int) -> list[int]:
    """The moments that come once: days on which windows, rules, mandates and consents begin or end; clocks changed."""
    found = {first_us, *_days_and_contacts(proposal, opens, first_us)}
    last = max(found) + _A_YEAR
    for clock in {clock for one in opens for clock in proposal.clocks(one.clause.place)}:
        found.update(clock.changes(first_us, last))
    return sorted(us for us in found if us >= first_us)


def _days_and_contacts(proposal: Proposal, opens: Sequence[Open], first_us: int) -> set[int]:
    """Of those moments all but the changes of clocks; some may lie before the first."""
    found: set[int] = set()
    for one in opens:
        clock = proposal.clocks(one.clause.place)[0]
        days = {
            one.clause.first,
            one.clause.until,
            *_mandate_days(one, proposal),
            *_consent_days(one, clock, proposal),
        }
        for counted in one.all_counts:
            days |= _window_days(counted, one, proposal, first_us)
        for day in days:
            if first_us // DAY_US - 2 < day < _LAST_DAY:
                found.update(clock.instants(day * DAY_US))
        if one.all_counts:
            found.update(_of_history(_lines(one, proposal, first_us)))
    for column in ("ceased_at", "consent_at"):
        if proposal.contact.get(column) is not None:
            found.add(_whole(microseconds(proposal.contact[column])))
    return found


def _lines(one: Open, proposal: Proposal, since_us: int) -> Iterator[Kept]:
    """The contacts that the clause may count, but for those made before a moment."""
    by_number = any(names_of_key(counted.kind, one.clause.pack) == ("number",) for counted in one.all_counts)
    for line in (proposal.debtors, proposal.numbers if by_number else ()):
        yield from line[bisect_left(line, since_us - DAY_US, key=_AT) :]
        # What was promised lapses later than it was to be made.
        yield from (other for other in line if other.until_us is not None)


def _window_days(counted: Counted, one: Open, proposal: Proposal, since_us: int) -> set[int]:
    """The days on which a contact comes into the window and on which it has left it."""
    length = BEFORE[counted.window]
    if length is None:
        return set()
    counting = proposal.places[one.clause.place].counting
    lines = _lines(one, proposal, since_us - (length + 2) * DAY_US)
    days = {counting.sorted(other.shape).clock.day(other.at_us) for other in lines}
    # A promised contact is counted from as many days before it as its window is long.
    return {day + shift for day in days if day is not None for shift in (1 - length, 0, length)}


def _mandate_days(one: Open, proposal: Proposal) -> set[int]:
    if "mandated" not in one.moving:
        return set()
    who = (proposal.column("agency"), proposal.column("lender"))
    held = [
        each for each in proposal.places[one.clause.place].mandates or () if (each["agency"], each["lender"]) == who
    ]
    firsts = {each["from"].toordinal() - _EPOCH for each in held}
    return firsts | {each["to"].toordinal() - _EPOCH + 1 for each in held if each.get("to") is not None}


_EPOCH = 719_163


def _consent_days(one: Open, clock: Clock, proposal: Proposal) -> set[int]:
    received = proposal.contact.get("consent_at")
    if "consent_day" not in one.moving or received is None:
        return set()
    first = clock.day(microseconds(received))
    if first is None:
        return set()
    trees = (one.tree, *counting_trees(one.tree))
    asked = {int(node.value) for tree in trees for node in nodes(tree) if _compares(node, "consent_day")}  # type: ignore[union-attr]
    return {first + day + shift for day in asked for shift in (-1, 0)}


def _compares(node: Node, word: str) -> bool:
    return isinstance(node, Compare) and node.word.name == word


def _of_history(lines: Iterable[Kept]) -> Iterator[int]:
    for one in lines:
        yield _whole(one.at_us)
        yield one.at_us // SECOND_US * SECOND_US + SECOND_US
        if one.until_us is not None:
            yield _whole(one.until_us)


_AT = itemgetter(0)


def _whole(us: int) -> int:
    return -(-us // SECOND_US) * SECOND_US
