"""The second lock on PostgreSQL: its row-level security shows a signed-in person the rows of their organisation alone.

The first lock is `visible_to`. Whoever forgets it in a query still sees nothing of another organisation's there; SQLite
has no such lock. The policies are in the migrations of the rooms whose rows they lock.

Without a policy, and why: people, appointments and sessions (asked for before anybody is signed in; the journal names
people of other organisations), the registry (open to everybody), counters and tallies (numbers and keyed hashes).
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponseBase

from evenhand_web.people.models import Person
from evenhand_web.registry.queries import standing_for

SETTING = "evenhand.organisations"


class HeldToTheirOwn:
    """Holds the database to the organisation of whoever is signed in, for the time of one request."""

    # The public's door asks for a receipt, not for an account, also from somebody who happens to have one.
    PUBLIC = "/complain/"

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if connection.vendor != "postgresql" or request.path.startswith(self.PUBLIC):
            return self.get_response(request)
        with held_to(request.user if request.user.is_authenticated else None):
            return self.get_response(request)


@contextmanager
def held_to(person: Person | None) -> Iterator[None]:
    """Show the rows of this person's organisation and of those that merged into it; None: hold to nothing."""
    own = ",".join(map(str, sorted(standing_for(person.organisation)))) if person else ""
    _set(own, until_the_transaction_ends=False)
    try:
        yield
    finally:
        _set("", until_the_transaction_ends=False)


@contextmanager
def as_the_platform() -> Iterator[None]:
    """A transaction that is held to nothing: a step that was allowed hands rows on to where its person sees no more."""
    with transaction.atomic():
        _set("", until_the_transaction_ends=True)
        yield


def _set(organisations: str, *, until_the_transaction_ends: bool) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config(%s, %s, %s)", [SETTING, organisations, until_the_transaction_ends])
