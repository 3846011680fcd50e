"""A complaint for paper: every text whole, in sheets that each weigh no more than a page may."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.html import escape

from evenhand_web.complaints.codes import OUTCOMES, REASONS, REVIEW_OUTCOMES
from evenhand_web.complaints.models import Complaint
from evenhand_web.complaints.thread import Line, Words, thread

# Bytes of what was written, as the browser is sent them; the head of the sheet and its styles come on top.
ROOM = 100_000
BESIDES = 500


@dataclass(frozen=True, kw_only=True)
class Passage:
    """One text of a complaint: under which heading it stands, what it is, and when it was said."""

    section: str
    what: str = ""
    text: str = ""
    at: datetime | None = None
    said_with: tuple[Words, ...] = ()
    line: Line | None = None

    @property
    def weight(self) -> int:
        return BESIDES + len(escape(self.text).encode())


def sheets(complaint: Complaint) -> list[list[Passage]]:
    """All that was written about a complaint, in order, sheet by sheet."""
    found: list[list[Passage]] = [[]]
    room = ROOM
    for passage in (piece for each in passages(complaint) for piece in _pieces(each)):
        if passage.weight > room and found[-1]:
            found.append([])
            room = ROOM
        found[-1].append(passage)
        room -= passage.weight
    return found


def passages(complaint: Complaint) -> Iterator[Passage]:
    """Every text, then every line of the course with the note that went with it."""
    if not complaint.complainant.erased_at:
        yield Passage(section="narrative", text=complaint.narrative, at=complaint.received_at)
    if complaint.demand:
        yield Passage(section="demand", text=complaint.demand)
    for addition in complaint.additions.order_by("pk"):
        yield Passage(section="additions", text=addition.text, at=addition.at)
    yield from _questions(complaint)
    yield from _answers(complaint)
    yield from _reviews(complaint)
    yield from _extensions(complaint)
    for line in thread(complaint):
        yield Passage(section="thread", text=line.note, at=line.entry.at, said_with=line.facts, line=line)


def _questions(complaint: Complaint) -> Iterator[Passage]:
    for each in complaint.questions.order_by("pk"):
        yield Passage(section="questions", what="question", text=each.text, at=each.asked_at)
        if each.replied_at:
            yield Passage(section="questions", what="reply", text=each.reply, at=each.replied_at)


def _answers(complaint: Complaint) -> Iterator[Passage]:
    for each in complaint.answers.order_by("pk").prefetch_related("papers"):
        named = [{"zh": paper.name, "en": paper.name} for paper in each.papers.all()]
        told = (OUTCOMES[each.outcome], *(REASONS[reason] for reason in each.reasons), *named)
        yield Passage(section="answers", text=each.text, at=each.at, said_with=told)


def _reviews(complaint: Complaint) -> Iterator[Passage]:
    for each in complaint.reviews.order_by("pk"):
        yield Passage(section="reviews", what="contest", text=each.why, at=each.asked_at)
        if each.decided_at:
            outcome = REVIEW_OUTCOMES.get(each.outcome)
            told = (outcome,) if outcome else ()
            yield Passage(section="reviews", what="review", text=each.text, at=each.decided_at, said_with=told)


def _extensions(complaint: Complaint) -> Iterator[Passage]:
    for each in complaint.extensions.order_by("pk"):
        yield Passage(section="extensions", what="extension", text=each.why, at=each.asked_at)
        if each.note:
            yield Passage(section="extensions", what="decision", text=each.note, at=each.decided_at)


def _pieces(passage: Passage) -> Iterable[Passage]:
    """A text that no sheet holds, in halves until one does."""
    if passage.weight <= ROOM or len(passage.text) < 2:
        return [passage]
    middle = len(passage.text) // 2
    first, second = replace(passage, text=passage.text[:middle]), replace(passage, text=passage.text[middle:])
    return [*_pieces(first), *_pieces(replace(second, line=None, said_with=(), what=""))]
