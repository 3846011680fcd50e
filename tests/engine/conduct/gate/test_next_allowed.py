"""When the same contact would be allowed: one second earlier it is refused, that second it is allowed."""

import random
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from made_up_histories import MANDATES, contacts

from evenhand.conduct.gate.answer import Answer
from evenhand.conduct.gate.gate import Gate
from evenhand.rules.shelf import load_packs, pack_ids

CALL = {"contact_id": "p", "debtor_id": "d", "channel": "call", "lender": "L", "debt_id": ["x"]}
SECOND = timedelta(seconds=1)


def told(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [20])
def test_it_is_tight_over_every_pack(seed: int) -> None:
    gate = Gate(load_packs(pack_ids()), mandates=MANDATES)
    moved = never = 0
    for one in contacts(seed, 90):
        answer = gate.judge(one)
        if answer.allowed:
            assert answer.next_allowed_at == one["at"]
        elif answer.next_allowed_at is None:
            never += 1
            assert answer.reason is not None
            assert "No other time" in answer.reason.en
            assert not any(gate.judge({**one, "at": one["at"] + timedelta(hours=7 * n)}).allowed for n in range(60))
        else:
            moved += 1
            assert gate.judge({**one, "at": answer.next_allowed_at}).allowed
            assert not gate.judge({**one, "at": answer.next_allowed_at - SECOND}).allowed
            # No earlier moment of those tried is allowed either.
            step = (answer.next_allowed_at - one["at"]) / 12
            between = [(one["at"] + n * step).replace(microsecond=0) for n in range(1, 12)]
            assert not any(gate.judge({**one, "at": at}).allowed for at in between if at < answer.next_allowed_at)
        gate.record(one)
    assert moved > 10
    assert never > 5


# uk-conc7 only asks for a person to look: nothing is refused for it.
@pytest.mark.parametrize("pack", ["cn-cba-2026", "cn-gbt-45251-2025", "cn-ningbo", "us-regf"])
def test_it_is_tight_in_the_midst_of_a_history_with_promises(pack: str) -> None:
    gate, dice = Gate(load_packs([pack]), mandates=MANDATES), random.Random(11)
    several = contacts(44, 60)
    for one in several:
        gate.record(one)
    told = []
    for one in several:
        if dice.random() < 0.5:
            gate.ask({**one, "contact_id": f"promised {one['contact_id']}"})
        asked = {name: value for name, value in one.items() if name != "contact_id"}
        asked["at"] += timedelta(microseconds=dice.randrange(1_000_000))
        answer = gate.judge(asked)
        if answer.allowed:
            continue
        told.append(answer.next_allowed_at)
        tried = [timedelta(seconds=dice.randrange(14 * 86_400)) for _ in range(40)]
        if answer.next_allowed_at is not None:
            assert gate.judge({**asked, "at": answer.next_allowed_at}).allowed
            tried.append(answer.next_allowed_at - SECOND - asked["at"])
        for shift in tried:
            at = (asked["at"] + shift).replace(microsecond=0)
            if at >= asked["at"] and (answer.next_allowed_at is None or at < answer.next_allowed_at):
                assert not gate.judge({**asked, "at": at}).allowed
    assert told.count(None) > 3
    assert len(told) - told.count(None) > (0 if pack == "cn-ningbo" else 10)


CASES: list[tuple[str, dict[str, Any], str, str | None]] = [
    ("cn-gbt-45251-2025", {}, "2026-03-04T22:00:00+08:00", "2026-03-05T08:00:00+08:00"),
    ("cn-gbt-45251-2025", {}, "2026-03-04T07:59:59.5+08:00", "2026-03-04T08:00:00+08:00"),
    ("cn-gbt-45251-2025", {"counterparty": "relative"}, "2026-03-04T10:00:00+08:00", None),
    ("us-regf", {"debtor_tz": ["America/New_York"]}, "2026-03-07T21:00:01-05:00", "2026-03-08T08:00:00-04:00"),
    (
        "us-regf",
        {"debtor_tz": ["America/New_York", "America/Los_Angeles"]},
        "2026-03-04T09:00:00-05:00",
        "2026-03-04T11:00:00-05:00",
    ),
    ("us-regf", {"ceased_at": told("2026-03-04T09:00:00-05:00")}, "2026-03-04T10:00:00-05:00", None),
    ("us-regf", {"opted_out": ["call"]}, "2026-03-04T10:00:00-05:00", None),
    ("us-regf", {"debtor_tz": ["Europe/Paris", "Pacific/Auckland"]}, "2026-03-04T12:00:00Z", "2026-03-04T19:00:00Z"),
]


@pytest.mark.parametrize(("pack", "given", "at", "expected"), CASES)
def test_hours_zones_and_never(pack: str, given: dict[str, Any], at: str, expected: str | None) -> None:
    answer = Gate(load_packs([pack])).judge({**CALL, **given, "at": told(at)})
    assert not answer.allowed
    assert answer.next_allowed_at == (None if expected is None else told(expected))


def test_windows_end_on_the_debtors_clock() -> None:
    gate = Gate(load_packs(["us-regf"]))
    called = {**CALL, "debtor_tz": ["America/New_York"], "outcome": "no_answer"}
    for day in range(7):
        gate.record({**called, "contact_id": f"c{day}", "at": datetime(2026, 3, 3 + day, 17, tzinfo=UTC)})
    answer = gate.judge({**called, "at": datetime(2026, 3, 9, 20, tzinfo=UTC)})
    assert [found.rule for found in answer.findings] == ["calls-7-in-7"]
    # The call of 3 March leaves the seven days on the 10th; by then the clocks have been put forward.
    assert answer.next_allowed_at == told("2026-03-10T08:00:00-04:00")


def test_the_answer_reads_as_the_interface_names_it() -> None:
    answer: Answer = Gate(load_packs(["cn-gbt-45251-2025"])).judge({**CALL, "at": "2026-03-04T23:00:00+08:00"})
    whole = answer.as_json("en")
    assert list(whole) == ["allowed", "findings", "next_allowed_at", "reason"]
    assert whole["next_allowed_at"] == "2026-03-05T08:00:00+08:00"
    assert whole["findings"][0]["rule"] == "contact-hours"
    assert "between 22:00 and 08:00" in whole["reason"]
