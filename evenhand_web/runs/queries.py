"""What may be read, and by whom."""

import csv
from dataclasses import dataclass
from itertools import islice

from django.db.models import QuerySet

from evenhand.privacy.masking import mask
from evenhand_web.runs.models import AUDIT, Run
from evenhand_web.runs.outputs import DOWNLOADS, REJECTS, is_plain_file
from evenhand_web.runs.procedure import DONE, UNDER_WAY, WAITING


@dataclass(frozen=True, kw_only=True)
class Viewer:
    """Who looks. Whoever sits at this machine, or an analyst who signed in, is the one viewer there is."""

    name: str


LOCAL = Viewer(name="local")


def visible_to(viewer: Viewer) -> QuerySet[Run]:
    """The runs `viewer` may see: all for the local viewer, none for anybody else."""
    return Run.objects.all() if viewer == LOCAL else Run.objects.none()


def newest(*, viewer: Viewer, words: str = "", kind: str = "", state: str = "") -> QuerySet[Run]:
    """Runs that fit the filter, the newest first."""
    runs = visible_to(viewer).order_by("-requested_at", "-id")
    if words:
        runs = runs.filter(file_name__icontains=words)
    if kind:
        runs = runs.filter(kind=kind)
    if state:
        runs = runs.filter(state=state)
    return runs


def ahead_of(run: Run) -> int:
    """How many runs are under way or will be taken before this waiting one."""
    under_way = Run.objects.filter(state__in=UNDER_WAY)
    earlier = under_way.filter(requested_at__lt=run.requested_at)
    same_moment = under_way.filter(requested_at=run.requested_at, pk__lt=run.pk)
    return earlier.count() + same_moment.count() if run.state == WAITING else 0


def finished_audits(*, viewer: Viewer) -> QuerySet[Run]:
    """Audits whose findings a search for rings can be set beside."""
    return visible_to(viewer).filter(kind=AUDIT, state=DONE).order_by("-finished_at")


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
