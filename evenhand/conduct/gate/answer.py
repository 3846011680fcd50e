"""What the gate answers: yes or no, what every rule has to say, and from when on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from evenhand.rules.pack import Text

BARRING = frozenset({"breach", "presumed_violation"})


@dataclass(frozen=True, kw_only=True)
class Found:
    """What one rule has to say about a proposed contact; the fields are those of a finding of the audit."""

    pack: str
    rule: str
    in_force: date
    outcome: str
    severity: str
    related: tuple[str, ...]
    facts: str
    sentence_zh: str
    sentence_en: str

    def as_json(self) -> dict[str, Any]:
        """The finding as plain values."""
        return {**self.__dict__, "in_force": self.in_force.isoformat(), "related": list(self.related)}


class Answer(NamedTuple):
    """A decision about one proposed contact.

    `next_allowed_at` is the earliest whole second at which the same contact would be allowed, None for never; `reason`
    says why a contact is refused, None where it is allowed. `reservation` is the name under which its outcome is to be
    reported, None where none was made. `not_evaluated` are the rules, as `pack/rule`, that the contact or the history
    has too few columns for, with the columns missing.
    """

    allowed: bool
    findings: tuple[Found, ...]
    next_allowed_at: datetime | None
    not_evaluated: Mapping[str, tuple[str, ...]]
    reason: Text | None = None
    reservation: str | None = None

    def as_json(self, lang: str = "zh") -> dict[str, Any]:
        """The decision as the file interface names it: `allowed, findings, next_allowed_at, reason`."""
        reason = None if self.reason is None else self.reason.zh if lang == "zh" else self.reason.en
        return {
            "allowed": self.allowed,
            "findings": [found.as_json() for found in self.findings],
            "next_allowed_at": None if self.next_allowed_at is None else self.next_allowed_at.isoformat(),
            "reason": reason,
        }
