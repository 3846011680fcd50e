"""The same matter from two doors: proposed by the machine with its reasons, decided by a person, never merged."""

from datetime import datetime

from django.db import IntegrityError, transaction

from evenhand_web.complaints.actions.step import SUBJECT, CannotDo
from evenhand_web.complaints.likeness import Likeness, alike
from evenhand_web.complaints.models import Complaint, Link
from evenhand_web.complaints.permissions import refusal
from evenhand_web.complaints.procedure import MOVES
from evenhand_web.journal import actions as journal
from evenhand_web.journal.actor import THE_PLATFORM
from evenhand_web.people.models import Person
from evenhand_web.people.tenancy import as_the_platform

# One letter may be sent a thousand times: the likeliest are for a person to look at, and rings are found elsewhere.
AT_MOST_PROPOSED = 10


def compare(*, complaint: Complaint, at: datetime) -> list[Link]:
    """Propose links from one complaint to those it may be the same matter with; done once for each complaint."""
    with transaction.atomic():
        if not Complaint.objects.filter(pk=complaint.pk, compared_at__isnull=True).update(compared_at=at):
            return []
        return [link for found in alike(complaint)[:AT_MOST_PROPOSED] if (link := _propose(complaint, found, at))]


def _propose(complaint: Complaint, found: Likeness, at: datetime) -> Link | None:
    first, second = sorted((complaint, found.other), key=lambda each: each.pk)
    try:
        with transaction.atomic():
            link = Link.objects.create(
                first=first, second=second, score=found.score, reasons=list(found.reasons), proposed_at=at
            )
    except IntegrityError:
        return None
    for one, other in ((first, second), (second, first)):
        journal.write(
            kind="complaints.link_proposed",
            subject=SUBJECT,
            subject_id=one.pk,
            at=at,
            by=THE_PLATFORM,
            authority=MOVES["link"].authority,
            facts={"other": other.number, "reasons": list(found.reasons), "score": round(found.score, 2)},
        )
    return link


def decide(*, link: Link, same: bool, by: Person, at: datetime) -> Link:
    """Say whether two complaints are one matter. Both keep their number, clocks and voice. Raises CannotDo."""
    for complaint in (link.first, link.second):
        if why_not := refusal(by, complaint, "link"):
            raise CannotDo(zh=why_not.zh, en=why_not.en)
    with as_the_platform():
        won = Link.objects.filter(pk=link.pk, same__isnull=True).update(same=same, decided_by=by, decided_at=at)
        if not won:
            link.refresh_from_db()
            if link.same == same:
                return link
            raise CannotDo(zh="另一位同事已经作了决定。", en="Somebody else has decided this already.")
        for one, other in ((link.first, link.second), (link.second, link.first)):
            journal.write(
                kind="complaints.link",
                subject=SUBJECT,
                subject_id=one.pk,
                at=at,
                by=by.actor,
                authority=MOVES["link"].authority,
                facts={"other": other.number, "same": same},
            )
    link.refresh_from_db()
    return link
