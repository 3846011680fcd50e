"""Made-up contacts in which windows fill and much is unknown."""

import random
from datetime import UTC, datetime, timedelta
from typing import Any

TEXTS = [
    None,
    "",
    "请您按时还款。",
    "再不还钱就让你全家不得安宁",
    "We will have you arrested today.",
    "你这个骗子，老赖",
]


def many_contacts(many: int, *, seed: int = 20261124, debtors: int = 40) -> list[dict[str, Any]]:
    """Few debtors and many gaps, so that windows fill and much is unknown."""
    dice = random.Random(seed)
    start = datetime(2026, 1, 28, tzinfo=UTC)
    contacts = []
    for number in range(many):
        at = start + timedelta(seconds=dice.randrange(12 * 86_400))
        contacts.append(
            {
                "contact_id": f"c{dice.randrange(10**6):06}-{number}",
                "at": at,
                "debtor_id": f"d{dice.randrange(debtors)}",
                "debt_id": dice.choice([["L1"], ["L1", "L2"], ["L2", "L2"], [], None]),
                "debt_kind": dice.choice(["card", "student", "consumer", None]),
                "channel": dice.choice(["call"] * 8 + ["sms", "visit", "letter", "email", "im"]),
                "direction": dice.choice(["out"] * 9 + ["in"]),
                "outcome": dice.choice(
                    ["conversation"] * 4 + ["answered", "no_answer", "busy", "not_in_service", None]
                ),
                "lender": dice.choice(["甬江银行", "O'Neil 银行", None]),
                "agency": dice.choice(["", "甲催收"]),
                "collector_id": dice.choice(["k1", "k2", None]),
                "counterparty": dice.choice(["debtor"] * 5 + ["relative", "guarantor", "attorney", "unknown"]),
                "number": dice.choice(["13800000001", "13800000002", None]),
                "purpose": dice.choice(["collect", "collect", "locate", "relay", "reply"]),
                "consent": dice.choice([[], [], ["hours"], ["frequency", "recontact"]]),
                "consent_at": at - timedelta(hours=dice.randrange(-20, 200)) if dice.random() < 0.3 else None,
                "exception": dice.choice(["", "", "unreachable"]),
                "refused": dice.random() < 0.2,
                "ceased_at": start + timedelta(days=dice.randrange(12)) if dice.random() < 0.1 else None,
                "opted_out": dice.choice([[], [], ["sms"], ["13800000001"]]),
                "debtor_tz": dice.choice(
                    [[], ["America/New_York"], ["America/Chicago", "America/Los_Angeles"], ["Nowhere/At_All"]]
                ),
                "staff_count": dice.choice([1.0, 2.0, 4.0, None]),
                "identified": dice.choice([True, False, None]),
                "recording": dice.choice(["", "rec/1.wav"]),
                "media": dice.choice([[], ["img/1.jpg"]]),
                "text": dice.choice(TEXTS),
            }
        )
    return contacts
