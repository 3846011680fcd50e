"""Hold the result of a query under a name, on whichever engine runs it."""

from typing import Protocol

import duckdb


class Keeping(Protocol):
    """Where results are held between two queries, all of them written in DuckDB's SQL."""

    def keep(self, name: str, query: str) -> None:
        """Hold the result of the query under a name, for later queries to ask."""

    def drop(self, name: str) -> None:
        """Let go of what is held under a name, once no query asks it any more."""


class _InDuckDB:
    def __init__(self, con: duckdb.DuckDBPyConnection) -> None:
        self._con = con

    def keep(self, name: str, query: str) -> None:
        self._con.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {query}")

    def drop(self, name: str) -> None:
        self._con.execute(f"DROP TABLE {name}")


def keep_in(con: duckdb.DuckDBPyConnection) -> Keeping:
    """Keeps results as temporary tables of `con`."""
    return _InDuckDB(con)
