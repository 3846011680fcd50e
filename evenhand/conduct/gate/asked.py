"""One question to the gate: the contact, its pattern, and what the history holds of its debtor and its number."""

from collections.abc import Mapping
from typing import Any

from evenhand.conduct.clocks import microseconds
from evenhand.conduct.gate.clauses import Open
from evenhand.conduct.gate.history import History
from evenhand.conduct.gate.line import EMPTY, Line
from evenhand.conduct.gate.patterns import Pattern


class Asked:
    """A contact whose time is read, with the contacts of its debtor; those to its number are looked up when needed."""

    __slots__ = ("_history", "_numbers", "contact", "line", "pattern", "us")

    def __init__(self, contact: Mapping[str, Any], pattern: Pattern, line: Line, history: History) -> None:
        self.contact, self.pattern, self.line = contact, pattern, line
        self.us = microseconds(contact["at"])
        self._history = history
        self._numbers: Line | None = None

    def numbers(self) -> Line:
        """The contacts to the number."""
        if self._numbers is None:
            number = self.contact.get("number")
            self._numbers = self._history.of_number(self._history.key(number)) if number else EMPTY
        return self._numbers

    def maybe(self, us: int) -> list[Open]:
        """The rules that may have anything to say were it made at that moment; all where there is no quick test."""
        pattern = self.pattern
        if not pattern.usable:
            return [*pattern.profile.opens]
        calls = self.numbers if pattern.by_number and self.contact.get("number") else None
        return pattern.maybe(us, self.line, calls)
