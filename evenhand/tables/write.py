"""Write query results as Parquet and as CSV that a spreadsheet opens without harm."""

from pathlib import Path

import duckdb

from evenhand.tables.connection import identifier, literal

BOM = b"\xef\xbb\xbf"
# A cell that begins with one of these is run as a formula by spreadsheets; an apostrophe makes it text.
FORMULA_STARTS = "=+-@\t\r"


def write_parquet(con: duckdb.DuckDBPyConnection, query: str, path: Path) -> None:
    """Write the rows of `query` to `path` in their order, compressed with zstd."""
    _copy(con, query, path, "FORMAT parquet, COMPRESSION zstd")


def write_csv(con: duckdb.DuckDBPyConnection, query: str, path: Path) -> None:
    """Write the rows of `query` to `path`: UTF-8 with BOM, cells that look like formulas neutralised."""
    described = con.execute(f"DESCRIBE ({query})").fetchall()
    cells = ", ".join(_harmless(name) if kind == "VARCHAR" else identifier(name) for name, kind, *_ in described)
    bare = path.with_name(path.name + ".part")
    _copy(con, f"SELECT {cells} FROM ({query})", bare, "FORMAT csv, HEADER")
    with path.open("wb") as whole, bare.open("rb") as body:
        whole.write(BOM)
        while block := body.read(1 << 20):
            whole.write(block)
    bare.unlink()


def _copy(con: duckdb.DuckDBPyConnection, query: str, path: Path, options: str) -> None:
    con.execute("SET preserve_insertion_order = true")
    try:
        con.execute(f"COPY ({query}) TO {literal(str(path))} ({options})")
    finally:
        con.execute("SET preserve_insertion_order = false")


def _harmless(name: str) -> str:
    cell = identifier(name)
    starts = ", ".join(literal(c) for c in FORMULA_STARTS)
    return f"CASE WHEN {cell}[1] IN ({starts}) THEN '''' || {cell} ELSE {cell} END AS {cell}"
