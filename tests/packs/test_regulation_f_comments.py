"""More of Regulation F's official comments, each as rows of a file and once more as a question to the gate."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml
from collector_files import rows
from typer.testing import CliRunner

from evenhand.cli.main import app
from evenhand.conduct.audit import audit
from evenhand.conduct.gate.gate import Gate
from evenhand.conduct.gate.loading import load
from evenhand.conduct.gate.sqlite import SqliteHistory
from evenhand.intake.reading import read_contacts
from evenhand.rules.shelf import load_packs
from evenhand.tables.connection import connect

COMMENTS = yaml.safe_load(Path(__file__).with_name("regulation_f_comments.yaml").read_text(encoding="utf-8"))
# Columns that the file has in any case, empty where nothing is said, so that every rule is judged.
ALL = "consent= consent_at= ceased_at= opted_out= number=n-1 place= identified=true text= debtor_tz= debt_kind="
LISTS = ("consent", "opted_out", "debtor_tz", "debt_id")
BARRING = {"breach", "presumed_violation"}
Row = dict[str, str]


def _whole(row: str) -> str:
    own = {one.split("=")[0] for one in row.split()[3:]} | ({"identified"} if "text=" in row else set())
    return " ".join([row, *(one for one in ALL.split() if one.split("=")[0] not in own)])


def _happened(place: int) -> list[Row]:
    """The rows of one comment, the last one `x`; each comment has a debtor and contacts of its own."""
    table = csv.DictReader(io.StringIO(rows(*map(_whole, COMMENTS[place]["happened"]))))
    return [row | {name: f"{place}-{row[name]}" for name in ("contact_id", "debtor_id")} for row in table]


TABLE = {told["comment"]: _happened(place) for place, told in enumerate(COMMENTS)}
COLUMNS = [*dict.fromkeys(name for several in TABLE.values() for row in several for name in row)]


def _written(table: list[Row], path: Path) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        into = csv.DictWriter(file, COLUMNS, restval="")
        into.writeheader()
        into.writerows(table)
    return path


@pytest.fixture(scope="module")
def audited(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, str]]:
    """By comment what one audit of all of them finds of the last contact."""
    folder = tmp_path_factory.mktemp("comments")
    path = _written([row for several in TABLE.values() for row in several], folder / "contacts.csv")
    told = audit(path, packs=["us-regf"], out=folder / "out")
    assert told["rows_rejected"] == 0
    findings = duckdb.sql(f"SELECT contact_id, rule, outcome FROM '{folder / 'out' / 'findings.parquet'}'").fetchall()
    return {
        comment: {rule: outcome for contact, rule, outcome in findings if contact == last["contact_id"]}
        for comment, [*_, last] in TABLE.items()
    }


@pytest.fixture(scope="module")
def gate(tmp_path_factory: pytest.TempPathFactory) -> Gate:
    """A gate that was handed what went before, of all comments, in one file."""
    folder = tmp_path_factory.mktemp("gate")
    before = [row for several in TABLE.values() for row in several[:-1]]
    history = SqliteHistory(folder / "history.db")
    with connect() as con:
        assert load(con, read_contacts(con, _written(before, folder / "history.csv")), history) == len(before)
    return Gate(load_packs(["us-regf"]), history)


def _listed(name: str, cell: str) -> Any:
    return [*filter(None, cell.split(";"))] if name in LISTS else cell


def _typed(name: str, cell: str) -> Any:
    """A cell as a program hands it over."""
    return {"true": True, "": None}.get(cell, cell) if name not in LISTS else _listed(name, cell)


@pytest.mark.parametrize("told", COMMENTS, ids=[told["comment"] for told in COMMENTS])
def test_comment(told: dict[str, Any], audited: dict[str, dict[str, str]], gate: Gate) -> None:
    assert audited[told["comment"]] == told["found"]
    answer = gate.judge({name: _typed(name, cell) for name, cell in TABLE[told["comment"]][-1].items()})
    assert {found.rule: found.outcome for found in answer.findings} == told["found"]
    assert answer.allowed is not bool(BARRING & set(told["found"].values()))


@pytest.mark.parametrize("told", COMMENTS[::12], ids=[told["comment"] for told in COMMENTS[::12]])
def test_the_command_says_what_the_gate_says(told: dict[str, Any], tmp_path: Path) -> None:
    *before, last = TABLE[told["comment"]]
    path = _written(before, tmp_path / "history.csv")
    asked = json.dumps({name: _listed(name, cell) for name, cell in last.items()})
    words = ["gate", "--pack", "us-regf", "--history", str(path), "--contact", asked]
    answer = json.loads(CliRunner().invoke(app, words, catch_exceptions=False).stdout)
    assert {found["rule"]: found["outcome"] for found in answer["findings"]} == told["found"]
    assert answer["allowed"] is not bool(BARRING & set(told["found"].values()))
