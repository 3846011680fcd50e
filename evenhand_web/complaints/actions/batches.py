"""A batch from 12345: every row filed, named a repetition, or rejected with a hint; none lost, none filed twice."""

from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.db import IntegrityError

from evenhand.intake.reading import Intake, read_complaints
from evenhand.tables.connection import connect
from evenhand_web.complaints.actions.filing import Who, file_complaint
from evenhand_web.complaints.actions.step import CannotDo
from evenhand_web.complaints.codes import MUNICIPAL
from evenhand_web.complaints.models import Batch, Complaint
from evenhand_web.journal import actions as journal
from evenhand_web.people.models import Person
from evenhand_web.people.roles import HOTLINE, OFFICER
from evenhand_web.people.tenancy import as_the_platform
from evenhand_web.registry.models import Organisation
from evenhand_web.registry.queries import named

TAKEN = (
    "complaint_id", "received_at", "narrative", "institution", "product", "demand", "phone", "email", "address",
    "agent", "agent_phone", "authorised_agent", "complainant_id",
)  # fmt: skip
SHOWN_REJECTS = 200
AT_MOST_ROWS = 5000
_SUBJECTS = (("collection", ("催收", "催债", "爆通讯录", "骚扰")), ("credit_report", ("征信", "信用报告", "逾期记录")))
BY_REFERRAL = "12345/转办"


def take_in_batch(*, path: Path, file_name: str, by: Person, at: datetime) -> Batch:
    """File what a CSV or XLSX of 12345 holds. The same file again is the same batch. Raises CannotDo, Unreadable."""
    if not by.roles & {HOTLINE, OFFICER}:
        raise CannotDo(
            zh="批量接收由热线坐席或监管人员办理。", en="Batches are taken in by hotline clerks and officers."
        )
    digest = sha256(path.read_bytes()).hexdigest()
    if known := _taken_before(digest):
        return known
    with connect() as con:
        intake = read_complaints(con, path)
        rows = list(_rows(con, intake))
        rejects = con.execute(
            f'SELECT "row", "column", problem, hint FROM {intake.rejects} ORDER BY 1, 2 LIMIT {SHOWN_REJECTS}'
        ).fetchall()
    if len(rows) > AT_MOST_ROWS:
        raise CannotDo(
            zh=f"文件有 {len(rows)} 行，一次最多 {AT_MOST_ROWS} 行。请分成几份。",
            en=f"The file has {len(rows):,} rows; {AT_MOST_ROWS:,} at a time are taken. Split it.",
        )
    try:
        with as_the_platform():
            return _take_in(digest, file_name, intake, rows, rejects, by, at)
    except IntegrityError:
        if known := _taken_before(digest):
            return known
        raise


def _taken_before(digest: str) -> Batch | None:
    """The batch that this very file became, whoever took it in."""
    with as_the_platform():
        return Batch.objects.filter(sha256=digest).first()


def _rows(con: Any, intake: Intake) -> Iterator[dict[str, Any]]:
    columns = ", ".join(f'"{name}"' for name in TAKEN)
    table = con.sql(f'SELECT {columns} FROM {intake.relation} ORDER BY "row"').to_arrow_table()
    yield from table.to_pylist()


def _take_in(
    digest: str,
    file_name: str,
    intake: Intake,
    rows: list[dict[str, Any]],
    rejects: list[tuple[Any, ...]],
    by: Person,
    at: datetime,
) -> Batch:
    batch = Batch.objects.create(
        sha256=digest, file_name=file_name[:200], taken_by=by, taken_at=at, rows=intake.rows_read
    )
    ids = [row["complaint_id"] for row in rows]
    known = dict(Complaint.objects.filter(door=MUNICIPAL, outside_id__in=ids).values_list("outside_id", "number"))
    filed, unplaced = [], []
    for row in rows:
        if row["complaint_id"] not in known:
            complaint = _file(row, batch, by, at)
            filed.append(complaint.number)
            if complaint.institution_id is None:
                unplaced.append(complaint.number)
    batch.report = {
        "filed": filed,
        "unplaced": unplaced,
        "repeated": [{"id": outside, "number": known[outside]} for outside in ids if outside in known],
        "rejected": intake.rows_rejected,
        "rejects": [dict(zip(("row", "column", "problem", "hint"), each, strict=True)) for each in rejects],
    }
    batch.save(update_fields=["report"])
    _enter(batch, by, at)
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


def _file(row: dict[str, Any], batch: Batch, by: Person, at: datetime) -> Complaint:
    text = row["narrative"] or row["demand"] or "（12345 未附内容）"
    institution: Organisation | None = named(row["institution"] or "")
    return file_complaint(
        door=MUNICIPAL,
        subject=subject_of(text),
        narrative=text,
        demand=row["demand"] or "",
        product=row["product"] or "",
        institution=institution,
        institution_written=row["institution"] or "",
        outside_id=row["complaint_id"],
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
    )


def subject_of(text: str) -> str:
    """What a narrative seems to be about, for a clerk to confirm; products and services where nothing else shows."""
    return next((code for code, words in _SUBJECTS if any(word in text for word in words)), "conduct")
