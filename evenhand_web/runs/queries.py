"""What may be read, and by whom."""

import csv
from itertools import islice

from django.conf import settings
from django.db.models import Q, QuerySet

from evenhand.privacy.masking import mask
from evenhand_web.people.models import Person
from evenhand_web.people.roles import ANALYST
from evenhand_web.people.tenancy import as_the_platform
from evenhand_web.registry.queries import standing_for
from evenhand_web.runs.models import AUDIT, Run
from evenhand_web.runs.outputs import DOWNLOADS, REJECTS, is_plain_file
from evenhand_web.runs.procedure import DONE, UNDER_WAY, WAITING


def visible_to(person: Person | None) -> QuerySet[Run]:
    """An analyst sees the runs of the own organisation, and of what merged into it; everybody else sees none.

    None: whoever sits at this machine, who sees all of them where nobody else can reach it.
    """
    if person is None:
        return Run.objects.none() if settings.EVENHAND_ANALYSTS_ONLY else Run.objects.all()
    if ANALYST not in person.roles:
        return Run.objects.none()
    return Run.objects.filter(organisation__in=standing_for(person.organisation))


def newest(*, person: Person | None, words: str = "", kind: str = "", state: str = "") -> QuerySet[Run]:
    """Runs that fit the filter, the newest first."""
    runs = visible_to(person).order_by("-requested_at", "-id")
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
    return visible_to(person).filter(kind=AUDIT, state=DONE).order_by("-finished_at")


def files_of(run: Run) -> list[tuple[str, int]]:
    """The files of a finished run that can be fetched, with their sizes."""
    found = ((name, run.folder / name) for name in DOWNLOADS)
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
