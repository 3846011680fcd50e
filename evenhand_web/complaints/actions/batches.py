"""A batch from 12345: stored at once, filed by the worker in portions; no row lost, none filed twice."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.db import IntegrityError
from django.db.models import Q

from evenhand.errors import EvenhandError
from evenhand_web.complaints import shelf
from evenhand_web.complaints.actions.batch_course import (
    LET_GO,
    ON_TIME,
    as_seen,
    due,
    end,
    enter,
    put_away,
    put_off,
    stored,
)
from evenhand_web.complaints.actions.batch_rows import Report, take
from evenhand_web.complaints.actions.step import CannotDo
from evenhand_web.complaints.batch_files import BatchFile
from evenhand_web.complaints.batch_states import BROKEN_OFF, DONE, REFUSED, UNDER_WAY, WAITING, WORKING
from evenhand_web.complaints.models import Batch
from evenhand_web.complaints.papers import CannotKeep
from evenhand_web.people.models import Person
from evenhand_web.people.roles import HOTLINE, OFFICER
from evenhand_web.people.tenancy import as_the_platform
from evenhand_web.registry.queries import standing_for

# So many rows are filed in one transaction, which is also what one turn of the worker does.
A_PORTION = 50
# Taken up so often without moving, it is not tried again: the file, or this machine, cannot do it.
MAX_ATTEMPTS = 3


def take_in_batch(*, content: bytes, file_name: str, by: Person, at: datetime) -> Batch:
    """Store a CSV or XLSX of 12345 for the worker. The same file again is the same batch; one that broke off goes on.

    Raises CannotDo, CannotKeep; nothing is stored then.
    """
    if not by.roles & {HOTLINE, OFFICER}:
        raise CannotDo(
            zh="批量接收由热线坐席或监管人员办理。", en="Batches are taken in by hotline clerks and officers."
        )
    if not content:
        raise CannotDo(
            zh="文件是空的。请确认导出已完成，再重新选择。",
            en="The file is empty. Check that the export finished, then choose it again.",
        )
    digest = sha256(content).hexdigest()
    known = _taken_before(digest, by)
    if known is None or known.state in (REFUSED, BROKEN_OFF):
        _store(content, digest)
        known = _put_in_line(known, digest, file_name, by, at)
        if known.state == DONE:  # it came twice at once, and the worker was quick
            put_away(known, now=at)
    return known


def _taken_before(digest: str, by: Person) -> Batch | None:
    """The batch that this very file became. Raises CannotDo where it is another organisation's."""
    own = standing_for(by.organisation)
    with as_the_platform():
        known = Batch.objects.select_related("taken_by").filter(sha256=digest).exclude(state=REFUSED).first()
        refused = Batch.objects.filter(sha256=digest, state=REFUSED, taken_by__organisation__in=own).first()
    if known and known.taken_by.organisation_id not in own:
        raise CannotDo(
            zh="这份文件已经由另一个单位接收，不会重复登记。有疑问请与该单位联系。",
            en="Another organisation has taken this very file in already; nothing is filed twice.",
        )
    return known or refused


def _store(content: bytes, digest: str) -> None:
    try:
        shelf.keep(content, digest, among=shelf.BATCHES)
    except shelf.faults() as full:
        raise CannotKeep(
            zh="文件暂时存不下来，什么都没有登记。请稍后再发一次。",
            en="The file cannot be stored at the moment; nothing was filed. Send it again later.",
        ) from full


def _put_in_line(known: Batch | None, digest: str, file_name: str, by: Person, at: datetime) -> Batch:
    try:
        with as_the_platform():
            if known is None:
                known = Batch.objects.create(sha256=digest, file_name=file_name[:200], taken_by=by, taken_at=at)
                enter(known, "handed_in", at, by=by)
            else:
                _put_back(known, at, by=by)
            return Batch.objects.get(pk=known.pk)
    except IntegrityError:  # the same file came at the same moment
        return _taken_before(digest, by) or _put_in_line(None, digest, file_name, by, at)


def _put_back(batch: Batch, at: datetime, *, by: Person) -> None:
    """In line again: from the start where nothing was filed, from where it broke off elsewhere."""
    again: dict[str, Any] = {"state": WAITING, "attempts": 0, "moved_at": at, "held": True} | LET_GO | ON_TIME
    if batch.state == REFUSED:
        again |= {"taken_by": by, "taken_at": at}
    if Batch.objects.filter(pk=batch.pk, state=batch.state).update(**again):
        enter(batch, "handed_in", at, by=by)


def claim(*, worker: str, now: datetime) -> Batch | None:
    """Take the oldest batch that nobody has in hand, or whose worker died; None when there is none.

    Compare and set: the row changes only if nobody changed it since it was read, so two workers never share a batch.
    """
    free = (Q(lease_until__isnull=True) | Q(lease_until__lt=now)) & due(now)
    for seen in Batch.objects.filter(free, state__in=UNDER_WAY).order_by("taken_at", "pk"):
        if seen.attempts >= MAX_ATTEMPTS:
            end(seen, BROKEN_OFF, _tried_too_often(), now)
            continue
        lease = now + timedelta(seconds=settings.EVENHAND_LEASE_S)
        if as_seen(seen).update(worker=worker, lease_until=lease, attempts=seen.attempts + 1):
            return Batch.objects.select_related("taken_by__organisation").get(pk=seen.pk)
    return None


def go_on(*, batch: Batch, clock: Callable[[], datetime]) -> None:
    """File the next portion of a claimed batch and let go of it; or end it with the reason why it cannot be filed."""
    try:
        held = stored(batch.sha256, batch.file_name)
    except shelf.faults() as fault:
        return put_off(batch, fault, clock())
    except EvenhandError as refused:
        ended = REFUSED if not batch.looked_at and not batch.complaints.exists() else BROKEN_OFF
        return end(batch, ended, refused, clock())
    if held is None:
        return end(batch, BROKEN_OFF, _file_gone(), clock())
    return _file_portion(batch, held, clock())


def _file_portion(batch: Batch, held: BatchFile, now: datetime) -> None:
    """The rows and how far the batch has come are written together: a worker that dies leaves both or neither."""
    portion = held.rows[batch.looked_at : batch.looked_at + A_PORTION]
    end = batch.looked_at + len(portion)
    report = Report(**batch.report) if batch.looked_at else _begun(held)
    state = DONE if end == len(held.rows) else WORKING
    with as_the_platform():
        # First of all, so that on PostgreSQL whoever else believes to have it waits here and then finds it moved.
        if not as_seen(batch).update(moved_at=now):
            return
        take(portion, batch, report)
        Batch.objects.filter(pk=batch.pk).update(
            state=state,
            rows=held.rows_read,
            looked_at=end,
            report=asdict(report),
            attempts=0,
            **LET_GO,
            **ON_TIME,
        )
        if state == DONE:
            _enter_taken(batch, held, report, now)
    if state == DONE:
        put_away(batch, now=now)


def _begun(held: BatchFile) -> Report:
    return Report(rejects=list(held.rejects), rejected=held.rejected, unread=held.unread, merged=held.merged)


def _enter_taken(batch: Batch, held: BatchFile, report: Report, at: datetime) -> None:
    counted = {name: len(getattr(report, name)) for name in ("filed", "repeated")}
    enter(batch, "taken", at, by=batch.taken_by, rows=held.rows_read, rejected=report.rejected, **counted)


def _tried_too_often() -> CannotDo:
    return CannotDo(
        zh=f"后台程序试了 {MAX_ATTEMPTS} 次，每次都中途停止，很可能是内存或磁盘不够。",
        en=f"The background worker tried {MAX_ATTEMPTS} times and stopped half-way each time, most likely for lack of "
        "memory or disk.",
    )


def _file_gone() -> CannotDo:
    return CannotDo(
        zh="存下的文件找不到了，可能被移走或删除。", en="The stored file is gone; perhaps it was moved or deleted."
    )
