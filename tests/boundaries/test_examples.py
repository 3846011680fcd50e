"""The examples hold what examples/README.md says, and nothing else."""

import re
from pathlib import Path
from typing import Any

import duckdb
import pytest

from evenhand.conduct.audit import audit
from evenhand.rings.run import detect, write

PACKS = ["cn-gbt-45251-2025", "cn-ningbo"]


def told(root: Path, head: str) -> list[list[str]]:
    """The rows of the table of examples/README.md that has this heading."""
    page = (root / "examples" / "README.md").read_text(encoding="utf-8")
    (body,) = re.findall(rf"^\| {re.escape(head)} \|\n\|[-|]+\|\n((?:\|.*\n)+)", page, re.MULTILINE)
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in body.splitlines()]


def rows(query: str) -> list[tuple[Any, ...]]:
    """What a query over result files returns."""
    return duckdb.connect().execute(query).fetchall()


@pytest.fixture(scope="module")
def out(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The results of both commands on the two files."""
    folder = tmp_path_factory.mktemp("examples")
    audit(root / "examples" / "contacts.csv", packs=PACKS, out=folder / "audit")
    findings = folder / "audit" / "findings.parquet"
    write(detect(root / "examples" / "complaints.csv", findings=findings), folder / "rings")
    return folder


def test_the_audit_finds_what_the_table_says(root: Path, out: Path) -> None:
    found = rows(f"SELECT contact_id, pack, rule, outcome FROM '{out}/audit/findings.parquet'")
    assert sorted(found) == [tuple(line[:4]) for line in told(root, "contact | pack | rule | outcome | why")]


def test_the_rejects_are_what_the_table_says(root: Path, out: Path) -> None:
    found = rows(f'SELECT "row", "column" FROM read_csv(\'{out}/audit/rejects.csv\', header = true) ORDER BY ALL')
    assert [(str(row), column) for row, column in found] == [tuple(x[:2]) for x in told(root, "row | column | problem")]


def test_the_groups_are_what_the_table_says(root: Path, out: Path) -> None:
    found = rows(f"""
        SELECT kind, string_agg(complaint_id, ' ' ORDER BY complaint_id) FROM '{out}/rings/rings.parquet'
        JOIN '{out}/rings/members.parquet' USING (ring_id) GROUP BY ring_id, kind ORDER BY kind""")
    assert found == [tuple(line[:2]) for line in told(root, "kind | complaints | why")]
