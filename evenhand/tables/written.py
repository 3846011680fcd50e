"""A table as it was written: its cells untouched, its rows numbered, its broken rows set aside."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

import duckdb
import pyarrow as pa

from evenhand.tables.connection import identifier
from evenhand.tables.merged import Merged

Fault = Literal["cells", "quote", "json", "bytes"]

Score = Callable[[Sequence[str]], int]
"""How much a row of cells looks like the header that is sought; 0 for not at all."""

HEADER_ROWS = 50  # a header stands within so many rows, below titles and notes


@dataclass(frozen=True, kw_only=True)
class Broken:
    """A row that could not be taken apart into the cells of the header."""

    row: int
    value: str
    fault: Fault
    expected: int = 0
    found: int = 0


@dataclass(frozen=True, kw_only=True)
class WrittenColumn:
    """One column of a file: its name in the relation, its header as written, its DuckDB type.

    Where the file itself tells them: the least and the greatest of its values (in a list, of its items) in the order
    of bytes, the same as numbers, how many are NULL, and whether it is blank from top to bottom.
    """

    name: str
    header: str
    sql_type: str = "VARCHAR"
    least: str | None = None
    greatest: str | None = None
    low: float | None = None
    high: float | None = None
    nulls: int | None = None
    blank: bool = False


@dataclass(frozen=True, kw_only=True)
class Written:
    """What a file holds: a relation with `row` BIGINT and the columns; rows that fell apart; the header's row number.

    `stored` tells a table (text cells, read once) from a view over the file (typed columns, read when used);
    `undecoded`, that bytes which are no text were replaced by the sign �; `merged`, which cells of a workbook are
    merged over rows, of which all but the first are empty.
    """

    relation: str
    columns: tuple[WrittenColumn, ...]
    header_row: int
    stored: bool
    undecoded: bool = False
    broken: list[Broken] = field(default_factory=list)
    merged: tuple[Merged, ...] = ()


def best_header(rows: Sequence[Sequence[str]], score: Score) -> int | None:
    """The index of the first row that scores highest; the first row with a cell if none scores; None if all blank."""
    scores = [score(cells) for cells in rows]
    if any(scores):
        return scores.index(max(scores))
    return next((at for at, cells in enumerate(rows) if any(cell.strip() for cell in cells)), None)


def store(con: duckdb.DuckDBPyConnection, reader: pa.RecordBatchReader, name: str) -> None:
    """Keep the batches of `reader` as the temporary table `name`."""
    incoming = f"{name}_incoming"
    con.register(incoming, reader)
    try:
        con.execute(f"CREATE TEMP TABLE {identifier(name)} AS SELECT * FROM {identifier(incoming)}")
    finally:
        con.unregister(incoming)


def text_schema(columns: int) -> pa.Schema:
    """The schema of a table of text: `row` and then `c0`, `c1` …"""
    return pa.schema([("row", pa.int64()), *((f"c{at}", pa.string()) for at in range(columns))])
