"""A run is the engine's work on one file; an upload is that file, kept once by its digest."""

from datetime import date, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from evenhand_web.people.models import Person
from evenhand_web.registry.models import Organisation
from evenhand_web.runs.codes import PURPOSES
from evenhand_web.runs.procedure import DONE, FAILED, RUNNING, STAGES, UNDER_WAY, WAITING, Stage

AUDIT, RINGS = "audit", "rings"
KINDS = (AUDIT, RINGS)
# What each kind counts, the weightiest first.
COUNTED = {
    AUDIT: ("breach", "presumed_violation", "review", "advice"),
    RINGS: ("organised", "same_wording", "shared_cause"),
}


class Upload(models.Model):
    """A file that was sent in. Its place is made from its digest, never from the name it came with."""

    sha256 = models.CharField(max_length=64)
    suffix = models.CharField(max_length=8)
    size = models.BigIntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("sha256", "suffix"), name="upload_once"),)

    @property
    def path(self) -> Path:
        return settings.VAR / "uploads" / self.sha256[:2] / f"{self.sha256}{self.suffix}"


class Run(models.Model):
    """One run. Times are arguments of the actions that set them; results live in `folder`.

    It belongs to the organisation that made it, whose analysts see it, and alone decide who else may read it
    (`Sharing`); without one it was made at this machine by somebody who had not signed in.
    """

    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8)
    packs = models.JSONField(default=list)
    options = models.JSONField(default=dict)
    upload = models.ForeignKey(Upload, null=True, on_delete=models.PROTECT, related_name="runs")
    mapping = models.ForeignKey(Upload, null=True, on_delete=models.PROTECT, related_name="+")
    mandates = models.ForeignKey(Upload, null=True, on_delete=models.PROTECT, related_name="+")
    audit = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="compared_by")
    file_name = models.CharField(max_length=200)
    file_sha256 = models.CharField(max_length=64)

    state = models.CharField(max_length=8, default=WAITING)
    requested_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    worker = models.CharField(max_length=32, default="", blank=True)
    lease_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    error_zh = models.TextField(default="", blank=True)
    error_en = models.TextField(default="", blank=True)
    rows_read = models.BigIntegerField(null=True)
    rows_rejected = models.BigIntegerField(null=True)
    counts = models.JSONField(default=dict)
    not_evaluated = models.JSONField(default=dict)
    # Digest of the summary without its seconds: the same work imported twice is one run.
    replay_sha256 = models.CharField(max_length=64, default="", blank=True)

    class Meta:
        indexes = (
            models.Index(fields=("requested_at",), condition=Q(state__in=UNDER_WAY), name="run_under_way"),
            models.Index(fields=("-requested_at", "-id"), name="run_newest"),
        )
        constraints = (
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="run_kind"),
            models.CheckConstraint(condition=Q(state__in=tuple(STAGES)), name="run_state"),
            models.CheckConstraint(
                condition=~Q(state=RUNNING) | (~Q(worker="") & Q(lease_until__isnull=False)), name="run_running_is_held"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=(DONE, FAILED)) | Q(finished_at__isnull=False), name="run_over_has_end"
            ),
            models.CheckConstraint(condition=~Q(state=FAILED) | (~Q(error_zh="") & ~Q(error_en="")), name="run_why"),
        )

    def __str__(self) -> str:
        return f"{self.pk} {self.kind} {self.state}"

    @property
    def stage(self) -> Stage:
        return STAGES[self.state]

    @property
    def under_way(self) -> bool:
        return self.state in UNDER_WAY

    @property
    def folder(self) -> Path:
        """Where the finished results lie."""
        return settings.VAR / "runs" / str(self.pk)

    @property
    def bench(self) -> Path:
        """Where the present attempt works; no two attempts share it."""
        return settings.VAR / "runs" / f"{self.pk}.{self.worker}"

    @property
    def took(self) -> timedelta | None:
        return self.finished_at - self.started_at if self.started_at and self.finished_at else None

    @property
    def figures(self) -> list[tuple[str, int]]:
        """What was counted, zeros included; nothing before the run is done."""
        return [(name, self.counts.get(name, 0)) for name in COUNTED[self.kind]] if self.state == DONE else []


class Sharing(models.Model):
    """A run that its organisation lets another read, for a purpose, until it ends or is taken back.

    Who owns the run stands here too, so that PostgreSQL tells whose row this is without asking for the run.
    """

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="sharings")
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    reader = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=16)
    with_tables = models.BooleanField(default=False)
    given_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    # The first moment at which it no longer holds; none: until it is taken back.
    ends_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("run", "reader"), condition=Q(ended_at__isnull=True), name="sharing_once_at_a_time"
            ),
            models.CheckConstraint(condition=Q(purpose__in=tuple(PURPOSES)), name="sharing_purpose"),
            models.CheckConstraint(condition=~Q(owner=models.F("reader")), name="sharing_with_another"),
        )

    @property
    def what_for(self) -> dict[str, str]:
        return PURPOSES[self.purpose]

    @property
    def last_day(self) -> date | None:
        """The last day on which it holds."""
        return timezone.localdate(self.ends_at - timedelta(microseconds=1)) if self.ends_at else None

    def holds(self, now: datetime) -> bool:
        """Whether the other organisation may read now."""
        return self.ended_at is None and (self.ends_at is None or self.ends_at > now)
