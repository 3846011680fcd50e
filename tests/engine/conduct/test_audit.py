"""What an audit writes: findings in order with facts and sentences, what it could not evaluate, the same each time."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from evenhand.conduct.audit import audit
from evenhand.errors import Misuse
from evenhand.records import FINDINGS

GBT, NINGBO = "cn-gbt-45251-2025", "cn-ningbo"
NIGHT = {
    "contact_id": "c1",
    "at": "2025-03-01T22:01:00+08:00",
    "debtor_id": "d1",
    "channel": "call",
    "lender": "甬江银行",
}


Audited = tuple[dict[str, Any], list[dict[str, Any]]]


@pytest.fixture
def audited(tmp_path: Path, write_contacts: Any) -> Callable[..., Audited]:
    """Audits contacts and returns summary and findings."""

    def run(contacts: list[dict[str, Any]], **options: Any) -> Audited:
        path = write_contacts(tmp_path / "contacts.parquet", contacts)
        summary = audit(path, out=tmp_path / "out", **({"packs": [GBT]} | options))
        return summary, pq.read_table(tmp_path / "out" / "findings.parquet").to_pylist()

    return run


def test_a_finding_quotes_rule_facts_and_one_sentence(audited: Callable[..., Audited]) -> None:
    summary, (finding,) = audited([NIGHT])
    assert list(finding) == FINDINGS.names
    assert (finding["pack"], finding["rule"], str(finding["in_force"])) == (GBT, "contact-hours", "2025-02-28")
    assert (finding["outcome"], finding["severity"], finding["related"]) == ("breach", "high", ["c1"])
    assert json.loads(finding["facts"]) == {
        "channel": "call",
        "consent": [],
        "direction": "out",
        "local_time": "22:01:00",
        "quiet_from": "22:00",
        "quiet_to": "08:00",
    }
    assert finding["facts"] == json.dumps(json.loads(finding["facts"]), sort_keys=True, separators=(",", ":"))
    assert finding["sentence_zh"].startswith("2025-03-01 22:01:00（当地时间）以电话联系")
    assert "between 22:00 and 08:00" in finding["sentence_en"]
    assert finding["at"] == datetime(2025, 3, 1, 14, 1, tzinfo=UTC)
    assert summary["counts"] == {f"{GBT}/contact-hours": 1}


def test_a_rule_whose_column_is_absent_is_listed_and_silent(audited: Callable[..., Audited]) -> None:
    summary, findings = audited([{**NIGHT, "outcome": "conversation"}], packs=[GBT, NINGBO])
    assert summary["not_evaluated"] == {
        f"{GBT}/contact-after-refusal": ["counterparty", "refused"],
        f"{GBT}/disclosure": ["counterparty", "text"],
        f"{GBT}/third-person": ["counterparty"],
        f"{NINGBO}/agency-not-admitted": ["agency", "mandates"],
        f"{NINGBO}/disclosure": ["counterparty", "text"],
        f"{NINGBO}/images-missing": ["media"],
        f"{NINGBO}/insult": ["text"],
        f"{NINGBO}/recording-missing": ["recording"],
        f"{NINGBO}/third-person": ["counterparty"],
        f"{NINGBO}/threat": ["text"],
    }
    assert [finding["rule"] for finding in findings] == ["contact-hours"]


def test_an_unverified_rule_is_off_until_asked_for_and_then_only_for_review(audited: Callable[..., Audited]) -> None:
    visit = {**NIGHT, "at": "2025-03-01T10:00:00+08:00", "channel": "visit", "staff_count": 1.0}
    summary, findings = audited([visit])
    assert findings == []
    assert summary["unverified"] == [f"{GBT}/visit-staff"]
    _, (finding,) = audited([visit], unverified=True)
    assert (finding["rule"], finding["outcome"]) == ("visit-staff", "review")
    assert "由 1 人进行" in finding["sentence_zh"]


def test_counts_run_over_all_agencies_of_a_lender_in_order_of_time_and_id(audited: Callable[..., Audited]) -> None:
    at = "2025-03-03T10:00:00+08:00"
    calls = [
        {**NIGHT, "contact_id": name, "at": at, "outcome": "conversation", "agency": agency}
        for name, agency in [("c5", "甲"), ("c1", "乙"), ("c3", ""), ("c2", "丙"), ("c4", "丁")]
    ]
    _, findings = audited(calls)
    assert [(f["contact_id"], f["related"]) for f in findings] == [
        ("c4", ["c1", "c2", "c3", "c4"]),
        ("c5", ["c1", "c2", "c3", "c4", "c5"]),
    ]
    assert [json.loads(f["facts"])["count_effective_day"] for f in findings] == [4, 5]
    assert "第 4 次有效通话" in findings[0]["sentence_zh"]


def test_every_zone_of_the_debtor_must_allow_it(audited: Callable[..., Audited]) -> None:
    noon = datetime(2025, 3, 3, 4, tzinfo=UTC)  # 12:00 in Shanghai, 23:00 the day before in New York
    _, findings = audited(
        [
            {**NIGHT, "contact_id": "both", "at": noon, "debtor_tz": ["Asia/Shanghai", "America/New_York"]},
            {**NIGHT, "contact_id": "home", "at": noon, "debtor_tz": ["Asia/Shanghai"]},
            {**NIGHT, "contact_id": "pack", "at": noon, "debtor_tz": None},
        ],
    )
    assert {f["contact_id"]: f["outcome"] for f in findings} == {"both": "breach"}
    assert (
        json.loads(next(f for f in findings if f["contact_id"] == "both")["facts"])["local_time"]
        == "12:00:00 / 23:00:00"
    )


def test_a_day_without_an_hour_is_not_taken_for_midnight(tmp_path: Path) -> None:
    path = tmp_path / "days.csv"
    path.write_text("contact_id,at,debtor_id,channel\nc1,2025-03-03,d1,call\nc2,2025/3/3 00:00:00,d1,call\n")
    audit(path, packs=[GBT], out=tmp_path / "days")
    findings = pq.read_table(tmp_path / "days" / "findings.parquet").to_pylist()
    assert {f["contact_id"]: f["outcome"] for f in findings} == {"c1": "review", "c2": "breach"}
    assert findings[0]["sentence_zh"].startswith("待核：")
    assert findings[0]["sentence_en"].startswith("For review: ")


def test_summer_time_is_kept(audited: Callable[..., Audited]) -> None:
    """New York changed its clocks on 2025-03-09 at 07:00 UTC: 12:30 UTC was 07:30 before and 08:30 after."""
    days = [datetime(2025, 3, day, 12, 30, tzinfo=UTC) for day in (8, 9)]
    contacts = [{**NIGHT, "contact_id": f"c{d.day}", "at": d, "debtor_tz": ["America/New_York"]} for d in days]
    _, findings = audited(contacts)
    assert [f["contact_id"] for f in findings] == ["c8"]


def test_the_summary_counts_by_rule_agency_and_hour(audited: Callable[..., Audited]) -> None:
    day = datetime(2025, 3, 3, 2, tzinfo=UTC)  # Monday, 10:00 in Shanghai
    contacts = [
        {**NIGHT, "contact_id": f"c{n}", "at": day + timedelta(hours=13 * (n % 2)), "agency": "甲催收" if n % 2 else ""}
        for n in range(6)
    ]
    summary, _ = audited(contacts)
    assert summary["agencies"] == [
        {"lender": "甬江银行", "agency": "", "contacts": 3, "contacts_found": 0},
        {"lender": "甬江银行", "agency": "甲催收", "contacts": 3, "contacts_found": 3},
    ]
    assert summary["hours"] == [
        {"weekday": 1, "hour": 10, "contacts": 3, "contacts_found": 0},
        {"weekday": 1, "hour": 23, "contacts": 3, "contacts_found": 3},
    ]
    assert summary["days"] == ["2025-03-03", "2025-03-03"]
    (hours,) = (rule for rule in summary["rules"] if rule["rule"] == "contact-hours")
    assert (hours["findings"], hours["contacts"], hours["debtors"], hours["source"]["confidence"]) == (3, 3, 1, "B")


def test_replay_is_equal_but_for_the_seconds(audited: Callable[..., Audited], tmp_path: Path) -> None:
    contacts = [{**NIGHT, "contact_id": f"c{n}", "debtor_id": f"d{n % 3}"} for n in range(50)]
    first, _ = audited(contacts)
    files = {name: (tmp_path / "out" / name).read_bytes() for name in ("findings.parquet", "rejects.csv")}
    again, _ = audited(contacts)
    assert {**first, "seconds": 0} == {**again, "seconds": 0}
    assert files == {name: (tmp_path / "out" / name).read_bytes() for name in files}


def test_findings_come_in_order_of_time_contact_pack_and_rule(audited: Callable[..., Audited]) -> None:
    contacts = [
        NIGHT
        | {"contact_id": f"c{n * 7919 % 997}", "outcome": "conversation", "recording": "", "counterparty": "relative"}
        | {"at": datetime(2025, 3, 3, 15, tzinfo=UTC) + timedelta(minutes=n * 31 % 17)}
        for n in range(900)
    ]
    _, findings = audited(contacts, packs=[NINGBO, GBT])
    keys = [(f["at"], f["contact_id"], f["pack"], f["rule"]) for f in findings]
    assert keys == sorted(keys)
    assert len(keys) > 2000


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"packs": ["cn-nowhere"]}, "there is no pack cn-nowhere"),
        ({"tz": "Asia/Ningbo"}, "there is no zone Asia/Ningbo"),
        ({"engine": "abacus"}, "engine abacus is not available"),
    ],
)
def test_misuse_is_said_before_anything_is_written(
    audited: Callable[..., Audited], tmp_path: Path, options: dict[str, Any], words: str
) -> None:
    with pytest.raises(Misuse, match=words):
        audited([NIGHT], **options)
    assert not (tmp_path / "out").exists()


def test_no_contacts_at_all_is_an_answer(audited: Callable[..., Audited]) -> None:
    summary, findings = audited([{**NIGHT, "at": None}])
    assert (summary["rows_read"], summary["rows_rejected"], summary["findings"], findings) == (1, 1, 0, [])
    assert summary["days"] == []
