"""What falls due at the public's door: news is told, and what nobody went on with is forgotten."""

from collections.abc import Callable
from datetime import datetime

from evenhand_web.portal import actions, telling


def tell_next(*, worker: str, clock: Callable[[], datetime], stopping: Callable[[], bool]) -> bool:
    """Tell one person what happened to their complaint; False when nothing waits."""
    return telling.tell_next(at=clock())


def forget_drafts(*, worker: str, clock: Callable[[], datetime], stopping: Callable[[], bool]) -> bool:
    """Drop drafts a day after their last word; False when there was none."""
    return bool(actions.forget(at=clock()))
