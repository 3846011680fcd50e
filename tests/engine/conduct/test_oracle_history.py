"""What came before a contact, against an oracle of its own that reads the official texts aloud.

The oracle judges contacts of which everything is known. Where facts are missing, every way in which they could have
been must lie between what the audit finds for certain and what it finds at all.
"""

import json
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from evenhand.conduct.audit import audit

THIRD = {"emergency_contact", "relative", "colleague", "employer", "other"}
CONNECTS = {"conversation", "answered", "no_answer", "voicemail", "dropped"}
OUTCOMES = [*sorted(CONNECTS), "conversation", "busy", "not_in_service", "not_in_service"]
Contact = dict[str, Any]
Found = set[tuple[str, str]]


def _contacts(seed: int, many: int) -> list[Contact]:
    dice = random.Random(seed)
    start = datetime(2026, 3, 2, tzinfo=UTC)
    contacts = []
    for number in range(many):
        at = start + timedelta(minutes=dice.randrange(16 * 24 * 6) * 10)
        consent = dice.choice([[]] * 5 + [["frequency"], ["recontact", "hours"], ["hours"]])
        contacts.append(
            {
                "contact_id": f"c{dice.randrange(10**6):06}-{number}",
                "at": at,
                "debtor_id": f"d{dice.randrange(2)}",
                "lender": "甬江银行",
                "agency": dice.choice(["", "甲催收"]),
                "channel": dice.choice(["call"] * 7 + ["sms"]),
                "direction": dice.choice(["out"] * 9 + ["in"]),
                "outcome": dice.choice(OUTCOMES),
                "counterparty": dice.choice(["debtor"] * 9 + ["relative", "colleague", "attorney"]),
                "purpose": dice.choice(["collect", "collect", "locate"]),
                "exception": dice.choice(["", "unreachable", "unreachable"]),
                "debt_id": dice.choice([["x"], ["y"], ["x", "y"]]),
                "consent": consent,
                "consent_at": at - timedelta(hours=dice.randrange(-10, 250)) if consent else None,
            }
        )
    return sorted(contacts, key=lambda c: (c["at"], c["contact_id"]))


def _day(contact: Contact) -> int:
    return int((contact["at"] + timedelta(hours=8)).toordinal())


def _talked(one: Contact) -> bool:
    return one["channel"] == "call" and one["outcome"] == "conversation"


def _collector(one: Contact) -> tuple[str, str]:
    return one["agency"] or one["lender"], one["debtor_id"]


def _agreed(one: Contact, debt: str, before: list[Contact]) -> bool:
    """A consent of the last seven days, its day the first, unless a conversation on the debt came after it."""
    if not {"frequency", "recontact"} & set(one["consent"]) or one["consent_at"] > one["at"]:
        return False
    since = _day(one) - (one["consent_at"] + timedelta(hours=8)).toordinal()
    ended = any(_talked(other) and debt in other["debt_id"] and other["at"] > one["consent_at"] for other in before)
    return bool(since <= 6) and not ended


def _counts(one: Contact, debt: str, before: list[Contact]) -> bool:
    called = one["channel"] == "call" and one["direction"] == "out" and one["outcome"] in CONNECTS
    return called and debt in one["debt_id"] and one["counterparty"] != "attorney" and not _agreed(one, debt, before)


def _lost(one: Contact, before: list[Contact]) -> bool | None:
    """Three failed calls to the debtor since he was last reached; None where his number may be out of service."""
    row: list[str] = []
    for other in before:
        if other["debtor_id"] != one["debtor_id"] or other["counterparty"] != "debtor":
            continue
        answered = other["channel"] == "call" and other["outcome"] in ("conversation", "answered")
        if other["direction"] == "in" or answered:
            row = []
        elif other["channel"] == "call":
            row.append(other["outcome"])
    return True if len(row) >= 3 else None if "not_in_service" in row else False


def _judge(contacts: list[Contact]) -> tuple[Found, Found]:
    """What is found, and what is for review, of contacts of which everything is known."""
    found, review = set(), set()
    for place, one in enumerate(contacts):
        before = [other for other in contacts[:place] if _collector(other) == _collector(one)]
        for debt in one["debt_id"]:
            if not _counts(one, debt, before):
                continue
            week = [n for n, other in enumerate(before) if _day(other) > _day(one) - 7]
            if sum(_counts(before[n], debt, before[:n]) for n in week) + 1 > 7:
                found.add((one["contact_id"], "calls-7-in-7"))
            if any(_talked(before[n]) and debt in before[n]["debt_id"] for n in week):
                found.add((one["contact_id"], "call-after-conversation"))
        if one["direction"] == "out" and one["counterparty"] in THIRD:
            lost = one["purpose"] != "collect" and one["exception"] == "unreachable" and _lost(one, contacts[:place])
            if lost is not True:
                (review if lost is None else found).add((one["contact_id"], "third-person"))
    return found, review


def _audited(contacts: list[Contact], folder: Path, write_contacts: Any) -> tuple[Found, Found, dict[str, list[str]]]:
    audit(write_contacts(folder / "c.parquet", contacts), packs=["us-regf", "cn-cba-2026"], out=folder / "out")
    rows = duckdb.sql(
        f"""SELECT contact_id, rule, outcome = 'review', related FROM '{folder / "out" / "findings.parquet"}'
        WHERE rule IN ('calls-7-in-7', 'call-after-conversation') OR pack || rule = 'cn-cba-2026third-person'"""
    ).fetchall()
    found = {(contact, rule) for contact, rule, review, _ in rows if not review}
    review = {(contact, rule) for contact, rule, review, _ in rows if review}
    return found, review, {contact: related for contact, rule, _, related in rows if rule == "calls-7-in-7"}


@pytest.mark.parametrize("seed", range(4))
def test_the_audit_finds_what_the_oracle_finds(seed: int, tmp_path: Path, write_contacts: Any) -> None:
    contacts = _contacts(seed, 260)
    found, review, related = _audited(contacts, tmp_path, write_contacts)
    assert (found, review) == _judge(contacts)
    assert {rule for _, rule in found} == {"calls-7-in-7", "call-after-conversation", "third-person"}
    assert review
    for contact, ids in related.items():
        assert ids[-1] == contact
        assert len(ids) >= 8


@pytest.mark.parametrize("seed", range(3))
def test_missing_facts_are_read_every_way(seed: int, tmp_path: Path, write_contacts: Any) -> None:
    whole = _contacts(10 + seed, 200)
    dice = random.Random(seed)
    gaps = [
        one
        | ({"outcome": None} if dice.random() < 0.1 and one["channel"] == "call" else {})
        | ({"debt_id": []} if dice.random() < 0.1 else {})
        | ({"counterparty": "unknown"} if dice.random() < 0.05 else {})
        for one in whole
    ]
    found, review, _ = _audited(gaps, tmp_path, write_contacts)
    assert found
    assert review
    for _ in range(12):
        world = [
            one
            | {"outcome": one["outcome"] or dice.choice(OUTCOMES)}
            | {"debt_id": one["debt_id"] or dice.choice([["x"], ["y"], ["z"], ["x", "y"]])}
            | ({"counterparty": dice.choice(["debtor", "relative", "attorney"])} if _unknown(one) else {})
            for one in gaps
        ]
        surely, perhaps = _judge(world)
        assert found <= surely
        assert surely | perhaps <= found | review


def _unknown(one: Contact) -> bool:
    return bool(one["counterparty"] == "unknown")


def test_counts_and_what_was_counted_stand_in_the_finding(tmp_path: Path, write_contacts: Any) -> None:
    start = datetime(2026, 4, 1, 14, tzinfo=UTC)
    call = {"debtor_id": "d", "lender": "L", "agency": "A", "channel": "call", "outcome": "no_answer"}
    calls = [
        call | {"contact_id": f"c{n}", "at": start + timedelta(hours=5 * n), "debt_id": ["x", "y"] if n else ["x"]}
        for n in range(9)
    ]
    path = write_contacts(tmp_path / "c.parquet", calls)
    audit(path, packs=["us-regf"], out=tmp_path / "out", tz="America/New_York")
    rows = duckdb.sql(
        f"SELECT related, facts, outcome, sentence_en FROM '{tmp_path / 'out' / 'findings.parquet'}' "
        "WHERE rule = 'calls-7-in-7' ORDER BY contact_id"
    ).fetchall()
    assert [related for related, *_ in rows] == [[f"c{n}" for n in range(8)], [f"c{n}" for n in range(9)]]
    assert [json.loads(facts)["count_uninvited_7d"] for _, facts, *_ in rows] == [8, 9]
    assert {outcome for *_, outcome, _ in rows} == {"presumed_violation"}
    assert "call number 8 of this collector" in rows[0][3]
