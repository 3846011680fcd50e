"""What may be read, and by whom."""

import csv
from collections.abc import Iterable
from datetime import datetime
from itertools import islice

from django.conf import settings
from django.db.models import Q, QuerySet

from evenhand.privacy.masking import mask
from evenhand_web.journal.models import Entry
from evenhand_web.people.models import Person
from evenhand_web.people.roles import ANALYST
from evenhand_web.people.tenancy import as_the_platform
from evenhand_web.registry.queries import standing_for
from evenhand_web.runs.models import AUDIT, Run, Sharing
from evenhand_web.runs.outputs import DOWNLOADS, REJECTS, SHARED, SHARED_WITH_TABLES, is_plain_file
from evenhand_web.runs.procedure import DONE, UNDER_WAY, WAITING


def own_of(person: Person | None) -> QuerySet[Run]:
    """An analyst has the runs of the own organisation, and of what merged into it; everybody else has none.

    None: whoever sits at this machine, who has all of them where nobody else can reach it.
    """
    if person is None:
        return Run.objects.none() if settings.EVENHAND_ANALYSTS_ONLY else Run.objects.all()
    if ANALYST not in person.roles:
        return Run.objects.none()
    return Run.objects.filter(organisation__in=standing_for(person.organisation))


def visible_to(person: Person | None, *, now: datetime) -> QuerySet[Run]:
    """The own runs, and those that another organisation lets an analyst's read now."""
    if person is None or ANALYST not in person.roles:
        return own_of(person)
    shared = sharings_with(person, now=now).values("run")
    return Run.objects.filter(Q(organisation__in=standing_for(person.organisation)) | Q(pk__in=shared))


def sharings_with(person: Person, *, now: datetime) -> QuerySet[Sharing]:
    """What other organisations let this person's read now."""
    holds = Q(ended_at__isnull=True) & (Q(ends_at__isnull=True) | Q(ends_at__gt=now))
    return Sharing.objects.filter(holds, reader__in=standing_for(person.organisation))


def sharing_of(run: Run, person: Person | None, *, now: datetime) -> Sharing | None:
    """By what a person reads a run that is not their own; None where it is their own, or nobody signed in."""
    if person is None or run.organisation_id in standing_for(person.organisation):
        return None
    return sharings_with(person, now=now).filter(run=run).select_related("owner", "reader", "run").latest("pk")


def sharings_of(run: Run) -> list[tuple[Sharing, Entry | None]]:
    """With whom a run is or was shared, the newest first, each with the last time that it was read."""
    read: dict[str, Entry] = {}
    for entry in Entry.objects.filter(subject="run", subject_id=run.pk, kind="runs.read").order_by("pk"):
        read[str(entry.key).split(":")[1]] = entry
    found = run.sharings.select_related("reader", "given_by").order_by("-pk")
    return [(each, read.get(str(each.pk))) for each in found]


def newest(*, person: Person | None, now: datetime, words: str = "", kind: str = "", state: str = "") -> QuerySet[Run]:
    """Runs that fit the filter, the newest first."""
    runs = visible_to(person, now=now).select_related("organisation").order_by("-requested_at", "-id")
    if words:
        runs = runs.filter(file_name__icontains=words)
    if kind:
        runs = runs.filter(kind=kind)
    if state:
        runs = runs.filter(state=state)
    return runs


def ahead_of(run: Run) -> int:
    """How many runs, anybody's, are under way or will be taken before this waiting one."""
    if run.state != WAITING:
        return 0
    earlier = Q(requested_at__lt=run.requested_at) | Q(requested_at=run.requested_at, pk__lt=run.pk)
    with as_the_platform():
        return Run.objects.filter(earlier, state__in=UNDER_WAY).count()


def finished_audits(*, person: Person | None) -> QuerySet[Run]:
    """Audits whose findings a search for rings can be set beside."""
    return own_of(person).filter(kind=AUDIT, state=DONE).order_by("-finished_at")


def names_for(sharing: Sharing | None) -> tuple[str, ...]:
    """The files that may be fetched: all of an own run, of a shared one what was shared."""
    if sharing is None:
        return tuple(DOWNLOADS)
    return SHARED_WITH_TABLES if sharing.with_tables else SHARED


def files_of(run: Run, names: Iterable[str]) -> list[tuple[str, int]]:
    """Those of `names` that a finished run left behind, with their sizes."""
    found = ((name, run.folder / name) for name in names)
    return [(name, path.stat().st_size) for name, path in found if is_plain_file(path)]


def first_rejects(run: Run, *, limit: int = 20) -> list[dict[str, str]]:
    """The first rejected rows and emptied cells, personal data in them masked."""
    path = run.folder / REJECTS
    if not is_plain_file(path):
        return []
    with path.open(encoding="utf-8-sig", newline="") as opened:
        return [
            {key: mask(cell or "") for key, cell in row.items() if key} for row in islice(csv.DictReader(opened), limit)
        ]
