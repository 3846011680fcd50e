"""The truth about contacts, worked out once more row by row from the files, as a clerk would read the rules."""

import csv
from collections import Counter, defaultdict
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from city_rows import Rows, rows

SHANGHAI = ZoneInfo("Asia/Shanghai")
GBT, NINGBO = "cn-gbt-45251-2025", "cn-ningbo"
THIRD = {"spouse", "emergency_contact", "relative", "colleague", "employer", "other"}
Found = set[tuple[str, str, str]]


@pytest.fixture(scope="module")
def truth(town: Path) -> Found:
    return {(one["contact_id"], one["pack"], one["rule"]) for one in rows(town / "truth_contacts.parquet")}


def clock(contact: dict[str, Any]) -> Any:
    return contact["at"].astimezone(SHANGHAI)


def mandated(contact: dict[str, Any], mandates: list[dict[str, str]]) -> bool:
    day = clock(contact).date().isoformat()
    return not contact["agency"] or any(
        one["agency"] == contact["agency"]
        and one["lender"] == contact["lender"]
        and one["from"] <= day
        and (not one["to"] or day <= one["to"])
        for one in mandates
    )


def broken_by(contact: dict[str, Any], mandates: list[dict[str, str]]) -> set[tuple[str, str]]:
    out, channel = contact["direction"] == "out", contact["channel"]
    who, purpose, exception = contact["counterparty"] or "debtor", contact["purpose"] or "collect", contact["exception"]
    third = who in THIRD
    demands = out and purpose == "collect" and exception != "volunteers_to_pay"
    asks = out and purpose in ("locate", "relay") and exception not in ("unreachable", "deceased", "incapacity")
    quiet = clock(contact).hour >= 22 or clock(contact).hour < 8
    rules = {
        (GBT, "contact-hours"): out
        and channel in ("call", "sms", "im", "visit")
        and quiet
        and "hours" not in contact["consent"],
        (GBT, "third-person"): third and (demands or asks),
        (GBT, "contact-after-refusal"): out
        and third
        and contact["refused"]
        and purpose not in ("reply", "notice_required_by_law"),
        (NINGBO, "third-person"): third and who != "spouse" and demands,
        (NINGBO, "recording-missing"): channel == "call"
        and contact["outcome"] in ("conversation", "answered")
        and not contact["recording"],
        (NINGBO, "images-missing"): out and channel == "visit" and not contact["media"],
        (NINGBO, "agency-not-admitted"): out and not mandated(contact, mandates),
    }
    in_force = clock(contact).date() >= date(2025, 2, 28)
    return {rule for rule, holds in rules.items() if holds and (rule[0] == NINGBO or in_force)}


def beyond_three(contacts: Rows) -> set[str]:
    calls: dict[Any, list[tuple[Any, str]]] = defaultdict(list)
    for one in contacts:
        if (one["channel"], one["direction"], one["outcome"]) == ("call", "out", "conversation"):
            day = clock(one).date()
            if day >= date(2025, 2, 28):
                calls[one["lender"], one["debtor_id"], day].append((one["at"], one["contact_id"]))
    return {contact_id for made in calls.values() for _, contact_id in sorted(made)[3:]}


def test_the_truth_is_what_the_rules_say(town: Path, contacts: Rows, truth: Found) -> None:
    mandates = list(csv.DictReader((town / "mandates.csv").read_text("utf-8-sig").splitlines()))
    expected = {(one["contact_id"], *rule) for one in contacts for rule in broken_by(one, mandates)}
    expected |= {(contact_id, GBT, "effective-calls-per-day") for contact_id in beyond_three(contacts)}
    said = {one for one in truth if one[2] not in ("threat", "insult", "disclosure")}
    assert said == expected
    kinds = Counter((pack, rule) for _, pack, rule in expected)
    assert len(kinds) == 8
    assert min(kinds.values()) >= 10


def test_what_is_said_is_only_found_where_something_was_said(contacts: Rows, truth: Found) -> None:
    by_id = {one["contact_id"]: one for one in contacts}
    said = [(by_id[contact_id], rule) for contact_id, _, rule in truth if rule in ("threat", "insult", "disclosure")]
    assert len(said) > 300
    for contact, rule in said:
        assert contact["text"]
        assert contact["direction"] == "out"
        assert rule != "disclosure" or (contact["counterparty"] or "debtor") in THIRD
    insulted_by_debtor = [one for one in contacts if one["direction"] == "in" and "骗子" in (one["text"] or "")]
    assert insulted_by_debtor
    assert not {one["contact_id"] for one in insulted_by_debtor} & {one[0] for one in truth}


def test_truth_is_ordered_and_says_nothing_twice(town: Path) -> None:
    said = [(one["contact_id"], one["pack"], one["rule"]) for one in rows(town / "truth_contacts.parquet")]
    assert said == sorted(set(said))


def test_some_frequency_is_seen_only_over_all_agencies(contacts: Rows, truth: Found) -> None:
    found = {contact_id for contact_id, _, rule in truth if rule == "effective-calls-per-day"}
    calls: dict[Any, Counter[str]] = defaultdict(Counter)
    for one in contacts:
        if one["outcome"] == "conversation" and one["direction"] == "out":
            calls[one["lender"], one["debtor_id"], clock(one).date()][one["agency"]] += 1
    hidden = [one for one in calls.values() if sum(one.values()) > 3 and max(one.values()) <= 3]
    assert len(hidden) >= 10
    assert len(found) > sum(sum(one.values()) - 3 for one in hidden)


def test_contacts_stand_on_the_edges_of_the_quiet_hours(contacts: Rows) -> None:
    times = Counter(clock(one).time().isoformat() for one in contacts)
    assert all(times[edge] for edge in ("22:00:00", "07:59:59", "08:00:00", "21:59:59"))


def test_bad_agencies_are_worse_and_the_lender_itself_is_good(contacts: Rows, truth: Found) -> None:
    found = {contact_id for contact_id, _, rule in truth if rule != "agency-not-admitted"}
    made, bad = Counter(one["agency"] for one in contacts), Counter[str]()
    for one in contacts:
        bad[one["agency"]] += one["contact_id"] in found

    def rate(agency: str) -> float:
        return bad[agency] / made[agency]

    assert rate("北渡鑫隆") > 3 * rate("慈湖恒达") > 9 * rate("明州正和资产服务")
    assert rate("") < 0.02


def test_no_truth_hangs_on_how_the_last_day_of_a_mandate_is_read(town: Path, contacts: Rows) -> None:
    mandates = csv.DictReader((town / "mandates.csv").read_text("utf-8-sig").splitlines())
    last = {(one["agency"], one["lender"], one["to"]) for one in mandates if one["to"]}
    assert not [one for one in contacts if (one["agency"], one["lender"], clock(one).date().isoformat()) in last]


def test_the_year_is_whole_and_has_days_before_the_standard(contacts: Rows) -> None:
    days = {clock(one).date() for one in contacts}
    assert min(days) < date(2025, 2, 28)
    assert days >= {date(2025, 3, 1) + timedelta(days=number) for number in range(365)}
