"""The queue as it is shown: one line a complaint, its clock, and the step that it waits for."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from evenhand.deadlines.clock import Clock as Reckoned
from evenhand_web.complaints import clocks
from evenhand_web.complaints.models import Clock, Complaint, Extension
from evenhand_web.complaints.procedure import CONSUMER, MOVES
from evenhand_web.people.models import Person
from evenhand_web.people.roles import APPROVER, ROLES

THE_CONSUMER = {"zh": "投诉人", "en": "the consumer"}


@dataclass(frozen=True, kw_only=True)
class Row:
    """One complaint; `move` is the step that waits for whoever looks, else `waits_for` says for whom."""

    complaint: Complaint
    clock: Reckoned | None
    move: Mapping[str, str] | None
    waits_for: Mapping[str, str] | None


def rows_of(complaints: Iterable[Complaint], person: Person, *, now: datetime) -> list[Row]:
    """The lines of a page of the queue."""
    shown = list(complaints)
    running = Clock.objects.filter(complaint__in=shown, over_at__isnull=True).select_related(
        "complaint__holder", "complaint__institution", "complaint__authority"
    )
    ticking = {(row.complaint_id, row.limit): row for row in running}
    asked = Extension.objects.filter(complaint__in=shown, decided_at__isnull=True).values_list(
        "complaint_id", flat=True
    )
    waiting = set(asked) if APPROVER in person.roles else set()
    return [
        _row(each, ticking.get((each.pk, each.stage.clock)), person, now, decides=each.pk in waiting) for each in shown
    ]


def _row(complaint: Complaint, clock: Clock | None, person: Person, now: datetime, *, decides: bool) -> Row:
    stage = complaint.stage
    move = "decide_extension" if decides else stage.move
    mine = bool(move) and bool(set(MOVES[move].by) & person.roles)
    turn = THE_CONSUMER if stage.turn == CONSUMER else ROLES[stage.turn].name if stage.turn else None
    return Row(
        complaint=complaint,
        clock=clocks.reckon(clock, now, to_staff=True) if clock else None,
        move=MOVES[move].name if mine else None,
        waits_for=None if mine else turn,
    )
