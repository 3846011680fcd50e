"""How long work tells that it goes on, without knowing who listens."""

from collections.abc import Callable

Progress = Callable[[str, float], None]
"""Called with a stage in plain words and the share done, 0 to 1."""


def silent(_stage: str, _share: float) -> None:
    """The listener that says nothing."""
