"""Write small tables of every kind, and read relations back as plain Python."""

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq

from evenhand.intake.reading import Intake, read_complaints, read_contacts, read_mandates
from evenhand.tables.connection import connect

Rows = Sequence[Mapping[str, Any]]
READERS = {"contacts": read_contacts, "complaints": read_complaints, "mandates": read_mandates}
GOOD = {"contact_id": "K1", "at": "2025-03-01 09:00:00", "debtor_id": "D1", "channel": "call"}


class Reading:
    """An intake with its accepted rows and its rejects, in row order."""

    def __init__(self, con: duckdb.DuckDBPyConnection, intake: Intake) -> None:
        self.con, self.intake = con, intake
        self.rows = self._rows(f"SELECT * FROM {intake.relation} ORDER BY row")
        self.rejects = self._rows(f"SELECT * FROM {intake.rejects} ORDER BY ALL")

    def _rows(self, query: str) -> list[dict[str, Any]]:
        described = self.con.execute(f"DESCRIBE {query}").fetchall()
        cells = [
            f'CAST("{name}" AS VARCHAR) AS "{name}"' if kind == "TIMESTAMP WITH TIME ZONE" else f'"{name}"'
            for name, kind, *_ in described
        ]
        found = self.con.execute(f"SELECT {', '.join(cells)} FROM ({query})").fetchall()
        return [dict(zip([name for name, *_ in described], row, strict=True)) for row in found]

    def column(self, name: str) -> list[Any]:
        """The values of one column of the accepted rows."""
        return [row[name] for row in self.rows]

    def logged(self) -> list[tuple[int, str, str]]:
        """Row, column and value of every reject."""
        return [(row["row"], row["column"], row["value"]) for row in self.rejects]


@contextmanager
def reading(path: Path, table: str = "contacts", **how: Any) -> Iterator[Reading]:
    """Read `path` as `table` in a fresh connection."""
    with connect() as con:
        yield Reading(con, READERS[table](con, path, **how))


def write_csv(path: Path, rows: Rows, *, delimiter: str = ",", encoding: str = "utf-8") -> Path:
    """The rows as delimited text."""
    with path.open("w", newline="", encoding=encoding) as stream:
        writer = csv.writer(stream, delimiter=delimiter)
        writer.writerow(rows[0].keys())
        writer.writerows([*row.values()] for row in rows)
    return path


def write_xlsx(path: Path, rows: Rows, *, titles: Sequence[str] = (), sheet: str = "Sheet") -> Path:
    """The rows as a workbook, below merged `titles`."""
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = sheet
    for title in titles:
        page.append([title])
        page.merge_cells(start_row=page.max_row, end_row=page.max_row, start_column=1, end_column=len(rows[0]))
    page.append([*rows[0].keys()])
    for row in rows:
        page.append([*row.values()])
    book.save(path)
    return path


def write_parquet(path: Path, rows: Rows) -> Path:
    """The rows as Parquet."""
    pq.write_table(pa.Table.from_pylist([dict(row) for row in rows]), path)
    return path


def write_lines(path: Path, rows: Rows) -> Path:
    """The rows as JSON Lines."""
    path.write_text("".join(json.dumps(dict(row), ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def contact(**cells: Any) -> dict[str, Any]:
    """A contact that reads well, with `cells` changed or added."""
    return {**GOOD, **cells}
