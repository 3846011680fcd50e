"""Complaints as a Django app."""

from django.apps import AppConfig


class ComplaintsConfig(AppConfig):
    name = "evenhand_web.complaints"
    label = "complaints"

    def ready(self) -> None:
        from evenhand_web.complaints.kinds import KINDS
        from evenhand_web.journal.kinds import declare

        declare(KINDS)
