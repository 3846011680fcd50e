"""What falls due at the public's door: what nobody went on with is forgotten."""

from collections.abc import Callable
from datetime import datetime

from evenhand_web.portal import actions


def forget_drafts(*, worker: str, clock: Callable[[], datetime], stopping: Callable[[], bool]) -> bool:
    """Drop drafts a day after their last word; False when there was none."""
    return bool(actions.forget(at=clock()))
