"""Filing: a complaint comes in by any door, gets a number and a receipt, and its first clock starts."""

import secrets
from dataclasses import dataclass, fields
from datetime import datetime
from hashlib import sha256

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from evenhand_web.complaints.actions.step import CannotDo, chosen, done, needs, record
from evenhand_web.complaints.codes import DOORS, INSTITUTION_DOOR, MUNICIPAL
from evenhand_web.complaints.models import Batch, Complainant, Complaint, Counter
from evenhand_web.complaints.plain import plain
from evenhand_web.complaints.procedure import HANDLING, MOVES, RECEIVED
from evenhand_web.journal.models import Entry
from evenhand_web.people.models import Person
from evenhand_web.people.roles import DESK, HOTLINE, OFFICER
from evenhand_web.people.tenancy import as_the_platform
from evenhand_web.privacy.cipher import blind
from evenhand_web.registry.codes import AUTHORITY, SUBJECTS
from evenhand_web.registry.models import Organisation
from evenhand_web.registry.queries import authority_for, present

# Crockford's alphabet: no letter that is read as a digit. Twelve signs are sixty bits.
SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LONGEST = 20_000


@dataclass(frozen=True, kw_only=True)
class Who:
    """The person who complains and who acts for them; whatever is not known is empty."""

    name: str = ""
    phone: str = ""
    id_number: str = ""
    address: str = ""
    email: str = ""
    agent_name: str = ""
    agent_phone: str = ""
    agent_authorised: bool = False


def file_complaint(
    *,
    door: str,
    subject: str,
    narrative: str,
    who: Who,
    at: datetime,
    by: Person | None = None,
    institution: Organisation | None = None,
    institution_written: str = "",
    demand: str = "",
    product: str = "",
    outside_id: str = "",
    batch: Batch | None = None,
    key: str = "",
) -> Complaint:
    """Take a complaint in. `by` None: the consumer's own hand. The same `key` twice is the same complaint.

    Raises CannotDo when nothing is told, the code is unknown, or nobody could ever see it.
    """
    mine = f"file:{key}"[:80] if key else ""
    chosen(door, DOORS, zh="受理渠道", en="the door it came by")
    chosen(subject, SUBJECTS, zh="事项类别", en="what it is about")
    complaint = Complaint(
        door=door,
        subject=subject,
        product=plain(product).strip()[:60],
        narrative=_told(narrative, door),
        demand=plain(demand).strip()[:LONGEST],
        outside_id=plain(outside_id).strip()[:64],
        batch=batch,
        institution=institution and present(institution),
        institution_written=plain(institution_written).strip()[:120],
        received_by=by.organisation if by else None,
        received_at=at,
    )
    try:
        with as_the_platform():
            return filed_by(mine) if done(mine) else _file(complaint, who, by=by, at=at, key=mine)
    except IntegrityError:
        if not done(mine):
            raise
        with as_the_platform():
            return filed_by(mine)


def filed_by(key: str) -> Complaint:
    """The complaint that the form with this key filed."""
    return Complaint.objects.get(pk=Entry.objects.get(key=key).subject_id)


def _file(complaint: Complaint, who: Who, *, by: Person | None, at: datetime, key: str) -> Complaint:
    direct = complaint.door == INSTITUTION_DOOR
    move = "file_with_institution" if direct else "file"
    # Of a batch this was asked when its file was handed in; the worker files it later, whoever has left since.
    if complaint.batch is None:
        _may_file(by, direct)
    if direct and by:
        complaint.institution = complaint.institution or present(by.organisation)
        complaint.holder = present(by.organisation)
        complaint.transferred_at = complaint.accepted_at = at
    complaint.state = HANDLING if direct else RECEIVED
    complaint.authority = responsible(complaint)
    complaint.number = next_number(at)
    complaint.receipt = "".join(secrets.choice(SIGNS) for _ in range(12))
    complaint.receipt_index = blind(complaint.receipt, "receipt")
    complaint.save(force_insert=True)
    written = {each.name: getattr(who, each.name) for each in fields(who)}
    Complainant.objects.create(
        complaint=complaint,
        phone_index=blind(who.phone, "phone"),
        id_index=blind(who.id_number, "id_number"),
        agent_phone_index=blind(who.agent_phone, "phone"),
        **{name: plain(value).strip() if isinstance(value, str) else value for name, value in written.items()},
    )
    facts = {
        "number": complaint.number,
        "door": complaint.door,
        "institution": complaint.institution.code if complaint.institution else "",
        "subject": complaint.subject,
        "product": complaint.product,
        "outside_id": complaint.outside_id,
    }
    personal = {"name": who.name, "narrative_sha256": sha256(complaint.narrative.encode()).hexdigest()}
    record(complaint, move, by=by, at=at, before="", key=key, facts=facts, personal=personal)
    return complaint


def responsible(complaint: Complaint) -> Organisation:
    """The authority in whose jurisdiction it lies; where nobody was given it, the one that took it in.

    A complaint that nobody sees would be lost, so the first authority there is stands in for the rest. Raises CannotDo
    where the registry holds no authority at all.
    """
    kind = complaint.institution.institution_type if complaint.institution else ""
    found = authority_for(subject=complaint.subject, institution_type=kind)
    if found is None and complaint.received_by and complaint.received_by.kind == AUTHORITY:
        found = complaint.received_by
    found = found or Organisation.objects.filter(kind=AUTHORITY, merged_into__isnull=True).order_by("pk").first()
    if found is None:
        raise CannotDo(
            zh="平台还没有登记主管部门，暂时不能接收投诉。",
            en="No authority is registered yet, so no complaint can be taken in.",
        )
    return present(found)


def next_number(at: datetime) -> str:
    """The next number of the year: 2026-004512."""
    year = timezone.localtime(at).year
    if not Counter.objects.filter(year=year).update(last=F("last") + 1):
        try:
            with transaction.atomic():
                Counter.objects.create(year=year, last=1)
        except IntegrityError:
            Counter.objects.filter(year=year).update(last=F("last") + 1)
    return f"{year}-{Counter.objects.get(year=year).last:06d}"


def _may_file(by: Person | None, direct: bool) -> None:
    roles = {DESK} if direct else {HOTLINE, OFFICER}
    if direct and by is None:
        raise CannotDo(zh="向机构提交的投诉由机构登记。", en="What is filed with the institution is entered by it.")
    if by is not None and not by.roles & roles:
        move = MOVES["file_with_institution" if direct else "file"].name
        raise CannotDo(zh=f"您的角色不能“{move['zh']}”。", en=f"Your role may not do this: {move['en'].lower()}.")


def _told(narrative: str, door: str) -> str:
    text = needs(narrative, zh="请写明发生了什么。", en="Say what happened.")
    if len(text) > LONGEST:
        raise CannotDo(
            zh=f"内容超过 {LONGEST} 字。请写要点，其余作为材料上传。",
            en=f"The text is longer than {LONGEST:,} signs. Give the main points and hand in the rest as a paper.",
        )
    # What came from 12345 was heard by a clerk already; elsewhere the person can still put it in words.
    if door != MUNICIPAL and not any(sign.isalnum() for sign in text):
        raise CannotDo(
            zh="内容里只有表情或符号，机构看不懂。请用文字写明发生了什么，一句话也可以。",
            en="There are only emoji or signs, which the institution cannot act on. Say in words what happened; one "
            "sentence is enough.",
        )
    return text
