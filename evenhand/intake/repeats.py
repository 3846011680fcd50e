"""Whether an id repeats: the cheap question, asked of every file."""

import duckdb

from evenhand.tables.connection import identifier

SAMPLE = 20_000


def has_repeats(con: duckdb.DuckDBPyConnection, relation: str, column: str) -> bool:
    """Whether a value of `column` stands in two rows of `relation`.

    Ids that rise from row to row cannot repeat, and most files are written so; only otherwise are they counted.
    """
    start = f"(SELECT * FROM {identifier(relation)} LIMIT {SAMPLE})"
    if _rises(con, start, column) and _rises(con, identifier(relation), column):
        return False
    name = identifier(column)
    # Numbers are told apart quicker than words; only where two numbers are equal need the words be compared.
    return _fewer(con, relation, name, f"hash({name})") and _fewer(con, relation, name, name)


def _fewer(con: duckdb.DuckDBPyConnection, relation: str, name: str, told: str) -> bool:
    """Whether the cells that hold something are fewer once told apart by `told`."""
    query = f"SELECT count(*) > count(DISTINCT {told}) FROM {identifier(relation)} WHERE {name} IS NOT NULL"
    ((fewer,),) = con.execute(query).fetchall()
    return bool(fewer)


def _rises(con: duckdb.DuckDBPyConnection, relation: str, column: str) -> bool:
    # No order is asked for: in whatever order the rows come, values that strictly rise are all different.
    name = identifier(column)
    found = con.execute(
        f"SELECT coalesce(bool_and({name} > before), true)"
        f" FROM (SELECT {name}, lag({name}) OVER () AS before FROM {relation} WHERE {name} IS NOT NULL)"
        " WHERE before IS NOT NULL"
    ).fetchone()
    return bool(found and found[0])
