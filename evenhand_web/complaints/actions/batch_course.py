"""How a batch from 12345 goes on its way: waiting for its file, put off, ended, its file put away."""

import logging
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from django.db.models import Q, QuerySet

from evenhand.errors import EvenhandError
from evenhand_web.complaints import shelf
from evenhand_web.complaints.actions.step import CannotDo
from evenhand_web.complaints.batch_files import BatchFile, read_batch, under_its_name
from evenhand_web.complaints.batch_states import BROKEN_OFF, UNDER_WAY, WAITING
from evenhand_web.complaints.models import Batch
from evenhand_web.journal import actions as journal
from evenhand_web.journal.actor import THE_PLATFORM
from evenhand_web.people.models import Person
from evenhand_web.people.roles import HOTLINE, OFFICER
from evenhand_web.people.tenancy import as_the_platform
from evenhand_web.registry.queries import standing_for

BY_REFERRAL = "12345/转办"
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=1)
LET_GO: dict[str, Any] = {"worker": "", "lease_until": None}
ON_TIME: dict[str, Any] = {"again_at": None, "put_off": 0, "why_zh": "", "why_en": ""}
log = logging.getLogger(__name__)


@lru_cache(maxsize=1)
def stored(digest: str, file_name: str) -> BatchFile | None:
    """What the stored file holds; kept between the portions of one batch, since its content is its name."""
    file = shelf.opened(digest, among=shelf.BATCHES)
    if file is None:
        return None
    with file, under_its_name(file, file_name) as path:
        return read_batch(path)


def put_off(batch: Batch, fault: Exception, now: datetime) -> None:
    """Back in line until its file can be reached: later each time, for as long as nobody breaks the batch off."""
    log.warning("the file of a batch cannot be reached: %s", type(fault).__name__)
    pause = pause_after(batch.put_off)
    why = _out_of_reach()
    told = {"state": WAITING, "again_at": now + pause, "put_off": batch.put_off + 1, "attempts": 0}
    with as_the_platform():
        if as_seen(batch).update(**told, **LET_GO, why_zh=why.zh, why_en=why.en):
            enter(batch, "put_off", now, minutes=pause // timedelta(minutes=1))


def pause_after(put_off: int) -> timedelta:
    """How long a batch waits that was put off so often in a row: a minute, two, four, at most an hour."""
    return min(FIRST_PAUSE * (1 << min(put_off, 10)), LONGEST_PAUSE)


def try_now(*, batch: Batch, by: Person, at: datetime) -> None:
    """Try a batch that was put off at once: somebody knows that its file can be reached again. Raises CannotDo."""
    _may_decide(batch, by)
    with as_the_platform():
        if Batch.objects.filter(pk=batch.pk, state__in=UNDER_WAY, again_at__gt=at).update(again_at=at):
            enter(batch, "tried", at, by=by)


def break_off(*, batch: Batch, by: Person, at: datetime) -> None:
    """End a batch that waits for its file; sent again, the same file goes on with it. Raises CannotDo."""
    _may_decide(batch, by)
    seen = Batch.objects.get(pk=batch.pk)
    if seen.under_way and seen.put_off:
        end(seen, BROKEN_OFF, _stopped(), at, by=by)


def put_away_next(*, now: datetime) -> bool:
    """Remove the file of a batch that ended while the shelf could not be reached; False where there is none."""
    in_use = Batch.objects.filter(state__in=UNDER_WAY).values("sha256")
    over = Batch.objects.filter(due(now), held=True).exclude(state__in=UNDER_WAY).exclude(sha256__in=in_use)
    batch = over.order_by("taken_at", "pk").first()
    return batch is not None and put_away(batch, now=now)


def put_away(batch: Batch, *, now: datetime) -> bool:
    """What a batch held lies no longer than it is needed, since it names people; False where it cannot be reached."""
    stored.cache_clear()
    row = Batch.objects.filter(pk=batch.pk)
    try:
        shelf.drop(batch.sha256, among=shelf.BATCHES)
    except shelf.faults() as fault:
        log.warning("the file of a batch cannot be removed: %s", type(fault).__name__)
        row.update(again_at=now + pause_after(batch.put_off), put_off=batch.put_off + 1)
        return False
    row.update(held=False, again_at=None, put_off=0)
    return True


def end(batch: Batch, state: str, why: EvenhandError, now: datetime, *, by: Person | None = None) -> None:
    told = {"state": state, "why_zh": why.zh, "why_en": why.en, "moved_at": now, "again_at": None, "put_off": 0}
    with as_the_platform():
        if not as_seen(batch).update(**told, **LET_GO):
            return
        enter(batch, "not_taken", now, by=by, state=state)
    put_away(batch, now=now)


def _may_decide(batch: Batch, by: Person) -> None:
    if not by.roles & {HOTLINE, OFFICER} or batch.taken_by.organisation_id not in standing_for(by.organisation):
        raise CannotDo(
            zh="只有接收这一批的单位可以决定。", en="Only the organisation that took the batch in decides on it."
        )


def due(now: datetime) -> Q:
    return Q(again_at__isnull=True) | Q(again_at__lte=now)


def as_seen(seen: Batch) -> QuerySet[Batch]:
    return Batch.objects.filter(
        pk=seen.pk, state=seen.state, worker=seen.worker, lease_until=seen.lease_until, looked_at=seen.looked_at
    )


def enter(batch: Batch, what: str, at: datetime, *, by: Person | None = None, **facts: object) -> None:
    journal.write(
        kind=f"complaints.batch_{what}",
        subject="batch",
        subject_id=batch.pk,
        at=at,
        by=by.actor if by else THE_PLATFORM,
        authority=BY_REFERRAL,
        facts={"digest": batch.sha256} | facts,
    )


def _out_of_reach() -> CannotDo:
    return CannotDo(
        zh="存放文件的地方暂时连不上。文件还在，已登记的行不受影响；恢复后自动接着登记，不用再发。",
        en="Where its file lies cannot be reached at the moment. The file is safe and the rows that were filed stand; "
        "it goes on by itself and need not be sent again.",
    )


def _stopped() -> CannotDo:
    return CannotDo(zh="由工作人员停止。", en="Stopped by a member of staff.")
