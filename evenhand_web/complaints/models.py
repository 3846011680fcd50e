"""A complaint, who made it, its clocks, and all that is said and handed in on the way."""

from django.db import models
from django.db.models import Q

from evenhand_web.complaints import batch_states
from evenhand_web.complaints.codes import CALL_OUTCOMES, DOORS
from evenhand_web.complaints.procedure import BEFORE_AN_ANSWER, OPEN, RECEIVED, STAGES, Stage
from evenhand_web.people.models import Person
from evenhand_web.privacy.fields import EncryptedTextField
from evenhand_web.registry.models import Organisation


class Counter(models.Model):
    """The last number given in a year."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)


class Batch(models.Model):
    """One file from 12345, taken in once however often it is sent; the worker files it portion by portion."""

    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    taken_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    taken_at = models.DateTimeField()
    state = models.CharField(max_length=12, default=batch_states.WAITING)
    # Rows of the file, rejected ones too, once it was read; of those that can stand, how many were looked at.
    rows = models.PositiveIntegerField(default=0)
    looked_at = models.PositiveIntegerField(default=0)
    # Who has it in hand and until when; how often in a row it was taken up and did not move; when it last moved.
    worker = models.CharField(max_length=32, default="", blank=True)
    lease_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    moved_at = models.DateTimeField(null=True)
    # Where its file could not be reached: not tried before then, and how often in a row it was put off.
    again_at = models.DateTimeField(null=True)
    put_off = models.PositiveSmallIntegerField(default=0)
    # Whether its file still lies on the shelf.
    held = models.BooleanField(default=True)
    why_zh = models.TextField(default="", blank=True)
    why_en = models.TextField(default="", blank=True)
    # What became of the rows so far. filed, unplaced: [number]; repeated: [{id, number}]; reused: the same and
    # `earlier`; rejected: how many; rejects: [{row, column, problem, hint}], the first of them; unread: [header];
    # merged: in how many rows the institution came from merged cells
    report = models.JSONField(default=dict)

    class Meta:
        indexes = (
            models.Index(fields=("taken_at",), condition=Q(state__in=batch_states.UNDER_WAY), name="batch_under_way"),
        )
        constraints = (
            # Of a file that was refused nothing was filed: another organisation may send it too.
            models.UniqueConstraint(
                fields=("sha256",), condition=~Q(state=batch_states.REFUSED), name="batch_file_once"
            ),
            models.CheckConstraint(condition=Q(state__in=tuple(batch_states.STAGES)), name="batch_state"),
            models.CheckConstraint(
                condition=~Q(state__in=(batch_states.REFUSED, batch_states.BROKEN_OFF))
                | (~Q(why_zh="") & ~Q(why_en="")),
                name="batch_why",
            ),
        )

    @property
    def stage(self) -> batch_states.BatchStage:
        return batch_states.STAGES[self.state]

    @property
    def under_way(self) -> bool:
        return self.state in batch_states.UNDER_WAY


class Complaint(models.Model):
    """One person's complaint about one institution. Linked to others it keeps its own number, clock and voice.

    `institution` is whom it is about; `holder` is who has it in hand now, and only that institution sees it. `version`
    goes up with every step: an action that saw an older one is refused.
    """

    number = models.CharField(max_length=16, unique=True)
    receipt = EncryptedTextField()
    receipt_index = models.CharField(max_length=40, unique=True)
    door = models.CharField(max_length=12)
    outside_id = models.CharField(max_length=64, default="", blank=True)
    batch = models.ForeignKey(Batch, null=True, on_delete=models.PROTECT, related_name="complaints")
    received_by = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")

    institution = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")
    institution_written = models.CharField(max_length=120, default="", blank=True)
    holder = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")
    authority = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")
    subject = models.CharField(max_length=20)
    product = models.CharField(max_length=60, default="", blank=True)

    state = models.CharField(max_length=12, default=RECEIVED)
    version = models.PositiveIntegerField(default=1)
    received_at = models.DateTimeField()
    transferred_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    over_at = models.DateTimeField(null=True)
    # The last day of the clock that whoever's turn it is works against; nothing while it stands still.
    due_on = models.DateField(null=True)
    # Compared with others for the same matter; a chore sets it once.
    compared_at = models.DateTimeField(null=True)

    narrative = EncryptedTextField(default="", blank=True)
    demand = EncryptedTextField(default="", blank=True)

    class Meta:
        indexes = (
            models.Index(fields=("holder", "state", "due_on"), name="complaint_desk_queue"),
            models.Index(fields=("authority", "state", "due_on"), name="complaint_authority_queue"),
            models.Index(fields=("door", "outside_id"), name="complaint_outside_id"),
            models.Index(fields=("id",), condition=Q(compared_at__isnull=True), name="complaint_to_compare"),
        )
        constraints = (
            models.CheckConstraint(condition=Q(state__in=tuple(STAGES)), name="complaint_state"),
            models.CheckConstraint(condition=Q(door__in=tuple(DOORS)), name="complaint_door"),
            models.CheckConstraint(
                condition=Q(state__in=OPEN) | Q(over_at__isnull=False), name="complaint_over_has_moment"
            ),
            models.UniqueConstraint(
                fields=("door", "outside_id", "batch"), condition=~Q(outside_id=""), name="complaint_outside_id_once"
            ),
        )

    def __str__(self) -> str:
        return self.number

    @property
    def stage(self) -> Stage:
        return STAGES[self.state]

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def unanswered(self) -> bool:
        return self.state in BEFORE_AN_ANSWER


class Complainant(models.Model):
    """Who complains, and who acts for them. Encrypted; found by an exact telephone, either's, or ID number only."""

    complaint = models.OneToOneField(Complaint, on_delete=models.PROTECT, related_name="complainant")
    name = EncryptedTextField(default="", blank=True)
    phone = EncryptedTextField(default="", blank=True)
    phone_index = models.CharField(max_length=40, default="", blank=True)
    id_number = EncryptedTextField(default="", blank=True)
    id_index = models.CharField(max_length=40, default="", blank=True)
    address = EncryptedTextField(default="", blank=True)
    email = EncryptedTextField(default="", blank=True)
    agent_name = EncryptedTextField(default="", blank=True)
    agent_phone = EncryptedTextField(default="", blank=True)
    agent_phone_index = models.CharField(max_length=40, default="", blank=True)
    agent_authorised = models.BooleanField(default=False)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (
            models.Index(fields=("phone_index",), condition=~Q(phone_index=""), name="complainant_phone"),
            models.Index(fields=("id_index",), condition=~Q(id_index=""), name="complainant_id_number"),
            models.Index(
                fields=("agent_phone_index",), condition=~Q(agent_phone_index=""), name="complainant_agent_phone"
            ),
        )


class Clock(models.Model):
    """One limit that runs: what happened to it, and the day that follows from it under the law of its first day."""

    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="clocks")
    limit = models.CharField(max_length=32)
    pack = models.CharField(max_length=32)
    # Moments as `evenhand.deadlines` reads them: [{kind, at, name, reason, approved_by}]
    events = models.JSONField(default=list)
    started_at = models.DateTimeField()
    due_on = models.DateField(null=True)
    over_at = models.DateTimeField(null=True)
    met = models.BooleanField(default=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("complaint", "limit"), condition=Q(over_at__isnull=True), name="clock_one_of_a_kind_runs"
            ),
        )
        indexes = (models.Index(fields=("due_on",), condition=Q(over_at__isnull=True), name="clock_running"),)


class Question(models.Model):
    """What the institution asks, and what the consumer says to it."""

    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="questions")
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    text = EncryptedTextField()
    reply = EncryptedTextField(default="", blank=True)
    replied_at = models.DateTimeField(null=True)
    dropped_at = models.DateTimeField(null=True)


class Addition(models.Model):
    """Words that were added after filing."""

    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="additions")
    by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    text = EncryptedTextField(default="", blank=True)
    new_facts = models.BooleanField(default=False)


class Paper(models.Model):
    """A paper, kept under its digest; the same content is kept once."""

    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="papers")
    by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    name = EncryptedTextField()
    sha256 = models.CharField(max_length=64)
    kind = models.CharField(max_length=8)
    size = models.BigIntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("complaint", "sha256"), name="paper_once_in_a_complaint"),)


class Answer(models.Model):
    """What the institution answers: coded outcome and reasons, the words, the papers it rests on."""

    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="answers")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    outcome = models.CharField(max_length=16)
    reasons = models.JSONField(default=list)
    text = EncryptedTextField()
    papers = models.ManyToManyField(Paper, related_name="+")


class Extension(models.Model):
    """A special extension that was asked for, and what was decided by somebody else than who asked."""

    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="extensions")
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    why = EncryptedTextField()
    decided_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    approved = models.BooleanField(null=True)
    note = EncryptedTextField(default="", blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("complaint",), condition=Q(decided_at__isnull=True), name="extension_one_waits"
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=models.F("asked_by")),
                name="extension_not_ones_own",
            ),
        )


class Review(models.Model):
    """The consumer does not agree with the answer; somebody who did not give it looks again (核查)."""

    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="reviews")
    asked_at = models.DateTimeField()
    why = EncryptedTextField()
    decided_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=16, default="", blank=True)
    text = EncryptedTextField(default="", blank=True)


class Letter(models.Model):
    """A letter under seal: the paper it is, and how and when it was delivered."""

    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="letters")
    kind = models.CharField(max_length=16)
    # The paper goes with the person who is erased; that a letter was served stays.
    paper = models.ForeignKey(Paper, null=True, on_delete=models.SET_NULL, related_name="+")
    sealed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    sealed_at = models.DateTimeField()
    way = models.CharField(max_length=12, default="", blank=True)
    delivered_on = models.DateField(null=True)
    delivered_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("complaint", "paper"), name="letter_once"),)


class Link(models.Model):
    """Two complaints that may be the same matter. The machine proposes; a person says yes or no; both stay whole."""

    first = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="links_on")
    second = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="links_back")
    score = models.FloatField()
    reasons = models.JSONField(default=list)
    proposed_at = models.DateTimeField()
    same = models.BooleanField(null=True)
    decided_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("first", "second"), name="link_once"),
            models.CheckConstraint(condition=Q(first__lt=models.F("second")), name="link_in_order"),
        )


class Call(models.Model):
    """A call of 12378 put through: picked up or missed, with or without a ticket. No number of the caller is kept."""

    taken_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    institution = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=12)
    complaint = models.ForeignKey(Complaint, null=True, on_delete=models.PROTECT, related_name="calls")

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(outcome__in=tuple(CALL_OUTCOMES)), name="call_outcome"),)
        indexes = (models.Index(fields=("institution", "at"), name="call_of_institution"),)
