"""`evenhand gate`: one decision as JSON from a file of contacts, and what is said where the question is faulty."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from made_up_histories import MANDATES, contacts
from typer.testing import CliRunner

from evenhand.cli.main import app
from evenhand.conduct.gate.gate import Gate
from evenhand.conduct.gate.loading import load
from evenhand.conduct.gate.sqlite import SqliteHistory
from evenhand.errors import EvenhandError
from evenhand.intake.reading import read_contacts
from evenhand.rules.shelf import load_packs, pack_ids
from evenhand.tables.connection import connect

NOW = "2026-03-02T18:00:00+08:00"
CALL = {"debtor_id": "D01", "channel": "call", "lender": "甬江银行", "counterparty": "debtor"}


def gate(root: Path, *given: str) -> Any:
    """The decision about a contact after those of the examples."""
    history = ["--history", str(root / "examples" / "contacts.csv"), "--pack", "cn-gbt-45251-2025"]
    done = CliRunner().invoke(app, ["gate", *history, *given])
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return json.loads(done.stdout)


def test_the_fourth_effective_call_is_refused_until_the_next_morning(root: Path) -> None:
    told = gate(root, "--contact", json.dumps(CALL), "--now", NOW, "--lang", "en")
    assert list(told) == ["allowed", "findings", "next_allowed_at", "reason"]
    assert (told["allowed"], told["next_allowed_at"]) == (False, "2026-03-03T08:00:00+08:00")
    assert [found["rule"] for found in told["findings"]] == ["effective-calls-per-day"]
    assert "effective call number 4" in told["reason"]


def test_a_file_may_hold_the_contact_in_chinese(root: Path, tmp_path: Path) -> None:
    path = tmp_path / "contact.json"
    path.write_text(json.dumps({"债务人编号": "D01", "联系渠道": "电话", "at": "2026-03-03 09:00"}), encoding="utf-8")
    assert gate(root, "--contact", f"@{path}")["allowed"] is True


AT = '"at": "2026-03-03 09:00"'
D01 = '"debtor_id": "D01", "channel": "call"'
FAULTS = [
    ("{", "is no JSON"),
    ("", "is no JSON"),
    ("[" * 100_000, "is no JSON"),
    ("[]", "must be one contact"),
    ("null", "must be one contact"),
    (f"{{{D01}}}", "the contact has no time"),
    (f'{{"debtor_id": "D01", "channel": "telepathy", {AT}}}', "channel telepathy value is not known"),
    (f'{{"channel": "call", {AT}}}', "the contact lacks the required column debtor_id"),
    (f'{{"debtor_id": "D01", {AT}}}', "the contact lacks the required column channel"),
    (f'{{"debtor_id": "", "channel": "call", {AT}}}', "debtor_id  a required cell is empty"),
    (f'{{"debtor_id": {{"id": "D01"}}, "channel": "call", {AT}}}', "debtor_id must be one value, not"),
    (f'{{"debtor_id": ["D01"], "channel": "call", {AT}}}', "debtor_id must be one value, not"),
    (f'{{{D01}, "debt_id": [["x"]], {AT}}}', "debt_id must be a list of texts"),
    (f'{{{D01}, "debtor_id": "D02", {AT}}}', "gives debtor_id twice"),
    (f'{{{D01}, "duration_s": NaN, {AT}}}', "NaN in the contact is no number"),
    (f'{{{D01}, "duration_s": 1e999, {AT}}}', "duration_s Infinity number is unreadable"),
    (f'{{{D01}, "staff_count": {"9" * 400}, {AT}}}', "number is unreadable"),
    (f'{{{D01}, "text": "\\ud800", {AT}}}', "is no JSON"),
    (f'{{{D01}, "outcome": "married", {AT}}}', "outcome married value is not known"),
    (f'{{{D01}, "debtor_tz": ["Nowhere/City"], {AT}}}', "debtor_tz Nowhere/City value is not known"),
    (f'{{{D01}, "at": "yesterday"}}', "at yesterday time is unreadable"),
    (f'{{{D01}, "at": 1772416800}}', "at 1772416800 time is unreadable"),
    (f'{{{D01}, "at": "9999-12-31T23:59:59+08:00"}}', "time is unreadable"),
    ("@nowhere.json", "cannot read nowhere.json"),
    ("@/", "cannot read /"),
]


@pytest.mark.parametrize(("contact", "words"), FAULTS)
def test_what_is_wrong_with_the_question_is_said(contact: str, words: str, root: Path) -> None:
    with pytest.raises(EvenhandError, match=words) as told:
        gate(root, "--contact", contact)
    assert told.value.exit_code == 2
    zh, en = told.value.zh, told.value.en
    assert "\n" not in zh + en
    assert any("\u4e00" <= each <= "\u9fff" for each in zh)
    assert not any("\u4e00" <= each <= "\u9fff" for each in en)


def test_the_program_says_it_in_both_languages_and_exits_with_2(root: Path) -> None:
    history = ["--history", str(root / "examples" / "contacts.csv"), "--pack", "cn-gbt-45251-2025"]
    command = [sys.executable, "-c", "from evenhand.cli.main import run; run()", "gate", *history, "--contact"]
    done = subprocess.run([*command, "-"], input=b'{"debtor_id": "\xff"}', capture_output=True, check=False)
    assert (done.returncode, done.stdout) == (2, b"")
    lines = done.stderr.decode().splitlines()
    assert len(lines) == 2
    assert lines[0].startswith("读不了 -：")
    assert lines[1].startswith("cannot read -: ")


def test_what_lies_beside_the_columns_is_left_alone(root: Path) -> None:
    told = gate(root, "--contact", f'{{{D01}, "our_ticket": {{"no": 7}}, {AT}}}')
    assert told["allowed"] is True


@pytest.mark.slow
def test_a_file_loaded_is_the_history_recorded(tmp_path: Path, write_contacts: Any) -> None:
    several = contacts(5, 120)
    loaded, recorded = SqliteHistory(tmp_path / "loaded.db"), Gate(load_packs(pack_ids()), mandates=MANDATES)
    with connect() as con:
        assert load(con, read_contacts(con, write_contacts(tmp_path / "c.parquet", several)), loaded) == len(several)
    for one in several:
        recorded.record(one)
    from_file = Gate(load_packs(pack_ids()), loaded, mandates=MANDATES)
    assert [from_file.judge(one) for one in several] == [recorded.judge(one) for one in several]
