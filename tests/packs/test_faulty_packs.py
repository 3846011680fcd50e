"""A faulty rule is refused with its file, its line, what is wrong and what to write instead."""

import shutil
from pathlib import Path

import pytest

from evenhand.errors import BadPack, Misuse
from evenhand.rules.shelf import SHELF, load_pack, load_packs

GOOD = (SHELF / "cn-gbt-45251-2025" / "rules" / "contact-hours.yaml").read_text(encoding="utf-8")


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    folder = tmp_path / "cn-gbt-45251-2025"
    shutil.copytree(SHELF / "cn-gbt-45251-2025", folder)
    return folder


@pytest.mark.parametrize(
    ("fault", "old", "new", "said"),
    [
        ("no-source", "    source: {title", "    sources: {title", "source: every version must have its source"),
        ("no-article", "article: 5.3", "articles: 5.3", "article: is missing"),
        ("unknown-key", "severity: high", "severity: high\nseverety: high", "severety: is not a known key"),
        ("memory", "confidence: B", "confidence: M", "confidence: M; use one of A, B, C"),
        ("weak-source", "confidence: B", "confidence: C", "needs unverified: true"),
        ("unquoted-time", 'quiet_to: "08:00"', "quiet_to: 08:00", 'write "08:00"'),
        ("unknown-word", "not consented('hours')", "not agreed('hours')", "agreed is not in the vocabulary"),
        ("unknown-value", "'visit')", "'vist')", "did you mean visit"),
        ("unknown-modality", "modality: shall_not", "modality: must_not", "use one of shall_not"),
        ("unknown-placeholder", "{quiet_from} 至次日", "{quiet_form} 至次日", "unknown word {quiet_form}"),
        ("no-negative-case", "found: false}", "found: true}", "at least one case must not be found"),
        ("no-positive-case", "found: true}", "found: false}", "at least one case must be found"),
        ("other-name", "rule: contact-hours", "rule: contact-hour", "must be the name of its file"),
        ("missing-english", ", en: No collection from 22:00 to 08:00", "", "en: is missing"),
        ("undated", "  2025-02-28:", "  always:", "must begin with its date in force"),
    ],
)
def test_the_fault_is_named(shelf: Path, fault: str, old: str, new: str, said: str) -> None:
    assert old in GOOD, fault
    (shelf / "rules" / "contact-hours.yaml").write_text(GOOD.replace(old, new), encoding="utf-8")
    with pytest.raises(BadPack) as refused:
        load_pack(str(shelf))
    assert said in refused.value.en
    assert "contact-hours.yaml" in refused.value.en
    assert "contact-hours.yaml" in refused.value.zh


def test_an_unknown_pack_is_named_with_the_nearest() -> None:
    with pytest.raises(Misuse, match="did you mean cn-ningbo"):
        load_packs(["cn-ningb"])
    with pytest.raises(Misuse, match="name a rule pack with --pack"):
        load_packs([" "])


def test_null_ends_a_rule(shelf: Path) -> None:
    path = shelf / "rules" / "contact-hours.yaml"
    path.write_text(GOOD.replace("in_force:\n", "in_force:\n  2026-01-01: null\n"), encoding="utf-8")
    (rule,) = (rule for rule in load_pack(str(shelf)).rules if rule.id == "contact-hours")
    from datetime import date

    assert rule.in_force(date(2025, 12, 31)) is not None
    assert rule.in_force(date(2026, 1, 1)) is None
    assert rule.in_force(date(2025, 2, 27)) is None


def test_the_digest_changes_with_the_pack(shelf: Path) -> None:
    before = load_pack(str(shelf)).sha256
    assert before == load_pack("cn-gbt-45251-2025").sha256
    path = shelf / "rules" / "contact-hours.yaml"
    path.write_text(GOOD.replace("severity: high", "severity: low"), encoding="utf-8")
    assert load_pack(str(shelf)).sha256 != before
