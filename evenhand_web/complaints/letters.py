"""Letters that a complaint gives rise to, as documents with a place for the seal; in Chinese, as they are served.

A letter is composed from what the complaint holds. What counts is the sealed one that is handed in again.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

from django.utils import timezone
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from evenhand_web.complaints.codes import OUTCOMES, REASONS, REVIEW_OUTCOMES
from evenhand_web.complaints.models import Complaint
from evenhand_web.complaints.permissions import hands
from evenhand_web.complaints.procedure import ANSWER_CLOCK, ANSWERING, CONTEST_CLOCK, REVIEWING, TRANSFERRING
from evenhand_web.complaints.queries import clocks_of
from evenhand_web.people.models import Person
from evenhand_web.people.roles import DESK, OFFICER, REVIEWER
from evenhand_web.registry.codes import SUBJECTS

BODY, SONG, HEI = Pt(14), "宋体", "黑体"


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One kind of letter: its name, whose it is, on what authority, when it can be written, and what it says."""

    name: dict[str, str]
    by: str
    authority: str
    ready: Callable[[Complaint], bool]
    says: Callable[[Complaint, datetime], list[str]]


def open_to(person: Person, complaint: Complaint) -> tuple[str, ...]:
    """The letters that this person may write about the complaint as it stands."""
    if complaint.complainant.erased_at:
        return ()
    held = hands(person, complaint)
    return tuple(name for name, kind in LETTERS.items() if kind.by in held and kind.ready(complaint))


def compose(complaint: Complaint, name: str, *, by: Person, at: datetime) -> bytes:
    """The letter as a DOCX: title, number, addressee, text, and the sender with the day and a place for the seal."""
    kind = LETTERS[name]
    document = Document()
    _set_up(document)
    title = document.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _write(title, kind.name["zh"], font=HEI, size=Pt(22))
    number = document.add_paragraph()
    number.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _write(number, f"投诉编号 {complaint.number}")
    _write(document.add_paragraph(), f"{_addressee(complaint, name)}：")
    for text in kind.says(complaint, at):
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.first_line_indent = BODY * 2
        _write(paragraph, text)
    for text in ("（盖章处）", by.organisation.name, f"{timezone.localtime(at):%Y 年 %-m 月 %-d 日}"):
        paragraph = document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        _write(paragraph, text)
    written = BytesIO()
    document.save(written)
    return written.getvalue()


def _set_up(document: Any) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(28)
    document.styles["Normal"].paragraph_format.line_spacing = 1.5


def _write(paragraph, text: str, *, font: str = SONG, size: Pt = BODY) -> None:  # type: ignore[no-untyped-def]
    run = paragraph.add_run(text)
    run.font.size, run.font.name = size, font
    # Word takes Chinese signs from another setting than Latin ones.
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)


def _addressee(complaint: Complaint, name: str) -> str:
    if name == "transfer":
        return complaint.institution.name if complaint.institution else "有关机构"
    return complaint.complainant.name or "投诉人"


def _about(complaint: Complaint) -> str:
    day = f"{timezone.localtime(complaint.received_at):%Y 年 %-m 月 %-d 日}"
    named = complaint.institution.name if complaint.institution else complaint.institution_written
    return f"{day}收到的关于{named}“{SUBJECTS[complaint.subject]['zh']}”事项的投诉"


def _clock(complaint: Complaint, limit: str, at: datetime) -> list[str]:
    """What the running clock says, with the article it comes from."""
    found = [each for each in clocks_of(complaint, now=at) if each.limit == limit and each.row.over_at is None]
    # A letter cites what was read in the law; what is only remembered is a setting, and no ground to be served.
    return [
        each.at.sentence.zh
        + "。"
        + ("" if each.at.basis[0].unverified else f"依据：{each.at.source}{each.at.article}。")
        for each in found[:1]
    ]


def _acknowledgement(complaint: Complaint, at: datetime) -> list[str]:
    told = f"您{_about(complaint)}，我单位已于{timezone.localtime(complaint.accepted_at):%Y 年 %-m 月 %-d 日}受理。"
    return [told, *_clock(complaint, ANSWER_CLOCK, at), "您可以凭回执码在网上查看进度、补充材料或者撤回投诉。"]


def _transfer(complaint: Complaint, at: datetime) -> list[str]:
    return [
        f"现将{_about(complaint)}转你单位办理，投诉内容和材料见平台。",
        f"投诉人的请求：{complaint.demand or '见投诉内容'}。",
        *_clock(complaint, ANSWER_CLOCK, at),
    ]


def _answer(complaint: Complaint, at: datetime) -> list[str]:
    given = complaint.answers.latest("pk")
    reasons = "、".join(REASONS[reason]["zh"] for reason in given.reasons)
    return [
        f"您{_about(complaint)}，现答复如下。",
        *given.text.splitlines(),
        f"处理结果：{OUTCOMES[given.outcome]['zh']}。理由：{reasons}。",
        *_clock(complaint, CONTEST_CLOCK, at),
    ]


def _decision(complaint: Complaint, at: datetime) -> list[str]:
    decided = complaint.reviews.filter(decided_at__isnull=False).latest("pk")
    return [
        f"您对{_about(complaint)}的答复申请核查，现将核查决定告知如下。",
        *decided.text.splitlines(),
        f"核查结论：{REVIEW_OUTCOMES[decided.outcome]['zh']}。",
    ]


LETTERS: dict[str, Kind] = {
    "acknowledgement": Kind(
        name={"zh": "投诉受理告知书", "en": "Acknowledgement"},
        by=DESK,
        authority=ANSWERING,
        ready=lambda complaint: complaint.accepted_at is not None,
        says=_acknowledgement,
    ),
    "transfer": Kind(
        name={"zh": "投诉转办通知书", "en": "Notice of transfer"},
        by=OFFICER,
        authority=TRANSFERRING,
        ready=lambda complaint: complaint.transferred_at is not None and complaint.holder_id is not None,
        says=_transfer,
    ),
    "answer": Kind(
        name={"zh": "投诉处理答复书", "en": "Answer"},
        by=DESK,
        authority=ANSWERING,
        ready=lambda complaint: complaint.answers.exists(),
        says=_answer,
    ),
    "decision": Kind(
        name={"zh": "核查决定书", "en": "Decision on the review"},
        by=REVIEWER,
        authority=REVIEWING,
        ready=lambda complaint: complaint.reviews.filter(decided_at__isnull=False).exists(),
        says=_decision,
    ),
}
