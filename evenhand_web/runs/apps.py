"""Runs as a Django app."""

from django.apps import AppConfig


class RunsConfig(AppConfig):
    name = "evenhand_web.runs"
    label = "runs"

    def ready(self) -> None:
        from evenhand_web.journal.kinds import declare
        from evenhand_web.runs.kinds import KINDS

        declare(KINDS)
