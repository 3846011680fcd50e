"""`evenhand gate`: one decision as JSON from a file of contacts, and what is said where the question is faulty."""

import json
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


FAULTS = [
    ("{", "is no JSON"),
    ("[]", "must be one contact"),
    ('{"debtor_id": "D01", "channel": "call"}', "the contact has no time"),
    ('{"debtor_id": "D01", "channel": "telepathy", "at": "2026-03-03 09:00"}', "channel telepathy"),
    ('{"channel": "call", "at": "2026-03-03 09:00"}', "lacks the required column debtor_id"),
    ("@nowhere.json", "cannot read nowhere.json"),
]


@pytest.mark.parametrize(("contact", "words"), FAULTS)
def test_what_is_wrong_with_the_question_is_said(contact: str, words: str, root: Path) -> None:
    with pytest.raises(EvenhandError, match=words):
        gate(root, "--contact", contact)


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
