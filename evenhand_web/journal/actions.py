"""Writing to the journal, sealing it, and forgetting a person. Called inside the transaction of the change itself."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import Max

from evenhand.evidence.commitment import seal
from evenhand_web.journal.actor import Actor
from evenhand_web.journal.kinds import KINDS
from evenhand_web.journal.models import Entry

A_BATCH = 2000


def write(
    *,
    kind: str,
    subject: str,
    subject_id: int,
    at: datetime,
    by: Actor,
    authority: str,
    before: str = "",
    after: str = "",
    facts: Mapping[str, Any] | None = None,
    personal: Mapping[str, Any] | None = None,
    key: str | None = None,
) -> Entry:
    """Write one entry with the change it is about. Facts that the kind does not declare are refused (ValueError)."""
    if not connection.in_atomic_block:
        raise RuntimeError("the journal is written in the same transaction as the change")
    facts, personal = dict(facts or {}), dict(personal or {})
    _check(kind, facts, personal)
    hidden = seal(canonical(personal)) if personal else None
    same: dict[str, Any] = {"kind": kind, "subject": subject, "subject_id": subject_id, "authority": authority}
    same |= {"before": before, "after": after, "facts": facts}
    who = {"kind": by.kind, "person": by.person, "organisation": by.organisation}
    text = canonical(same | {"at": moment_written(at), "by": who, "personal": hidden.entry.hex() if hidden else None})
    whole = seal(text)
    return Entry.objects.create(
        **same,
        at=at,
        actor=by.kind,
        person_id=by.person,
        organisation_id=by.organisation,
        personal=canonical(personal).decode() if personal else "",
        personal_salt=hidden.salt if hidden else None,
        key=key or None,
        text=text.decode(),
        salt=whole.salt,
        sealed=whole.entry,
    )


def moment_written(at: datetime) -> str:
    """The one spelling of a moment: UTC, to the microsecond."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def canonical(content: Mapping[str, Any]) -> bytes:
    """The one spelling of `content`: JSON, keys in order, no spaces, UTF-8."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def place_in_order(*, limit: int = A_BATCH) -> int:
    """Give the oldest entries without a place the next places in the log; how many. Another worker may be first: 0."""
    try:
        with transaction.atomic():
            # Whoever is second waits here, and then finds placed what the first one placed.
            unplaced = Entry.objects.select_for_update().filter(position__isnull=True)
            waiting = list(unplaced.order_by("id").only("pk")[:limit])
            last = Entry.objects.aggregate(last=Max("position"))["last"]
            for position, entry in enumerate(waiting, start=0 if last is None else last + 1):
                entry.position = position
            Entry.objects.bulk_update(waiting, ["position"], batch_size=500)
            return len(waiting)
    except IntegrityError:
        return 0


def forget(*, subject: str, subject_id: int, at: datetime) -> int:
    """Drop what the entries of a subject say of a person, with its salt; how many forgot something."""
    return (
        Entry.objects.filter(subject=subject, subject_id=subject_id)
        .filter(personal_salt__isnull=False)
        .update(personal="", personal_salt=None, forgotten_at=at)
    )


def _check(kind: str, facts: Mapping[str, Any], personal: Mapping[str, Any]) -> None:
    declared = KINDS[kind]
    stray = [*(facts.keys() - set(declared.facts)), *(personal.keys() - set(declared.personal))]
    if stray:
        raise ValueError(f"{kind} does not declare {', '.join(sorted(stray))}")
