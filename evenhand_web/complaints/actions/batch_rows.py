"""What becomes of one row of 12345: filed, a repetition, or rejected with a hint."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, transaction

from evenhand.errors import EvenhandError
from evenhand_web.complaints.actions.filing import Who, file_complaint
from evenhand_web.complaints.actions.step import CannotDo
from evenhand_web.complaints.batch_files import SHOWN_REJECTS
from evenhand_web.complaints.codes import MUNICIPAL
from evenhand_web.complaints.likeness import SAME_WORDS, grams, overlap
from evenhand_web.complaints.models import Batch, Complaint
from evenhand_web.registry.models import Organisation
from evenhand_web.registry.queries import named

OUTSIDE_ID_LENGTH = 64
_SUBJECTS = (("collection", ("催收", "催债", "爆通讯录", "骚扰")), ("credit_report", ("征信", "信用报告", "逾期记录")))


@dataclass
class Report:
    """What became of each row so far."""

    filed: list[str] = field(default_factory=list)
    unplaced: list[str] = field(default_factory=list)
    repeated: list[dict[str, str]] = field(default_factory=list)
    reused: list[dict[str, str]] = field(default_factory=list)
    rejects: list[dict[str, Any]] = field(default_factory=list)
    rejected: int = 0
    unread: list[str] = field(default_factory=list)
    merged: int = 0


def take(rows: list[dict[str, Any]], batch: Batch, report: Report) -> None:
    """File what is new of `rows` and say of each what became of it; called inside the portion's transaction."""
    earlier = _earlier(rows)
    for row in rows:
        _take(row, batch, earlier[_outside_id(row)], report)
    report.rejects.sort(key=lambda each: each["row"])


def _earlier(rows: list[dict[str, Any]]) -> Mapping[str, list[Complaint]]:
    """What came from 12345 under these numbers before."""
    found = defaultdict(list)
    ids = [_outside_id(row) for row in rows]
    for complaint in Complaint.objects.filter(door=MUNICIPAL, outside_id__in=ids).order_by("pk"):
        found[complaint.outside_id].append(complaint)
    return found


def _take(row: dict[str, Any], batch: Batch, under_its_number: list[Complaint], report: Report) -> None:
    earlier = [each for each in under_its_number if each.batch_id != batch.pk]
    text = row["narrative"] or row["demand"] or "（12345 未附内容）"
    # One of this very batch is this row, filed before it broke off, or another row whose number is cut to the same.
    same = next((each for each in earlier if _says_the_same(each, text)), None) if earlier == under_its_number else None
    if same is not None:
        return report.repeated.append({"id": _outside_id(row), "number": same.number})
    try:
        with transaction.atomic():
            complaint = _file(row, text, batch)
    except EvenhandError as refused:
        return _reject(row, "narrative", refused, report)
    except IntegrityError:
        return _reject(row, "complaint_id", _number_taken(), report)
    if earlier:
        # A number that was given out again is no repetition: what it says is somebody's own matter.
        report.reused.append({"id": _outside_id(row), "number": complaint.number, "earlier": earlier[-1].number})
    return _filed(complaint, report)


def _number_taken() -> CannotDo:
    return CannotDo(
        zh=f"编号的前 {OUTSIDE_ID_LENGTH} 位和本批另一行相同，请改短后再发",
        en=f"the first {OUTSIDE_ID_LENGTH} signs of the number are those of another row; shorten it and send it again",
    )


def _says_the_same(complaint: Complaint, text: str) -> bool:
    if not complaint.narrative:  # its person was erased: the number is all that is left to go by
        return True
    said = grams(text)
    return complaint.narrative == text.strip() or overlap(said, grams(complaint.narrative)) >= SAME_WORDS


def _filed(complaint: Complaint, report: Report) -> None:
    report.filed.append(complaint.number)
    if complaint.institution_id is None:
        report.unplaced.append(complaint.number)


def _reject(row: dict[str, Any], column: str, refused: EvenhandError, report: Report) -> None:
    report.rejected += 1
    if len(report.rejects) < SHOWN_REJECTS:
        problem = f"{refused.zh} / {refused.en}"
        report.rejects.append({"row": row["row"], "column": column, "problem": problem, "hint": ""})


def _file(row: dict[str, Any], text: str, batch: Batch) -> Complaint:
    institution: Organisation | None = named(row["institution"] or "")
    return file_complaint(
        door=MUNICIPAL,
        subject=subject_of(text),
        narrative=text,
        demand=row["demand"] or "",
        product=row["product"] or "",
        institution=institution,
        institution_written=row["institution"] or "",
        outside_id=_outside_id(row),
        batch=batch,
        who=Who(
            phone=row["phone"] or "",
            name=row["complainant_id"] or "",
            email=row["email"] or "",
            address=row["address"] or "",
            agent_name=row["agent"] or "",
            agent_phone=row["agent_phone"] or "",
            agent_authorised=bool(row["authorised_agent"]),
        ),
        by=batch.taken_by,
        # Received here when the file was handed in: neither the time that 12345 had it nor the time that it waited for
        # the worker is the institution's to answer for or the consumer's to lose.
        at=batch.taken_at,
        key=f"12345:{batch.pk}:{row['row']}",
    )


def _outside_id(row: dict[str, Any]) -> str:
    return str(row["complaint_id"]).strip()[:OUTSIDE_ID_LENGTH]


def subject_of(text: str) -> str:
    """What a narrative seems to be about, for a clerk to confirm; products and services where nothing else shows."""
    return next((code for code, words in _SUBJECTS if any(word in text for word in words)), "conduct")
