"""A faulty rule is refused with its file, its line, what is wrong and what to write instead."""

import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from evenhand.cli.main import run
from evenhand.errors import BadPack, Misuse
from evenhand.rules.shelf import SHELF, faults, list_packs, load_pack, load_packs

GOOD = (SHELF / "cn-gbt-45251-2025" / "rules" / "contact-hours.yaml").read_text(encoding="utf-8")


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    folder = tmp_path / "cn-gbt-45251-2025"
    shutil.copytree(SHELF / "cn-gbt-45251-2025", folder)
    return folder


FAULTS = [
    # what, written before, written instead, line, what the sentence says is wrong and what to write
    (
        "no-source",
        "    source: {title",
        "    sources: {title",
        15,
        "source: every version must have its source; write source: {title",
    ),
    ("no-article", "article: 5.3", "articles: 5.3", 16, "article: is missing; add it"),
    (
        "repeated-key",
        "severity: high",
        "severity: high\nseverity: low",
        6,
        "key severity is repeated (first on line 5)",
    ),
    ("unknown-key", "severity: high", "severity: high\nseverety: high", 6, "severety: is not a known key"),
    ("memory", "confidence: B", "confidence: M", 16, "confidence: M; use one of A, B, C"),
    ("weak-source", "confidence: B", "confidence: C", 16, "needs unverified: true"),
    ("unquoted-time", 'quiet_to: "08:00"', "quiet_to: 08:00", 15, 'write "08:00"'),
    ("unknown-word", "not consented('hours')", "not agreed('hours')", 7, "when: agreed is not in the vocabulary"),
    (
        "misspelled-word",
        "channel in (",
        "chanel in (",
        7,
        "when: chanel is not in the vocabulary; did you mean channel",
    ),
    ("unknown-value", "'visit')", "'vist')", 7, "did you mean visit"),
    ("unknown-modality", "modality: shall_not", "modality: must_not", 4, "use one of shall_not"),
    ("unknown-placeholder", "{quiet_from} 至次日", "{quiet_form} 至次日", 10, "unknown word {quiet_form}"),
    ("no-negative-case", "found: false}", "found: true}", 18, "must not be found; add one with found: false"),
    ("no-positive-case", "found: true}", "found: false}", 18, "must be found; add one with found: true, or review"),
    ("other-name", "rule: contact-hours", "rule: contact-hour", 1, "must be the name of its file"),
    ("missing-english", ", en: No collection from 22:00 to 08:00", "", 2, "en: is missing"),
    ("undated", "  2025-02-28:", "  always:", 13, "must begin with its date in force, such as 2025-02-28:"),
    ("dated-with-an-hour", "  2025-02-28:", "  2025-02-28 08:00:00:", 13, "no quotes, no time of day, no range"),
    ("a-range", "  2025-02-28:", "  2025-02-28 to 2026-01-01:", 13, "no quotes, no time of day, no range"),
    (
        "one-day-twice",
        "in_force:\n",
        "in_force:\n  2025-02-28: null\n",
        15,
        "key 2025-02-28 is repeated (first on line 14)",
    ),
    (
        "overlapping",
        "    source: {",
        "    until: 2027-01-01\n    source: {",
        16,
        "lasts until the next date in force; to end",
    ),
    (
        "version-is-text",
        "in_force:\n",
        "in_force:\n  2026-01-01: ended\n",
        14,
        "or be null where the rule ends on that day",
    ),
    (
        "values-are-a-list",
        'with: {quiet_from: "22:00", quiet_to: "08:00"}',
        "with: [22]",
        15,
        "with: must be a mapping",
    ),
    ("never-checked", "every_days: 180", "every_days: often", 17, "write a number of days such as 180"),
    ("case-without-column", "given: {channel: call, at", "given: {chanel: call, at", 19, "did you mean channel"),
    (
        "case-of-no-channel",
        "given: {channel: call, at",
        "given: {channel: fax, at",
        19,
        "channel: fax; use one of call, sms",
    ),
    ("case-of-no-day", 'at: "2025-03-01T22:01', 'at: "2025-13-01T22:01', 19, 'write it in quotes, as "2025-03-01T'),
    ("not-yaml", "severity: high", "severity: [high", 7, "not valid YAML"),
]


@pytest.mark.parametrize(("fault", "old", "new", "line", "said"), FAULTS, ids=[fault for fault, *_ in FAULTS])
def test_the_fault_is_named_by_file_line_what_is_wrong_and_what_to_write(
    shelf: Path, fault: str, old: str, new: str, line: int, said: str
) -> None:
    assert old in GOOD, fault
    (shelf / "rules" / "contact-hours.yaml").write_text(GOOD.replace(old, new), encoding="utf-8")
    with pytest.raises(BadPack) as refused:
        load_pack(str(shelf))
    assert said in refused.value.en
    assert f"cn-gbt-45251-2025/rules/contact-hours.yaml line {line}" in refused.value.en
    assert f"cn-gbt-45251-2025/rules/contact-hours.yaml 第 {line} 行" in refused.value.zh


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("pack: cn-gbt-45251-2025", "pack: cn-gbt", "pack.yaml line 1, pack: must be the name of its folder"),
        ("zone: Asia/Shanghai", "zone: Asia/Shanghia", "zone: Asia/Shanghia is no zone; an example is Asia/Shanghai"),
        ("debtor_id]", "debtor]", "count_by: nothing is counted by debtor; use some of agency, channel"),
    ],
)
def test_a_fault_of_the_head_is_named(shelf: Path, old: str, new: str, said: str) -> None:
    head = shelf / "pack.yaml"
    whole = head.read_text(encoding="utf-8")
    assert old in whole
    head.write_text(whole.replace(old, new), encoding="utf-8")
    with pytest.raises(BadPack) as refused:
        load_pack(str(shelf))
    assert said in refused.value.en


def test_rules_are_never_passed_over(shelf: Path) -> None:
    (shelf / "rules" / "threat.yml").touch()
    with pytest.raises(
        BadPack, match=r"rules/threat\.yml: a rule file must end in \.yaml and lie in rules/ itself; rename it"
    ):
        load_pack(str(shelf))


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """A command as a clerk gives it: exit code, data and talk."""

    def run_command(*words: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["evenhand", *map(str, words)])
        with pytest.raises(SystemExit) as stopped:
            run()
        return int(stopped.value.code or 0), *capfd.readouterr()

    return run_command


@pytest.fixture
def neighbours(shelf: Path) -> Path:
    """A folder with one sound pack between two that are faulty, one of which has lost its head."""
    shutil.copytree(SHELF / "cn-ningbo", shelf.parent / "cn-ningbo")
    shutil.copytree(SHELF / "us-regf" / "rules", shelf.parent / "us-regf" / "rules")
    (shelf / "rules" / "contact-hours.yaml").write_text(GOOD.replace("severity: high", "severity: 1"), encoding="utf-8")
    return shelf.parent


def test_a_faulty_pack_keeps_no_other_from_loading(neighbours: Path) -> None:
    assert [pack.id for pack in list_packs(neighbours)] == ["cn-ningbo"]
    told = faults(neighbours)
    assert list(told) == ["cn-gbt-45251-2025", "us-regf"]
    assert "contact-hours.yaml line 5, severity: must be text" in str(told["cn-gbt-45251-2025"])
    assert "us-regf/pack.yaml: cannot be opened" in str(told["us-regf"])


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_commands_name_the_faulty_and_go_on_with_the_rest(
    neighbours: Path, lang: str, tmp_path: Path, told: Callable[..., tuple[int, str, str]]
) -> None:
    place = "contact-hours.yaml 第 5 行" if lang == "zh" else "contact-hours.yaml line 5"
    code, data, talk = told("packs", "--shelf", neighbours, "--lang", lang)
    assert (code, [line.split("\t")[0] for line in data.splitlines()]) == (
        0,
        ["cn-ningbo", "cn-gbt-45251-2025", "us-regf"],
    )
    assert place in talk
    code, data, _ = told("packs", "--shelf", neighbours, "--json")
    assert (code, [one["id"] for one in json.loads(data) if "fault" in one]) == (0, ["cn-gbt-45251-2025", "us-regf"])
    for words in (("--shelf", neighbours), (neighbours / "cn-gbt-45251-2025", neighbours / "cn-ningbo")):
        code, _, talk = told("packs", "test", *words, "--lang", lang)
        assert code == 1
        assert place in talk
        assert " 0 fail" in talk
        assert not talk.startswith("0 cases")
    contacts = tmp_path / "contacts.csv"
    contacts.write_text("contact_id,at,debtor_id,channel\nc1,2025-03-01T22:01:00+08:00,d1,call\n", encoding="utf-8")
    out = ("--out", tmp_path / "out", "--lang", lang)
    assert told("audit", contacts, "--pack", neighbours / "cn-ningbo", *out)[0] == 0
    code, _, talk = told("audit", contacts, "--pack", neighbours / "cn-gbt-45251-2025", *out)
    assert code == 3
    assert place in talk


NAMED = ("no-source", "repeated-key", "unknown-word", "unquoted-time", "overlapping", "no-negative-case")
SIX = [one for one in FAULTS if one[0] in NAMED]


@pytest.mark.parametrize(("fault", "old", "new", "line", "said"), SIX, ids=[one[0] for one in SIX])
def test_every_command_names_file_line_and_remedy_in_both_languages(
    shelf: Path,
    tmp_path: Path,
    told: Callable[..., tuple[int, str, str]],
    fault: str,
    old: str,
    new: str,
    line: int,
    said: str,
) -> None:
    shutil.copytree(SHELF / "cn-ningbo", shelf.parent / "cn-ningbo")
    faulty = shelf / "rules" / "contact-hours.yaml"
    faulty.write_text(GOOD.replace(old, new), encoding="utf-8")
    contacts = tmp_path / "contacts.csv"
    contacts.write_text("contact_id,at,debtor_id,channel\nc1,2025-03-01T22:01:00+08:00,d1,call\n", encoding="utf-8")
    places = {"zh": f"contact-hours.yaml 第 {line} 行", "en": f"contact-hours.yaml line {line}"}
    for lang, place in places.items():
        code, _, talk = told("packs", "test", "--shelf", tmp_path, "--lang", lang)
        assert (code, place in talk, "1 packs do not load" in talk) == (1, True, True)
        beside = shelf / "rules" / "third-person.yaml"
        code, _, talk = told("packs", "replay", contacts, "--rule", beside, "--lang", lang)
        assert (code, place in talk, said in talk or lang == "zh") == (0, True, True), talk
        assert ("读入 1 行" if lang == "zh" else "1 rows read") in talk
    out = tmp_path / "out"
    for words in (
        ("packs", "replay", contacts, "--rule", faulty),
        ("packs", "diff", "cn-gbt-45251-2025", shelf),
        ("packs", "diff", shelf, "cn-gbt-45251-2025"),
        ("audit", contacts, "--pack", shelf, "--pack", shelf.parent / "cn-ningbo", "--out", out),
        ("audit", contacts, "--pack", f"{shelf.parent / 'cn-ningbo'},{shelf}", "--out", out),
    ):
        code, data, talk = told(*words)
        assert (code, data, said in talk) == (3, "", True), talk
        assert all(place in talk for place in places.values())
    assert "The other packs can be used: --pack" in talk
    assert not out.exists()


def test_the_faults_of_several_packs_are_all_named(
    neighbours: Path, tmp_path: Path, told: Callable[..., tuple[int, str, str]]
) -> None:
    gbt, regf, ningbo = (neighbours / name for name in ("cn-gbt-45251-2025", "us-regf", "cn-ningbo"))
    for words in (("packs", "diff", gbt, regf), ("audit", tmp_path / "none.csv", "--pack", f"{gbt},{ningbo},{regf}")):
        code, _, talk = told(*words, *(("--out", tmp_path / "out") if words[0] == "audit" else ()))
        assert code == 3
        assert "contact-hours.yaml line 5, severity" in talk
        assert "us-regf/pack.yaml" in talk


def test_packs_may_be_named_one_by_one(tmp_path: Path, told: Callable[..., tuple[int, str, str]]) -> None:
    contacts = tmp_path / "contacts.csv"
    contacts.write_text("contact_id,at,debtor_id,channel\nc1,2025-03-01T22:01:00+08:00,d1,call\n", encoding="utf-8")
    both = ("--pack", "cn-ningbo", "--pack", "cn-gbt-45251-2025")
    assert told("audit", contacts, *both, "--out", tmp_path / "out")[0] == 0
    assert json.loads((tmp_path / "out" / "summary.json").read_text())["packs"] == ["cn-ningbo", "cn-gbt-45251-2025"]


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
