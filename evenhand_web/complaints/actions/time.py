"""Time: longer for complex matters, a special extension that another approves, lawful pauses, new facts."""

from datetime import datetime

from evenhand.deadlines.event import Event
from evenhand_web.complaints import clocks
from evenhand_web.complaints.actions.step import CannotDo, chosen, needs, once, record, take
from evenhand_web.complaints.codes import PAUSE_GROUNDS
from evenhand_web.complaints.models import Addition, Clock, Complaint, Extension
from evenhand_web.complaints.procedure import ANSWER_CLOCK
from evenhand_web.people.models import Person

COMPLEX, SPECIAL = "complex", "special"


@once
def lengthen(
    *, complaint: Complaint, note: str, by: Person, at: datetime, key: str = "", seen: int | None = None
) -> None:
    """Take the longer time of a complex matter and say why. Raises CannotDo, Overtaken, NotLawful."""
    note = needs(note, zh="请写明情况复杂在哪里。", en="Say what makes the matter complex.")
    take(complaint, "lengthen", by=by, seen=seen, key=key)
    clocks.tell(_answering(complaint), Event(kind="lengthened", at=at, name=COMPLEX, reason=COMPLEX))
    _told(complaint, "lengthen", by, at, key, {"longer": COMPLEX}, note)


@once
def ask_extension(
    *, complaint: Complaint, why: str, by: Person, at: datetime, key: str = "", seen: int | None = None
) -> None:
    """Ask for the special extension; somebody else decides. Raises CannotDo, Overtaken, NotLawful."""
    why = needs(why, zh="请写明特别延期的原因。", en="Say why a special extension is needed.")
    take(complaint, "ask_extension", by=by, seen=seen, key=key)
    if Extension.objects.filter(complaint=complaint, decided_at__isnull=True).exists():
        raise CannotDo(
            zh="已有一份延期申请在等待审批。", en="An extension has been asked for and waits for its decision."
        )
    # Asked before writing: an extension that the rule would refuse is not put before anybody.
    row = _answering(complaint)
    clocks.may_happen(row, Event(kind="extended", at=at, name=SPECIAL, reason=why, approved_by="?"))
    Extension.objects.create(complaint=complaint, asked_by=by, asked_at=at, why=why)
    _told(complaint, "ask_extension", by, at, key, {"extension": SPECIAL}, why)


@once
def decide_extension(
    *,
    complaint: Complaint,
    approved: bool,
    by: Person,
    at: datetime,
    note: str = "",
    key: str = "",
    seen: int | None = None,
) -> None:
    """Approve or refuse the extension that waits, never one's own. Raises CannotDo, Overtaken, NotLawful."""
    extension = Extension.objects.filter(complaint=complaint, decided_at__isnull=True).first()
    take(complaint, "decide_extension", by=by, seen=seen, key=key)
    if extension is None:
        raise CannotDo(zh="没有等待审批的延期申请。", en="No extension waits for a decision.")
    if extension.asked_by_id == by.pk:
        raise CannotDo(zh="不能审批自己提出的延期。", en="You asked for this extension and cannot decide on it.")
    if approved:
        reason, who = f"extension {extension.pk}", f"person {by.pk}"
        clocks.tell(_answering(complaint), Event(kind="extended", at=at, name=SPECIAL, reason=reason, approved_by=who))
    extension.decided_by, extension.decided_at, extension.approved, extension.note = by, at, approved, note
    extension.save()
    _told(complaint, "decide_extension", by, at, key, {"extension": SPECIAL, "approved": approved}, note)


@once
def pause(
    *,
    complaint: Complaint,
    ground: str,
    note: str,
    by: Person,
    at: datetime,
    key: str = "",
    seen: int | None = None,
) -> None:
    """Stop the clock on a listed ground. Raises CannotDo, Overtaken, NotLawful."""
    chosen(ground, PAUSE_GROUNDS, zh="暂停的依据", en="on what ground")
    note = needs(note, zh="请写明依据的材料，如调解申请或委托鉴定书。", en="Name the paper it rests on.")
    take(complaint, "pause", by=by, seen=seen, key=key)
    clocks.tell(_answering(complaint), Event(kind="paused", at=at, name=ground))
    _told(complaint, "pause", by, at, key, {"ground": ground}, note)


@once
def resume(*, complaint: Complaint, by: Person, at: datetime, key: str = "", seen: int | None = None) -> None:
    """Let the clock run again. Raises CannotDo, Overtaken, NotLawful."""
    take(complaint, "resume", by=by, seen=seen, key=key)
    clocks.tell(_answering(complaint), Event(kind="resumed", at=at))
    _told(complaint, "resume", by, at, key, {}, "")


@once
def restart(
    *, complaint: Complaint, note: str, by: Person, at: datetime, key: str = "", seen: int | None = None
) -> None:
    """Count anew because the consumer brought new facts, and not otherwise. Raises CannotDo, Overtaken, NotLawful."""
    note = needs(note, zh="请写明新的事实是什么。", en="Say what the new facts are.")
    take(complaint, "restart", by=by, seen=seen, key=key)
    row = _answering(complaint)
    since = [event.at for event in clocks.events_of(row) if event.kind in ("started", "restarted")][-1]
    if not Addition.objects.filter(complaint=complaint, by__isnull=True, new_facts=True, at__gt=since).exists():
        raise CannotDo(
            zh="投诉人没有提出新的事实，不能重新计时。",
            en="The consumer has brought no new facts, so the time is not counted anew.",
        )
    clocks.tell(row, Event(kind="restarted", at=at, reason="new facts"))
    _told(complaint, "restart", by, at, key, {}, note)


def _answering(complaint: Complaint) -> Clock:
    row = clocks.running(complaint, ANSWER_CLOCK)
    if row is None:
        raise CannotDo(zh="答复期限没有在计算。", en="No time to answer is running.")
    return row


def _told(
    complaint: Complaint, move: str, by: Person, at: datetime, key: str, facts: dict[str, object], note: str
) -> None:
    record(complaint, move, by=by, at=at, before=complaint.state, key=key, facts=facts, personal={"note": note})
