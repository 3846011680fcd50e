"""People as a Django app."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "evenhand_web.people"
    label = "people"

    def ready(self) -> None:
        from evenhand_web.journal.kinds import declare
        from evenhand_web.people.kinds import KINDS

        declare(KINDS)
