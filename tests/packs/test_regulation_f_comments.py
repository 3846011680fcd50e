"""More of Regulation F's official comments, each as a file and once more as a question to the gate."""

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

COMMENTS = yaml.safe_load(Path(__file__).with_name("regulation_f_comments.yaml").read_text(encoding="utf-8"))
# Columns that the file has in any case, empty where nothing is said, so that every rule is judged.
ALL = "consent= consent_at= ceased_at= opted_out= number=n-1 place= identified=true text= debtor_tz= debt_kind="
LISTS = ("consent", "opted_out", "debtor_tz", "debt_id")


def _whole(row: str) -> str:
    own = {one.split("=")[0] for one in row.split()[3:]} | ({"identified"} if "text=" in row else set())
    return " ".join([row, *(one for one in ALL.split() if one.split("=")[0] not in own)])


@pytest.fixture(scope="module")
def audited(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, str]]:
    """By comment what one audit of all of them finds of the last contact; each has a debtor and contacts of its own."""
    folder, table = tmp_path_factory.mktemp("comments"), []
    for place, told in enumerate(COMMENTS):
        for row in csv.DictReader(io.StringIO(rows(*map(_whole, told["happened"])))):
            table.append(row | {name: f"{place}-{row[name]}" for name in ("contact_id", "debtor_id")})
    columns = [*dict.fromkeys(name for row in table for name in row)]
    with (folder / "contacts.csv").open("w", encoding="utf-8", newline="") as file:
        into = csv.DictWriter(file, columns, restval="")
        into.writeheader()
        into.writerows(table)
    told = audit(folder / "contacts.csv", packs=["us-regf"], out=folder / "out")
    assert told["rows_rejected"] == 0
    findings = duckdb.sql(f"SELECT contact_id, rule, outcome FROM '{folder / 'out' / 'findings.parquet'}'").fetchall()
    return {
        told["comment"]: {rule: outcome for contact, rule, outcome in findings if contact == f"{place}-x"}
        for place, told in enumerate(COMMENTS)
    }


def _asked(written: str, folder: Path) -> tuple[bool, dict[str, str]]:
    """What the gate says of the last row, those before it being the history."""
    *history, last = written.splitlines()
    (folder / "history.csv").write_text("\n".join(history), encoding="utf-8")
    cells = next(csv.DictReader(io.StringIO(f"{history[0]}\n{last}")))
    contact = {name: [*filter(None, cell.split(";"))] if name in LISTS else cell for name, cell in cells.items()}
    asked = ["gate", "--pack", "us-regf", "--history", str(folder / "history.csv"), "--contact", json.dumps(contact)]
    done = CliRunner().invoke(app, asked, catch_exceptions=False)
    answer = json.loads(done.stdout)
    return answer["allowed"], {found["rule"]: found["outcome"] for found in answer["findings"]}


@pytest.mark.parametrize("told", COMMENTS, ids=[told["comment"] for told in COMMENTS])
def test_comment(told: dict[str, Any], audited: dict[str, dict[str, str]], tmp_path: Path) -> None:
    written, found = rows(*map(_whole, told["happened"])), told["found"]
    assert audited[told["comment"]] == found
    barred = {"breach", "presumed_violation"} & set(found.values())
    assert _asked(written, tmp_path) == (not barred, found)
