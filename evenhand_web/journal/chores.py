"""What falls due here: sealing what was written, having it stamped."""

from collections.abc import Callable
from datetime import datetime

from django.conf import settings

from evenhand_web.journal import actions, ledger
from evenhand_web.journal.models import Entry

A_BATCH = 2000


def seal_next(*, worker: str, clock: Callable[[], datetime], stopping: Callable[[], bool]) -> bool:
    """Give new entries their places and add them to the evidence log; False when there was nothing to seal."""
    placed = actions.place_in_order(limit=A_BATCH)
    return bool(ledger.append_placed(limit=A_BATCH)) or bool(placed)


def stamp_next(*, worker: str, clock: Callable[[], datetime], stopping: Callable[[], bool]) -> bool:
    """Have an outside authority stamp the evidence log with its time, where one is named; False when it is not due."""
    by = settings.EVENHAND_STAMPS_BY
    return by is not None and ledger.stamp_last(by=by, now=clock())


def waiting() -> int:
    """How many entries are not sealed yet."""
    return Entry.objects.filter(position__isnull=True).count()
