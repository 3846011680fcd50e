"""Reading the journal. A room shows the entries of a subject only to who may see that subject."""

import json
from typing import Any

from django.db.models import QuerySet

from evenhand.evidence.commitment import opens
from evenhand_web.journal.actions import moment_written
from evenhand_web.journal.models import Entry


def thread(subject: str, subject_id: int) -> QuerySet[Entry]:
    """The journal of one case, the newest last."""
    return Entry.objects.filter(subject=subject, subject_id=subject_id).order_by("id")


def personal_of(entry: Entry) -> dict[str, Any]:
    """What the entry says of a person; nothing once that is forgotten."""
    said: dict[str, Any] = json.loads(entry.personal) if entry.personal else {}
    return said


def is_whole(entry: Entry) -> bool:
    """Whether the entry still says what was sealed, its personal part included where it is not forgotten."""
    if not opens(bytes(entry.sealed), salt=bytes(entry.salt), text=entry.text.encode()):
        return False
    told = json.loads(entry.text)
    shown = (entry.kind, entry.subject, entry.subject_id, entry.authority, entry.before, entry.after, entry.facts)
    if shown != tuple(
        told[name] for name in ("kind", "subject", "subject_id", "authority", "before", "after", "facts")
    ):
        return False
    by = {"kind": entry.actor, "person": entry.person_id, "organisation": entry.organisation_id}
    if by != told["by"] or moment_written(entry.at) != told["at"]:
        return False
    return not entry.personal or opens(
        bytes.fromhex(told["personal"]), salt=bytes(entry.personal_salt or b""), text=entry.personal.encode()
    )
