"""Telling the person of a complaint what happened: once each, by message and e-mail, in the language they read."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F, Max
from django.urls import reverse

from evenhand_web.complaints.models import Complainant, Complaint
from evenhand_web.journal.models import Entry
from evenhand_web.notices.sending import CannotSend, Notice, send
from evenhand_web.portal.models import Correspondent, Telling
from evenhand_web.portal.news import NEWS, SIGNED, SUBJECT, WHERE
from evenhand_web.portal.queries import ahead, between_offices, told_as

TRIES, FIRST_WAIT = 6, timedelta(minutes=2)
# News is told while it is new; an entry that became visible late is still found this far behind the last one told.
NEW_FOR, LOOK_BACK = timedelta(days=2), 5000


def tell_next(*, at: datetime) -> bool:
    """Tell one thing, a new one or one that could not be sent before; False when nothing waits."""
    for entry in untold(at=at, at_most=1):
        tell(entry, at=at)
        return True
    return tell_again(at=at)


def untold(*, at: datetime, at_most: int) -> list[Entry]:
    """The oldest news that nobody has been told."""
    last = Telling.objects.aggregate(last=Max("entry"))["last"] or 0
    near = Entry.objects.filter(kind__in=tuple(NEWS), subject="complaint", pk__gt=last - LOOK_BACK, at__gt=at - NEW_FOR)
    told = Telling.objects.filter(entry__gt=last - LOOK_BACK).values("entry")
    return list(near.exclude(pk__in=told).order_by("pk")[:at_most])


def tell(entry: Entry, *, at: datetime) -> None:
    """Tell what an entry says, unless another worker has just taken it."""
    try:
        with transaction.atomic():
            telling = Telling.objects.create(entry=entry.pk, again_at=at + FIRST_WAIT)
    except IntegrityError:
        return
    _tell(telling, entry, at=at)


def tell_again(*, at: datetime) -> bool:
    """Send one thing again that could not be sent before; False when none is due."""
    telling = Telling.objects.filter(told_at__isnull=True, again_at__lte=at, tries__lt=TRIES).order_by("pk").first()
    if telling is None:
        return False
    wait = at + FIRST_WAIT * 2**telling.tries
    claimed = Telling.objects.filter(pk=telling.pk, tries=telling.tries, told_at__isnull=True)
    if claimed.update(tries=F("tries") + 1, again_at=wait):
        _tell(telling, Entry.objects.get(pk=telling.entry), at=at)
    return True


def _tell(telling: Telling, entry: Entry, *, at: datetime) -> None:
    complaint = Complaint.objects.select_related("holder", "institution").get(pk=entry.subject_id)
    try:
        for notice in notices_of(entry, complaint, at=at):
            send(notice, at=at)
    except CannotSend:  # again later
        return
    Telling.objects.filter(pk=telling.pk).update(told_at=at)


def notices_of(entry: Entry, complaint: Complaint, *, at: datetime) -> list[Notice]:
    """The messages that an entry becomes: to the telephone of who acts, and to the mailbox where one was given."""
    person = Complainant.objects.filter(complaint=complaint, erased_at__isnull=True).first()
    if person is None or between_offices(entry):
        return []
    lang = Correspondent.objects.filter(complaint=complaint).values_list("lang", flat=True).first() or "zh"
    text = SIGNED[lang] + news_of(entry, complaint, lang=lang, at=at)
    if settings.EVENHAND_ADDRESS:
        text += WHERE[lang].format(address=settings.EVENHAND_ADDRESS.rstrip("/") + reverse("portal:start"))
    phone = person.agent_phone or person.phone
    sent = [Notice(channel="sms", to=phone, text=text)] if phone else []
    if person.email:
        subject = SUBJECT[lang].format(number=complaint.number)
        sent.append(Notice(channel="mail", to=person.email, text=text, subject=subject))
    return sent


def news_of(entry: Entry, complaint: Complaint, *, lang: str, at: datetime) -> str:
    """The words for one entry, with the day by which something must happen where one runs."""
    whose = complaint.holder or complaint.institution
    running = ahead(complaint, now=at)
    return (
        NEWS[told_as(entry)][lang]
        .format(
            number=complaint.number,
            receipt=complaint.receipt,
            who=whose.called(lang) if whose else {"zh": "机构", "en": "the firm"}[lang],
            clock=getattr(running[0].at.sentence, lang) if running else "",
        )
        .strip()
    )
