"""What a program hands over that can be no contact: one sentence in both languages, and nothing entered."""

from datetime import UTC, datetime
from typing import Any

import pytest

from evenhand.conduct.gate.gate import Gate
from evenhand.errors import Misuse
from evenhand.rules.shelf import load_packs

AT = datetime(2026, 3, 4, 2, tzinfo=UTC)
CALL: dict[str, Any] = {"debtor_id": "d", "channel": "call", "lender": "L", "at": AT}

FAULTS: list[tuple[dict[str, Any], str]] = [
    ({"debtor_id": None}, "debtor_id is missing"),
    ({"debtor_id": ""}, "debtor_id is missing"),
    ({"debtor_id": 13800000001}, "debtor_id must be a text, not 13800000001"),
    ({"debtor_id": ["d"]}, "debtor_id must be a text"),
    ({"channel": None}, "channel must be one of call"),
    ({"channel": ["call"]}, "channel must be one of call"),
    ({"channel": "phone"}, "channel must be one of call, sms"),
    ({"at": None}, "the time is missing"),
    ({"at": "yesterday"}, "'yesterday' is no time"),
    ({"at": 1772589600}, "1772589600 is no time"),
    ({"at": datetime(9999, 12, 31, tzinfo=UTC)}, "lies outside the years 1900 to 2399"),
    ({"at": "0001-01-01T00:00:00+08:00"}, "lies outside the years"),
    ({"ceased_at": "soon"}, "'soon' is no time"),
    ({"ceased_at": 7}, "ceased_at must be a time, not 7"),
    ({"outcome": "married"}, "outcome must be one of conversation"),
    ({"counterparty": "neighbour"}, "counterparty must be one of debtor"),
    ({"consent": "hours"}, "consent must be a list of texts, not 'hours'"),
    ({"consent": ["hour"]}, "consent must be one of hours"),
    ({"debt_id": ["x", None]}, "debt_id must be a list of texts"),
    ({"debtor_tz": {"zone": "Asia/Shanghai"}}, "debtor_tz must be a list of texts"),
    ({"staff_count": "two"}, "staff_count must be a number, not 'two'"),
    ({"staff_count": float("inf")}, "staff_count must be a number, not inf"),
    ({"refused": "no"}, "refused must be true or false, not 'no'"),
    ({"text": "x" * 20, "number": 138}, "number must be a text, not 138"),
    ({"lender": list("x" * 1000)}, r"lender must be a text, not \[.{59}…"),
]


@pytest.mark.parametrize(("given", "words"), FAULTS)
def test_what_can_be_no_contact_is_refused(given: dict[str, Any], words: str) -> None:
    gate = Gate(load_packs(["cn-gbt-45251-2025", "us-regf"]))
    for ask in (gate.judge, gate.ask, lambda contact: gate.record({"contact_id": "c", **contact})):
        with pytest.raises(Misuse, match=words) as told:
            ask({**CALL, **given})
        assert told.value.zh != told.value.en
    assert len(gate.history.of_debtor("d")) == 0


def test_a_time_without_a_zone_is_of_the_gates_zone() -> None:
    gate = Gate(load_packs(["cn-gbt-45251-2025"]), tz="Asia/Shanghai")
    for at in ("2026-03-04T23:00:00", datetime(2026, 3, 4, 23), "2026-03-04T15:00:00Z"):  # noqa: DTZ001
        assert [found.rule for found in gate.judge({**CALL, "at": at}).findings] == ["contact-hours"]


def test_a_report_and_a_record_are_read_as_well() -> None:
    gate = Gate(load_packs(["cn-gbt-45251-2025"]))
    name = gate.ask(CALL).reservation
    assert name is not None
    with pytest.raises(Misuse, match="outcome must be one of conversation"):
        gate.report(name, "married")
    with pytest.raises(Misuse, match="'noon' is no time"):
        gate.report(name, "answered", at="noon")  # type: ignore[arg-type]
    gate.report(name, "answered", at=datetime(2026, 3, 4, 10, 5))  # noqa: DTZ001
    (made,) = gate.history.of_debtor("d").kept()
    assert (made.at_us, made.until_us) == (int(AT.timestamp() + 300) * 1_000_000, None)
    with pytest.raises(Misuse, match="a contact without one cannot be counted"):
        gate.record(CALL)
