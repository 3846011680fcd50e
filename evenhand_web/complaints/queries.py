"""Which complaints a person may see, in which order, and how the clocks stand."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, F, Max, Q, QuerySet
from django.utils import timezone

from evenhand.deadlines.clock import Clock as Reckoned
from evenhand.privacy.masking import mask, mask_value
from evenhand_web.complaints import clocks
from evenhand_web.complaints.batch_states import UNDER_WAY
from evenhand_web.complaints.codes import MISSED, PICKED_UP
from evenhand_web.complaints.models import Batch, Call, Clock, Complainant, Complaint, Extension, Link
from evenhand_web.complaints.procedure import (
    ANSWERED,
    ASKED,
    HANDLING,
    IN_REVIEW,
    OPEN,
    RECEIVED,
    RETURNED,
    REVIEWED,
    TRANSFERRED,
)
from evenhand_web.people.models import Person
from evenhand_web.people.roles import APPROVER, DESK, HOTLINE, OFFICER, REVIEWER
from evenhand_web.people.tenancy import as_the_platform
from evenhand_web.privacy.cipher import blind
from evenhand_web.registry.models import Organisation
from evenhand_web.registry.queries import standing_for

UNKNOWN = "-"
SOON = timedelta(days=3)
WORTH_SAYING = timedelta(minutes=1)
WAITS_FOR: dict[str, tuple[str, ...]] = {
    OFFICER: (RECEIVED, RETURNED, ANSWERED, REVIEWED),
    HOTLINE: (RECEIVED, RETURNED),
    DESK: (TRANSFERRED, HANDLING),
    REVIEWER: (IN_REVIEW,),
}


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A running or finished clock as it stands now."""

    limit: str
    row: Clock
    at: Reckoned


def visible_to(person: Person) -> QuerySet[Complaint]:
    """What this person has to do with: held by the institution, in the authority's jurisdiction, or taken in."""
    roles, own = person.roles, standing_for(person.organisation)
    mine = Q(pk__in=())
    if roles & {DESK, APPROVER, REVIEWER}:
        mine |= Q(holder__in=own)
    if roles & {APPROVER, REVIEWER}:
        mine |= Q(holder__superior__in=own)
    if OFFICER in roles:
        mine |= Q(authority__in=own)
    if HOTLINE in roles:
        mine |= Q(received_by__in=own)
    return Complaint.objects.filter(mine)


def queue(
    person: Person,
    *,
    today: date,
    show: str = "mine",
    state: str = "",
    institution: str = "",
    batch: str = "",
    words: str = "",
) -> QuerySet[Complaint]:
    """The queue, what falls due first on top; clocks that stand still and those without a clock come last.

    `show`: `mine` what waits for me, `open` whatever is open, `late`, `soon`, `all`. `institution`: a code, `-` where
    it is not known. `words`: a number, a telephone or an ID number, exactly.
    """
    found = visible_to(person).select_related("institution", "holder", "authority")
    if show == "mine":
        found = found.filter(waits_for(person))
    elif show == "open":
        found = found.filter(state__in=OPEN)
    elif show == "late":
        found = found.filter(state__in=OPEN, due_on__lt=today)
    elif show == "soon":
        found = found.filter(state__in=OPEN, due_on__range=(today, today + SOON))
    if state:
        found = found.filter(state=state)
    if institution:
        known = Q(institution__isnull=True) if institution == UNKNOWN else Q(institution__code=institution)
        found = found.filter(known)
    if batch:
        found = found.filter(batch=int(batch)) if batch.isdecimal() else found.none()
    if words.strip():
        found = found.filter(looked_up(words.strip()))
    return found.order_by(F("due_on").asc(nulls_last=True), "received_at", "pk")


def institutions_of(person: Person) -> QuerySet[Organisation]:
    """The institutions that the complaints in this person's sight are about."""
    seen = visible_to(person).filter(institution__isnull=False).values("institution")
    return Organisation.objects.filter(pk__in=seen).order_by("name")


def waits_for(person: Person) -> Q:
    """What this person could do the next step of."""
    waiting = Q(pk__in=())
    for role, states in WAITS_FOR.items():
        if role in person.roles:
            waiting |= Q(state__in=states)
    if APPROVER in person.roles:
        waiting |= Q(pk__in=Extension.objects.filter(decided_at__isnull=True).values("complaint"))
    return waiting


def looked_up(words: str) -> Q:
    """By number, 12345's number, receipt, telephone (the consumer's or the agent's) or ID number, exactly."""
    return (
        Q(number=words)
        | Q(outside_id=words)
        | Q(receipt_index=blind(words, "receipt") or "-")
        | Q(complainant__phone_index=blind(words, "phone") or "-")
        | Q(complainant__agent_phone_index=blind(words, "phone") or "-")
        | Q(complainant__id_index=blind(words, "id_number") or "-")
    )


def by_receipt(code: str) -> Complaint | None:
    """The complaint that a receipt stands for; only the portal asks, and it limits how often."""
    return Complaint.objects.filter(receipt_index=blind(code, "receipt") or "-").first()


def clocks_of(complaint: Complaint, *, now: datetime, to_staff: bool = False) -> list[Shown]:
    """Every clock there was and is, the running ones first; what it says speaks to the consumer, or `to_staff`."""
    rows = Clock.objects.filter(complaint=complaint).select_related(
        "complaint__holder", "complaint__institution", "complaint__authority"
    )
    shown = [
        Shown(limit=row.limit, row=row, at=clocks.reckon(row, now, to_staff=to_staff))
        for row in rows.order_by("started_at", "pk")
    ]
    return sorted(shown, key=lambda each: each.row.over_at is not None)


def links_of(complaint: Complaint, person: Person) -> list[tuple[Link, Complaint]]:
    """Proposed and decided links, with the other complaint where this person may see it."""
    links = Link.objects.filter(Q(first=complaint) | Q(second=complaint)).select_related("first", "second")
    pairs = [(link, link.second if link.first_id == complaint.pk else link.first) for link in links.order_by("pk")]
    allowed = set(visible_to(person).filter(pk__in=[other.pk for _, other in pairs]).values_list("pk", flat=True))
    return [(link, other) for link, other in pairs if other.pk in allowed]


def masked(person: Complainant) -> dict[str, str]:
    """Who complains, as it is shown before anybody asked to see it."""
    return {
        "name": person.name[:1] + "··" if person.name else "",
        "phone": mask_value(person.phone, "mobile") if person.phone else "",
        "id_number": mask_value(person.id_number, "id_card") if person.id_number else "",
        "address": mask(person.address)[:6] + "····" if person.address else "",
        "email": mask_value(person.email, "email") if person.email else "",
        "agent_name": person.agent_name[:1] + "··" if person.agent_name else "",
        "agent_phone": mask_value(person.agent_phone, "mobile") if person.agent_phone else "",
    }


def batches_of(person: Person) -> QuerySet[Batch]:
    """The batches that this person's organisation took in."""
    if not person.roles & {HOTLINE, OFFICER}:
        return Batch.objects.none()
    own = standing_for(person.organisation)
    return Batch.objects.filter(taken_by__organisation__in=own).order_by("-taken_at", "-pk")


def ahead_of(batch: Batch, *, now: datetime) -> int:
    """How many batches, anybody's, the worker files before this one; one that was put off is passed over."""
    with as_the_platform():
        waiting = Batch.objects.filter(state__in=UNDER_WAY).exclude(again_at__gt=now)
        earlier = Q(taken_at__lt=batch.taken_at) | Q(taken_at=batch.taken_at, pk__lt=batch.pk)
        return waiting.filter(earlier).count()


def still_for(batch: Batch, *, now: datetime) -> timedelta | None:
    """How long no batch at all has moved while this one waits; None while it is no time worth saying."""
    with as_the_platform():
        moved = Batch.objects.aggregate(last=Max("moved_at"))["last"]
    since = max(filter(None, (batch.taken_at, batch.moved_at, moved)))
    return now - since if now - since >= WORTH_SAYING else None


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How one institution stands: open, late, due soon, standing still; calls picked up of calls put through.

    None: what is about an institution that nobody has found yet; its clocks run too.
    """

    institution: Organisation | None
    open: int
    late: int
    soon: int
    still: int
    calls: int
    picked_up: int

    @property
    def code(self) -> str:
        """By what the queue is narrowed to it."""
        return self.institution.code if self.institution else UNKNOWN


def standings(person: Person, *, today: date) -> list[Standing]:
    """Every institution with something open in this person's sight, the latest first."""
    late, soon = Q(due_on__lt=today), Q(due_on__range=(today, today + SOON))
    still = Q(state=ASKED) | Q(state=HANDLING, due_on__isnull=True)
    seen = visible_to(person).filter(state__in=OPEN)
    counted = seen.values("institution").annotate(
        open=Count("pk"), late=Count("pk", filter=late), soon=Count("pk", filter=soon), still=Count("pk", filter=still)
    )
    calls: dict[int | None, dict[str, Any]] = {
        row["institution"]: dict(row)
        for row in _calls_seen(person)
        .values("institution")
        .annotate(calls=Count("pk"), picked_up=Count("pk", filter=Q(outcome=PICKED_UP)))
    }
    rows: dict[int | None, dict[str, Any]] = {row["institution"]: dict(row) for row in counted}
    named: dict[int | None, Organisation | None] = {**Organisation.objects.in_bulk({*rows, *calls} - {None})}
    named |= {None: None} if None in rows else {}
    found = [
        Standing(
            institution=named[pk],
            **{name: rows.get(pk, {}).get(name, 0) for name in ("open", "late", "soon", "still")},
            **{name: calls.get(pk, {}).get(name, 0) for name in ("calls", "picked_up")},
        )
        for pk in named
    ]
    return sorted(found, key=lambda each: (-each.late, -each.soon, -each.open, each.code))


def counts(person: Person, *, today: date) -> dict[str, int]:
    """How many complaints each part of the queue holds."""
    found = visible_to(person).aggregate(
        open=Count("pk", filter=Q(state__in=OPEN)),
        late=Count("pk", filter=Q(state__in=OPEN, due_on__lt=today)),
        soon=Count("pk", filter=Q(state__in=OPEN, due_on__range=(today, today + SOON))),
        all=Count("pk"),
    )
    return {"mine": visible_to(person).filter(waits_for(person)).count(), **found}


def calls_missed(person: Person) -> int:
    """How many put-through calls nobody picked up."""
    return _calls_seen(person).filter(outcome=MISSED).count()


def _calls_seen(person: Person) -> QuerySet[Call]:
    if not person.roles & {HOTLINE, OFFICER}:
        return Call.objects.none()
    own = standing_for(person.organisation)
    return Call.objects.filter(taken_by__organisation__in=own)


def local_day(now: datetime) -> date:
    """The day on the wall here."""
    return timezone.localtime(now).date()
