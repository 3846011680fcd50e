"""Read Parquet as a view: columns keep their types and are read only when used."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb

from evenhand.errors import Unreadable
from evenhand.tables.connection import identifier, literal
from evenhand.tables.kinds import truncated
from evenhand.tables.written import Written, WrittenColumn

NUMBER_OF_ROW = "file_row_number"


def scan_of(path: Path) -> str:
    """The SQL that scans the one Parquet file `path`, whatever its name holds."""
    return f"read_parquet({_name(path)}, hive_partitioning = false, file_row_number = true)"


def read_parquet(con: duckdb.DuckDBPyConnection, path: Path, *, name: str) -> Written:
    """Open `path` as the view `name`, rows numbered from 1; raises `Unreadable` for a damaged file."""
    scan = scan_of(path)
    _refuse_taken_name(con, path)
    try:
        described = con.execute(f"DESCRIBE SELECT * FROM {scan}").fetchall()
        told = _told(con, path)
    except duckdb.Error:
        raise truncated(path) from None
    found = [(header, kind) for header, kind, *_ in described if header != NUMBER_OF_ROW]
    columns = []
    for place, (header, kind) in enumerate(found):
        bare = WrittenColumn(name=f"c{place}", header=header, sql_type=kind)
        columns.append(replace(bare, **told.get(header, {})))
    chosen = ", ".join(f"{identifier(column.header)} AS {column.name}" for column in columns)
    con.execute(f"CREATE TEMP VIEW {identifier(name)} AS SELECT {NUMBER_OF_ROW} + 1 AS row, {chosen} FROM {scan}")
    return Written(relation=name, columns=tuple(columns), header_row=0, stored=False)


def _refuse_taken_name(con: duckdb.DuckDBPyConnection, path: Path) -> None:
    try:
        headers = con.execute(f"SELECT name FROM parquet_schema({_name(path)})").fetchall()
    except duckdb.Error:
        raise truncated(path) from None
    if any(header.lower() == NUMBER_OF_ROW for (header,) in headers):
        raise Unreadable(
            zh=f"“{path.name}”有一列叫 {NUMBER_OF_ROW}，这个名字已用来数行；请换个列名再读。",
            en=f"{path.name} has a column called {NUMBER_OF_ROW}, which is what rows are numbered by; rename it.",
        )


def _name(path: Path) -> str:
    # Characters that would make the name a pattern are put in brackets, which match themselves.
    return literal("".join(f"[{c}]" if c in "*?[" else c for c in str(path.resolve())))


def _told(con: duckdb.DuckDBPyConnection, path: Path) -> dict[str, dict[str, Any]]:
    """What the footer tells of each column: bounds where every row group tells them, and NULLs."""
    rows = con.execute(
        f"""
        SELECT split_part(path_in_schema, ', ', 1), count(DISTINCT path_in_schema),
            bool_and(stats_min_value IS NOT NULL OR stats_null_count = num_values), min(stats_min_value),
            max(stats_max_value), min(TRY_CAST(stats_min_value AS DOUBLE)), max(TRY_CAST(stats_max_value AS DOUBLE)),
            sum(stats_null_count), count(stats_null_count) = count(*),
            coalesce(bool_and(stats_null_count = num_values), false)
        FROM parquet_metadata({_name(path)}) GROUP BY 1
        """
    ).fetchall()
    return {
        header: {
            "least": least if bounded else None,
            "greatest": greatest if bounded else None,
            "low": low if bounded else None,
            "high": high if bounded else None,
            "nulls": int(nulls) if counted else None,
            "blank": blank,
        }
        for header, leaves, bounded, least, greatest, low, high, nulls, counted, blank in rows
        if leaves == 1
    }
