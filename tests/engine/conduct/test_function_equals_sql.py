"""For random histories, kinds, windows and zones the function and the SQL say the same, contact by contact."""

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from evenhand.conduct.audit import audit
from evenhand.conduct.one import answer
from evenhand.rules.shelf import load_pack

HEAD = """
pack: cn-trial
title: {zh: 试用, en: trial}
issuer: {zh: 无, en: none}
force: local_overlay
scope: {zh: 测试, en: tests}
zone: ZONE
count_by: COUNT_BY
"""
RULE = """
rule: NAME
title: {zh: 试, en: trial}
about: contact
modality: shall_not
severity: low
when: "WHEN"
sentence: {zh: "{at} 第 {count} 次", en: "{at} number {count}"}
in_force:
  2025-01-01:
    source: {title: 无, article: 无, confidence: A}
checked_against_source: {on: 2026-11-23, every_days: 180}
cases:
  - {say: yes, given: {channel: call}, found: true}
  - {say: nothing, given: {channel: sms}, found: false}
""".replace("say: yes", "say: found")

WHENS = {
    "attempts-week": "attempt and count(attempt, '7d') > 3",
    "connected-day": "connected and count(connected, 'day') >= 2",
    "effective-week": "effective and count(effective, '7d') > 2",
    "unanswered-day": "unanswered and count(unanswered, 'day') > 1",
    "without-its-kind": "count(effective, '7d') > 2",
    "failed-in-a-row": "counterparty = 'relative' and not before(failed, 'in_a_row') >= 3",
    "invalid": "counterparty = 'relative' and not perhaps(before(out_of_service, 'in_a_row') >= 1)",
    "lost": "before(failed, 'in_a_row') >= 3",
    "conversation-before": "before(conversation, '7d') >= 1 and uninvited",
    "conversations-today": "attempt and before(conversation, 'day') >= 2",
    "uninvited-week": "count(uninvited, '7d') > 3",
    "uninvited-day": "count(uninvited, 'day') >= 2",
    "ended": "before(conversation, 'since_consent') >= 1",
    "first": "reached and not before(reached, 'ever') >= 1",
    "counsel": "counterparty = 'debtor' and before(counsel, 'ever') >= 1",
    "medium": "(medium_closed or ceased) and count(attempt, '7d') >= 2",
    "hours-and-count": "(local_time >= '21:00' or local_time < '08:00') and count(effective, 'day') > 1",
}


@pytest.fixture
def pack(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    folder = tmp_path / "cn-trial"
    (folder / "rules").mkdir(parents=True)
    zone, count_by = request.param
    head = HEAD.replace("ZONE", zone).replace("COUNT_BY", count_by)
    (folder / "pack.yaml").write_text(head, encoding="utf-8")
    for name, when in WHENS.items():
        rule = RULE.replace("NAME", name).replace("WHEN", when)
        (folder / "rules" / f"{name}.yaml").write_text(rule, encoding="utf-8")
    return folder


def _contacts(seed: int) -> list[dict[str, Any]]:
    dice = random.Random(seed)
    start = datetime(2025, 3, 5, tzinfo=UTC)
    # A debtor stays in one zone here: with a zone that changes under way, "the days before" has no one meaning.
    zones = {f"d{n}": zone for n, zone in enumerate([None, ["Asia/Tokyo"], ["America/New_York", "Asia/Shanghai"]])}
    contacts = []
    for number in range(160):
        debtor = dice.choice(sorted(zones))
        contacts.append(
            {
                "contact_id": f"c{number:03}",
                "at": start + timedelta(minutes=dice.randrange(12 * 24 * 4) * 15),
                "debtor_id": debtor,
                "lender": dice.choice(["甬江银行", None]),
                "channel": dice.choice(["call"] * 5 + ["sms"]),
                "direction": dice.choice(["out"] * 9 + ["in"]),
                "outcome": dice.choice(["conversation", "conversation", "no_answer", "busy", "not_in_service", None]),
                "number": dice.choice(["n1", "n2", None]),
                "debtor_tz": zones[debtor],
                "agency": dice.choice(["", "甲催收"]),
                "debt_id": dice.choice([["x"], ["x"], ["y"], ["x", "y"], ["y", "z", "y"], [], None]),
                "counterparty": dice.choice(["debtor"] * 8 + ["relative", "attorney", "unknown"]),
                "opted_out": dice.choice([[], ["sms"], ["n1"], None]),
                "ceased_at": dice.choice([None] * 5 + [start + timedelta(days=9)]),
            }
            | _consent(dice, start)
        )
    return sorted(contacts, key=lambda c: (c["at"], c["contact_id"]))


def _consent(dice: random.Random, start: datetime) -> dict[str, Any]:
    given = dice.choice([[]] * 3 + [["frequency"], ["recontact", "hours"], ["hours"]])
    received = start + timedelta(minutes=dice.randrange(12 * 24 * 4) * 15)
    return {"consent": given, "consent_at": received if given and dice.random() < 0.8 else None}


PACKS = [
    ("Asia/Shanghai", "[lender, debtor_id]"),
    ("null", "[lender, debtor_id]"),
    ("null", "[collector, debtor_id, debt]"),
]


@pytest.mark.parametrize("pack", PACKS, indirect=True)
@pytest.mark.parametrize("seed", range(3))
def test_function_and_sql_agree(pack: Path, seed: int, tmp_path: Path, write_contacts: Any) -> None:
    contacts = _contacts(seed)
    audit(write_contacts(tmp_path / "c.parquet", contacts), packs=[str(pack)], out=tmp_path / "out")
    found = {
        (contact, rule): outcome
        for contact, rule, outcome in duckdb.sql(
            f"SELECT contact_id, rule, outcome FROM '{tmp_path / 'out' / 'findings.parquet'}'"
        ).fetchall()
    }
    loaded = load_pack(str(pack))
    by_function = {}
    for place, contact in enumerate(contacts):
        for rule in loaded.rules:
            truth = answer(rule.versions[0], loaded, contact, contacts[:place], tz="Asia/Shanghai")
            if truth is not False:
                by_function[contact["contact_id"], rule.id] = "breach" if truth else "review"
    assert found == by_function
    assert {rule for _, rule in found} == set(WHENS)
