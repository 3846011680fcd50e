"""What the person waiting sees of their own complaint."""

import json
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from evenhand.rules.pack import Text
from evenhand_web.complaints.actions.handling import contest_open
from evenhand_web.complaints.clocks import reckon
from evenhand_web.complaints.models import Addition, Answer, Complaint, Letter, Paper, Question, Review
from evenhand_web.complaints.permissions import moves_open_to
from evenhand_web.complaints.procedure import ANSWER_CLOCK, CONTEST_CLOCK, REVIEW_CLOCK, TRANSFER_CLOCK
from evenhand_web.complaints.queries import Shown, clocks_of
from evenhand_web.journal import ledger
from evenhand_web.journal.models import Entry
from evenhand_web.journal.queries import thread
from evenhand_web.portal.actions import TYPED
from evenhand_web.portal.lines import LINES, NOBODY, YOU
from evenhand_web.portal.models import Draft
from evenhand_web.registry.models import Organisation
from evenhand_web.registry.queries import present

# Of each, the newest; the rest stand on a page of their own.
LINES_SHOWN, ADDITIONS_SHOWN = 40, 20
AHEAD = (TRANSFER_CLOCK, ANSWER_CLOCK, REVIEW_CLOCK, CONTEST_CLOCK)


@dataclass(frozen=True, kw_only=True)
class Line:
    """One thing that happened, in both languages; `number` asks for its proof, where it is sealed already."""

    say: dict[str, str]
    at: datetime
    number: int
    sealed: bool


def written(draft: Draft) -> dict[str, str]:
    """What the draft holds so far."""
    content: dict[str, str] = json.loads(draft.content)
    return content


def typed(draft: Draft) -> dict[str, str]:
    """What the forms of the draft hold, what was typed and not handed in included."""
    return {name.removeprefix(TYPED): text for name, text in written(draft).items()}


def course(complaint: Complaint) -> list[Line]:
    """All that happened to the complaint and concerns its person, the newest last."""
    entries = list(thread("complaint", complaint.pk))
    named = Organisation.objects.in_bulk({entry.organisation_id for entry in entries if entry.organisation_id})
    coded = {each.code: each for each in Organisation.objects.filter(code__in=[e.facts.get("to", "") for e in entries])}
    size = ledger.log().size
    lines = []
    for number, entry in enumerate(entries, start=1):
        told = line_of(entry)
        if told is None:
            continue
        who, to = named.get(entry.organisation_id), coded.get(entry.facts.get("to", ""))
        said = {lang: told[lang].format(who=_called(who, lang), to=_called(to, lang)) for lang in ("zh", "en")}
        sealed = entry.position is not None and entry.position < size
        lines.append(Line(say=said, at=entry.at, number=number, sealed=sealed))
    return lines


def line_of(entry: Entry) -> dict[str, str] | None:
    """The sentence for what an entry says, where it concerns the person."""
    return None if between_offices(entry) else LINES.get(told_as(entry).removeprefix("complaints."))


def told_as(entry: Entry) -> str:
    """Under which name an entry is told: a decision that was yes has words of its own."""
    return f"{entry.kind}.approved" if entry.facts.get("approved") else entry.kind


def between_offices(entry: Entry) -> bool:
    """Whether an entry is about a letter that goes from one office to the other, and not to the person."""
    return bool(entry.facts.get("letter") == "transfer")


def entry_of(complaint: Complaint, number: int) -> Entry | None:
    """The entry with this number in the course, where its person may see it."""
    entries = list(thread("complaint", complaint.pk)[:number])
    found = entries[number - 1] if 0 < number <= len(entries) else None
    return found if found and line_of(found) else None


def ahead(complaint: Complaint, *, now: datetime) -> list[Shown]:
    """The clocks that run now; what the consumer may do is said to them by “you”."""
    running = [each for each in clocks_of(complaint, now=now) if each.row.over_at is None and each.limit in AHEAD]
    return [
        replace(each, at=reckon(each.row, now, who=Text(**YOU))) if each.limit == CONTEST_CLOCK else each
        for each in running
    ]


def papers_of(complaint: Complaint) -> QuerySet[Paper]:
    """The papers that the consumer handed in, those that an answer rests on, and the sealed letters to the consumer."""
    given = Answer.objects.filter(complaint=complaint).values("papers")
    served = Letter.objects.filter(complaint=complaint, paper__isnull=False).exclude(kind="transfer").values("paper")
    return (
        Paper.objects.filter(complaint=complaint)
        .filter(Q(by__isnull=True) | Q(pk__in=given) | Q(pk__in=served))
        .order_by("pk")
    )


def additions_of(complaint: Complaint) -> QuerySet[Addition]:
    """The words that the consumer added; papers alone have none."""
    return Addition.objects.filter(complaint=complaint, by__isnull=True).order_by("pk")


def told(complaint: Complaint, *, now: datetime) -> dict[str, Any]:
    """Everything that the page of a complaint shows."""
    whose = complaint.holder or complaint.institution
    additions, lines = list(additions_of(complaint)), course(complaint)
    return {
        "case": complaint,
        "who": whose,
        "became": present(whose) if whose and whose.merged_into_id else None,
        "course": lines[-LINES_SHOWN:],
        "hidden_lines": max(len(lines) - LINES_SHOWN, 0),
        "ahead": ahead(complaint, now=now),
        "moves": moves_open_to(None, complaint),
        "may_contest": "contest" in moves_open_to(None, complaint) and contest_open(complaint, now),
        "question": Question.objects.filter(
            complaint=complaint, replied_at__isnull=True, dropped_at__isnull=True
        ).last(),
        "questions": Question.objects.filter(complaint=complaint, replied_at__isnull=False).order_by("pk"),
        "answers": Answer.objects.filter(complaint=complaint).order_by("pk"),
        "additions": additions[-ADDITIONS_SHOWN:],
        "hidden_additions": max(len(additions) - ADDITIONS_SHOWN, 0),
        "reviews": Review.objects.filter(complaint=complaint).order_by("pk"),
        "papers": papers_of(complaint),
    }


def _called(organisation: Organisation | None, lang: str) -> str:
    return organisation.called(lang) if organisation else NOBODY[lang]
