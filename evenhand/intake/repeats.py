"""Whether an id repeats: the cheap question, asked of every file."""

import duckdb
import numpy as np

from evenhand.tables.connection import identifier

SAMPLE = 20_000
# Numbers sorted at a time: 160 MB of them.
_SORTED = 20_000_000


def has_repeats(con: duckdb.DuckDBPyConnection, relation: str, column: str) -> bool:
    """Whether a value of `column` stands in two rows of `relation`.

    Ids that rise from row to row cannot repeat, and most files are written so; only otherwise are they compared.
    """
    start = f"(SELECT * FROM {identifier(relation)} LIMIT {SAMPLE})"
    if _rises(con, start, column) and _rises(con, identifier(relation), column):
        return False
    # Numbers are sorted far quicker than words; only where two numbers are equal need the words be compared.
    return _hashes_repeat(con, relation, column) and _words_repeat(con, relation, column)


def _rises(con: duckdb.DuckDBPyConnection, relation: str, column: str) -> bool:
    # No order is asked for: in whatever order the rows come, values that strictly rise are all different.
    name = identifier(column)
    ((rises,),) = con.execute(
        f"SELECT coalesce(bool_and({name} > before), true)"
        f" FROM (SELECT {name}, lag({name}) OVER () AS before FROM {relation} WHERE {name} IS NOT NULL)"
        " WHERE before IS NOT NULL"
    ).fetchall()
    return bool(rises)


def _hashes_repeat(con: duckdb.DuckDBPyConnection, relation: str, column: str) -> bool:
    name, source = identifier(column), identifier(relation)
    ((rows,),) = con.execute(f"SELECT count(*) FROM {source}").fetchall()
    parts = rows // _SORTED + 1
    for part in range(parts):
        one = f"{name} IS NOT NULL" + (f" AND hash({name}) % {parts} = {part}" if parts > 1 else "")
        hashes = con.sql(f"SELECT hash({name}) AS told FROM {source} WHERE {one}").fetchnumpy()["told"]
        hashes.sort()
        if np.any(hashes[1:] == hashes[:-1]):
            return True
    return False


def _words_repeat(con: duckdb.DuckDBPyConnection, relation: str, column: str) -> bool:
    name = identifier(column)
    ((fewer,),) = con.execute(f"SELECT count({name}) > count(DISTINCT {name}) FROM {identifier(relation)}").fetchall()
    return bool(fewer)
