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


def _audited(written: str, folder: Path) -> dict[str, str]:
    (folder / "contacts.csv").write_text(written, encoding="utf-8")
    audit(folder / "contacts.csv", packs=["us-regf"], out=folder / "out")
    told = duckdb.sql(f"SELECT rule, outcome FROM '{folder / 'out' / 'findings.parquet'}' WHERE contact_id = 'x'")
    return dict(told.fetchall())


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
def test_comment(told: dict[str, Any], tmp_path: Path) -> None:
    written, found = rows(*map(_whole, told["happened"])), told["found"]
    assert _audited(written, tmp_path) == found
    barred = {"breach", "presumed_violation"} & set(found.values())
    assert _asked(written, tmp_path) == (not barred, found)
