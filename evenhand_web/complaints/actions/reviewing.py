"""Review (核查): the consumer contests the answer, somebody who did not give it decides."""

from datetime import datetime

from evenhand_web.complaints.actions.handling import contest_open
from evenhand_web.complaints.actions.step import CannotDo, chosen, needs, once, record, take
from evenhand_web.complaints.codes import REVIEW_OUTCOMES
from evenhand_web.complaints.models import Answer, Complaint, Review
from evenhand_web.people.models import Person


@once
def contest(*, complaint: Complaint, why: str, at: datetime, key: str = "", seen: int | None = None) -> None:
    """The consumer asks for a review, within the time for it. Raises CannotDo, Overtaken."""
    why = needs(why, zh="请写明不同意的地方。", en="Say with what you do not agree.")
    before, in_time = complaint.state, contest_open(complaint, at)
    take(complaint, "contest", by=None, seen=seen, key=key, over_at=None)
    if not in_time:
        raise CannotDo(
            zh="申请核查的期限已过。您仍可以申请调解、仲裁，或向法院起诉。",
            en="The time to ask for a review is over. Mediation, arbitration and the courts remain open to you.",
        )
    Review.objects.create(complaint=complaint, asked_at=at, why=why)
    record(complaint, "contest", by=None, at=at, before=before, key=key, personal={"why": why})


@once
def review(
    *,
    complaint: Complaint,
    outcome: str,
    text: str,
    by: Person,
    at: datetime,
    key: str = "",
    seen: int | None = None,
) -> None:
    """Decide the review; not by who gave the answer. Raises CannotDo, Overtaken."""
    chosen(outcome, REVIEW_OUTCOMES, zh="核查结论", en="what the review comes to")
    text = needs(text, zh="请写明核查的过程和结论。", en="Write down how the review was done and what it found.")
    before = complaint.state
    take(complaint, "review", by=by, seen=seen, key=key)
    if Answer.objects.filter(complaint=complaint, by=by).exists():
        raise CannotDo(
            zh="您作过这件投诉的答复，核查须由他人办理。",
            en="You gave the answer in this complaint; its review is for somebody else.",
        )
    waiting = Review.objects.filter(complaint=complaint, decided_at__isnull=True).first()
    if waiting is not None:
        waiting.decided_by, waiting.decided_at, waiting.outcome, waiting.text = by, at, outcome, text
        waiting.save()
    record(
        complaint, "review", by=by, at=at, before=before, key=key, facts={"outcome": outcome}, personal={"text": text}
    )
