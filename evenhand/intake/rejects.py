"""The table of rejects: rows that cannot stand, and cells that were emptied."""

from collections.abc import Sequence

import duckdb
import pyarrow as pa

from evenhand.intake.problems import Problem, of_row
from evenhand.records import REJECTS
from evenhand.tables.connection import identifier, literal
from evenhand.tables.written import Broken, WrittenColumn

VALUE_CHARACTERS = 200


class Rejects:
    """The rejects of one file, in the temporary tables `name` (what is shown) and `name`_rows (rows that fell)."""

    def __init__(self, con: duckdb.DuckDBPyConnection, name: str) -> None:
        self.con, self.name, self.fallen = con, name, f"{name}_rows"
        con.register("rejects_shape", REJECTS.empty_table())
        con.execute(f"CREATE TEMP TABLE {identifier(name)} AS SELECT * FROM rejects_shape")
        con.unregister("rejects_shape")
        con.execute(f"CREATE TEMP TABLE {identifier(self.fallen)} (row BIGINT)")

    def log(self, query: str, column: str, problem: Problem) -> None:
        """Log cells: `query` yields `row` and `written`; the rows stay."""
        self.con.execute(
            f"INSERT INTO {identifier(self.name)} SELECT row, {literal(column)}, left(written, {VALUE_CHARACTERS}),"
            f" {literal(problem.problem)}, {literal(problem.hint)} FROM ({query})"
        )

    def reject(self, query: str, column: str, problem: Problem) -> None:
        """Log cells whose rows cannot stand."""
        self.log(query, column, problem)
        self.con.execute(f"INSERT INTO {identifier(self.fallen)} SELECT row FROM ({query})")

    def note(self, row: int, column: WrittenColumn, ours: str, problem: Problem) -> None:
        """Note something about a whole column, at the header's row."""
        self.log(f"SELECT {row} AS row, {literal(column.header.strip())} AS written", ours, problem)

    def broken(self, rows: Sequence[Broken]) -> None:
        """Log rows that fell apart; they are in no relation, so none need be taken out."""
        if not rows:
            return
        problems = [of_row(row) for row in rows]
        logged = pa.table(
            [
                [row.row for row in rows],
                [""] * len(rows),
                [row.value for row in rows],
                [problem.problem for problem in problems],
                [problem.hint for problem in problems],
            ],
            schema=REJECTS,
        )
        self.con.register("broken_rows", logged)
        self.con.execute(f"INSERT INTO {identifier(self.name)} SELECT * FROM broken_rows")
        self.con.unregister("broken_rows")

    def rows(self) -> int:
        """How many rows of the relation fell."""
        found = self.con.execute(f"SELECT count(DISTINCT row) FROM {identifier(self.fallen)}").fetchone()
        return int(found[0]) if found else 0
