"""The registry as a Django app."""

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "evenhand_web.registry"
    label = "registry"

    def ready(self) -> None:
        from evenhand_web.journal.kinds import declare
        from evenhand_web.registry.kinds import KINDS

        declare(KINDS)
