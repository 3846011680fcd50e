"""What the gate remembers of contacts made and promised, behind one small interface; and the store in memory."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from threading import RLock
from typing import Any, Protocol

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

    def of_debtor(self, debtor: Key) -> Sequence[Kept]:
        """The contacts with a debtor, promised ones included; the list does not change once it is given."""

    def of_number(self, number: Key) -> Sequence[Kept]:
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
        self._debtors: dict[Key, list[Kept]] = {}
        self._numbers: dict[Key, list[Kept]] = {}
        self._promised: dict[str, tuple[Key, Kept]] = {}
        self._lock = RLock()

    def key(self, value: str) -> Key:
        """The value itself."""
        return value

    def of_debtor(self, debtor: Key) -> Sequence[Kept]:
        """The contacts with a debtor, in order."""
        return self._debtors.get(debtor, _NONE)

    def of_number(self, number: Key) -> Sequence[Kept]:
        """The contacts to a number, in order."""
        return self._numbers.get(number, _NONE)

    def turn(self) -> AbstractContextManager[Any]:
        """One thread at a time."""
        return self._lock

    def keep(self, debtor: Key, one: Kept) -> None:
        """Add a contact."""
        _add(self._debtors, debtor, one)
        if one.number is not None:
            _add(self._numbers, one.number, one)
        if one.until_us is not None:
            self._promised[one.contact_id] = (debtor, one)

    def drop(self, debtor: Key, one: Kept) -> None:
        """Take a contact out."""
        self._debtors[debtor] = [other for other in self._debtors[debtor] if other != one]
        if one.number is not None:
            self._numbers[one.number] = [other for other in self._numbers[one.number] if other != one]
        self._promised.pop(one.contact_id, None)

    def promised(self, reservation: str) -> tuple[Key, Kept] | None:
        """The debtor and the contact of a reservation."""
        return self._promised.get(reservation)

    def saw(self, columns: frozenset[str]) -> None:
        """Contacts with these columns come in."""
        if not columns <= self.present:
            self.present |= columns


_NONE: Sequence[Kept] = ()


def _add(lines: dict[Key, list[Kept]], key: Key, one: Kept) -> None:
    # A new list each time: whoever is reading the old one goes on undisturbed.
    line = lines.get(key)
    if not line:
        lines[key] = [one]
    elif line[-1][:2] < one[:2]:
        lines[key] = [*line, one]
    else:
        lines[key] = sorted([*line, one], key=_order)


def _order(one: Kept) -> tuple[int, str]:
    return one[:2]
