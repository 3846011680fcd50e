"""A person has one account, in one organisation, and holds roles there for a time."""

from functools import cached_property

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q

from evenhand_web.journal.actor import STAFF, Actor
from evenhand_web.people.roles import ROLES
from evenhand_web.registry.models import Organisation


class People(BaseUserManager["Person"]):
    """Finds a person by login, whatever its case."""

    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(login=(username or "").casefold())


class Person(AbstractBaseUser):
    """Somebody who may sign in. Accounts are closed, never deleted: the journal goes on naming who did what."""

    login = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=60)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="people")
    is_active = models.BooleanField(default=True)
    # Somebody else knows this password: it has to be changed before anything else.
    given_password = models.BooleanField(default=True)

    objects = People()
    USERNAME_FIELD = "login"
    EMAIL_FIELD = ""

    class Meta:
        indexes = (models.Index(fields=("organisation", "name"), name="person_of_organisation"),)

    def __str__(self) -> str:
        return self.login

    @cached_property
    def roles(self) -> frozenset[str]:
        """The roles held now; none for a closed account."""
        if not self.is_active:
            return frozenset()
        return frozenset(self.appointments.filter(until__isnull=True).values_list("role", flat=True))

    @property
    def actor(self) -> Actor:
        return Actor(kind=STAFF, person=self.pk, organisation=self.organisation_id)


class Appointment(models.Model):
    """A role, from a moment until another."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="appointments")
    role = models.CharField(max_length=16)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("person", "role"), condition=Q(until__isnull=True), name="appointment_once_at_a_time"
            ),
            models.CheckConstraint(condition=Q(role__in=tuple(ROLES)), name="appointment_role"),
        )
