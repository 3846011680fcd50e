"""Hold the result of a query under a name, on whichever engine runs it."""

from collections.abc import Callable

import duckdb

Keep = Callable[[str, str], None]
"""Given a name and a query in DuckDB's SQL, hold its result under the name, for later queries to ask."""


def keep_in(con: duckdb.DuckDBPyConnection) -> Keep:
    """Keeps results as temporary tables of `con`."""

    def keep(name: str, query: str) -> None:
        con.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {query}")

    return keep
