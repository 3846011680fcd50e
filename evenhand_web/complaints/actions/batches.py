"""A batch from 12345: every row filed, named a repetition, or rejected with a hint; none lost, none filed twice."""

import time
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from evenhand.errors import EvenhandError
from evenhand.tables.kinds import digest_of
from evenhand_web.complaints.actions.filing import Who, file_complaint
from evenhand_web.complaints.actions.step import CannotDo
from evenhand_web.complaints.batch_files import SHOWN_REJECTS, BatchFile, read_batch
from evenhand_web.complaints.codes import MUNICIPAL
from evenhand_web.complaints.likeness import SAME_WORDS, grams, overlap
from evenhand_web.complaints.models import Batch, Complaint
from evenhand_web.journal import actions as journal
from evenhand_web.people.models import Person
from evenhand_web.people.roles import HOTLINE, OFFICER
from evenhand_web.people.tenancy import as_the_platform
from evenhand_web.registry.models import Organisation
from evenhand_web.registry.queries import named, standing_for

# So many rows are filed in one transaction. SQLite has one writer, and who waits for it asks only every tenth of a
# second: between two portions it is left alone for longer than that.
A_PORTION = 50
A_BREATH_S = 0.15
OUTSIDE_ID_LENGTH = 64
_SUBJECTS = (("collection", ("催收", "催债", "爆通讯录", "骚扰")), ("credit_report", ("征信", "信用报告", "逾期记录")))
BY_REFERRAL = "12345/转办"


@dataclass
class _Report:
    """What became of each row so far."""

    filed: list[str] = field(default_factory=list)
    unplaced: list[str] = field(default_factory=list)
    repeated: list[dict[str, str]] = field(default_factory=list)
    reused: list[dict[str, str]] = field(default_factory=list)
    rejects: list[dict[str, Any]] = field(default_factory=list)
    rejected: int = 0


def take_in_batch(*, path: Path, file_name: str, by: Person, at: datetime) -> Batch:
    """File what a CSV or XLSX of 12345 holds. The same file again is the same batch, gone on with where it broke off.

    Raises CannotDo, Unreadable; nothing is filed then.
    """
    if not by.roles & {HOTLINE, OFFICER}:
        raise CannotDo(
            zh="批量接收由热线坐席或监管人员办理。", en="Batches are taken in by hotline clerks and officers."
        )
    digest = digest_of(path)
    known = _taken_before(digest)
    if known and known.taken_by.organisation_id not in standing_for(by.organisation):
        raise CannotDo(
            zh="这份文件已经由另一个单位接收，不会重复登记。有疑问请与该单位联系。",
            en="Another organisation has taken this very file in already; nothing is filed twice.",
        )
    if known and known.report:
        return known
    held = read_batch(path)
    batch = known or _begun(digest, file_name, held, by, at)
    report = _Report(rejects=list(held.rejects), rejected=held.rejected)
    for portion in _portions(held.rows):
        with as_the_platform():
            earlier = _earlier(portion)
            for row in portion:
                _take(row, batch, earlier[_outside_id(row)], report, by, at)
        if connection.vendor == "sqlite" and not connection.in_atomic_block:
            time.sleep(A_BREATH_S)
    return _finished(batch, held, report, by, at)


def _taken_before(digest: str) -> Batch | None:
    """The batch that this very file became, whoever took it in."""
    with as_the_platform():
        return Batch.objects.select_related("taken_by").filter(sha256=digest).first()


def _portions(rows: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    return [rows[at : at + A_PORTION] for at in range(0, len(rows), A_PORTION)]


def _begun(digest: str, file_name: str, held: BatchFile, by: Person, at: datetime) -> Batch:
    given = {"file_name": file_name[:200], "taken_by": by, "taken_at": at, "rows": held.rows_read}
    with as_the_platform():
        return Batch.objects.get_or_create(sha256=digest, defaults=given)[0]


def _earlier(rows: list[dict[str, Any]]) -> Mapping[str, list[Complaint]]:
    """What came from 12345 under these numbers before."""
    found = defaultdict(list)
    ids = [_outside_id(row) for row in rows]
    for complaint in Complaint.objects.filter(door=MUNICIPAL, outside_id__in=ids).order_by("pk"):
        found[complaint.outside_id].append(complaint)
    return found


def _take(
    row: dict[str, Any], batch: Batch, earlier: list[Complaint], report: _Report, by: Person, at: datetime
) -> None:
    for complaint in earlier:
        if complaint.batch_id == batch.pk:  # the batch broke off after this row
            return _filed(complaint, report)
    text = row["narrative"] or row["demand"] or "（12345 未附内容）"
    same = next((each for each in earlier if _says_the_same(each, text)), None)
    if same is not None:
        return report.repeated.append({"id": _outside_id(row), "number": same.number})
    try:
        with transaction.atomic():
            complaint = _file(row, text, batch, by, at)
    except EvenhandError as refused:
        return _reject(row, refused, report)
    if earlier:
        # A number that was given out again is no repetition: what it says is somebody's own matter.
        report.reused.append({"id": _outside_id(row), "number": complaint.number, "earlier": earlier[-1].number})
    return _filed(complaint, report)


def _says_the_same(complaint: Complaint, text: str) -> bool:
    if not complaint.narrative:  # its person was erased: the number is all that is left to go by
        return True
    said = grams(text)
    return complaint.narrative == text.strip() or overlap(said, grams(complaint.narrative)) >= SAME_WORDS


def _filed(complaint: Complaint, report: _Report) -> None:
    report.filed.append(complaint.number)
    if complaint.institution_id is None:
        report.unplaced.append(complaint.number)


def _reject(row: dict[str, Any], refused: EvenhandError, report: _Report) -> None:
    report.rejected += 1
    if len(report.rejects) < SHOWN_REJECTS:
        problem = f"{refused.zh} / {refused.en}"
        report.rejects.append({"row": row["row"], "column": "narrative", "problem": problem, "hint": ""})


def _finished(batch: Batch, held: BatchFile, report: _Report, by: Person, at: datetime) -> Batch:
    report.rejects.sort(key=lambda each: each["row"])
    with as_the_platform():
        unfinished = Batch.objects.filter(pk=batch.pk, report={})
        if unfinished.update(report=vars(report) | {"unread": held.unread}):
            batch.refresh_from_db()
            _enter(batch, by, at)
        batch.refresh_from_db()
    return batch


def _enter(batch: Batch, by: Person, at: datetime) -> None:
    facts = {"digest": batch.sha256, "rows": batch.rows, "rejected": batch.report["rejected"]}
    facts |= {name: len(batch.report[name]) for name in ("filed", "repeated")}
    journal.write(
        kind="complaints.batch_taken",
        subject="batch",
        subject_id=batch.pk,
        at=at,
        by=by.actor,
        authority=BY_REFERRAL,
        facts=facts,
    )


def _file(row: dict[str, Any], text: str, batch: Batch, by: Person, at: datetime) -> Complaint:
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
        by=by,
        # Received here when it is taken in: the time that 12345 had it is not the institution's to answer for.
        at=at,
        key=f"12345:{batch.pk}:{row['row']}",
    )


def _outside_id(row: dict[str, Any]) -> str:
    return str(row["complaint_id"]).strip()[:OUTSIDE_ID_LENGTH]


def subject_of(text: str) -> str:
    """What a narrative seems to be about, for a clerk to confirm; products and services where nothing else shows."""
    return next((code for code, words in _SUBJECTS if any(word in text for word in words)), "conduct")
