"""The moments at which an answer of the gate may change, so that the earliest good one is found without trying all.

Between two such moments that are not of every day, an answer hangs on the time of day alone, on clocks that run evenly:
it repeats from day to day. So the first day after each of them shows all that can be.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from evenhand.conduct.clocks import SECOND_US, Clock, microseconds
from evenhand.conduct.gate.clauses import AT_ITS_TIME, MOVING, Open
from evenhand.conduct.gate.proposal import Facts, Proposal
from evenhand.conduct.groups import names_of_key
from evenhand.conduct.kept import Kept
from evenhand.rules.condition import Compare, Counted, Has, Missing, Node, counts, nodes
from evenhand.rules.pack import counting_trees
from evenhand.rules.sql import bounds
from evenhand.rules.vocabulary import BEFORE
from evenhand.rules.zones import DAY_US

# A clock that is put forward and back does so within a year, at dates that differ a little from year to year.
_A_YEAR = 400 * DAY_US
_LAST_DAY = 200_000


def next_allowed(proposal: Proposal, opens: Sequence[Open], since_us: int) -> int | None:
    """The earliest whole second from `since_us` on at which none of `opens` is certain; None for never."""
    if any(_always(one, proposal, since_us) for one in opens):
        return None
    barring = list(opens)
    for us in _moments(proposal, opens, _whole(since_us)):
        instant = proposal.at(us)
        for place, one in enumerate(barring):
            if instant.truth(one):
                # What bars once is likely to bar again: ask it first.
                barring.insert(0, barring.pop(place))
                break
        else:
            return us
    return None


def _always(one: Open, proposal: Proposal, us: int) -> bool:
    """Whether the clause bars the contact whatever the time: certain while all that moves with time is unknown."""
    today = proposal.clocks(one.clause.place)[0].day(us)
    if today is None or today < one.clause.first or one.clause.version.until is not None:
        return False
    moving = (*MOVING, *AT_ITS_TIME)
    if any(isinstance(node, Missing | Has) and node.word.name in moving for node in nodes(one.tree)):
        return False
    known = Facts(proposal.at(us), one.clause.place, 0)
    known.update(dict.fromkeys(moving))
    for counted in one.counts:
        known.update(zip(bounds(counted), (0, _MORE_THAN_ANY), strict=True))
    return one.check(known) is True


_MORE_THAN_ANY = 1 << 60


def _moments(proposal: Proposal, opens: Sequence[Open], first_us: int) -> Iterator[int]:
    """Every whole second at which an answer may become another, in order, the first among them."""
    once = _once(proposal, opens, first_us)
    daily = {
        (clock, value)
        for one in opens
        if one.zoned
        for clock in proposal.clocks(one.clause.place)
        if clock.known
        for value in _times(one.tree)
    }
    for start, end in pairwise([*once, once[-1] + 2 * DAY_US]):
        found = {start}
        for clock, value in daily:
            day = clock.local_us(start) // DAY_US
            for local in (day * DAY_US + value, (day + 1) * DAY_US + value):
                found.update(us for us in clock.instants(local) if start < us < end)
        yield from sorted(found)


def _once(proposal: Proposal, opens: Sequence[Open], first_us: int) -> list[int]:
    """The moments that come once: days on which windows, rules, mandates and consents begin or end; clocks changed."""
    found = {first_us}
    clocks: set[Clock] = set()
    for one in opens:
        several = proposal.clocks(one.clause.place)
        clocks.update(several)
        days = {
            one.clause.first,
            one.clause.until,
            *_mandate_days(one, proposal),
            *_consent_days(one, several[0], proposal),
        }
        for counted in _all_counts(one.tree):
            days |= _window_days(counted, one, proposal)
        for day in days:
            if day < _LAST_DAY:
                found.update(several[0].instants(day * DAY_US))
    if any(one.counts for one in opens):
        found.update(_of_history(_lines(opens, proposal)))
    for column in ("ceased_at", "consent_at"):
        if proposal.contact.get(column) is not None:
            found.add(_whole(microseconds(proposal.contact[column])))
    last = max(found) + _A_YEAR
    for clock in clocks:
        found.update(clock.changes(first_us, last))
    return sorted(us for us in found if us >= first_us)


def _lines(opens: Sequence[Open], proposal: Proposal) -> set[Kept]:
    """The contacts that the clauses may count."""
    by_number = any(
        names_of_key(counted.kind, one.clause.pack) == ("number",) for one in opens for counted in _all_counts(one.tree)
    )
    return {*proposal.debtors, *(proposal.numbers if by_number else ())}


def _all_counts(tree: Node) -> set[Counted]:
    return {counted for each in (tree, *counting_trees(tree)) for counted in counts(each)}


def _window_days(counted: Counted, one: Open, proposal: Proposal) -> set[int]:
    """The days on which a contact comes into the window and on which it has left it."""
    length = BEFORE[counted.window]
    if length is None:
        return set()
    counting = proposal.places[one.clause.place].counting
    lines = _lines([one], proposal)
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


def _times(tree: Node) -> set[int]:
    """The times of day, in microseconds, at which a condition on local time may become another."""
    asked = {int(node.value) for node in nodes(tree) if _compares(node, "local_time")}  # type: ignore[union-attr]
    return {_whole(value) for value in asked} | {value // SECOND_US * SECOND_US + SECOND_US for value in asked}


def _compares(node: Node, word: str) -> bool:
    return isinstance(node, Compare) and node.word.name == word


def _of_history(lines: Iterable[Kept]) -> Iterator[int]:
    for one in lines:
        yield _whole(one.at_us)
        yield one.at_us // SECOND_US * SECOND_US + SECOND_US
        if one.until_us is not None:
            yield _whole(one.until_us)


def _whole(us: int) -> int:
    return -(-us // SECOND_US) * SECOND_US
