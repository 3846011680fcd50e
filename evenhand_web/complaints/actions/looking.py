"""Looking at personal data: for a purpose, and written down before it is shown."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from evenhand_web.complaints.actions.step import CannotDo, chosen
from evenhand_web.complaints.codes import PURPOSES
from evenhand_web.complaints.models import Complaint
from evenhand_web.complaints.permissions import refusal
from evenhand_web.complaints.procedure import MOVES
from evenhand_web.journal import actions as journal
from evenhand_web.people.models import Person

SHOWN = ("name", "phone", "id_number", "address", "email", "agent_name", "agent_phone")


@dataclass(frozen=True, kw_only=True)
class Revealed:
    """What was shown, field by field; empty ones are left out."""

    fields: dict[str, str]


def reveal(*, complaint: Complaint, purpose: str, by: Person, at: datetime) -> Revealed:
    """Show who complains, after writing down who looked and what for. Raises CannotDo."""
    chosen(purpose, PURPOSES, zh="查看目的", en="what for")
    if why_not := refusal(by, complaint, "reveal"):
        raise CannotDo(zh=why_not.zh, en=why_not.en)
    person = complaint.complainant
    shown = {name: getattr(person, name) for name in SHOWN if getattr(person, name)}
    with transaction.atomic():
        journal.write(
            kind="complaints.reveal",
            subject="complaint",
            subject_id=complaint.pk,
            at=at,
            by=by.actor,
            authority=MOVES["reveal"].authority,
            facts={"purpose": purpose, "shown": sorted(shown)},
        )
    return Revealed(fields=shown)
