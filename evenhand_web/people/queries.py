"""Who may see which accounts."""

from django.db.models import Q, QuerySet

from evenhand_web.people.models import Person
from evenhand_web.people.roles import ADMINISTRATOR, ROLES
from evenhand_web.registry.models import Organisation
from evenhand_web.registry.queries import standing_for


def visible_to(person: Person) -> QuerySet[Person]:
    """An administrator sees the people of the own organisation; everybody else sees nobody's account."""
    if ADMINISTRATOR not in person.roles:
        return Person.objects.none()
    return Person.objects.filter(organisation__in=standing_for(person.organisation))


def found_among(people: QuerySet[Person], words: str) -> QuerySet[Person]:
    """Those whose name or login holds `words`, open accounts first."""
    found = people.filter(Q(name__icontains=words) | Q(login__icontains=words)) if words else people
    return found.order_by("-is_active", "name", "pk")


def names_of(numbers: set[int]) -> dict[int, Person]:
    """People by number, for showing who did what."""
    return Person.objects.select_related("organisation").in_bulk(numbers)


def roles_in(organisation: Organisation) -> dict[str, dict[str, str]]:
    """The roles that can be held in an organisation, with their names."""
    return {key: role.name for key, role in ROLES.items() if organisation.kind in role.held_in}


def administrators_of(organisation: Organisation) -> int:
    """How many open accounts administer `organisation`."""
    held = Person.objects.filter(organisation=organisation, is_active=True)
    return held.filter(appointments__role=ADMINISTRATOR, appointments__until__isnull=True).distinct().count()
