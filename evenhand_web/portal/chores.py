"""What falls due at the public's door: news is told, and what nobody went on with is forgotten."""

from collections.abc import Callable
from datetime import datetime, timedelta

from evenhand_web.portal import actions, telling

# Telling is short and may be much, after a batch above all: as much as fits into a turn, so that the news of today
# waits minutes behind ten thousand others, and not half an hour.
AT_ONCE, A_TURN = 50, timedelta(seconds=1)


def tell_next(*, worker: str, clock: Callable[[], datetime], stopping: Callable[[], bool]) -> bool:
    """Tell people what happened to their complaints, for a moment; False when nothing waits."""
    began = clock()
    news = telling.untold(at=began, at_most=AT_ONCE)
    for entry in news:
        telling.tell(entry, at=clock())
        if stopping() or clock() - began > A_TURN:
            break
    return bool(news) or telling.tell_again(at=began)


def forget_drafts(*, worker: str, clock: Callable[[], datetime], stopping: Callable[[], bool]) -> bool:
    """Drop drafts a day after their last word; False when there was none."""
    return bool(actions.forget(at=clock()))
