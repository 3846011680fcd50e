"""Erasing a person: what they said and who they were goes, the steps and their proofs stay."""

from datetime import datetime

from django.db import transaction

from evenhand_web.complaints.actions.attaching import detach
from evenhand_web.complaints.actions.looking import SHOWN
from evenhand_web.complaints.actions.step import SUBJECT, CannotDo
from evenhand_web.complaints.models import (
    Addition,
    Answer,
    Complainant,
    Complaint,
    Extension,
    Question,
    Review,
)
from evenhand_web.journal import actions as journal
from evenhand_web.journal.actor import THE_PLATFORM

ON_REQUEST, RETENTION = "on_request", "retention"
LAW = "个人信息保护法第四十七条"


def erase(*, complaint: Complaint, why: str, at: datetime) -> Complaint:
    """Erase the consumer of a complaint that is over. Raises CannotDo while it is under way.

    The operator's command and the chore of retention call it; no screen does.
    """
    with transaction.atomic():
        if complaint.is_open:
            raise CannotDo(
                zh="投诉还在办理，不能删除个人信息。", en="The complaint is under way; its person cannot be erased yet."
            )
        won = Complainant.objects.filter(complaint=complaint, erased_at__isnull=True).update(
            **dict.fromkeys(SHOWN, ""),
            phone_index="",
            id_index="",
            agent_phone_index="",
            agent_authorised=False,
            erased_at=at,
        )
        if won:
            _forget_words(complaint)
            detach(complaint)
            journal.forget(subject=SUBJECT, subject_id=complaint.pk, at=at)
            journal.write(
                kind="complaints.erased",
                subject=SUBJECT,
                subject_id=complaint.pk,
                at=at,
                by=THE_PLATFORM,
                authority=LAW,
                facts={"why": why},
            )
    return Complaint.objects.get(pk=complaint.pk)


def _forget_words(complaint: Complaint) -> None:
    Complaint.objects.filter(pk=complaint.pk).update(narrative="", demand="")
    for model, fields in (
        (Question, ("text", "reply")),
        (Addition, ("text",)),
        (Answer, ("text",)),
        (Review, ("why", "text")),
        (Extension, ("why", "note")),
    ):
        model.objects.filter(complaint=complaint).update(**dict.fromkeys(fields, ""))
