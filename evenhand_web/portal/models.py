"""What the public's door remembers: complaints being written, their papers, and how often something was tried."""

from typing import Any

from django.db import models

from evenhand_web.complaints.models import Complaint
from evenhand_web.complaints.papers import Received
from evenhand_web.privacy.fields import EncryptedTextField


class Draft(models.Model):
    """A complaint on its way in, encrypted. The browser's session holds its key, and nothing else of it."""

    key = models.CharField(max_length=40, unique=True)
    content = EncryptedTextField(default="{}")
    kept_at = models.DateTimeField()
    # The code last sent: what it hashes to, for which number, and how often another one was typed.
    code = models.CharField(max_length=40, default="", blank=True)
    code_for = models.CharField(max_length=40, default="", blank=True)
    code_sent_at = models.DateTimeField(null=True)
    code_tries = models.PositiveSmallIntegerField(default=0)
    confirmed = models.CharField(max_length=40, default="", blank=True)

    class Meta:
        indexes = (models.Index(fields=("kept_at",), name="draft_kept_at"),)


class DraftPaper(models.Model):
    """A paper of a complaint that is not filed yet."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="papers")
    name = EncryptedTextField()
    sha256 = models.CharField(max_length=64, db_index=True)
    kind = models.CharField(max_length=8)
    size = models.BigIntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("draft", "sha256"), name="draft_paper_once"),)

    @property
    def received(self) -> Any:
        return Received(name=self.name, sha256=self.sha256, kind=self.kind, size=self.size)


class Tally(models.Model):
    """How often something was tried in one stretch of time; `whom` is a keyed hash of an address or a number."""

    what = models.CharField(max_length=16)
    whom = models.CharField(max_length=40)
    stretch = models.BigIntegerField()
    count = models.PositiveIntegerField(default=0)
    ends_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("what", "whom", "stretch"), name="tally_one_a_stretch"),)


class Correspondent(models.Model):
    """In which language the person of a complaint reads."""

    complaint = models.OneToOneField(Complaint, on_delete=models.CASCADE, related_name="correspondent")
    lang = models.CharField(max_length=2)


class Telling(models.Model):
    """One entry of the journal that its person is told of: claimed once, tried again a few times, never told twice."""

    entry = models.BigIntegerField(unique=True)
    tries = models.PositiveSmallIntegerField(default=1)
    again_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=("again_at",), condition=models.Q(told_at__isnull=True), name="telling_waits"),)
