"""What a complaint's page shows: its clocks, its thread, what was said, and the forms of the steps that are open."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.conf import settings

from evenhand_web.complaints import letters as writing
from evenhand_web.complaints import queries
from evenhand_web.complaints.codes import DELIVERY_WAYS, DOORS, OUTCOMES, REASONS, REVIEW_OUTCOMES
from evenhand_web.complaints.forms import FORMS, LONG, StepForm
from evenhand_web.complaints.models import Complaint
from evenhand_web.complaints.permissions import hands, moves_open_to
from evenhand_web.complaints.procedure import MOVES, RECEIVED, STAGES
from evenhand_web.complaints.thread import thread
from evenhand_web.complaints.uploads import too_large
from evenhand_web.people.models import Person
from evenhand_web.people.roles import APPROVER
from evenhand_web.registry.codes import SUBJECTS
from evenhand_web.registry.queries import present

# Of each, the newest; the rest stand on a page of their own.
LINES_SHOWN, ADDITIONS_SHOWN = 40, 20
# Steps that wait for a decision, whatever the state.
EXPECTED = frozenset({"decide_extension"})
THE_WAY = ("received", "transferred", "handling", "answered", "closed")


def page_of(
    complaint: Complaint, person: Person, *, now: datetime, lang: str, sent: StepForm | None = None
) -> dict[str, Any]:
    """Everything the page needs; `sent` is a form that was refused and is shown again with what it held."""
    shown = queries.clocks_of(complaint, now=now, to_staff=True)
    return _long(complaint) | {
        "complaint": complaint,
        "became": present(complaint.institution).called(lang)
        if complaint.institution and complaint.institution.merged_into_id
        else "",
        "subject": SUBJECTS[complaint.subject],
        "door": DOORS[complaint.door],
        "who": [(name, value) for name, value in queries.masked(complaint.complainant).items() if value],
        "clocks": shown,
        "steps": steps(complaint, person, lang=lang, shown=shown, sent=sent),
        "expected": EXPECTED | {complaint.stage.move},
        "reveal": FORMS["reveal"](lang=lang, initial=fresh(complaint), prefix="reveal")
        if "reveal" in moves_open_to(person, complaint)
        else None,
        "links": queries.links_of(complaint, person),
        "may_link": "link" in moves_open_to(person, complaint),
        "questions": complaint.questions.order_by("pk"),
        "longest": LONG,
        "limit": settings.EVENHAND_PAPER_LIMIT,
        "too_large": too_large().sentence(lang),
        "may_add": "add" in moves_open_to(person, complaint),
        "add_key": uuid4().hex,
        "letters": letters(complaint, person),
        "ways": DELIVERY_WAYS,
        "papers": complaint.papers.order_by("pk"),
        "answers": [
            (each, OUTCOMES[each.outcome], [REASONS[r] for r in each.reasons])
            for each in complaint.answers.order_by("pk").prefetch_related("papers")
        ],
        "reviews": [(each, REVIEW_OUTCOMES.get(each.outcome)) for each in complaint.reviews.order_by("pk")],
        "extensions": complaint.extensions.order_by("pk"),
        "way": [(STAGES[state], state == complaint.state) for state in way(complaint)],
    }


def _long(complaint: Complaint) -> dict[str, Any]:
    """What grows with the complaint, the newest of it."""
    lines, additions = thread(complaint), list(complaint.additions.order_by("pk"))
    return {
        "thread": lines[-LINES_SHOWN:],
        "hidden_lines": max(len(lines) - LINES_SHOWN, 0),
        "additions": additions[-ADDITIONS_SHOWN:],
        "hidden_additions": max(len(additions) - ADDITIONS_SHOWN, 0),
    }


def steps(
    complaint: Complaint, person: Person, *, lang: str, shown: Iterable[queries.Shown], sent: StepForm | None
) -> list[tuple[str, dict[str, str], StepForm]]:
    """The steps open to this person, each with its form."""
    open_now = [move for move in moves_open_to(person, complaint) if move in FORMS and move != "reveal"]
    open_now = [move for move in open_now if makes_sense(move, complaint, person, shown)]
    # The step that the procedure goes on by stands first, unless somebody waits for a decision.
    first = (*EXPECTED, complaint.stage.move)
    open_now.sort(key=lambda move: first.index(move) if move in first else len(first))
    return [
        (
            move,
            MOVES[move].name,
            sent
            if sent and sent.prefix == move
            else FORMS[move](lang=lang, initial=fresh(complaint, move, lang=lang), prefix=move, complaint=complaint),
        )
        for move in open_now
    ]


def makes_sense(move: str, complaint: Complaint, person: Person, shown: Iterable[queries.Shown]) -> bool:
    """Whether a step that is open has anything to do: no approval without a request, no resuming what runs."""
    waiting = complaint.extensions.filter(decided_at__isnull=True).exists()
    paused = any(each.at.paused for each in shown)
    if move == "decide_extension":
        return waiting and APPROVER in hands(person, complaint)
    if move == "ask_extension":
        return not waiting
    if move in ("pause", "resume"):
        return paused == (move == "resume")
    if move == "restart":
        return complaint.additions.filter(by__isnull=True, new_facts=True).exists()
    return True


def letters(complaint: Complaint, person: Person) -> list[dict[str, Any]]:
    """The letters that were sealed, and those that this person may write."""
    mine = writing.open_to(person, complaint)
    sealed = complaint.letters.select_related("paper").order_by("pk")
    return [
        {"kind": kind, "name": each.name, "mine": kind in mine, "sealed": [one for one in sealed if one.kind == kind]}
        for kind, each in writing.LETTERS.items()
        if kind in mine or any(one.kind == kind for one in sealed)
    ]


def fresh(complaint: Complaint | None = None, move: str = "", *, lang: str = "zh") -> dict[str, Any]:
    """A form's own key, what was seen when it was drawn, and what a transfer most likely says."""
    given = {"key": uuid4().hex, "seen": complaint.version if complaint else None}
    if complaint and move == "transfer":
        given["subject"] = complaint.subject
        if complaint.state == RECEIVED and complaint.institution:
            given["to"] = present(complaint.institution).called(lang)
    return given


def way(complaint: Complaint) -> tuple[str, ...]:
    """The states from receipt to closing, with the one it is in where that is beside the way."""
    if complaint.state in THE_WAY:
        return THE_WAY
    before = {"returned": 1, "asked": 3, "in_review": 4, "reviewed": 4, "withdrawn": 5}[complaint.state]
    return (*THE_WAY[:before], complaint.state, *THE_WAY[before:])
