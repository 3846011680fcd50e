"""Letters that a complaint gives rise to, as documents with a place for the seal; in Chinese, as they are served.

A letter is composed from what the complaint holds. What counts is the sealed one that is handed in again.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from evenhand_web.complaints.codes import OUTCOMES, REASONS, REVIEW_OUTCOMES
from evenhand_web.complaints.documents import fill, template_of
from evenhand_web.complaints.models import Answer, Complaint, Review
from evenhand_web.complaints.permissions import hands
from evenhand_web.complaints.procedure import ANSWER_CLOCK, ANSWERING, CONTEST_CLOCK, REVIEWING, TRANSFERRING
from evenhand_web.complaints.queries import clocks_of
from evenhand_web.people.models import Person
from evenhand_web.people.roles import DESK, OFFICER, REVIEWER
from evenhand_web.registry.codes import SUBJECTS

# What a template may ask for: words, or lines that each make a paragraph.
Told = dict[str, str | list[str]]
Fact = Callable[[Complaint, datetime], str | list[str]]


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One kind of letter: its name, whose it is, on what authority, when it can be written, and what it tells."""

    name: dict[str, str]
    by: str
    authority: str
    ready: Callable[[Complaint], bool]
    facts: dict[str, Fact]


def open_to(person: Person, complaint: Complaint) -> tuple[str, ...]:
    """The letters that this person may write about the complaint as it stands."""
    if complaint.complainant.erased_at:
        return ()
    held = hands(person, complaint)
    return tuple(name for name, kind in LETTERS.items() if kind.by in held and kind.ready(complaint))


def compose(complaint: Complaint, name: str, *, by: Person, at: datetime) -> bytes:
    """The letter as a DOCX with a place for the seal, made of its template. Raises CannotFill."""
    return fill(template_of(name), facts_of(complaint, name, by=by, at=at))


def facts_of(complaint: Complaint, name: str, *, by: Person, at: datetime) -> Told:
    """What the letter's template may ask for, by the names in docs/howto/letters.md."""
    named = complaint.institution.name if complaint.institution else complaint.institution_written
    return {
        "number": complaint.number,
        "addressee": _addressee(complaint, name),
        "received": _day(complaint.received_at),
        "institution": named,
        "subject": SUBJECTS[complaint.subject]["zh"],
        "sender": by.organisation.name,
        "day": _day(at),
        **{each: fact(complaint, at) for each, fact in LETTERS[name].facts.items()},
    }


def _addressee(complaint: Complaint, name: str) -> str:
    if name == "transfer":
        return complaint.institution.name if complaint.institution else "有关机构"
    return complaint.complainant.name or "投诉人"


def _day(at: datetime) -> str:
    return f"{timezone.localtime(at):%Y 年 %-m 月 %-d 日}"


def _clock(limit: str) -> Fact:
    """What the running clock of this limit says, with the article it comes from; nothing where none runs."""

    def told(complaint: Complaint, at: datetime) -> list[str]:
        found = [each for each in clocks_of(complaint, now=at) if each.limit == limit and each.row.over_at is None]
        # A letter cites what was read in the law; what is only remembered is a setting, and no ground to be served.
        return [
            each.at.sentence.zh
            + "。"
            + ("" if each.at.basis[0].unverified else f"依据：{each.at.source}{each.at.article}。")
            for each in found[:1]
        ]

    return told


def _answered(complaint: Complaint) -> Answer:
    return complaint.answers.latest("pk")


def _decided(complaint: Complaint) -> Review:
    return complaint.reviews.filter(decided_at__isnull=False).latest("pk")


LETTERS: dict[str, Kind] = {
    "acknowledgement": Kind(
        name={"zh": "投诉受理告知书", "en": "Acknowledgement"},
        by=DESK,
        authority=ANSWERING,
        ready=lambda complaint: complaint.accepted_at is not None,
        facts={
            "accepted": lambda complaint, at: _day(complaint.accepted_at or at),
            "clock": _clock(ANSWER_CLOCK),
        },
    ),
    "transfer": Kind(
        name={"zh": "投诉转办通知书", "en": "Notice of transfer"},
        by=OFFICER,
        authority=TRANSFERRING,
        ready=lambda complaint: complaint.transferred_at is not None and complaint.holder_id is not None,
        facts={
            "demand": lambda complaint, at: complaint.demand or "见投诉内容",
            "clock": _clock(ANSWER_CLOCK),
        },
    ),
    "answer": Kind(
        name={"zh": "投诉处理答复书", "en": "Answer"},
        by=DESK,
        authority=ANSWERING,
        ready=lambda complaint: complaint.answers.exists(),
        facts={
            "text": lambda complaint, at: _answered(complaint).text.splitlines(),
            "outcome": lambda complaint, at: OUTCOMES[_answered(complaint).outcome]["zh"],
            "reasons": lambda complaint, at: "、".join(REASONS[code]["zh"] for code in _answered(complaint).reasons),
            "clock": _clock(CONTEST_CLOCK),
        },
    ),
    "decision": Kind(
        name={"zh": "核查决定书", "en": "Decision on the review"},
        by=REVIEWER,
        authority=REVIEWING,
        ready=lambda complaint: complaint.reviews.filter(decided_at__isnull=False).exists(),
        facts={
            "text": lambda complaint, at: _decided(complaint).text.splitlines(),
            "outcome": lambda complaint, at: REVIEW_OUTCOMES[_decided(complaint).outcome]["zh"],
        },
    ),
}


LINES = ("text", "clock")
OF_EVERY_LETTER = ("number", "addressee", "received", "institution", "subject", "sender", "day")


def specimen(name: str) -> Told:
    """Every name that the letter's template may ask for, with made-up words, to try a template by."""
    names = (*OF_EVERY_LETTER, *LETTERS[name].facts)
    return {each: ["样例文字。"] if each in LINES else "样例" for each in names}
