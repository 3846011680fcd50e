"""Count for one contact what the audit counts by SQL for all: which of a kind came in the window, within two bounds."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Lock
from types import EllipsisType
from typing import Any, NamedTuple

from evenhand.conduct.clocks import Clock, clock_of
from evenhand.conduct.facts import Contact, countable, zones_of
from evenhand.conduct.groups import names_of_key
from evenhand.conduct.kept import SHAPED, Kept, Shapes, apart, contact_of, kept
from evenhand.errors import Misuse
from evenhand.rules.condition import Counted, Fixed, Node, assume, counts
from evenhand.rules.function import Facts, Truth, all_of, settle, to_function
from evenhand.rules.pack import Pack, break_tree, kind_tree
from evenhand.rules.sql import bounds
from evenhand.rules.vocabulary import BEFORE, BREAKS, KINDS
from evenhand.rules.zones import DAY_US

_KINDS = {kind: to_function(kind_tree(kind)) for kind in KINDS}
_WITHOUT_COUNTS = {kind: to_function(assume(kind_tree(kind), None)) for kind in KINDS}
_INNER = {kind: [(each, bounds(each)) for each in counts(kind_tree(kind))] for kind in KINDS}
_BREAKS = {kind: to_function(break_tree(kind)) for kind in BREAKS}
# Any day will do: nothing that a shape tells hangs on it.
_SOME_DAY = datetime(2025, 1, 1, tzinfo=UTC)
# The words that hang on the shape of a contact alone.
_SHAPED_WORDS = ("channel", "direction", "outcome", "counterparty", "consent", "to_attorney", "to_third_person")
# Of what a kind may be counted by, beside the pack's own key, those that the shape tells.
_TOLD_BY_SHAPE = ("channel", "counterparty")
# Whichever zone each contact is in, local days lie no further apart than moments do, by more than this.
_SLACK_DAYS = 2

Settled = Truth | EllipsisType
"""A truth, or `...` where it hangs on more than the shape of a contact."""


class Sorted(NamedTuple):
    """What a shape alone tells: the key, the clock, and which kinds the contact is of, or may be; what ends a row."""

    key: tuple[Any, ...]
    zone: str | None
    clock: Clock
    kinds: dict[str, Settled]
    breaks: dict[str, Settled]


@dataclass(frozen=True)
class Line:
    """Contacts that may be counted with one another, in order, all under one key.

    `debt` is the debt they are counted for, None where nobody knows it; `sure` is None where the key itself is unknown.
    """

    contacts: Sequence[Kept]
    debt: str | None = None
    by_debt: bool = False
    sure: Truth = True

    def belongs(self, one: Kept) -> Truth:
        """Whether the contact is of this debt; unknown where its debts are."""
        if not self.by_debt:
            return self.sure
        return None if one.debts is None else one.debts == self.debt or self.debt in apart(one.debts)


class Tally(NamedTuple):
    """One count of one line: the contacts before it that are counted for certain and that may be, and both numbers."""

    line: Line
    members: tuple[Sequence[Kept], Sequence[Kept]]
    bounds: tuple[int, int]


def most_of(tallies: Sequence[Tally]) -> tuple[int, int]:
    """The most that any one debt has, certainly and at most."""
    return max(one.bounds[0] for one in tallies), max(one.bounds[1] for one in tallies)


class Counting:
    """Counts as one pack makes them, over contacts whose shapes stand in `shapes`."""

    def __init__(self, pack: Pack, tz: str, shapes: Shapes) -> None:
        self._pack, self._tz, self.shapes = pack, tz, shapes
        self._sorted: list[Sorted] = []
        self._lock = Lock()
        self._keys = tuple(name for name in pack.count_by if name not in ("debtor_id", "debt", "number"))
        if missing := [name for name in self._keys if name not in (*SHAPED, "collector")]:
            raise Misuse(
                zh=f"规则包 {pack.id} 按 {missing[0]} 合并计次，逐次询问时没有保存这一列",
                en=f"pack {pack.id} counts by {missing[0]}, a column that is not kept of single contacts",
            )

    def alike(self, me: Kept, debtors: Sequence[Kept]) -> Sequence[Kept]:
        """Of the contacts before `me` with the same debtor those that are counted together with it, but for debts."""
        key = self.sorted(me.shape).key
        return [one for one in debtors if self.sorted(one.shape).key == key]

    def tallies(self, counted: Counted, me: Kept, alike: Sequence[Kept], numbers: Sequence[Kept]) -> list[Tally]:
        """How many lie in the window, for each debt that is counted for itself.

        `alike` are the contacts before `me` that are counted together with it, `numbers` those to the same number.
        """
        return [self._tally(counted, me, line) for line in self._lines(counted.kind, me, alike, numbers)]

    def related(self, tallies: Sequence[Tally], limit: int, certain: bool, me: Kept) -> list[str]:
        """The ids counted with `me`, itself included, in order; of several debts those whose count reaches `limit`."""
        end = 0 if certain else 1
        found = {me}
        for tally in tallies:
            if not tally.line.by_debt or tally.bounds[end] >= limit:
                found.update(tally.members[end])
        return [one.contact_id for one in sorted(found - {me}, key=lambda one: one[:2])] + [me.contact_id]

    def sorted(self, shape: int) -> Sorted:
        """What the shape at that place tells."""
        if shape >= len(self._sorted):
            with self._lock:
                while shape >= len(self._sorted):
                    self._sorted.append(self._sort(len(self._sorted)))
        return self._sorted[shape]

    def _sort(self, place: int) -> Sorted:
        shape = dict(zip(SHAPED, self.shapes[place], strict=True))
        contact = {"at": _SOME_DAY, **shape}
        zone = zones_of(contact, self._pack, self._tz)[0]
        facts = countable(contact, zone)
        known = {word: facts[word] for word in _SHAPED_WORDS}
        shape["collector"] = facts["agency"] or facts["lender"]
        return Sorted(
            key=tuple(shape[name] for name in self._keys),
            zone=zone,
            clock=clock_of(zone, shape["at_offset_s"] if zone is None else None),
            kinds={kind: _settled(kind_tree(kind), known) for kind in KINDS},
            breaks={kind: _settled(break_tree(kind), known) for kind in BREAKS},
        )

    def _lines(self, kind: str, me: Kept, line: Sequence[Kept], numbers: Sequence[Kept]) -> Iterator[Line]:
        names = names_of_key(kind, self._pack)
        if names == ("number",) and me.number is not None:
            yield Line(numbers)
            return
        if names == ("number",):
            # Calls to numbers that are not known may have been to one number, if to one debtor.
            yield Line([one for one in line if one.number is None], sure=None)
        elif "number" in names:
            line = [one for one in line if one.number == me.number]
        if shaped := [SHAPED.index(name) for name in _TOLD_BY_SHAPE if name in names]:
            line = [one for one in line if all(self._told(one, place) == self._told(me, place) for place in shaped)]
        if names == ("number",):
            return
        if "debt" not in names:
            yield Line(line)
            return
        if me.debts is None:
            yield Line(line, by_debt=True)
        for debt in apart(me.debts) or sorted({debt for one in line for debt in apart(one.debts)}):
            yield Line(line, debt, by_debt=True)

    def _told(self, one: Kept, place: int) -> Any:
        return self.shapes[one.shape][place]

    def _tally(self, counted: Counted, me: Kept, line: Line) -> Tally:
        certain, possible = members = self._members(counted, me, line)
        own = line.belongs(me)
        if not counted.earlier:
            own = all_of(self._of_kind(counted.kind, me, line, len(line.contacts)), own)
            if own is False:
                return Tally(line, members, (0, 0))
        itself = 0 if counted.earlier else 1
        return Tally(line, members, (len(certain) + itself if own is True else 0, len(possible) + itself))

    def _members(self, counted: Counted, me: Kept, line: Line) -> tuple[list[Kept], list[Kept]]:
        """The contacts before `me` that are counted for certain, and all that may be."""
        if counted.window == "in_a_row":
            return self._in_a_row(counted.kind, line)
        days, since = BEFORE[counted.window], None
        if counted.window == "since_consent":
            if me.consent_us is None:
                return [], []
            since = me.consent_us
        contacts, kind, shapes = line.contacts, counted.kind, self._sorted
        first = bisect_left(contacts, (me.at_us - (days + _SLACK_DAYS) * DAY_US,)) if days else 0
        today = self.sorted(me.shape).clock.day(me.at_us) if days else None
        certain, possible = [], []
        for place in range(first, len(contacts)):
            one = contacts[place]
            shape = shapes[one[2]] if one[2] < len(shapes) else self.sorted(one[2])
            settled = shape.kinds[kind]
            if settled is False or (since is not None and one[0] <= since):
                continue
            if days and not _within(days, shape.clock.day(one[0]), today, ahead=one[0] > me[0]):
                continue
            truth = self._of_kind(kind, one, line, place) if isinstance(settled, EllipsisType) else settled
            if line.by_debt or line.sure is None:
                truth = all_of(truth, line.belongs(one))
            if truth is not False:
                possible.append(one)
                if truth:
                    certain.append(one)
        return certain, possible

    def _in_a_row(self, kind: str, line: Line) -> tuple[list[Kept], list[Kept]]:
        certain: list[Kept] = []
        possible: list[Kept] = []
        for place, one in enumerate(line.contacts):
            broken = all_of(self._breaks(kind, one), line.belongs(one))
            truth = all_of(self._of_kind(kind, one, line, place), line.belongs(one))
            # A row ends with the contact that breaks it; what may break it ends only the row that is certain.
            if broken is not False:
                certain = []
            elif truth is True:
                certain.append(one)
            if broken is True:
                possible = []
            elif truth is not False:
                possible.append(one)
        return certain, possible

    def _breaks(self, kind: str, one: Kept) -> Truth:
        shape = self.sorted(one.shape)
        settled = shape.breaks[kind]
        if isinstance(settled, EllipsisType):
            return _BREAKS[kind](countable(contact_of(one, self.shapes[one.shape]), shape.zone))
        return settled

    def _of_kind(self, kind: str, one: Kept, line: Line, place: int) -> Truth:
        """Whether a contact is of the kind; what its kind counts in turn is counted under the same key."""
        shape = self.sorted(one.shape)
        settled = shape.kinds[kind]
        if not isinstance(settled, EllipsisType):
            return settled
        facts = countable(contact_of(one, self.shapes[one.shape]), shape.zone)
        truth = _WITHOUT_COUNTS[kind](facts)
        inner = _INNER[kind]
        if truth is not None or not inner:
            return truth
        before = Line(line.contacts[:place], line.debt, line.by_debt, line.sure)
        known = {
            name: end
            for each, names in inner
            for name, end in zip(names, self._tally(each, one, before).bounds, strict=True)
        }
        return _KINDS[kind](facts | known)


def count(counted: Counted, pack: Pack, contact: Contact, history: Sequence[Contact], *, tz: str) -> tuple[int, int]:
    """How many contacts of the kind lie in the window, certainly and at most; the most that any one debt has."""
    counting = _counting(pack, tz)
    shapes = counting.shapes
    me = kept(contact, shapes)
    several = [(kept(other, shapes), other) for other in history]
    before = sorted((one[:2], one, other["debtor_id"]) for one, other in several if one[:2] < me[:2])
    apart_by_debtor = "debtor_id" in pack.count_by
    debtors = [one for _, one, debtor in before if not apart_by_debtor or debtor == contact["debtor_id"]]
    numbers = [one for _, one, _ in before if one.number == me.number]
    return most_of(counting.tallies(counted, me, counting.alike(me, debtors), numbers))


def _counting(pack: Pack, tz: str) -> Counting:
    # Of a pack, counting asks for zone and key alone.
    place = (pack.zone, pack.count_by, tz)
    if place not in _COUNTINGS:
        _COUNTINGS[place] = Counting(pack, tz, Shapes())
    return _COUNTINGS[place]


_COUNTINGS: dict[tuple[str | None, tuple[str, ...], str], Counting] = {}


def _settled(tree: Node, known: Facts) -> Settled:
    left = settle(tree, known)
    return left.truth if isinstance(left, Fixed) else ...


def _within(days: int, day: int | None, today: int | None, *, ahead: bool) -> bool:
    """Whether a day lies in the window that ends today; one promised `ahead` counts where a window can hold both."""
    if day is None or today is None:
        return day is today
    return today - days < day <= today or (ahead and day > today and day - days < today)
