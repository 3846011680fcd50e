"""Handling: to the right institution, accepted or returned, asked about, answered, closed or withdrawn."""

from collections.abc import Sequence
from datetime import datetime

from evenhand.deadlines.event import Event
from evenhand_web.complaints import clocks
from evenhand_web.complaints.actions.step import CannotDo, chosen, needs, once, record, take
from evenhand_web.complaints.codes import OUTCOMES, REASONS, RETURN_GROUNDS, WAITING_FOR_CONSUMER
from evenhand_web.complaints.models import Addition, Answer, Complaint, Paper, Question
from evenhand_web.complaints.plain import plain
from evenhand_web.complaints.procedure import ANSWER_CLOCK, CONTEST_CLOCK
from evenhand_web.people.models import Person
from evenhand_web.registry.codes import AUTHORITY, INSTITUTION, SUBJECTS
from evenhand_web.registry.models import Organisation
from evenhand_web.registry.queries import authority_for, present


@once
def transfer(
    *,
    complaint: Complaint,
    to: Organisation,
    by: Person,
    at: datetime,
    note: str = "",
    subject: str = "",
    key: str = "",
    seen: int | None = None,
) -> None:
    """Hand the complaint to an institution; its time to answer starts. Raises CannotDo, Overtaken."""
    to = present(to)
    if to.kind != INSTITUTION:
        raise CannotDo(zh=f"{to.name}不是金融机构，不能转办。", en=f"{to.called('en')} is not an institution.")
    if complaint.holder_id == to.pk:
        raise CannotDo(zh=f"投诉已经在{to.name}。", en=f"The complaint is with {to.called('en')} already.")
    before, was = complaint.state, complaint.institution
    complaint.institution, complaint.subject = to, subject if subject in SUBJECTS else complaint.subject
    changed = {
        "institution": to,
        "holder": to,
        "subject": complaint.subject,
        "authority": authority_for(subject=complaint.subject, institution_type=to.institution_type)
        or complaint.authority,
        "transferred_at": at,
        "accepted_at": None,
    }
    take(complaint, "transfer", by=by, seen=seen, key=key, **changed)
    facts = {"to": to.code, "was": was.code if was and was != to else ""}
    record(complaint, "transfer", by=by, at=at, before=before, key=key, facts=facts, personal={"note": note})


@once
def hand_over(
    *,
    complaint: Complaint,
    to: Organisation,
    by: Person,
    at: datetime,
    note: str = "",
    key: str = "",
    seen: int | None = None,
) -> None:
    """Give the complaint to the authority whose it is; the transfer's clock goes on. Raises CannotDo, Overtaken."""
    to, was = present(to), complaint.authority
    if to.kind != AUTHORITY or to == was:
        raise CannotDo(zh="请选择另一个主管部门。", en="Choose another authority.")
    take(complaint, "hand_over", by=by, seen=seen, key=key, authority=to)
    facts = {"to": to.code, "was": was.code if was else ""}
    record(complaint, "hand_over", by=by, at=at, before=complaint.state, key=key, facts=facts, personal={"note": note})


@once
def accept(*, complaint: Complaint, by: Person, at: datetime, key: str = "", seen: int | None = None) -> None:
    """Take the complaint in hand. Raises CannotDo, Overtaken."""
    before = complaint.state
    take(complaint, "accept", by=by, seen=seen, key=key, accepted_at=at)
    record(complaint, "accept", by=by, at=at, before=before, key=key)


@once
def give_back(
    *,
    complaint: Complaint,
    ground: str,
    by: Person,
    at: datetime,
    note: str = "",
    key: str = "",
    seen: int | None = None,
) -> None:
    """Return a transfer that was wrong; the institution no longer sees it. Raises CannotDo, Overtaken."""
    chosen(ground, RETURN_GROUNDS, zh="退回理由", en="why it is returned")
    note = needs(note, zh="请写明退回的事实依据。", en="Say on what facts it is returned.")
    before = complaint.state
    take(complaint, "give_back", by=by, seen=seen, key=key, holder=None, accepted_at=None)
    record(
        complaint, "give_back", by=by, at=at, before=before, key=key, facts={"ground": ground}, personal={"note": note}
    )


@once
def ask(
    *, complaint: Complaint, question: str, by: Person, at: datetime, key: str = "", seen: int | None = None
) -> None:
    """Put a question to the consumer; the clock stands still until the reply. Raises CannotDo, Overtaken, NotLawful."""
    question = needs(question, zh="请写明要问什么。", en="Say what you want to know.")
    before = complaint.state
    take(complaint, "ask", by=by, seen=seen, key=key)
    _clock_of(complaint, Event(kind="paused", at=at, name=WAITING_FOR_CONSUMER))
    Question.objects.create(complaint=complaint, asked_by=by, asked_at=at, text=question)
    record(complaint, "ask", by=by, at=at, before=before, key=key, personal={"question": question})


@once
def reply(*, complaint: Complaint, text: str, at: datetime, key: str = "", seen: int | None = None) -> None:
    """The consumer's answer to the open question; the clock runs again. Raises CannotDo, Overtaken."""
    text = needs(text, zh="请填写您的回答。", en="Write your answer.")
    before = complaint.state
    take(complaint, "reply", by=None, seen=seen, key=key)
    _clock_of(complaint, Event(kind="resumed", at=at))
    for question in Question.objects.filter(complaint=complaint, replied_at__isnull=True, dropped_at__isnull=True):
        question.reply, question.replied_at = text, at
        question.save(update_fields=["reply", "replied_at"])
    record(complaint, "reply", by=None, at=at, before=before, key=key, personal={"reply": text})


@once
def go_on(
    *, complaint: Complaint, by: Person, at: datetime, note: str = "", key: str = "", seen: int | None = None
) -> None:
    """Stop waiting for a reply and go on; the clock runs again. Raises CannotDo, Overtaken."""
    before = complaint.state
    take(complaint, "go_on", by=by, seen=seen, key=key)
    _clock_of(complaint, Event(kind="resumed", at=at))
    Question.objects.filter(complaint=complaint, replied_at__isnull=True, dropped_at__isnull=True).update(dropped_at=at)
    record(complaint, "go_on", by=by, at=at, before=before, key=key, personal={"note": note})


@once
def answer(
    *,
    complaint: Complaint,
    outcome: str,
    reasons: Sequence[str],
    text: str,
    by: Person,
    at: datetime,
    papers: Sequence[Paper] = (),
    key: str = "",
    seen: int | None = None,
) -> None:
    """Answer with a coded outcome, coded reasons, the words and the papers it rests on. Raises CannotDo, Overtaken."""
    chosen(outcome, OUTCOMES, zh="处理结果", en="an outcome")
    if not reasons or any(reason not in REASONS for reason in reasons):
        raise CannotDo(zh="请至少选择一项理由。", en="Choose at least one reason.")
    text = needs(
        text, zh="请写明核实的事实和依据。", en="Write down the facts that were found and what the answer rests on."
    )
    if any(paper.complaint_id != complaint.pk for paper in papers):
        raise CannotDo(zh="有材料不属于这件投诉。", en="A paper belongs to another complaint.")
    before = complaint.state
    take(complaint, "answer", by=by, seen=seen, key=key, answered_at=at)
    Question.objects.filter(complaint=complaint, replied_at__isnull=True, dropped_at__isnull=True).update(dropped_at=at)
    given = Answer.objects.create(
        complaint=complaint, by=by, at=at, outcome=outcome, reasons=sorted(set(reasons)), text=text
    )
    given.papers.set(papers)
    facts = {"outcome": outcome, "reasons": given.reasons, "papers": sorted(paper.sha256 for paper in papers)}
    record(complaint, "answer", by=by, at=at, before=before, key=key, facts=facts, personal={"text": text})


@once
def close(
    *, complaint: Complaint, by: Person, at: datetime, note: str = "", key: str = "", seen: int | None = None
) -> None:
    """Close what was answered or reviewed; the consumer may still contest within the time given."""
    before = complaint.state
    take(complaint, "close", by=by, seen=seen, key=key, over_at=at)
    record(complaint, "close", by=by, at=at, before=before, key=key, personal={"note": note})


@once
def withdraw(*, complaint: Complaint, at: datetime, why: str = "", key: str = "", seen: int | None = None) -> None:
    """The consumer takes it back; the procedure ends the same day. Raises CannotDo, Overtaken."""
    before = complaint.state
    take(complaint, "withdraw", by=None, seen=seen, key=key, over_at=at)
    record(complaint, "withdraw", by=None, at=at, before=before, key=key, personal={"why": why})


@once
def add(
    *,
    complaint: Complaint,
    at: datetime,
    text: str = "",
    papers: Sequence[str] = (),
    new_facts: bool = False,
    by: Person | None = None,
    key: str = "",
) -> None:
    """Add words; papers were kept by `papers.keep` in the same request and are named by digest. Raises CannotDo."""
    text = plain(text).strip()
    if not text and not papers:
        raise CannotDo(zh="请填写内容或选择材料。", en="Write something or choose a paper.")
    # Adding takes nothing from anybody: it does not matter what was seen.
    take(complaint, "add", by=by, seen=None, key=key)
    if text:
        Addition.objects.create(complaint=complaint, by=by, at=at, text=text, new_facts=new_facts)
    facts = {"papers": list(papers), "new_facts": new_facts}
    record(complaint, "add", by=by, at=at, before=complaint.state, key=key, facts=facts, personal={"text": text})


def contest_open(complaint: Complaint, at: datetime) -> bool:
    """Whether the consumer may still ask for a review."""
    row = clocks.running(complaint, CONTEST_CLOCK)
    return row is not None and not clocks.reckon(row, at).overdue


def _clock_of(complaint: Complaint, event: Event) -> None:
    row = clocks.running(complaint, ANSWER_CLOCK)
    if row is not None:
        clocks.tell(row, event)
