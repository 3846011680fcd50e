"""Conditions, values, sentences and cases that no record could meet: each is named, and none breaks a trial later."""

import shutil
from pathlib import Path

import pytest

from evenhand.rules.shelf import SHELF, read_shelf

GOOD = (SHELF / "cn-gbt-45251-2025" / "rules" / "effective-calls-per-day.yaml").read_text(encoding="utf-8")
WHEN = "count(effective, 'day') > limit"
PLACE = "cn-gbt-45251-2025/rules/effective-calls-per-day.yaml line"

# what, and how the sentence goes on after the line and the key
CONDITIONS = [
    ("true", "not allowed here: TRUE; write words compared with values (= <> < <= > >=), in, is null, and, or, not"),
    ("duration_s between 1 and 2", "not allowed here: duration_s BETWEEN 1 AND 2; write words compared"),
    ("direction ＝ ‘out’", "(write ‘’＝ in half width)"),
    ("refused = true", "refused cannot be compared like this; write refused, or not refused"),
    ("opted_out = 'sms'", "opted_out cannot be compared like this; write has(opted_out)"),
    ("count(effective, 'day') >= 0", ">= 0 holds always or never; write >= 1 or more"),
    ("count(effective, 'day') > -5", "-5 is below zero; write 1 or more"),
    ("count(effective, 'day') > 9999999", "> 9999999 holds always or never; write >= 1 or more"),
    ("duration_s > 1e309", "1e309 is larger than any record holds; write less"),
    ("before(reached, 'in_a_row') >= 1", "in_a_row is not in the vocabulary; known: day, 7d, ever, since_consent"),
    (f"agency = 'x' and {'x' * 300} = 'y'", "… is not in the vocabulary; known: channel"),
]
VALUES = [
    ("{limit: .inf}", "limit: inf; write one number or text"),
    ("{limit: [3]}", "limit: [3]; write one number or text"),
    ("{1: 3}", "1: cannot be the name of a value; choose another word, such as limit"),
    ("{channel: sms}", "channel: cannot be the name of a value; choose another word, such as limit"),
]
SENTENCES = [
    ("{at", "sentence: unexpected '{' in field name cannot be read; write a word as {channel}"),
    ("{}", "sentence: {} cannot be read; write a word as {channel}, brackets in pairs"),
    ("{at:>1000000000}", "sentence: {at:>1000000000} cannot be read"),
    ("{at.__class__}", "sentence: {at.__class__} cannot be read"),
]
CASES = [
    (
        'given: {at: "2025-03-01T10:00:00"}',
        'at: 2025-03-01T10:00:00; write it in quotes, as "2025-03-01T22:01:00+08:00"',
    ),
    ('given: {at: "2025-03-01"}', "at: 2025-03-01; write it in quotes"),
    ("given: {at: null}", "at: None; write it in quotes"),
    ("given: {channel: [call]}", "channel: ['call']; write one word"),
    ("given: {consent: hours}", "consent: hours; write a list such as [a, b]"),
    ("given: {duration_s: long}", "duration_s: long; write a number such as 30"),
    ("given: {refused: maybe}", "refused: maybe; write true or false"),
    ("given: {number: 13800000000}", "number: 13800000000; write text, in quotes"),
    ("given: {text: {a: 1}}", "text: {'a': 1}; write text, in quotes"),
    ("given: {contact_id: a}", "contact_id: is no column"),
    ("given: {}, mandates: [{agency: a, lender: b}]", "from: is missing; add it"),
    (
        'given: {}, mandates: [{agency: a, lender: b, from: "1 May"}]',
        'from: 1 May; write it in quotes, as "2025-03-01"',
    ),
]
OTHERS = [
    ("severity: medium", f"severity: {'x' * 100_000}", "…; use one of high, medium, low"),
    ("severity: medium", "severity\u00a0: medium", "severity: is missing; add it, or correct severity\u00a0"),
    ("severity: medium", 'severity: medium\nunverified: "false"', "unverified: false; write true or false"),
    ("severity: medium", f"severity: medium\n{'k' * 900}: 1", "…: is not a known key; check its spelling"),
]
WRITTEN = [
    *((WHEN, when, f"when: {said}" if said[0] not in "(…" else said) for when, said in CONDITIONS),
    *(("with: {limit: 3}", f"with: {values}", said) for values, said in VALUES),
    *(("{at} 的通话", f"{words} 的通话", said) for words, said in SENTENCES),
    *(("cases:", f"cases:\n  - {{say: a, {case}, found: false}}", said) for case, said in CASES),
    ("cases:", "cases:\n  - {say: a, given: {}, found: 1}", "found: must be true, false or review"),
    *OTHERS,
]


def _named(shelf: Path, said: str, place: str) -> None:
    sound, broken = read_shelf(shelf)
    assert [pack.id for pack in sound] == ["uk-conc7"]
    fault = broken["cn-gbt-45251-2025"]
    assert fault.en.startswith(place)
    assert said in fault.en, fault.en
    assert len(fault.en) < 700
    assert fault.zh != fault.en


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    for pack in ("cn-gbt-45251-2025", "uk-conc7"):
        shutil.copytree(SHELF / pack, tmp_path / pack)
    return tmp_path


@pytest.mark.parametrize(("old", "new", "said"), WRITTEN, ids=[new[:60] for _, new, _ in WRITTEN])
def test_what_no_record_could_meet_is_named(shelf: Path, old: str, new: str, said: str) -> None:
    assert old in GOOD
    rule = shelf / "cn-gbt-45251-2025" / "rules" / "effective-calls-per-day.yaml"
    rule.write_text(GOOD.replace(old, new, 1), encoding="utf-8")
    _named(shelf, said, PLACE)


@pytest.mark.parametrize(
    ("count_by", "said"),
    [
        ("[]", "count_by: must name at least one column, each once, such as [lender, debtor_id]"),
        ("[debtor_id, debtor_id]", "count_by: must name at least one column, each once"),
        ("[text, debtor_id]", "count_by: nothing is counted by text; use some of agency, channel"),
        ("[local_time]", "count_by: nothing is counted by local_time; use some of agency, channel"),
    ],
)
def test_what_contacts_cannot_be_counted_by_is_named(shelf: Path, count_by: str, said: str) -> None:
    head = shelf / "cn-gbt-45251-2025" / "pack.yaml"
    written = head.read_text("utf-8")
    assert "count_by: [lender, debtor_id]" in written
    head.write_text(written.replace("count_by: [lender, debtor_id]", f"count_by: {count_by}"), encoding="utf-8")
    _named(shelf, said, "cn-gbt-45251-2025/pack.yaml line")


@pytest.mark.parametrize("name", ["threat.YAML", "more/threat.yaml", "threat.yml"])
def test_a_rule_that_would_be_passed_over_is_named(shelf: Path, name: str) -> None:
    path = shelf / "cn-gbt-45251-2025" / "rules" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(GOOD, encoding="utf-8")
    _named(shelf, "a rule file must end in .yaml and lie in rules/ itself", f"cn-gbt-45251-2025/rules/{name}:")


@pytest.mark.parametrize("name", ["o'x", "线", "a b", "A", "x\u202e"])
def test_a_rule_is_called_by_a_plain_name(shelf: Path, name: str) -> None:
    path = shelf / "cn-gbt-45251-2025" / "rules" / f"{name}.yaml"
    path.write_text(GOOD.replace("rule: effective-calls-per-day", f'rule: "{name}"'), encoding="utf-8")
    _named(shelf, "write its name in small letters, digits and hyphens", f"cn-gbt-45251-2025/rules/{name}.yaml line 1")
