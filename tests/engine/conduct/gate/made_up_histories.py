"""Random contacts that touch every rule of every pack: zones, changes of clocks, consents, mandates, gaps."""

import random
from datetime import UTC, date, datetime, timedelta
from typing import Any

Contact = dict[str, Any]

ZONES = [None, ["Asia/Shanghai"], ["America/New_York"], ["America/New_York", "America/Los_Angeles"], ["Europe/London"]]
TEXTS = [None, None, "您好，请尽快处理您的欠款。", "再不还钱就打断你的腿", "You owe us money. Reply STOP to opt out."]
MANDATES = [
    {"agency": "甲催收", "lender": "甬江银行", "from": date(2026, 3, 1), "to": date(2026, 3, 9)},
    {"agency": "乙催收", "lender": "甬江银行", "from": date(2026, 3, 6), "to": None},
]


def contacts(seed: int, many: int, *, start: datetime = datetime(2026, 3, 3, tzinfo=UTC)) -> list[Contact]:
    """`many` contacts of two weeks around a change of clocks, in the order (at, contact_id)."""
    dice = random.Random(seed)
    zones = {f"d{n}": dice.choice(ZONES) for n in range(3)}
    made = [_contact(dice, number, start, zones) for number in range(many)]
    at = start + timedelta(days=4, hours=15)
    rang = {"outcome": "no_answer", "number": "n1", "channel": "call", "direction": "out", "consent": []}
    made += [
        {
            **_contact(dice, many + n, start, zones),
            **rang,
            "at": at + timedelta(minutes=n),
            "debtor_tz": [],
            "debtor_id": "d9",
        }
        for n in range(8)
    ]
    return sorted(made, key=lambda one: (one["at"], one["contact_id"]))


def _contact(dice: random.Random, number: int, start: datetime, zones: dict[str, Any]) -> Contact:
    debtor = dice.choice(sorted(zones))
    at = start + timedelta(minutes=dice.randrange(13 * 24 * 4) * 15, seconds=dice.choice([0, 0, 1, 59]))
    consent = dice.choice([[]] * 4 + [["frequency"], ["recontact", "hours"], ["hours"], ["third_party", "place"]])
    return {
        "contact_id": f"c{dice.randrange(10**6):06}-{number}",
        "at": at,
        "debtor_id": debtor,
        "channel": dice.choice(["call"] * 9 + ["sms", "im", "email", "letter", "visit", "post"]),
        "direction": dice.choice(["out"] * 9 + ["in"]),
        "outcome": dice.choice(
            ["conversation"] * 3 + ["answered", "no_answer", "busy", "not_in_service", "voicemail", None]
        ),
        "debt_id": dice.choice([["x"], ["x"], ["y"], ["x", "y"], []]),
        "lender": dice.choice(["甬江银行"] * 4 + ["东钱湖银行"]),
        "agency": dice.choice(["", "", "甲催收", "乙催收"]),
        "counterparty": dice.choice(["debtor"] * 9 + ["relative", "colleague", "spouse", "attorney", "unknown"]),
        "number": dice.choice(["n1", "n2", f"n-{debtor}", None]),
        "purpose": dice.choice(["collect"] * 4 + ["locate", "reply", "notice_required_by_law"]),
        "consent": consent,
        "consent_at": at - timedelta(hours=dice.randrange(-10, 250)) if consent and dice.random() < 0.9 else None,
        "exception": dice.choice(["", "", "unreachable", "unreachable", "volunteers_to_pay", "deceased"]),
        "refused": dice.random() < 0.1,
        "ceased_at": dice.choice([None] * 7 + [at + timedelta(hours=dice.randrange(-50, 50))]),
        "opted_out": dice.choice([[]] * 5 + [["sms"], ["n1"], ["call"]]),
        "debtor_tz": zones[debtor] or [],
        "staff_count": dice.choice([None, 1.0, 2.0]),
        "place": dice.choice(["home", "work", None]),
        "identified": dice.choice([True, True, False, None]),
        "recording": dice.choice(["", "rec/1.wav", "rec/1.wav"]),
        "media": dice.choice([[], ["img/1.jpg"]]),
        "text": dice.choice(TEXTS),
    }
