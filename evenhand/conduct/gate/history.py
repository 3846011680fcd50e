"""What the gate remembers of contacts made and promised, behind one small interface; and the store in memory."""

from bisect import bisect_left
from contextlib import AbstractContextManager
from operator import itemgetter
from threading import RLock
from typing import Any, Protocol

from evenhand.conduct.gate.line import EMPTY, Line, line_of
from evenhand.conduct.kept import Kept, Shapes

Key = Any
"""A debtor or a number as a store knows it."""


class History(Protocol):
    """Contacts by debtor and by number, each in the order (at, contact_id)."""

    shapes: Shapes

    @property
    def present(self) -> frozenset[str]:
        """The columns that contacts of this history had."""

    def key(self, value: str) -> Key:
        """A debtor or a number as it is known here."""

    def of_debtor(self, debtor: Key) -> Line:
        """The contacts with a debtor, promised ones included."""

    def of_number(self, number: Key) -> Line:
        """The contacts to a number, whoever is behind it."""

    def turn(self) -> AbstractContextManager[Any]:
        """While it is held nobody else, in whatever thread or process, reads to decide or writes."""

    def keep(self, debtor: Key, one: Kept) -> None:
        """Add a contact, within a turn."""

    def drop(self, debtor: Key, one: Kept) -> None:
        """Take a contact out, within a turn."""

    def promised(self, reservation: str) -> tuple[Key, Kept] | None:
        """The debtor and the contact of a reservation whose outcome is not reported, lapsed or not."""

    def saw(self, columns: frozenset[str]) -> None:
        """Contacts with these columns come in."""


class MemoryHistory:
    """A history in memory, for one process."""

    def __init__(self) -> None:
        self.shapes = Shapes()
        self.present: frozenset[str] = frozenset()
        self._debtors: dict[Key, Line] = {}
        self._numbers: dict[Key, Line] = {}
        self._promised: dict[str, tuple[Key, Kept]] = {}
        self._lock = RLock()

    def key(self, value: str) -> Key:
        """The value itself."""
        return value

    def of_debtor(self, debtor: Key) -> Line:
        """The contacts with a debtor."""
        return self._debtors.get(debtor, EMPTY)

    def of_number(self, number: Key) -> Line:
        """The contacts to a number."""
        return self._numbers.get(number, EMPTY)

    def turn(self) -> AbstractContextManager[Any]:
        """One thread at a time."""
        return self._lock

    def keep(self, debtor: Key, one: Kept) -> None:
        """Add a contact; one of the same debtor, moment and id stands."""
        _add(self._debtors, debtor, one)
        if one.number is not None:
            _add(self._numbers, one.number, one)
        if one.until_us is not None:
            self._promised[one.contact_id] = (debtor, one)

    def drop(self, debtor: Key, one: Kept) -> None:
        """Take a contact out."""
        _take(self._debtors, debtor, one)
        if one.number is not None:
            _take(self._numbers, one.number, one)
        if one.until_us is not None:
            self._promised.pop(one.contact_id, None)

    def promised(self, reservation: str) -> tuple[Key, Kept] | None:
        """The debtor and the contact of a reservation."""
        return self._promised.get(reservation)

    def saw(self, columns: frozenset[str]) -> None:
        """Contacts with these columns come in."""
        if not columns <= self.present:
            self.present |= columns


def _add(lines: dict[Key, Line], key: Key, one: Kept) -> None:
    before = lines.get(key, EMPTY).kept()
    place = bisect_left(before, one[:2], key=_order)
    if place == len(before) or before[place][:2] != one[:2]:
        lines[key] = line_of([*before[:place], one, *before[place:]])


def _take(lines: dict[Key, Line], key: Key, one: Kept) -> None:
    lines[key] = line_of([other for other in lines[key].kept() if other != one])


_order = itemgetter(0, 1)
