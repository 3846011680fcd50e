"""One way to open DuckDB: moments in UTC, bounded memory, spill to a folder that goes away with it."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

import duckdb


@contextmanager
def connect(*, threads: int | None = None, memory: str | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
    """An in-memory DuckDB whose `TIMESTAMPTZ` reads and prints in UTC; `memory` as DuckDB writes it ("4GB")."""
    with tempfile.TemporaryDirectory(prefix="evenhand-") as spill:
        con = duckdb.connect(":memory:")
        try:
            con.execute("SET TimeZone = 'UTC'")
            con.execute(f"SET temp_directory = {literal(spill)}")
            # Rows carry their own number where order matters, so the engine is free to stream.
            con.execute("SET preserve_insertion_order = false")
            con.execute("SET autoinstall_known_extensions = false")
            con.execute("SET autoload_known_extensions = false")
            if threads is not None:
                con.execute(f"SET threads = {int(threads)}")
            if memory is not None:
                con.execute(f"SET memory_limit = {literal(memory)}")
            yield con
        finally:
            con.close()


def literal(value: str) -> str:
    """`value` as an SQL string literal."""
    return "'" + value.replace("'", "''") + "'"


def identifier(name: str) -> str:
    """`name` as a quoted SQL identifier."""
    return '"' + name.replace('"', '""') + '"'
