"""Organisations under all their names, and which authority answers for which subject at which type of institution."""

from django.db import models
from django.db.models import F, Q

from evenhand_web.registry.codes import ANY, INSTITUTION, INSTITUTION_TYPES, ORGANISATION_KINDS, SUBJECTS


class Organisation(models.Model):
    """One organisation; its code never changes, its name may. One that was merged points to what it became part of."""

    code = models.CharField(max_length=32, unique=True)
    kind = models.CharField(max_length=16)
    institution_type = models.CharField(max_length=20, default="", blank=True)
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=120, default="", blank=True)
    # Whose superior body hears a review (核查); the institution's own reviewers where none is registered.
    superior = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="branches")
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="absorbed")
    merged_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(kind__in=tuple(ORGANISATION_KINDS)), name="organisation_kind"),
            models.CheckConstraint(
                condition=(Q(kind=INSTITUTION) & Q(institution_type__in=tuple(INSTITUTION_TYPES)))
                | (~Q(kind=INSTITUTION) & Q(institution_type="")),
                name="organisation_institution_has_type",
            ),
            models.CheckConstraint(condition=~Q(merged_into=F("id")), name="organisation_not_into_itself"),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | Q(merged_on__isnull=False), name="organisation_merged_has_day"
            ),
        )

    def __str__(self) -> str:
        return self.name

    def called(self, lang: str) -> str:
        """Its name for a reader of `lang`."""
        return self.name_en if lang == "en" and self.name_en else self.name


class Alias(models.Model):
    """A name by which an organisation is found: its present one, its earlier ones, short ones."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="aliases")
    name = models.CharField(max_length=120)
    # As `queries.folded` writes it; one written name never means two organisations.
    folded = models.CharField(max_length=120, unique=True)
    initials = models.CharField(max_length=60, default="", blank=True)

    class Meta:
        indexes = (models.Index(fields=("initials",), name="alias_initials"),)


class Jurisdiction(models.Model):
    """An authority answers for a subject at one type of institution, or at every type not given to another."""

    authority = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="jurisdictions")
    subject = models.CharField(max_length=20)
    institution_type = models.CharField(max_length=20, default=ANY, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("subject", "institution_type"), name="jurisdiction_one_authority"),
            models.CheckConstraint(condition=Q(subject__in=tuple(SUBJECTS)), name="jurisdiction_subject"),
            models.CheckConstraint(
                condition=Q(institution_type__in=(ANY, *INSTITUTION_TYPES)), name="jurisdiction_institution_type"
            ),
        )
