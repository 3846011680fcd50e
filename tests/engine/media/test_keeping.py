"""Recordings that must still be kept on a day, by what the packs say of it and how surely."""

import json
from datetime import date
from pathlib import Path

import pytest
from made_sounds import call, write
from media_checks import CALL, Check, Checked

from evenhand.rules.shelf import load_pack

RULE = "recording-not-kept"
GONE = {**CALL, "recording": "gone.wav", "at": "2023-03-01T10:00:00+08:00"}


def kept(check: Check) -> list[str]:
    """Which contacts' recordings were to be kept."""
    return [row["contact_id"] for row in check.findings if row["rule"] == RULE]


@pytest.mark.parametrize(
    ("on", "found"),
    [(date(2023, 3, 1), True), (date(2026, 3, 1), True), (date(2026, 3, 2), False), (None, True)],
)
def test_three_years_after_the_call_under_regulation_f(checked: Checked, on: date | None, found: bool) -> None:
    check = checked(GONE, packs=["us-regf"], on=on)
    assert kept(check) == ["c1"] * found
    assert check.summary["on"] == (on.isoformat() if on else None)
    if found:
        one = check.one("c1", RULE)
        assert (one["pack"], one["outcome"]) == ("us-regf", "review")
        assert json.loads(one["facts"])["until"] == "2026-03-01"
        assert "us-regf (recording-retention, confidence A) has it kept for 3 years" in one["sentence_en"]
        assert "应保存 3 年，到 2026-03-01" in one["sentence_zh"]


def test_without_a_day_the_last_contact_tells_it(checked: Checked) -> None:
    check = checked(GONE, {**GONE, "at": "2026-04-01T10:00:00+08:00"}, packs=["us-regf"])
    assert kept(check) == ["c2"]


def test_only_what_is_named_and_gone_and_after_the_first_day(checked: Checked, media: Path) -> None:
    write(media / "there.wav", call(12, seed=1))
    rows = [
        {**GONE, "recording": "there.wav"},
        {**GONE, "recording": ""},
        {**GONE, "recording": "../gone.wav"},
        {**GONE, "at": "2021-11-29T10:00:00+08:00"},
        GONE,
    ]
    assert kept(checked(*rows, packs=["us-regf"], on=date(2024, 1, 1))) == ["c5"]


def test_a_weak_source_counts_only_where_it_is_asked_for(checked: Checked) -> None:
    row = {**GONE, "at": "2025-03-01T10:00:00+08:00"}
    assert kept(checked(row, packs=["cn-gbt-45251-2025"])) == []
    check = checked(row, packs=["cn-gbt-45251-2025"], unverified=True)
    facts = json.loads(check.one("c1", RULE)["facts"])
    assert (facts["confidence"], facts["years"], facts["until"]) == ("C", 5, "2030-03-01")


def test_the_last_day_of_february(checked: Checked) -> None:
    row = {**GONE, "at": "2024-02-29T12:00:00+08:00"}
    found = [kept(checked(row, packs=["us-regf"], on=day)) for day in (date(2027, 3, 1), date(2027, 3, 2))]
    assert found == [["c1"], []]


def test_periods_are_data_of_the_packs() -> None:
    years = {
        (pack, setting.name, setting.confidence): setting.keep_recordings_years
        for pack in ("us-regf", "cn-gbt-45251-2025", "cn-ningbo", "cn-cba-2026")
        for setting in load_pack(pack).settings
        if setting.keep_recordings_years
    }
    assert years == {("us-regf", "recording-retention", "A"): 3, ("cn-gbt-45251-2025", "retention-years", "C"): 5}
