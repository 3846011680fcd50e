"""What went to and fro by one medium, and whom a collector asked before: audit, gate and the text read aloud."""

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from evenhand.conduct.audit import audit
from evenhand.conduct.gate.gate import Gate
from evenhand.rules.shelf import load_packs

Contact = dict[str, Any]
RULES = ("reply-once", "location-repeated")
THIRD = ("relative", "colleague")


def _contacts(seed: int, many: int, *, unknown: bool) -> list[Contact]:
    """Two debtors' evenings and mornings in Shanghai; where `unknown`, of some neither outcome nor person is."""
    dice = random.Random(seed)
    start = datetime(2026, 3, 3, 11, tzinfo=UTC)
    made = []
    for number in range(many):
        purpose = dice.choice(["reply", "reply", "collect", "locate"])
        made.append(
            {
                "contact_id": f"c{dice.randrange(10**4):04}-{number}",
                "at": start + timedelta(minutes=dice.randrange(15 * 60)),
                "debtor_id": dice.choice(["d1", "d2"]),
                "lender": "甬江银行",
                "agency": dice.choice(["", "甲催收"]),
                "channel": dice.choice(["sms", "sms", "email", "call", "letter"]),
                "direction": dice.choice(["out", "out", "in"]),
                "outcome": dice.choice(
                    ["conversation", "no_answer", "sent", "sent", "failed", *([None] if unknown else [])]
                ),
                "counterparty": dice.choice(["debtor"] * 5 + [*THIRD] + ["unknown"] * unknown),
                "number": dice.choice(["n1", "n2", None]),
                "purpose": purpose,
                "consent": dice.choice([[], [], [], ["hours"]]),
            }
        )
    return sorted(made, key=lambda one: (one["at"], one["contact_id"]))


def _came(one: Contact) -> bool:
    out, outcome = one["direction"] == "out", one["outcome"]
    if one["channel"] == "call":
        return out and outcome == "conversation"
    return bool(out and (one["channel"] == "letter" or outcome != "failed"))


def _collector(one: Contact) -> tuple[str, str]:
    return one["agency"] or one["lender"], one["debtor_id"]


def _second_reply(one: Contact, before: list[Contact]) -> bool:
    hour = (one["at"] + timedelta(hours=8)).time().replace(tzinfo=None).isoformat()
    if one["counterparty"] != "debtor" or one["purpose"] != "reply" or one["direction"] != "out":
        return False
    if one["channel"] == "letter" or "08:00:00" <= hour <= "21:00:00" or "hours" in one["consent"]:
        return False
    asked, replied = False, False
    for other in before:
        if other["channel"] == one["channel"] and other["counterparty"] == "debtor":
            asked, replied = (True, False) if other["direction"] == "in" else (asked, replied or _came(other))
    return asked and replied


def _asked_again(one: Contact, before: list[Contact]) -> bool:
    if one["direction"] != "out" or one["purpose"] != "locate" or one["counterparty"] not in THIRD:
        return False
    person = one["counterparty"], one["number"]
    return any(_came(other) and (other["counterparty"], other["number"]) == person for other in before)


def _audited(several: list[Contact], folder: Path, write_contacts: Any) -> dict[str, set[tuple[Any, ...]]]:
    audit(write_contacts(folder / "c.parquet", several), packs=["us-regf"], out=folder / "out")
    found: dict[str, set[tuple[Any, ...]]] = {one["contact_id"]: set() for one in several}
    columns = "contact_id, rule, outcome, related, facts, sentence_zh, sentence_en"
    for contact, rule, outcome, related, *rest in duckdb.sql(
        f"SELECT {columns} FROM '{folder / 'out' / 'findings.parquet'}' WHERE rule IN {RULES}"
    ).fetchall():
        found[contact].add((rule, outcome, tuple(related), *rest))
    return found


@pytest.mark.parametrize("seed", range(3))
def test_what_is_known_is_judged_as_the_text_reads(seed: int, tmp_path: Path, write_contacts: Any) -> None:
    several = _contacts(seed, 160, unknown=False)
    expected = {one["contact_id"]: set() for one in several}
    for place, one in enumerate(several):
        before = [other for other in several[:place] if _collector(other) == _collector(one)]
        if _second_reply(one, before):
            expected[one["contact_id"]].add(("reply-once", "breach"))
        if _asked_again(one, before):
            expected[one["contact_id"]].add(("location-repeated", "review"))
    found = _audited(several, tmp_path, write_contacts)
    assert {name: {one[:2] for one in each} for name, each in found.items()} == expected
    assert {rule for each in expected.values() for rule, _ in each} == set(RULES)


@pytest.mark.parametrize("seed", range(3))
def test_the_gate_says_the_same_where_much_is_unknown(seed: int, tmp_path: Path, write_contacts: Any) -> None:
    several = _contacts(seed, 260, unknown=True)
    found = _audited(several, tmp_path, write_contacts)
    gate, outcomes = Gate(load_packs(["us-regf"]), tz="Asia/Shanghai"), set()
    for one in several:
        if one["channel"] != "call" or one["outcome"] is not None:
            told = [each for each in gate.judge(one).findings if each.rule in RULES]
            assert {
                (each.rule, each.outcome, each.related, each.facts, each.sentence_zh, each.sentence_en) for each in told
            } == found[one["contact_id"]]
            outcomes |= {(each.rule, each.outcome) for each in told}
        gate.record(one)
    assert outcomes == {("reply-once", "breach"), ("reply-once", "review"), ("location-repeated", "review")}


def test_a_second_reply_may_be_sent_in_the_morning_to_the_second() -> None:
    night = datetime(2026, 3, 3, 14, 30, tzinfo=UTC)
    mail = {"debtor_id": "d1", "lender": "甬江银行", "channel": "email", "outcome": "sent", "counterparty": "debtor"}
    gate = Gate(load_packs(["us-regf"]), tz="Asia/Shanghai")
    gate.record({**mail, "contact_id": "a", "direction": "in", "at": night - timedelta(minutes=20)})
    gate.record({**mail, "contact_id": "b", "direction": "out", "at": night - timedelta(minutes=10)})
    second = {**mail, "contact_id": "c", "direction": "out", "purpose": "reply", "at": night}
    answer = gate.judge(second)
    assert (answer.allowed, answer.next_allowed_at) == (False, datetime(2026, 3, 4, 0, 0, tzinfo=UTC))
    assert "one reply is allowed" in next(each.sentence_en for each in answer.findings if each.rule == "reply-once")
    assert not gate.judge({**second, "at": answer.next_allowed_at - timedelta(seconds=1)}).allowed
    assert gate.judge({**second, "at": answer.next_allowed_at}).allowed
