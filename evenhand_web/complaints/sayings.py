"""One of the texts of a complaint by itself: what was told, asked, answered or noted, as long as it is."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from evenhand_web.complaints.models import Addition, Answer, Complaint, Extension, Question, Review
from evenhand_web.complaints.thread import note_of
from evenhand_web.journal import queries as journal

# what it is called in an address: where it stands, and since when
KEPT: dict[str, tuple[type[Any], str, str]] = {
    "addition": (Addition, "text", "at"),
    "question": (Question, "text", "asked_at"),
    "reply": (Question, "reply", "replied_at"),
    "answer": (Answer, "text", "at"),
    "contest": (Review, "why", "asked_at"),
    "review": (Review, "text", "decided_at"),
    "extension": (Extension, "why", "asked_at"),
    "decision": (Extension, "note", "decided_at"),
}
OWN = ("narrative", "demand")
# What the person waiting is shown too; of additions, their own.
OF_THE_CONSUMER = frozenset({*OWN, "addition", "question", "reply", "answer", "review"})


@dataclass(frozen=True, kw_only=True)
class Saying:
    """A text, and when it was said."""

    text: str
    at: datetime


def saying(complaint: Complaint, what: str, pk: int, *, by_consumer_alone: bool = False) -> Saying | None:
    """The text that is called `what`; None where the complaint has no such one."""
    found: Saying | None = None
    if what in OWN:
        found = Saying(text=getattr(complaint, what), at=complaint.received_at)
    elif what == "note":
        entry = journal.thread("complaint", complaint.pk).filter(pk=pk).first()
        found = Saying(text=note_of(entry), at=entry.at) if entry else None
    elif what in KEPT:
        found = _kept(complaint, what, pk, by_consumer_alone)
    return found if found and found.text else None


def _kept(complaint: Complaint, what: str, pk: int, by_consumer_alone: bool) -> Saying | None:
    model, field, since = KEPT[what]
    among = model.objects.filter(complaint=complaint, pk=pk)
    if by_consumer_alone and model is Addition:
        among = among.filter(by__isnull=True)
    row = among.first()
    return Saying(text=getattr(row, field), at=getattr(row, since) or complaint.received_at) if row else None
