"""The rule packs a run can be asked for, as the engine has them."""

from functools import lru_cache

from django.conf import settings

from evenhand.rules.pack import Pack
from evenhand.rules.shelf import list_packs


@lru_cache(maxsize=1)
def packs_on_shelf() -> tuple[Pack, ...]:
    """Every pack the engine ships, read once: they change only with the software."""
    return list_packs()


def ticked_first() -> list[str]:
    """The packs a new form has ticked: those whose hours are the platform's own; another country's are for who asks."""
    return [pack.id for pack in packs_on_shelf() if pack.zone == settings.TIME_ZONE]
