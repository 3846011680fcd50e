"""One-step call-through (一键呼转): live, picked up or missed and without a ticket; or as a ticket with its clock."""

from datetime import datetime

from evenhand_web.complaints.actions.filing import Who, file_complaint
from evenhand_web.complaints.actions.handling import transfer
from evenhand_web.complaints.actions.step import AlreadyDone, CannotDo, chosen, done
from evenhand_web.complaints.codes import CALL_OUTCOMES, HOTLINE_DOOR, MISSED
from evenhand_web.complaints.models import Call, Complaint
from evenhand_web.complaints.procedure import RECEIVED
from evenhand_web.journal import actions as journal
from evenhand_web.people.models import Person
from evenhand_web.people.roles import HOTLINE
from evenhand_web.people.tenancy import as_the_platform
from evenhand_web.registry.codes import INSTITUTION
from evenhand_web.registry.models import Organisation
from evenhand_web.registry.queries import present

ON_THE_HOTLINE = "12378/一键呼转"


def put_through(*, institution: Organisation, outcome: str, by: Person, at: datetime, key: str = "") -> Call | None:
    """Write down a live call-through; no ticket. None when the same form came before. Raises CannotDo."""
    chosen(outcome, CALL_OUTCOMES, zh="机构是否接听", en="whether it was picked up")
    institution = _called(institution, by)
    mine = f"call:{key}"[:80] if key else ""
    try:
        with as_the_platform():
            if done(mine):
                raise AlreadyDone
            return _write(institution, outcome, None, by, at, mine)
    except AlreadyDone:
        return None


def put_through_as_ticket(
    *,
    institution: Organisation,
    subject: str,
    narrative: str,
    who: Who,
    by: Person,
    at: datetime,
    demand: str = "",
    product: str = "",
    missed: bool = False,
    key: str = "",
) -> Complaint:
    """File what the caller says and hand it to the institution in the same action; its clock runs. Raises CannotDo."""
    institution = _called(institution, by)
    with as_the_platform():
        complaint = file_complaint(
            door=HOTLINE_DOOR,
            subject=subject,
            narrative=narrative,
            who=who,
            at=at,
            by=by,
            institution=institution,
            demand=demand,
            product=product,
            key=key,
        )
        if complaint.state != RECEIVED:
            return complaint
        if missed:
            _write(institution, MISSED, complaint, by, at, "")
        return transfer(complaint=complaint, to=institution, by=by, at=at)


def _called(institution: Organisation, by: Person) -> Organisation:
    if HOTLINE not in by.roles:
        raise CannotDo(zh="一键呼转由热线坐席办理。", en="Calls are put through by the hotline's clerks.")
    today = present(institution)
    if today.kind != INSTITUTION:
        raise CannotDo(zh=f"{today.name}不是金融机构。", en=f"{today.called('en')} is not an institution.")
    return today


def _write(
    institution: Organisation, outcome: str, complaint: Complaint | None, by: Person, at: datetime, key: str
) -> Call:
    call = Call.objects.create(taken_by=by, at=at, institution=institution, outcome=outcome, complaint=complaint)
    journal.write(
        kind="complaints.call_put_through",
        subject="call",
        subject_id=call.pk,
        at=at,
        by=by.actor,
        authority=ON_THE_HOTLINE,
        facts={"institution": institution.code, "outcome": outcome, "number": complaint.number if complaint else ""},
        key=key or None,
    )
    return call
