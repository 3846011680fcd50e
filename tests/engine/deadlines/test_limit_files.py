"""A faulty file of limits is named with its line and what to write instead."""

import shutil
import sys
from pathlib import Path

import pytest

from evenhand.cli.main import run
from evenhand.deadlines.calendar import load_calendar
from evenhand.deadlines.cases import try_limits
from evenhand.deadlines.shelf import load_limits
from evenhand.errors import BadPack, Misuse
from evenhand.rules.shelf import SHELF, load_pack, pack_ids

PACK = "cn-complaint-2020"


def edited(tmp_path: Path, file: str, old: str, new: str) -> str:
    folder = tmp_path / PACK
    shutil.copytree(SHELF / PACK, folder)
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return str(folder)


@pytest.mark.parametrize(
    ("file", "old", "new", "words"),
    [
        ("limits/answer.yaml", "limit: answer", "limit: reply", "must be the name of its file"),
        ("limits/answer.yaml", "    days: 15\n", "", "line 8, days: is missing"),
        ("limits/answer.yaml", "days: 15", "days: fifteen", "write a number of days"),
        ("limits/answer.yaml", "unit: calendar", "unit: banking", "use one of calendar, working"),
        ("limits/answer.yaml", "article: 第十八条（条号凭记忆）, confidence: B}", "confidence: B}", "article: is miss"),
        ("limits/answer.yaml", "confidence: B}", "confidence: C}", "needs unverified: true"),
        ("limits/answer.yaml", "confidence: B}", "confidence: D}", "use one of A, B, C, M"),
        ("limits/review-request.yaml", "    unverified: true\n", "", "needs unverified: true"),
        ("limits/answer.yaml", "{who}最迟", "{bank}最迟", "must hold {who} and {due}"),
        ("limits/regulator-transfer.yaml", "告知投诉人", "告知{whom}", "sentence_to_staff: must hold {who} and {due}"),
        ("limits/answer.yaml", "to: 30", "to: 10", "must be more than days"),
        ("limits/answer.yaml", "only_after: complex", "only_after: simple", "no simple"),
        ("limits/answer.yaml", "ground: mediation", "grounds: mediation", "ground: is missing"),
        ("limits/answer.yaml", "  2020-03-01:", "  soon:", "must begin with its date in force"),
        ("limits/review-request.yaml", "cases:", "case:", "at least one worked case"),
        ("limits/answer.yaml", "[{started:", "[{begun:", "write each event as"),
        ("limits/answer.yaml", "days: 15\n", "days: 15\n    days: 16\n", "repeated"),
        ("pack.yaml", "zone: Asia/Shanghai", "zone: Asia/Ningbo", "is no zone"),
        ("pack.yaml", "rule: next_day", "rule: someday", "use one of next_day, same_day"),
        ("pack.yaml", "force: rule", "force: rule\nrules: none", "is not a known key"),
    ],
)
def test_a_fault_is_named(file: str, old: str, new: str, words: str, tmp_path: Path) -> None:
    with pytest.raises(BadPack, match=words):
        load_limits(edited(tmp_path, file, old, new))


def test_a_pack_of_limits_is_no_pack_of_rules() -> None:
    assert PACK not in pack_ids()
    with pytest.raises(Misuse, match="holds time limits and no rules on contacts; see evenhand packs limits"):
        load_pack(PACK)


def test_every_limit_has_been_checked_against_its_source() -> None:
    for limit in load_limits(PACK).limits.values():
        assert limit.check_every_days <= 366
        weak = [terms.origin.confidence in ("C", "M") for terms in limit.terms]
        assert weak == [terms.origin.unverified for terms in limit.terms]


def test_the_command_lists_limits_and_tries_their_cases(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["evenhand", "packs", "limits"])
    with pytest.raises(SystemExit) as stopped:
        run()
    assert stopped.value.code == 0
    out, talk = capfd.readouterr()
    assert "cn-complaint-2020/answer\t对消费投诉作出处理决定\t15 calendar\t2020-03-01" in out
    assert "不成立 0 个" in talk
    wrong = edited(tmp_path, "limits/answer.yaml", "due: 2026-12-08", "due: 2026-12-07")
    monkeypatch.setattr(sys, "argv", ["evenhand", "packs", "limits", wrong, "--lang", "en"])
    with pytest.raises(SystemExit) as stopped:
        run()
    assert stopped.value.code == 1
    assert "is the last: expected 2026-12-07, found 2026-12-08" in capfd.readouterr().err


def test_a_case_that_cannot_be_worked_out_does_not_hold(tmp_path: Path) -> None:
    faulty = edited(tmp_path, "limits/answer.yaml", "name: mediation}", "name: holiday}")
    failed = [case for case in try_limits(load_limits(faulty), load_calendar()) if not case.holds]
    assert [(case.say, "only for mediation" in case.refused) for case in failed] == [
        ("ten days of mediation are left out", True)
    ]
