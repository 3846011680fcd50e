"""Every write to runs. Times come in as arguments; a refusal says what happened, what is safe, what to do."""

import os
import shutil
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet

from evenhand.errors import EvenhandError
from evenhand_web.people.tenancy import as_the_platform
from evenhand_web.registry.models import Organisation
from evenhand_web.runs.arrivals import Arrival, CannotAccept, Incoming, arriving, shown_name
from evenhand_web.runs.models import AUDIT, Run, Upload
from evenhand_web.runs.outputs import KEPT, LOG, Outcome, is_plain_file, read_outcome
from evenhand_web.runs.procedure import DONE, FAILED, RUNNING, UNDER_WAY, WAITING

MAX_ATTEMPTS = 3


class CannotDelete(EvenhandError):
    """The run is needed by another that is not over yet, or somebody else reads it."""


def request_run(
    *,
    kind: str,
    file: Incoming,
    now: datetime,
    organisation: Organisation | None = None,
    packs: list[str] | None = None,
    mapping: Incoming | None = None,
    mandates: Incoming | None = None,
    audit: Run | None = None,
    options: dict[str, str | bool] | None = None,
) -> Run:
    """Keep the files and put a run of `organisation` in the queue. Raises CannotAccept."""
    if kind == AUDIT and not packs:
        raise CannotAccept(zh="请至少选择一套规则。", en="Choose at least one set of rules.", field="packs")
    with ExitStack() as stack:
        arrived = stack.enter_context(arriving(file))
        mapped = _mapping(stack, mapping)
        mandated = stack.enter_context(arriving(mandates, field="mandates")) if mandates else None
        # The same file is kept once, whoever else brought it.
        with as_the_platform():
            return Run.objects.create(
                kind=kind,
                organisation=organisation,
                packs=packs or [],
                options=options or {},
                upload=arrived.keep(),
                mapping=mapped.keep() if mapped else None,
                mandates=mandated.keep() if mandated else None,
                audit=audit,
                file_name=shown_name(file.name),
                file_sha256=arrived.sha256,
                requested_at=now,
            )


def _mapping(stack: ExitStack, mapping: Incoming | None) -> Arrival | None:
    if mapping is None:
        return None
    return stack.enter_context(arriving(mapping, field="mapping", suffixes=(".yaml",)))


def register_finished_run(
    *, folder: Path, now: datetime, organisation: Organisation | None = None, file_name: str = ""
) -> Run:
    """Copy an output folder of the command line and show it as a finished run of `organisation`. Raises BadOutput.

    The same result is registered once for each, however often it is brought: everything but the seconds is compared.
    """
    outcome = read_outcome(folder)
    same = Run.objects.filter(state=DONE, replay_sha256=outcome.replay_sha256)
    known = same.filter(organisation=organisation).first()
    if known:
        return known
    with transaction.atomic():
        run = Run.objects.create(
            kind=outcome.kind,
            organisation=organisation,
            packs=outcome.packs,
            file_name=shown_name(file_name or outcome.file_name),
            file_sha256=outcome.file_sha256,
            state=DONE,
            requested_at=now,
            finished_at=now,
            **_figures(outcome),
        )
        _keep(KEPT, of=folder, run=run, by=shutil.copyfile)
    return run


def give_to(*, organisation: Organisation) -> int:
    """Make runs that belong to nobody `organisation`'s: those that were made before anybody signed in; how many."""
    return Run.objects.filter(organisation__isnull=True).update(organisation=organisation)


def _figures(outcome: Outcome) -> dict[str, object]:
    return {
        "rows_read": outcome.rows_read,
        "rows_rejected": outcome.rows_rejected,
        "counts": outcome.counts,
        "not_evaluated": outcome.not_evaluated,
        "replay_sha256": outcome.replay_sha256,
    }


def claim(*, worker: str, now: datetime) -> Run | None:
    """Take the oldest waiting run, or one whose worker died, for `worker`; None when there is none.

    Compare and set: the row changes only if nobody changed it since it was read, so two workers never share a run.
    """
    free = Q(state=WAITING) | Q(state=RUNNING, lease_until__lt=now)
    for seen in Run.objects.filter(free).order_by("requested_at", "pk"):
        unchanged = Run.objects.filter(pk=seen.pk, state=seen.state, worker=seen.worker, lease_until=seen.lease_until)
        if seen.attempts >= MAX_ATTEMPTS:
            unchanged.update(state=FAILED, finished_at=now, **_tried_too_often())
            continue
        won = unchanged.update(
            state=RUNNING, worker=worker, lease_until=_lease(now), started_at=now, attempts=seen.attempts + 1
        )
        if won:
            _remove(seen.bench)
            return Run.objects.get(pk=seen.pk)
    return None


def keep_alive(*, run: Run, now: datetime) -> bool:
    """Renew the claim; False when the run is no longer this worker's (deleted, or taken over)."""
    return bool(_held(run).update(lease_until=_lease(now)))


def finish(*, run: Run, now: datetime) -> bool:
    """Move the attempt's results into place and close the run. Raises BadOutput when they are not all there."""
    outcome = read_outcome(run.bench)
    with transaction.atomic():
        if not _held(run).update(state=DONE, finished_at=now, lease_until=None, **_figures(outcome)):
            return False
        _keep(KEPT, of=run.bench, run=run, by=os.replace)
    return True


def fail(*, run: Run, now: datetime, zh: str, en: str) -> bool:
    """Close the run with the reason in both languages; what the engine said is kept for whoever looks after it."""
    if not _held(run).update(state=FAILED, finished_at=now, lease_until=None, error_zh=zh, error_en=en):
        return False
    _keep((LOG,), of=run.bench, run=run, by=os.replace)
    return True


def give_back(*, run: Run) -> bool:
    """Put a run back in the queue because its worker was told to stop; this attempt does not count."""
    return bool(
        _held(run).update(
            state=WAITING, worker="", lease_until=None, started_at=None, attempts=max(run.attempts - 1, 0)
        )
    )


def clear_bench(*, run: Run) -> None:
    """Remove what an attempt left on its bench; results that were kept have moved away already."""
    _remove(run.bench)


def delete_run(*, run: Run, now: datetime) -> None:
    """Remove a run and its files; one that is running is stopped by its worker. Raises CannotDelete."""
    # Another's run may rest on the same file.
    with as_the_platform():
        if Run.objects.filter(audit=run, state__in=UNDER_WAY).exists():
            raise CannotDelete(
                zh="有一个未完成的任务要用到这次检查的结果。请等它完成或先删除它。",
                en="A run that is not over yet needs the findings of this one. Let it finish or delete it first.",
            )
        if any(sharing.holds(now) for sharing in run.sharings.all()):
            raise CannotDelete(
                zh="这个任务还共享给其他单位查看。请先在共享页收回。",
                en="This run is still shared with another organisation. Take it back on its page of sharing first.",
            )
        uploads = [upload for upload in (run.upload, run.mapping, run.mandates) if upload]
        folder = run.folder
        run.delete()
        for upload in uploads:
            _drop_unused(upload)
        _remove(folder)


def _drop_unused(upload: Upload) -> None:
    used = Run.objects.filter(Q(upload=upload) | Q(mapping=upload) | Q(mandates=upload)).exists()
    if not used:
        path = upload.path
        upload.delete()
        path.unlink(missing_ok=True)


def _held(run: Run) -> QuerySet[Run]:
    return Run.objects.filter(pk=run.pk, state=RUNNING, worker=run.worker)


def _keep(names: Iterable[str], *, of: Path, run: Run, by: Callable[[Path, Path], object]) -> None:
    """Put the files of `of` that have one of `names` into the run's folder, in place of whatever is there."""
    _remove(run.folder)
    run.folder.mkdir(parents=True, mode=0o700)
    for name in names:
        if is_plain_file(of / name):
            by(of / name, run.folder / name)


def _lease(now: datetime) -> datetime:
    return now + timedelta(seconds=settings.EVENHAND_LEASE_S)


def _remove(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)


def _tried_too_often() -> dict[str, str]:
    return {
        "error_zh": f"试了 {MAX_ATTEMPTS} 次，程序每次都中途停止，很可能是内存不够。"
        "原文件没有改动；请把文件分成几份再试。",
        "error_en": f"Tried {MAX_ATTEMPTS} times and stopped half-way each time, most likely for lack of memory. "
        "Your file is unchanged; split it and try again.",
    }
