"""Letting another organisation read a run: given by its own analyst, for a purpose, journalled, taken back at will.

Raw contacts stay with the lender that made them. What is shared is what was found: the report, the figures and the
summary with its digests; the tables only where that is said; never the file that was sent in, nor the rejected cells.
"""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from evenhand.errors import EvenhandError
from evenhand_web.journal import actions as journal
from evenhand_web.journal.models import Entry
from evenhand_web.people.models import Person
from evenhand_web.people.roles import ANALYST
from evenhand_web.people.tenancy import as_the_platform
from evenhand_web.registry.models import Organisation
from evenhand_web.registry.naming import AMONG
from evenhand_web.registry.queries import present, standing_for
from evenhand_web.runs.codes import PURPOSES
from evenhand_web.runs.models import Run, Sharing
from evenhand_web.runs.procedure import DONE

OF_THE_OWNER, OF_THE_READER = "runs/owner", "runs/reader"


class CannotShare(EvenhandError):
    """A run that is not this person's to share, or nobody that it may be shared with."""


def share(
    *,
    run: Run,
    reader: Organisation,
    purpose: str,
    by: Person,
    at: datetime,
    until: date | None = None,
    with_tables: bool = False,
) -> Sharing:
    """Let the analysts of `reader` read `run` until the end of the day `until`. Raises CannotShare.

    Shared with them already, it is shared anew: what was said before ends.
    """
    reader = present(reader)
    owner = _may_share(run, by)
    _may_read(reader, of=by.organisation)
    if purpose not in PURPOSES:
        raise CannotShare(zh="请选择共享的目的。", en="Choose what it is shared for.")
    if until and until < timezone.localdate(at):
        raise CannotShare(zh="截止日已经过去，请另选一天。", en="That last day is over; choose another.")
    with transaction.atomic():
        # Whoever shares at the same moment waits here.
        Run.objects.select_for_update().get(pk=run.pk)
        run.sharings.filter(reader=reader, ended_at__isnull=True).update(ended_at=at)
        given = {"purpose": purpose, "with_tables": with_tables, "ends_at": _end_of(until)}
        made: Sharing = run.sharings.create(owner=owner, reader=reader, given_by=by, given_at=at, **given)
        facts = {"reader": reader.code, "purpose": purpose, "tables": with_tables}
        _write(run, "runs.shared", by, at, facts | {"last_day": until.isoformat() if until else ""})
    return made


def take_back(*, sharing: Sharing, by: Person, at: datetime) -> None:
    """End a sharing at once; nothing happens where it has ended. Raises CannotShare."""
    _may_share(sharing.run, by)
    with transaction.atomic():
        if Sharing.objects.filter(pk=sharing.pk, ended_at__isnull=True).update(ended_at=at):
            _write(sharing.run, "runs.taken_back", by, at, {"reader": sharing.reader.code})


def note_reading(*, sharing: Sharing, by: Person, at: datetime) -> None:
    """Write down that somebody of the other organisation reads, once a person and day."""
    key = f"runs.read:{sharing.pk}:{by.pk}:{timezone.localdate(at)}"
    # What is written about another's run is out of this reader's sight.
    with as_the_platform():
        Sharing.objects.select_for_update().get(pk=sharing.pk)
        if not Entry.objects.filter(key=key).exists():
            facts = {"reader": sharing.reader.code, "purpose": sharing.purpose}
            _write(sharing.run, "runs.read", by, at, facts, authority=OF_THE_READER, key=key)


def _may_share(run: Run, by: Person) -> Organisation:
    """The organisation whose run it is, if this is one of its analysts."""
    owner = run.organisation
    if owner is None or ANALYST not in by.roles or owner.pk not in standing_for(by.organisation):
        raise CannotShare(
            zh="只有任务所属单位的分析员可以共享或收回。",
            en="Only an analyst of the organisation whose run it is may share it or take it back.",
        )
    if run.state != DONE:
        raise CannotShare(
            zh="任务还没有完成，没有结果可以共享。", en="The run is not done; there is no result to share yet."
        )
    return owner


def _may_read(reader: Organisation, *, of: Organisation) -> None:
    """An authority or an association; another institution never sees customers that are not its own."""
    if reader.kind not in AMONG["overseer"] or reader.pk in standing_for(of):
        raise CannotShare(
            zh="只能共享给其他的主管部门或协会：一家机构的客户资料不给另一家机构看。",
            en="A run is shared with another authority or association only: one institution's customers are not shown "
            "to another.",
        )


def _end_of(day: date | None) -> datetime | None:
    """The first moment after `day`, where the platform is."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time())) if day else None


def _write(
    run: Run,
    kind: str,
    by: Person,
    at: datetime,
    facts: Mapping[str, object],
    *,
    authority: str = OF_THE_OWNER,
    key: str | None = None,
) -> None:
    about = {"subject": "run", "subject_id": run.pk, "authority": authority, "facts": facts}
    journal.write(kind=kind, at=at, by=by.actor, key=key, **about)  # type: ignore[arg-type]
