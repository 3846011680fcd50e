"""What falls due here: filing batches, comparing what came in, ending windows that passed, forgetting people."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction

from evenhand.deadlines.event import Event
from evenhand_web.complaints import clocks
from evenhand_web.complaints.actions import batch_course, batches
from evenhand_web.complaints.actions.erasing import RETENTION, erase
from evenhand_web.complaints.actions.linking import compare
from evenhand_web.complaints.models import Clock, Complaint
from evenhand_web.complaints.procedure import CONTEST_CLOCK
from evenhand_web.complaints.queries import local_day

Ask = Callable[[], datetime]
# SQLite has one writer, and who waits for it asks only every tenth of a second: between two portions of a batch it is
# left alone for longer than that.
A_BREATH_S = 0.15


def file_next_portion(*, worker: str, clock: Ask, stopping: Callable[[], bool]) -> bool:
    """File the next rows of the oldest batch from 12345 that waits; a portion, so that others get their turn."""
    batch = batches.claim(worker=worker, now=clock())
    if batch is None:
        return False
    batches.go_on(batch=batch, clock=clock)
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        time.sleep(A_BREATH_S)
    return True


def put_away_next(*, worker: str, clock: Ask, stopping: Callable[[], bool]) -> bool:
    """Remove the file of a batch that ended while the shelf could not be reached."""
    return batch_course.put_away_next(now=clock())


def compare_next(*, worker: str, clock: Ask, stopping: Callable[[], bool]) -> bool:
    """Look for the same matter among the others, for the oldest complaint that was not compared yet."""
    complaint = Complaint.objects.filter(compared_at__isnull=True).order_by("pk").first()
    if complaint is None:
        return False
    compare(complaint=complaint, at=clock())
    return True


def end_next_window(*, worker: str, clock: Ask, stopping: Callable[[], bool]) -> bool:
    """End the time to ask for a review where it passed unused; the clock of a right that lapsed does not go on."""
    now = clock()
    passed = Clock.objects.filter(limit=CONTEST_CLOCK, over_at__isnull=True, due_on__lt=local_day(now))
    with transaction.atomic():
        # Another worker, or the consumer who asks at the last moment, is waited for and looked at again.
        row = passed.select_for_update().order_by("due_on", "pk").first()
        if row is None:
            return False
        clocks.tell(row, Event(kind="ended", at=now, reason="not asked for"))
    return True


def erase_next(*, worker: str, clock: Ask, stopping: Callable[[], bool]) -> bool:
    """Erase the person of a complaint that has been over for the operator's number of days; without one, never."""
    if not settings.EVENHAND_RETENTION_DAYS:
        return False
    now = clock()
    due = Complaint.objects.filter(
        over_at__lt=now - timedelta(days=settings.EVENHAND_RETENTION_DAYS), complainant__erased_at__isnull=True
    )
    complaint = due.order_by("over_at", "pk").first()
    if complaint is None:
        return False
    erase(complaint=complaint, why=RETENTION, at=now)
    return True
