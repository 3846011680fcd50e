"""Contacts that name files, and the results of holding a folder to them."""

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

Row = dict[str, Any]
GOOD = {"at": "2025-03-01T10:00:00+08:00", "lender": "甬江银行", "recording": "", "media": ""}
CALL = {**GOOD, "channel": "call", "outcome": "conversation"}
VISIT = {**GOOD, "channel": "visit", "outcome": ""}


class Check:
    """The results of one run."""

    def __init__(self, out: Path, summary: dict[str, Any]) -> None:
        self.summary = summary
        self.findings = pq.read_table(out / "findings.parquet").to_pylist()
        with (out / "rejects.csv").open(encoding="utf-8-sig", newline="") as stream:
            self.rejects = list(csv.DictReader(stream))

    def rules(self, contact: str) -> list[str]:
        """What a contact was found for."""
        return [row["rule"] for row in self.findings if row["contact_id"] == contact]

    def one(self, contact: str, rule: str) -> Row:
        """The one finding of a contact by a rule."""
        (found,) = [row for row in self.findings if (row["contact_id"], row["rule"]) == (contact, rule)]
        return found


Checked = Callable[..., Check]
