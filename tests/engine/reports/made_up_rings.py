"""A made-up detection: rings of any number and size, with people who do not exist."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pyarrow as pa

from evenhand.records import MEMBERS, REJECTS, RINGS, TIES
from evenhand.rings.run import Detection

START = datetime(2025, 3, 1, 2, 0, tzinfo=UTC)
FULL_MEMBERS = pa.schema(
    [
        *MEMBERS,
        ("received_at", pa.timestamp("us", tz="UTC")),
        ("institution", pa.string()),
        ("product", pa.string()),
        ("complainant_id", pa.string()),
        ("narrative", pa.string()),
    ]
)
LETTER = (
    "本人于2024年办理贵行信用卡,目前欠款{owed}元,因收入减少暂时无力偿还。贵行委托的催收人员每天拨打电话,"
    "严重影响本人生活。现要求贵行停止催收,减免利息,并按六十期分期归还本金,三日内书面答复。联系电话1380000{tail:04d}。"
)


def ring(n: int, *, kind: str = "organised", size: int = 5, **changed: Any) -> dict[str, Any]:
    """The row of made-up ring number `n`."""
    return {
        "ring_id": f"R-{n:05d}",
        "kind": kind,
        "score": 0.9 - n / 100000 if kind == "organised" else None,
        "complaints": size,
        "complainants": size,
        "institutions": 1,
        "borne_out": 1,
        "first_at": START,
        "last_at": START + timedelta(days=size - 1),
        "reasons": ["5 件共用电话号码 138····0000 / 5 share the telephone number 138····0000"],
        "counter": ["人数不多 / They are few"],
        "history": [],
        "sentence_zh": f"疑似:{size} 件投诉用同一电话。",
        "sentence_en": f"Suspected: {size} complaints share one telephone.",
        **changed,
    }


def detection(rings: list[dict[str, Any]], *, letter: str = LETTER, **changed: Any) -> Detection:
    """The detection with these rings: every member tied to the next by wording, and by telephone where organised."""
    members, ties = [], []
    for row in rings:
        size = row["complaints"]
        names = [f"{row['ring_id']}-T{i:04d}" for i in range(size)]
        for i, name in enumerate(names):
            members.append(
                {
                    "ring_id": row["ring_id"],
                    "complaint_id": name,
                    "strength": 0.9 - i / 10000,
                    "standing": "review" if i == size - 1 and row["kind"] == "organised" else "member",
                    "received_at": START + timedelta(days=i % 40),
                    "institution": "甬江银行",
                    "product": "信用卡",
                    "complainant_id": f"P{i}",
                    "narrative": letter.format(owed=12000 + i * 731, tail=i) if "{owed" in letter else letter,
                }
            )
        for i in range(size - 1):
            ties.append(
                {
                    "complaint_a": names[i],
                    "complaint_b": names[i + 1],
                    "kind": "same_wording",
                    "weight": 0.8,
                    "detail": "",
                }
            )
            if row["kind"] == "organised":
                ties.append(
                    {
                        "complaint_a": names[0],
                        "complaint_b": names[i + 1],
                        "kind": "shared_number",
                        "weight": 3.0,
                        "detail": "",
                    }
                )
    kinds = ("organised", "same_wording", "shared_cause")
    summary = {
        "kind": "rings",
        "rows_read": 1000,
        "rows_rejected": 0,
        "seconds": 0.5,
        "engine": "duckdb",
        "input": "complaints.csv",
        "input_sha256": "cd" * 32,
        "detector": "v1",
        "not_evaluated": {},
        "defaulted": {},
        "counts": {kind: sum(row["kind"] == kind for row in rings) for kind in kinds},
        "members": {kind: sum(row["complaints"] for row in rings if row["kind"] == kind) for kind in kinds},
        "ties": {},
        "days": ["2025-03-01", "2025-04-09"],
        **changed,
    }
    return Detection(
        summary=summary,
        rings=pa.Table.from_pylist(rings, schema=RINGS.append(pa.field("history", pa.list_(pa.string())))),
        members=pa.Table.from_pylist(members, schema=FULL_MEMBERS),
        ties=pa.Table.from_pylist(ties, schema=TIES),
        rejects=pa.Table.from_pylist([], schema=REJECTS),
    )
