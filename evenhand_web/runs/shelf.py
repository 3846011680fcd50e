"""The rule packs a run can be asked for, as the engine has them."""

from functools import lru_cache

from evenhand.rules.pack import Pack
from evenhand.rules.shelf import list_packs


@lru_cache(maxsize=1)
def packs_on_shelf() -> tuple[Pack, ...]:
    """Every pack the engine ships, read once: they change only with the software."""
    return list_packs()
