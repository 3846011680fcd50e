"""A made-up audit of a small month, written as the audit writes it."""

import csv
import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from evenhand.records import FINDINGS

HOURS_RULE = {
    "pack": "cn-made-up",
    "rule": "contact-hours",
    "in_force": "2025-02-28",
    "title": {"zh": "夜间不得催收", "en": "No collection at night"},
    "modality": "shall_not",
    "severity": "high",
    "source": {"title": "示例指引", "article": "第5条", "confidence": "B"},
    "values": {"quiet_from": "22:00", "quiet_to": "08:00"},
}
THREAT_RULE = {
    **HOURS_RULE,
    "rule": "threat",
    "title": {"zh": "不得威胁", "en": "No threats"},
    "source": {"title": "示例指引", "article": "第9条", "confidence": "A"},
    "values": {},
}


def finding(n: int, **changed: Any) -> dict[str, Any]:
    """One made-up finding of the hours rule on contact number `n`."""
    return {
        "contact_id": f"C{n:06d}",
        "debtor_id": f"D{n % 50:04d}",
        "at": datetime(2025, 3, 1, 14, 1, tzinfo=UTC) + timedelta(minutes=n),
        "lender": "甬江银行",
        "agency": "浙东催收(虚构)",
        "pack": "cn-made-up",
        "rule": "contact-hours",
        "in_force": date(2025, 2, 28),
        "outcome": "breach",
        "severity": "high",
        "related": [f"C{n:06d}"],
        "facts": "{}",
        "sentence_zh": f"第{n}次:22:01 拨打,夜间不得催收。",
        "sentence_en": f"No. {n}: called at 22:01, no collection at night.",
        **changed,
    }


def summary_of(findings: list[dict[str, Any]], **changed: Any) -> dict[str, Any]:
    """The summary that an audit with these findings would write."""
    counts = {rule["rule"]: [f for f in findings if f["rule"] == rule["rule"]] for rule in (HOURS_RULE, THREAT_RULE)}
    rules = [
        {
            **rule,
            "findings": len(counts[rule["rule"]]),
            "contacts": len(counts[rule["rule"]]),
            "debtors": len({f["debtor_id"] for f in counts[rule["rule"]]}),
        }
        for rule in (HOURS_RULE, THREAT_RULE)
    ]
    hours = [
        {
            "weekday": day,
            "hour": hour,
            "contacts": 40 if 8 <= hour < 22 else 2,
            "contacts_found": 0 if 8 <= hour < 22 else 1,
        }
        for day in range(1, 8)
        for hour in range(24)
    ]
    return {
        "kind": "audit",
        "rows_read": 4062,
        "rows_rejected": 2,
        "seconds": 1.25,
        "engine": "duckdb",
        "input": "contacts.csv",
        "input_sha256": "ab" * 32,
        "packs": ["cn-made-up"],
        "not_evaluated": {"cn-made-up/visit-staff": ["staff_count"]},
        "defaulted": {"direction": 12},
        "counts": {f"cn-made-up/{rule}": len(found) for rule, found in counts.items()},
        "outcomes": {"breach": len(findings)},
        "rules": rules,
        "agencies": [
            {"lender": "甬江银行", "agency": "浙东催收(虚构)", "contacts": 3000, "contacts_found": 60, "findings": 60},
            {"lender": "甬江银行", "agency": "小小催收(虚构)", "contacts": 5, "contacts_found": 1, "findings": 1},
            {"lender": "甬江银行", "agency": "", "contacts": 1057, "contacts_found": 9, "findings": 9},
        ],
        "hours": hours,
        "days": ["2025-03-01", "2025-03-31"],
        "tz": "Asia/Shanghai",
        **changed,
    }


def write_run(
    out: Path, findings: list[dict[str, Any]], rejects: Sequence[tuple[Any, ...]] = (), **changed: Any
) -> Path:
    """Write summary.json, findings.parquet and rejects.csv of a made-up audit into `out`."""
    out.mkdir(exist_ok=True)
    pq.write_table(pa.Table.from_pylist(findings, schema=FINDINGS), out / "findings.parquet")
    with (out / "rejects.csv").open("w", encoding="utf-8-sig", newline="") as sheet:
        csv.writer(sheet).writerows([("row", "column", "value", "problem", "hint"), *rejects])
    (out / "summary.json").write_text(json.dumps(summary_of(findings, **changed)), encoding="utf-8")
    return out
