"""What changed between two packs is told, and which contacts a rule would have found is counted."""

import json
import shutil
import sys
from pathlib import Path

import duckdb
import pytest

from evenhand.cli.main import run
from evenhand.conduct.replay import replay
from evenhand.errors import BadPack, Misuse
from evenhand.rules.difference import Change, difference
from evenhand.rules.shelf import SHELF, load_pack

GBT = "cn-gbt-45251-2025"
CONTACTS = """contact_id,at,debtor_id,channel,consent
c1,2024-12-30T22:30:00+08:00,d1,call,
c2,2024-12-31T23:59:59+08:00,d1,call,
c3,2025-01-01T00:00:00+08:00,d2,sms,
c4,2025-03-01T21:30:00+08:00,d2,call,
c5,2025-03-01T22:30:00+08:00,d2,call,hours
c6,2025-03-02T22:30:00+08:00,d2,call,
"""


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    folder = tmp_path / GBT
    shutil.copytree(SHELF / GBT, folder)
    return folder


@pytest.fixture
def contacts(tmp_path: Path) -> Path:
    path = tmp_path / "contacts.csv"
    path.write_text(CONTACTS, encoding="utf-8")
    return path


def _edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_copy_has_no_changes(copy: Path) -> None:
    assert difference(load_pack(GBT), load_pack(str(copy))) == ()


def test_values_days_conditions_and_rules_that_changed_are_told(copy: Path) -> None:
    rules = copy / "rules"
    _edit(rules / "contact-hours.yaml", 'quiet_from: "22:00"', 'quiet_from: "21:00"')
    _edit(rules / "third-person.yaml", "severity: high", "severity: low")
    _edit(rules / "disclosure.yaml", "  2025-02-28:", "  2026-01-01: null\n  2025-02-28:")
    (rules / "visit-staff.yaml").unlink()
    shutil.copy(SHELF / "cn-cba-2026" / "rules" / "public-post.yaml", rules)
    told = difference(load_pack(GBT), load_pack(str(copy)))
    assert [(one.rule, one.what, one.before, one.after) for one in told] == [
        ("contact-hours", "with quiet_from", "22:00", "21:00"),
        ("disclosure", "until", "", "2026-01-01"),
        ("public-post", "added", None, "不得在公共场所张贴、散布 / No posting in public"),
        ("third-person", "severity", "high", "low"),
        (
            "visit-staff",
            "removed",
            "现场催收至少 2 人同行（未核实） / At least two people on a visit (unverified)",
            None,
        ),
    ]


def test_a_new_version_is_told_with_what_it_brings(copy: Path) -> None:
    newer = """in_force:
  2026-06-01:
    with: {quiet_from: "21:00", quiet_to: "08:00"}
    source: {title: 修订, article: 六, confidence: B}
"""
    _edit(copy / "rules" / "contact-hours.yaml", "in_force:\n", newer)
    told = [(one.what, one.before, one.after) for one in difference(load_pack(GBT), load_pack(str(copy)))]
    assert ("in_force", None, "2026-06-01") in told
    assert ("with quiet_from", "22:00", "21:00") in told
    assert [what for what, *_ in told] == ["until", "in_force", "with quiet_from", "source"]
    assert told[0] == ("until", "", "2026-06-01")


@pytest.mark.parametrize(
    ("file", "old", "new", "what"),
    [
        ("rules/contact-hours.yaml", "No collection from 22:00", "No collecting from 22:00", "title"),
        ("rules/contact-hours.yaml", "with no agreement", "without agreement", "sentence"),
        ("rules/contact-hours.yaml", "T22:01:00", "T22:02:00", "case one minute past ten is found"),
        ("rules/contact-hours.yaml", "on: 2026-11-23", "on: 2026-12-23", "checked_against_source"),
        ("rules/contact-hours.yaml", "article: 5.3", "article: 5.4", "source"),
        ("pack.yaml", "post-lending collection", "collection", "title"),
        ("pack.yaml", "force: standard", "force: guideline", "force"),
    ],
)
def test_whatever_changes_the_digest_and_says_something_is_told(
    copy: Path, file: str, old: str, new: str, what: str
) -> None:
    _edit(copy / file, old, new)
    (one,) = difference(load_pack(GBT), load_pack(str(copy)))
    assert one.what == what


def test_two_packs_are_compared_by_the_rules_of_one_name() -> None:
    told = difference(load_pack(GBT), load_pack("us-regf"))
    assert Change(rule="", what="zone", before="Asia/Shanghai", after="") in told
    assert Change(rule="contact-hours", what="in_force", before="2025-02-28", after=None) in told
    assert Change(rule="contact-hours", what="with open_to", before=None, after="21:00") in told
    assert any(one.rule == "calls-7-in-7" and one.what == "added" for one in told)


def test_replay_counts_by_month_as_if_the_rule_had_been_in_force(contacts: Path, copy: Path, tmp_path: Path) -> None:
    told = replay(contacts, rule=copy / "rules" / "contact-hours.yaml", out=tmp_path / "out")
    assert told["months"] == [
        {"month": "2024-12", "outcome": "breach", "contacts": 2, "debtors": 1},
        {"month": "2025-01", "outcome": "breach", "contacts": 1, "debtors": 1},
        {"month": "2025-03", "outcome": "breach", "contacts": 1, "debtors": 1},
    ]
    assert (told["rows_read"], told["findings"], told["outcomes"]) == (6, 4, {"breach": 4})
    assert (tmp_path / "out" / "rejects.csv").read_text(encoding="utf-8-sig").startswith("row,column,value")
    found = duckdb.sql(
        f"SELECT contact_id, in_force::VARCHAR FROM '{tmp_path / 'out' / 'findings.parquet'}'"
    ).fetchall()
    assert found == [(name, "2025-02-28") for name in ("c1", "c2", "c3", "c6")]


def test_a_draft_of_a_rule_is_tried_with_the_zone_of_a_pack(contacts: Path, tmp_path: Path) -> None:
    draft = tmp_path / "contact-hours.yaml"
    shutil.copy(SHELF / GBT / "rules" / "contact-hours.yaml", draft)
    _edit(draft, 'quiet_from: "22:00"', 'quiet_from: "21:00"')
    _edit(draft, "22:00:00 is quiet", "21:00:00 is quiet")
    assert replay(contacts, rule=draft, pack=GBT)["findings"] == 5
    with pytest.raises(Misuse, match="name with --pack the one whose zone"):
        replay(contacts, rule=draft)
    with pytest.raises(Misuse, match="there is no rule file"):
        replay(contacts, rule=tmp_path / "contact-hour.yaml")
    _edit(draft, "modality: shall_not", "modality: must_not")
    with pytest.raises(BadPack, match=r"contact-hours.yaml line \d+, modality: must_not"):
        replay(contacts, rule=draft, pack=GBT)


def test_a_later_version_holds_from_its_day_and_the_end_ends_it(contacts: Path, copy: Path) -> None:
    ends = """in_force:
  2025-03-02: null
  2025-03-01:
    with: {quiet_from: "21:00", quiet_to: "08:00"}
    source: {title: 修订, article: 六, confidence: B}
"""
    rule = copy / "rules" / "contact-hours.yaml"
    _edit(rule, "in_force:\n", ends)
    # c4 by the later version; c5 had agreed; c6 on the day on which the rule no longer holds.
    assert [(one["month"], one["contacts"]) for one in replay(contacts, rule=rule)["months"]] == [
        ("2024-12", 2),
        ("2025-01", 1),
        ("2025-03", 1),
    ]


def test_rows_that_were_rejected_are_told(contacts: Path) -> None:
    with contacts.open("a", encoding="utf-8") as file:
        file.write("c7,not a time,d1,call,\n")
    told = replay(contacts, rule=SHELF / GBT / "rules" / "contact-hours.yaml")
    assert (told["rows_read"], told["rows_rejected"], told["findings"]) == (7, 1, 4)


def test_a_rule_that_lacks_columns_says_so(contacts: Path) -> None:
    told = replay(contacts, rule=SHELF / GBT / "rules" / "third-person.yaml")
    assert (told["findings"], told["not_evaluated"]) == (0, {f"{GBT}/third-person": ["counterparty"]})


@pytest.mark.parametrize(
    ("lang", "changed", "would"), [("zh", "处不同", "会发现 4 条"), ("en", "changes.", "4 would have been found")]
)
def test_the_commands_print_data_apart_from_talk(
    contacts: Path,
    lang: str,
    changed: str,
    would: str,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    def told(*words: object) -> tuple[str, str]:
        monkeypatch.setattr(sys, "argv", ["evenhand", "packs", *map(str, words)])
        with pytest.raises(SystemExit) as stopped:
            run()
        assert not stopped.value.code
        data, talk = capfd.readouterr()
        return data, talk

    rule = SHELF / GBT / "rules" / "contact-hours.yaml"
    data, talk = told("diff", GBT, "us-regf", "--lang", lang)
    assert "contact-hours\tin_force\t2025-02-28\t" in data
    assert changed in talk
    data, talk = told("replay", contacts, "--rule", rule, "--lang", lang)
    assert "2024-12\tbreach\t2\t1" in data
    assert would in talk
    data, _ = told("replay", contacts, "--rule", rule, "--json")
    assert json.loads(data)["findings"] == 4
