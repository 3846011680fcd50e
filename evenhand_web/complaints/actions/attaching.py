"""Papers become part of a complaint; erased ones leave the disk when nobody else has them."""

from collections.abc import Sequence
from datetime import datetime

from evenhand_web.complaints import shelf
from evenhand_web.complaints.models import Complaint, Paper
from evenhand_web.complaints.papers import Received
from evenhand_web.people.models import Person


def attach(complaint: Complaint, papers: Sequence[Received], *, by: Person | None, at: datetime) -> list[Paper]:
    """Make received papers the complaint's own; the same content is one paper."""
    return [
        Paper.objects.get_or_create(
            complaint=complaint,
            sha256=each.sha256,
            defaults={"by": by, "at": at, "name": each.name, "kind": each.kind, "size": each.size},
        )[0]
        for each in papers
    ]


def detach(complaint: Complaint) -> None:
    """Remove the complaint's papers, and their content where no other complaint has it."""
    for paper in Paper.objects.filter(complaint=complaint):
        digest = paper.sha256
        paper.delete()
        if not Paper.objects.filter(sha256=digest).exists():
            shelf.drop(digest)
