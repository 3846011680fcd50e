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
    return f"read_parquet({spelled_out(path)}, hive_partitioning = false, file_row_number = true)"


def read_parquet(con: duckdb.DuckDBPyConnection, path: Path, *, name: str) -> Written:
    """Open `path` as the view `name`, rows numbered from 1; raises `Unreadable` for a damaged file."""
    scan = scan_of(path)
    refuse_taken_name(con, path)
    try:
        described = con.execute(f"DESCRIBE SELECT * FROM {scan}").fetchall()
        told = said_by_footers(con, spelled_out(path))
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


def refuse_taken_name(con: duckdb.DuckDBPyConnection, path: Path, *others: str) -> None:
    """Raises `Unreadable` where a column of the file is called what its rows are numbered by."""
    try:
        headers = con.execute(f"SELECT name FROM parquet_schema({spelled_out(path)})").fetchall()
    except duckdb.Error:
        raise truncated(path) from None
    for (header,) in headers:
        if header.lower() in (NUMBER_OF_ROW, *others):
            raise Unreadable(
                zh=f"“{path.name}”有一列叫 {header}，这个名字已用来数行；请换个列名再读。",
                en=f"{path.name} has a column called {header}, which is what rows are numbered by; rename it.",
            )


def spelled_out(path: Path) -> str:
    """The SQL literal that names the one file `path` and matches no other."""
    # Characters that would make the name a pattern are put in brackets, which match themselves.
    return literal("".join(f"[{c}]" if c in "*?[" else c for c in str(path.resolve())))


def said_by_footers(con: duckdb.DuckDBPyConnection, files: str) -> dict[str, dict[str, Any]]:
    """What the footer tells of each column: bounds where every row group tells them, and NULLs.

    `files` is the SQL of one name, or of a list of them.
    """
    rows = con.execute(
        f"""
        SELECT split_part(path_in_schema, ', ', 1), count(DISTINCT path_in_schema),
            bool_and(stats_min_value IS NOT NULL OR stats_null_count = num_values), min(stats_min_value),
            max(stats_max_value), min(TRY_CAST(stats_min_value AS DOUBLE)), max(TRY_CAST(stats_max_value AS DOUBLE)),
            sum(stats_null_count), count(stats_null_count) = count(*),
            coalesce(bool_and(stats_null_count = num_values), false)
        FROM parquet_metadata({files}) GROUP BY 1
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
