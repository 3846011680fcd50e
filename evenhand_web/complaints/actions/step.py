"""One step of a complaint: asked once, by whoever may, on what was seen; the journal and the clocks go with it."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import wraps
from inspect import signature
from typing import Any

from django.db import IntegrityError
from django.db.models import F

from evenhand.errors import EvenhandError
from evenhand_web.complaints import clocks
from evenhand_web.complaints.models import Complaint
from evenhand_web.complaints.permissions import refusal
from evenhand_web.complaints.plain import plain
from evenhand_web.complaints.procedure import MOVES
from evenhand_web.journal import actions as journal
from evenhand_web.journal.actor import THE_CONSUMER
from evenhand_web.journal.models import Entry
from evenhand_web.people.models import Person
from evenhand_web.people.tenancy import as_the_platform

SUBJECT = "complaint"


class CannotDo(EvenhandError):
    """A step that is not open: to this person, in this state, or with what was given."""


class Overtaken(EvenhandError):
    """Somebody else moved the complaint since the page was opened; nothing was written."""


class AlreadyDone(Exception):
    """The same form came before and has done its work."""


def done(key: str) -> bool:
    """Whether a form with this key has done its work, also where what it did is out of sight now."""
    if not key:
        return False
    with as_the_platform():
        return Entry.objects.filter(key=key).exists()


def once(action: Callable[..., Any]) -> Callable[..., Complaint]:
    """Run an action on a complaint in one transaction; a form that comes twice changes nothing the second time.

    The wrapped action takes `complaint` and `key` by name; the complaint comes back as it now is.
    """

    sees = "seen" in signature(action).parameters

    @wraps(action)
    def asked(*, complaint: Complaint, key: str = "", **rest: Any) -> Complaint:
        if sees and rest.get("seen") is None:
            rest["seen"] = complaint.version
        mine = f"{action.__name__}:{complaint.pk}:{key}"[:80] if key else ""
        try:
            with as_the_platform():
                if done(mine):
                    raise AlreadyDone
                # The caller's object stays as it was when the action is refused half-way.
                action(complaint=Complaint.objects.get(pk=complaint.pk), key=mine, **rest)
        except AlreadyDone:
            pass
        except (IntegrityError, CannotDo, Overtaken):
            # The other of two equal forms may have been done between our first look and the action's own.
            if not done(mine):
                raise
        with as_the_platform():
            return Complaint.objects.get(pk=complaint.pk)

    return asked


def take(complaint: Complaint, move: str, *, by: Person | None, seen: int | None, key: str, **changed: Any) -> None:
    """Make the move if it may be made and nobody else moved since `seen`. Raises CannotDo, Overtaken, AlreadyDone."""
    why_not = refusal(by, complaint, move)
    step = MOVES[move]
    state = step.after or complaint.state
    version = complaint.version if seen is None else seen
    if why_not is None:
        won = Complaint.objects.filter(pk=complaint.pk, version=version, state=complaint.state).update(
            state=state, version=F("version") + 1, **changed
        )
    if why_not is not None or not won:
        if done(key):
            raise AlreadyDone
        moved = Complaint.objects.filter(pk=complaint.pk).exclude(version=version).exists()
        if moved:
            raise Overtaken(
                zh="您打开页面之后，这件投诉有了新进展。您填写的内容没有提交，还在本页；请看过新进展再决定是否提交。",
                en="The complaint has moved on since you opened the page. What you entered was not sent and is still "
                "on this page; look at what is new, then decide.",
            )
        raise (
            CannotDo(zh=why_not.zh, en=why_not.en)
            if why_not
            else Overtaken(zh="请刷新后再试。", en="Reload and try again.")
        )
    complaint.version, complaint.state = version + 1, state
    for name, value in changed.items():
        setattr(complaint, name, value)


def record(
    complaint: Complaint,
    move: str,
    *,
    by: Person | None,
    at: datetime,
    before: str,
    key: str = "",
    facts: Mapping[str, Any] | None = None,
    personal: Mapping[str, Any] | None = None,
) -> Entry:
    """Start and end the move's clocks, set the day it now waits for, and write the journal."""
    step = MOVES[move]
    clocks.finish(complaint, step.meets, at, met=True)
    clocks.finish(complaint, step.ends, at, met=False, reason=move)
    if step.starts:
        clocks.start(complaint, step.starts, at)
    complaint.due_on = clocks.due_on(complaint, complaint.state)
    Complaint.objects.filter(pk=complaint.pk).update(due_on=complaint.due_on)
    return journal.write(
        kind=f"complaints.{move}",
        subject=SUBJECT,
        subject_id=complaint.pk,
        at=at,
        by=by.actor if by else THE_CONSUMER,
        authority=step.authority,
        before=before,
        after=complaint.state if complaint.state != before else "",
        facts=facts,
        personal={name: value for name, value in (personal or {}).items() if value},
        key=key or None,
    )


def needs(text: str, *, zh: str, en: str) -> str:
    """`text` in plain signs, without spaces at its ends. Raises CannotDo in these words when nothing is left."""
    said = plain(text).strip()
    if not said:
        raise CannotDo(zh=zh, en=en)
    return said


def chosen(code: str, among: Mapping[str, Any], *, zh: str, en: str) -> str:
    """`code` if it is one of `among`. Raises CannotDo."""
    if code not in among:
        raise CannotDo(zh=f"请选择{zh}。", en=f"Choose {en}.")
    return code
