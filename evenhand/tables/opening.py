"""Open a table of any kind that the project reads."""

from pathlib import Path

import duckdb

from evenhand.tables.delimited import read_delimited
from evenhand.tables.kinds import kind_of
from evenhand.tables.lines import read_lines
from evenhand.tables.months import Months, read_months
from evenhand.tables.parquet import read_parquet
from evenhand.tables.workbook import read_workbook
from evenhand.tables.written import Score, Written


def open_table(con: duckdb.DuckDBPyConnection, path: Path | Months, *, score: Score, name: str) -> Written:
    """Read `path` (CSV, XLSX, XLS, Parquet or JSON Lines, told by content; or Parquet by month) as the relation `name`.

    `score` tells how much a row looks like the wanted header. Raises `Unreadable` with a sentence for each fault.
    """
    if isinstance(path, Months):
        return read_months(con, path, name=name)
    kind = kind_of(path)
    if kind == "parquet":
        return read_parquet(con, path, name=name)
    if kind == "json_lines":
        return read_lines(con, path, name=name)
    if kind == "workbook":
        return read_workbook(con, path, score=score, name=name)
    return read_delimited(con, path, score=score, name=name)
