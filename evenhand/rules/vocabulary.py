"""The closed vocabulary of `when`: every word a rule may use, its type, and which columns of the file it needs."""

from dataclasses import dataclass
from typing import Literal

from evenhand.records import CONTACTS

Type = Literal["text", "choice", "number", "bool", "list", "choices", "time", "clock"]


@dataclass(frozen=True, kw_only=True)
class Word:
    """A fact about one contact: its name in rules, its type, its closed values and the columns it needs."""

    name: str
    type: Type
    values: tuple[str, ...] = ()
    needs: frozenset[str]


# An absent column of these has a stated meaning (outward, to collect, nothing agreed, no exception claimed),
# and such a meaning can only excuse or describe; rules are evaluated without it.
ASSUMED_WHEN_ABSENT = frozenset({"direction", "purpose", "consent", "consent_at", "exception"})

_COLUMNS = {
    column.name: Word(
        name=column.name,
        type=column.kind,
        # "unknown" is the absence of the fact, so no rule may compare with it.
        values=tuple(value for value in column.values if value != "unknown"),
        needs=frozenset({column.name}) - ASSUMED_WHEN_ABSENT,
    )
    for column in CONTACTS
    if column.name not in ("contact_id", "debtor_id", "at")
}

_DERIVED = {
    "local_time": Word(name="local_time", type="clock", needs=frozenset({"at"})),
    "mandated": Word(name="mandated", type="bool", needs=frozenset({"agency", "mandates"})),
}

WORDS: dict[str, Word] = {**_COLUMNS, **_DERIVED}

# What a message or transcript may say; conduct decides from the text, rules only ask.
SAYINGS = ("threat", "insult", "impersonation", "false_consequence", "debt")

SAID = {f"said_{kind}": Word(name=f"said_{kind}", type="bool", needs=frozenset({"text"})) for kind in SAYINGS}

# The contacts that are counted, each defined in the language itself so that SQL and function share the meaning.
# `conversation` is a call in which the debt was talked about with the debtor; `busy`, `not_in_service` and `failed`
# do not connect (file interface).
KINDS: dict[str, str] = {
    "attempt": "channel = 'call' and direction = 'out'",
    "connected": "channel = 'call' and direction = 'out' and outcome not in ('busy', 'not_in_service', 'failed')",
    "effective": "channel = 'call' and direction = 'out' and outcome = 'conversation'",
    "unanswered": "channel = 'call' and direction = 'out' and outcome not in ('conversation', 'answered')",
}

# Length in days of each window; both end with the contact's own local day.
WINDOWS: dict[str, int] = {"day": 1, "7d": 7}
