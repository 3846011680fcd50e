"""Random contacts through the audit, against an oracle of its own.

The oracle knows no three-valued logic: it tries every way in which what is unknown could have been. Found in every
way is found, found in some is for review.
"""

import itertools
import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from evenhand.conduct.audit import audit

PACKS = ("cn-gbt-45251-2025", "cn-ningbo")
THIRD = {"spouse", "emergency_contact", "relative", "colleague", "employer", "other"}
SHANGHAI = timedelta(hours=8)
GBT_FROM = date(2025, 2, 28)
NINGBO_FROM = date(2024, 9, 1)


def _contacts(seed: int, many: int) -> list[dict[str, Any]]:
    dice = random.Random(seed)
    start = datetime(2025, 2, 25, 16, tzinfo=UTC)
    edges = [timedelta(hours=14), timedelta(hours=14) - timedelta(seconds=1), timedelta(0), timedelta(seconds=-1)]
    contacts = []
    for number in range(many):
        day = start + timedelta(days=dice.randrange(6))
        moment = day + (dice.choice(edges) if dice.random() < 0.2 else timedelta(seconds=dice.randrange(86_400)))
        contacts.append(
            {
                "contact_id": f"c{dice.randrange(10**6):06}-{number}",
                "at": moment,
                "debtor_id": f"d{dice.randrange(6)}",
                "lender": dice.choice(["甬江银行", "东钱湖银行"]),
                "agency": dice.choice(["", "甲催收"]),
                "channel": dice.choice(["call"] * 8 + ["sms", "visit", "letter", "email", "post"]),
                "direction": dice.choice(["out"] * 9 + ["in"]),
                "outcome": dice.choice(["conversation"] * 5 + ["answered", "no_answer", "busy", None]),
                "counterparty": dice.choice(["debtor"] * 6 + [*sorted(THIRD), "guarantor", "attorney", "unknown"]),
                "purpose": dice.choice(["collect", "collect", "locate", "relay", "reply"]),
                "exception": dice.choice(["", "", "unreachable", "volunteers_to_pay"]),
                "refused": dice.random() < 0.2,
                "consent": dice.choice([[], [], ["hours"], ["frequency", "hours"]]),
                "recording": dice.choice(["", "rec/1.wav"]),
                "media": dice.choice([[], ["img/1.jpg"]]),
            }
        )
    return contacts


def _ways(contact: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every way in which this contact's unknown facts could have been."""
    outcomes = ["conversation", "answered", "no_answer"] if contact["outcome"] is None else [contact["outcome"]]
    parties = ["debtor", "relative"] if contact["counterparty"] == "unknown" else [contact["counterparty"]]
    for outcome, party in itertools.product(outcomes, parties):
        yield {**contact, "outcome": outcome, "counterparty": party}


def _effective(contact: dict[str, Any]) -> bool:
    return contact["channel"] == "call" and contact["direction"] == "out" and contact["outcome"] == "conversation"


def _simple(rule: str, c: dict[str, Any]) -> bool | None:
    """The rule as one would read it aloud, for a contact of which everything is known; None: a person must look."""
    local = (c["at"] + SHANGHAI).time()
    out, third = c["direction"] == "out", c["counterparty"] in THIRD
    offers = c["exception"] == "volunteers_to_pay"
    match rule:
        case "cn-gbt-45251-2025/contact-hours":
            quiet = local.hour >= 22 or local.hour < 8
            return out and quiet and c["channel"] in ("call", "sms", "im", "visit") and "hours" not in c["consent"]
        case "cn-gbt-45251-2025/third-person":
            if not out or not third:
                return False
            if c["purpose"] == "collect":
                return None if offers else True
            return c["purpose"] in ("locate", "relay") and c["exception"] != "unreachable"
        case "cn-gbt-45251-2025/contact-after-refusal":
            return out and third and c["refused"] and c["purpose"] != "reply"
        case "cn-ningbo/third-person":
            if not out or not third or c["purpose"] != "collect":
                return False
            return None if offers or c["counterparty"] == "spouse" else True
        case "cn-ningbo/recording-missing":
            return c["channel"] == "call" and c["outcome"] in ("conversation", "answered") and not c["recording"]
        case "cn-ningbo/images-missing":
            return out and c["channel"] == "visit" and not c["media"]
    raise AssertionError(rule)


SIMPLE = (
    "cn-gbt-45251-2025/contact-hours",
    "cn-gbt-45251-2025/third-person",
    "cn-gbt-45251-2025/contact-after-refusal",
    "cn-ningbo/third-person",
    "cn-ningbo/recording-missing",
    "cn-ningbo/images-missing",
)


def _verdict(ways: list[bool | None]) -> str | None:
    if all(way is False for way in ways):
        return None
    return "breach" if all(way is True for way in ways) else "review"


def _too_many(contact: dict[str, Any], before: list[dict[str, Any]]) -> tuple[str | None, list[str]]:
    """Effective calls of the lender to the debtor that local day, in order, tried for every unknown outcome."""
    day = (contact["at"] + SHANGHAI).date()
    same = [
        other
        for other in [*before, contact]
        if (other["lender"], other["debtor_id"]) == (contact["lender"], contact["debtor_id"])
        and (other["at"] + SHANGHAI).date() == day
        and any(_effective(way) for way in _ways(other))
    ]
    if contact not in same:
        return None, []
    verdicts = []
    for way in itertools.product(*(_ways(other) for other in same)):
        verdicts.append(_effective(way[-1]) and sum(map(_effective, way)) > 3)
    verdict = _verdict(list(verdicts))
    certain = [other["contact_id"] for other in same if all(_effective(way) for way in _ways(other))]
    return verdict, certain if verdict == "breach" else [other["contact_id"] for other in same]


@pytest.mark.parametrize("seed", range(4))
def test_the_audit_finds_what_the_oracle_finds(seed: int, tmp_path: Path, write_contacts: Any) -> None:
    contacts = _contacts(seed, 500)
    audit(write_contacts(tmp_path / "contacts.parquet", contacts), packs=PACKS, out=tmp_path / "out")
    rows = duckdb.sql(
        f"SELECT contact_id, pack || '/' || rule, outcome, related FROM '{tmp_path / 'out' / 'findings.parquet'}'"
    ).fetchall()
    found = {(contact, rule): (outcome, related) for contact, rule, outcome, related in rows}
    assert len(found) == len(rows)

    expected: dict[tuple[str, str], tuple[str, list[str]]] = {}
    ordered = sorted(contacts, key=lambda c: (c["at"], c["contact_id"]))
    for place, contact in enumerate(ordered):
        day = (contact["at"] + SHANGHAI).date()
        for rule in SIMPLE:
            if day < (GBT_FROM if "gbt" in rule else NINGBO_FROM):
                continue
            verdict = _verdict([_simple(rule, way) for way in _ways(contact)])
            if verdict:
                expected[contact["contact_id"], rule] = (verdict, [contact["contact_id"]])
        if day >= GBT_FROM:
            verdict, counted = _too_many(contact, ordered[:place])
            if verdict:
                expected[contact["contact_id"], "cn-gbt-45251-2025/effective-calls-per-day"] = (verdict, counted)
    assert found == expected
    assert {"breach", "review"} <= {outcome for outcome, _ in found.values()}
    assert {rule for _, rule in found} == {*SIMPLE, "cn-gbt-45251-2025/effective-calls-per-day"}
