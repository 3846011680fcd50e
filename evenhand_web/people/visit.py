"""A request from somebody who signed in."""

from evenhand_web.people.models import Person
from evenhand_web.registry.visit import Visit


class StaffVisit(Visit):
    """What a page behind `login_required` is handed."""

    user: Person
