"""The closed vocabulary of `when`: every word a rule may use, its type, and which columns of the file it needs."""

from dataclasses import dataclass
from typing import Literal

from evenhand.records import CONTACTS

Type = Literal["text", "choice", "number", "bool", "list", "choices", "time", "clock"]


@dataclass(frozen=True, kw_only=True)
class Word:
    """A fact about one contact: its name in rules, its type, its closed values and the columns it needs.

    `always`: known of every contact, since it is required, has a default, or means none where it is empty.
    """

    name: str
    type: Type
    values: tuple[str, ...] = ()
    needs: frozenset[str]
    always: bool = False


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
        always=column.required
        or (column.default is not None and "unknown" not in column.values)
        or (column.empty == "none" and column.kind != "time"),
    )
    for column in CONTACTS
    if column.name not in ("contact_id", "debtor_id", "at")
}

_DERIVED = {
    "local_time": Word(name="local_time", type="clock", needs=frozenset({"at"})),
    "mandated": Word(name="mandated", type="bool", needs=frozenset({"agency", "mandates"})),
    # A cease notice had been received by then.
    "ceased": Word(name="ceased", type="bool", needs=frozenset({"ceased_at"})),
    # The person had closed this channel, or this number or address.
    "medium_closed": Word(name="medium_closed", type="bool", needs=frozenset({"opted_out"})),
    # Which day of a consent this contact falls on; the day of receipt is 1. Unknown where it is not recorded when the
    # consent was received, 0 where it was received later. It can only excuse, so it needs no column.
    "consent_day": Word(name="consent_day", type="number", needs=frozenset()),
    # Two readings of `counterparty` that only excuse or ask; where the column is absent, it was the debtor.
    "to_attorney": Word(name="to_attorney", type="bool", needs=frozenset()),
    "to_third_person": Word(name="to_third_person", type="bool", needs=frozenset()),
}

# A spouse may owe the debt too, a guarantor and an attorney have a part in it: they are not in this list.
THIRD_PERSONS = ("emergency_contact", "relative", "colleague", "employer", "other")

WORDS: dict[str, Word] = {**_COLUMNS, **_DERIVED}

# What a message or transcript may say; conduct decides from the text, rules only ask.
SAYINGS = ("threat", "insult", "impersonation", "false_consequence", "debt", "borrow_elsewhere")
# What it ought to hold: a way to have no more of them, who is speaking, and that it is a debt collector who does.
STATEMENTS = ("opt_out", "identity", "debt_collector")

SAID = {
    f"said_{kind}": Word(name=f"said_{kind}", type="bool", needs=frozenset({"text"}))
    for kind in (*SAYINGS, *STATEMENTS)
}

# A contact that came to somebody's knowledge.
_CAME = (
    "direction = 'out' and (channel in ('visit', 'letter') "
    "or (channel = 'call' and outcome in ('conversation', 'answered')) "
    "or (channel in ('sms', 'im', 'email') and (outcome is null or outcome <> 'failed')))"
)

# The contacts that are counted, each defined in the language itself so that SQL and function share the meaning.
# `conversation` is a call in which the debt was talked about with the debtor; `busy`, `not_in_service` and `failed`
# do not connect (file interface).
KINDS: dict[str, str] = {
    "attempt": "channel = 'call' and direction = 'out'",
    "connected": "channel = 'call' and direction = 'out' and outcome not in ('busy', 'not_in_service', 'failed')",
    "effective": "channel = 'call' and direction = 'out' and outcome = 'conversation'",
    "unanswered": "channel = 'call' and direction = 'out' and outcome not in ('conversation', 'answered')",
    # Whoever began it.
    "conversation": "channel = 'call' and outcome = 'conversation'",
    # An attempt to reach the debtor in person that did not.
    "failed": "channel = 'call' and direction = 'out' and counterparty = 'debtor' "
    "and outcome not in ('conversation', 'answered')",
    "out_of_service": "channel = 'call' and direction = 'out' and counterparty = 'debtor' "
    "and outcome = 'not_in_service'",
    "reached": _CAME,
    "third_person": f"to_third_person and {_CAME}",
    "counsel": "to_attorney",
    # What the debtor began, and what came to him: not a call that he did not take.
    "inbound": "direction = 'in' and counterparty = 'debtor'",
    "outbound": "direction = 'out' and counterparty = 'debtor' and (channel in ('letter', 'visit', 'post') "
    "or (channel = 'call' and outcome in ('conversation', 'answered', 'voicemail', 'dropped')) "
    "or (channel in ('sms', 'im', 'email') and (outcome is null or outcome <> 'failed')))",
    # A call that connects, to which the person had not agreed within the last seven days; an agreement ends with the
    # next conversation (12 CFR 1006.14(b)(3)).
    "uninvited": "channel = 'call' and direction = 'out' and outcome not in ('busy', 'not_in_service', 'failed') "
    "and not to_attorney and not ((consented('frequency') or consented('recontact')) "
    "and consent_day >= 1 and consent_day <= 7 and not before(conversation, 'since_consent') >= 1)",
}

# What ends a row of contacts of a kind: the debtor was reached, or wrote or called.
_REACHED = (
    "counterparty = 'debtor' and (direction = 'in' "
    "or (channel in ('call', 'visit') and outcome in ('conversation', 'answered')))"
)
BREAKS: dict[str, str] = {"failed": _REACHED, "out_of_service": _REACHED, "outbound": KINDS["inbound"]}

# What is counted by another key than the pack's: attempts at one number, whoever is behind it; what goes to and fro by
# one medium, and contacts with one person who does not owe it, whatever the debt.
BY_NUMBER = frozenset({"unanswered"})
BY_MEDIUM = frozenset({"inbound", "outbound"})
BY_PERSON = frozenset({"third_person"})
WHATEVER_THE_DEBT = BY_NUMBER | BY_MEDIUM | BY_PERSON

# Length in days of each window; both end with the contact's own local day.
WINDOWS: dict[str, int] = {"day": 1, "7d": 7}

# What `before(kind, window)` may look back over. `ever`: the whole file before the contact; `in_a_row`: without one
# that breaks the row in between; `since_consent`: after `consent_at`.
BEFORE: dict[str, int | None] = {**WINDOWS, "ever": None, "in_a_row": None, "since_consent": None}

# Beside columns, what contacts may be counted by: who collects (the agency, or else the lender), and each debt of a
# contact for itself.
KEYS: dict[str, frozenset[str]] = {"collector": frozenset({"agency", "lender"}), "debt": frozenset({"debt_id"})}
