"""One row a change of state. What is in it may be proven for ever; what it says of a person may be erased."""

from django.db import models
from django.db.models import Q

from evenhand_web.journal.actor import CONSUMER, STAFF, SYSTEM
from evenhand_web.journal.kinds import KINDS, Kind
from evenhand_web.privacy.fields import EncryptedTextField


class Entry(models.Model):
    """What, who, when, on what authority.

    `text` is the canonical JSON of all that is not about a person, with the sealed form of what is (`personal`). `salt`
    and `text` open `sealed`, which alone goes into the evidence log, at `position`.
    """

    kind = models.CharField(max_length=64)
    subject = models.CharField(max_length=32)
    subject_id = models.BigIntegerField()
    at = models.DateTimeField()
    actor = models.CharField(max_length=8)
    person_id = models.BigIntegerField(null=True)
    organisation_id = models.BigIntegerField(null=True)
    authority = models.CharField(max_length=200)
    before = models.CharField(max_length=16, default="", blank=True)
    after = models.CharField(max_length=16, default="", blank=True)
    facts = models.JSONField(default=dict)
    personal = EncryptedTextField(default="", blank=True)
    personal_salt = models.BinaryField(max_length=32, null=True)
    forgotten_at = models.DateTimeField(null=True)
    # The form that asked for it: the same form sent twice finds the entry it made the first time.
    key = models.CharField(max_length=80, null=True, unique=True)

    text = models.TextField()
    salt = models.BinaryField(max_length=32)
    sealed = models.BinaryField()
    position = models.BigIntegerField(null=True, unique=True)

    class Meta:
        indexes = (
            models.Index(fields=("subject", "subject_id", "id"), name="entry_of_subject"),
            models.Index(fields=("id",), condition=Q(position__isnull=True), name="entry_unsealed"),
        )
        constraints = (
            models.CheckConstraint(condition=Q(actor__in=(STAFF, CONSUMER, SYSTEM)), name="entry_actor"),
            models.CheckConstraint(condition=~Q(actor=STAFF) | Q(person_id__isnull=False), name="entry_staff_has_name"),
            models.CheckConstraint(condition=~Q(authority=""), name="entry_on_what_authority"),
        )

    def __str__(self) -> str:
        return f"{self.pk} {self.kind}"

    @property
    def what(self) -> Kind:
        return KINDS[self.kind]


class Stamp(models.Model):
    """The reply of an outside authority over the checkpoint of the first `size` entries: they were there by then."""

    size = models.BigIntegerField(unique=True)
    checkpoint = models.TextField()
    reply = models.BinaryField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.size} {self.at.isoformat()}"
