"""Letters: written out, handed in again under seal, delivered; each with its digest in the journal."""

from collections.abc import Sequence
from datetime import date, datetime
from hashlib import sha256

from django.db import transaction

from evenhand_web.complaints import letters
from evenhand_web.complaints.actions import handling
from evenhand_web.complaints.actions.attaching import attach
from evenhand_web.complaints.actions.step import SUBJECT, CannotDo, chosen
from evenhand_web.complaints.codes import DELIVERY_WAYS
from evenhand_web.complaints.models import Complaint, Letter
from evenhand_web.complaints.papers import Received
from evenhand_web.complaints.queries import local_day
from evenhand_web.journal import actions as journal
from evenhand_web.people.models import Person
from evenhand_web.people.tenancy import as_the_platform


def write_letter(*, complaint: Complaint, kind: str, by: Person, at: datetime) -> bytes:
    """The letter as a document; it names the consumer, so that writing it is written down. Raises CannotDo."""
    _may(complaint, kind, by)
    document = letters.compose(complaint, kind, by=by, at=at)
    with transaction.atomic():
        _enter(complaint, "letter_written", kind, by, at, {"sha256": sha256(document).hexdigest()})
    return document


def seal_letter(*, complaint: Complaint, kind: str, sealed: Received, by: Person, at: datetime) -> Letter:
    """Keep the sealed letter: it becomes a paper of the complaint, its digest is journalled. Raises CannotDo."""
    _may(complaint, kind, by)
    if sealed.kind not in ("pdf", "ofd", "jpg", "png"):
        raise CannotDo(
            zh="盖章件请上传 PDF、OFD 或扫描图片。", en="Hand in the sealed letter as PDF, OFD or a scanned image."
        )
    with as_the_platform():
        [paper] = attach(complaint, [sealed], by=by, at=at)
        letter, new = Letter.objects.get_or_create(
            complaint=complaint, paper=paper, defaults={"kind": kind, "sealed_by": by, "sealed_at": at}
        )
        if new:
            _enter(complaint, "letter_sealed", letter.kind, by, at, {"sha256": sealed.sha256})
    return letter


def record_delivery(*, letter: Letter, way: str, on: date, by: Person, at: datetime) -> Letter:
    """Write down how and on which day the letter was delivered (送达回证); once. Raises CannotDo."""
    chosen(way, DELIVERY_WAYS, zh="送达方式", en="the way of delivery")
    _may(letter.complaint, letter.kind, by)
    if not local_day(letter.sealed_at) <= on <= local_day(at):
        raise CannotDo(
            zh="送达日期不能早于盖章件上传之日，也不能晚于今天。",
            en="A letter is delivered no earlier than it was sealed and no later than today.",
        )
    with as_the_platform():
        won = Letter.objects.filter(pk=letter.pk, delivered_on__isnull=True).update(
            delivered_on=on, way=way, delivered_by=by
        )
        if not won:
            raise CannotDo(zh="这份文书的送达已经登记。", en="The delivery of this letter is written down already.")
        _enter(letter.complaint, "letter_delivered", letter.kind, by, at, {"way": way, "on": on.isoformat()})
        return Letter.objects.get(pk=letter.pk)


def add_papers(
    *, complaint: Complaint, text: str, received: Sequence[Received], by: Person, at: datetime, key: str = ""
) -> Complaint:
    """Add words and papers to a complaint from the staff's side, in one change. Raises CannotDo, Overtaken."""
    with as_the_platform():
        attach(complaint, received, by=by, at=at)
        return handling.add(
            complaint=complaint, text=text, papers=[each.sha256 for each in received], by=by, at=at, key=key
        )


def _may(complaint: Complaint, kind: str, by: Person) -> None:
    if kind not in letters.open_to(by, complaint):
        raise CannotDo(zh="现在不能由您制作这份文书。", en="This letter is not for you to write now.")


def _enter(complaint: Complaint, what: str, kind: str, by: Person, at: datetime, facts: dict[str, str]) -> None:
    journal.write(
        kind=f"complaints.{what}",
        subject=SUBJECT,
        subject_id=complaint.pk,
        at=at,
        by=by.actor,
        authority=letters.LETTERS[kind].authority,
        facts={"letter": kind, **facts},
    )
