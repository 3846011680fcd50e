"""Count for one contact what the audit counts by SQL for all: how many of a kind came in the window, as two bounds."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from evenhand.conduct.facts import Contact, countable, zones_of
from evenhand.conduct.groups import names_of_key
from evenhand.rules.condition import Counted, assume, counts
from evenhand.rules.function import Truth, all_of, to_function
from evenhand.rules.pack import Pack, break_tree, kind_tree
from evenhand.rules.sql import bounds
from evenhand.rules.vocabulary import BEFORE, BREAKS, KINDS

_KINDS = {kind: to_function(kind_tree(kind)) for kind in KINDS}
_WITHOUT_COUNTS = {kind: to_function(assume(kind_tree(kind), None)) for kind in KINDS}
_BREAKS = {kind: to_function(break_tree(kind)) for kind in BREAKS}


@dataclass(frozen=True)
class _Line:
    """The contacts that may be counted with one another: facts in the order (at, contact_id), under one key.

    `debt` is the debt they are counted for, None where the pack does not count by debt or nobody knows it.
    """

    contacts: Sequence[dict[str, Any]]
    debt: str | None
    by_debt: bool

    def belongs(self, contact: dict[str, Any]) -> Truth:
        """Whether the contact is of this debt; unknown where its debts are."""
        if not self.by_debt:
            return None if contact["key_unknown"] else True
        debts = _debts(contact)
        return self.debt in debts if debts else None


def count(counted: Counted, pack: Pack, contact: Contact, history: Sequence[Contact], *, tz: str) -> tuple[int, int]:
    """How many contacts of the kind lie in the window, certainly and at most; the most that any one debt has."""
    names = names_of_key(counted.kind, pack)
    mine = _facts(contact, pack, names, tz)
    moment = _moment(mine)
    earlier = [one for other in history if _moment(one := _facts(other, pack, names, tz)) < moment]
    same = [one for one in earlier if one["key"] == mine["key"]]
    line = [*sorted(same, key=_moment), mine]
    found = [_bounds(counted, one, len(line) - 1) for one in _lines(line, "debt" in names)]
    return max(least for least, _ in found), max(most for _, most in found)


def _lines(line: Sequence[dict[str, Any]], by_debt: bool) -> Iterator[_Line]:
    """One line for each debt that the last contact is of, or may be of."""
    if not by_debt:
        yield _Line(line, None, False)
        return
    mine = _debts(line[-1])
    if not mine:
        yield _Line(line, None, True)
    for debt in mine or sorted({debt for one in line for debt in _debts(one)}):
        yield _Line(line, debt, True)


def _bounds(counted: Counted, line: _Line, place: int) -> tuple[int, int]:
    """The count of the contact at `place`, under this line's key."""
    mine = line.contacts[place]
    sure = line.belongs(mine) is True
    if counted.earlier:
        least, most = _before(counted, line, place)
        return (least if sure else 0), most
    own = all_of(_of_kind(counted.kind, line, place), line.belongs(mine))
    if own is False:
        return 0, 0
    truths = [_certain(counted.kind, line, n) for n in range(place + 1) if _within(counted.window, line, n, place)]
    return (truths.count(True) if own else 0), len(truths) - truths.count(False)


def _before(counted: Counted, line: _Line, place: int) -> tuple[int, int]:
    if counted.window != "in_a_row":
        mine = line.contacts[place]
        truths = [
            _certain(counted.kind, line, n)
            for n in range(place)
            if _within(counted.window, line, n, place) and _consented_before(counted.window, line.contacts[n], mine)
        ]
        return truths.count(True), len(truths) - truths.count(False)
    least = most = 0
    for n in range(place):
        broken = all_of(_BREAKS[counted.kind](line.contacts[n]), line.belongs(line.contacts[n]))
        certain = _certain(counted.kind, line, n)
        # A row ends with the contact that breaks it; what may break it ends only the row that is certain.
        least = 0 if broken is not False else least + (certain is True)
        most = 0 if broken is True else most + (certain is not False)
    return least, most


def _certain(kind: str, line: _Line, place: int) -> Truth:
    return all_of(_of_kind(kind, line, place), line.belongs(line.contacts[place]))


def _of_kind(kind: str, line: _Line, place: int) -> Truth:
    """Whether a contact is of the kind; what its kind counts in turn is counted under the same key."""
    contact = line.contacts[place]
    truth = _WITHOUT_COUNTS[kind](contact)
    if truth is not None:
        return truth
    inner = counts(kind_tree(kind))
    known = {name: end for one in inner for name, end in zip(bounds(one), _bounds(one, line, place), strict=True)}
    return _KINDS[kind](contact | known)


def _within(window: str, line: _Line, place: int, mine: int) -> bool:
    days = BEFORE[window]
    if days is None:
        return True
    other, today = line.contacts[place]["local_day"], line.contacts[mine]["local_day"]
    if other is None or today is None:
        return other is today
    return bool(today - days < other <= today)


def _consented_before(window: str, other: dict[str, Any], mine: dict[str, Any]) -> bool:
    if window != "since_consent":
        return True
    return mine["consent_at"] is not None and bool(other["at"] > mine["consent_at"])


def _facts(contact: Contact, pack: Pack, names: Sequence[str], tz: str) -> dict[str, Any]:
    known = countable(contact, zones_of(contact, pack, tz)[0])
    known["collector"] = known["agency"] or known["lender"]
    # Calls to numbers that are not known may have been to one number, if to one debtor.
    known["key_unknown"] = names == ("number",) and known["number"] is None
    key = pack.count_by if known["key_unknown"] else names
    known["key"] = (known["key_unknown"], *(known[name] for name in key if name != "debt"))
    return known


def _moment(contact: dict[str, Any]) -> tuple[Any, str]:
    return contact["at"], contact["contact_id"]


def _debts(contact: dict[str, Any]) -> list[str]:
    return sorted({debt for debt in contact["debt_id"] or () if debt is not None})
