"""Cells of a workbook that were merged over several rows: what the first of them holds is meant for all."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import duckdb
import pyarrow as pa

from evenhand.tables.connection import identifier


@dataclass(frozen=True, kw_only=True)
class Merged:
    """Cells of one column, by its name in the relation, that are merged from row `first` to row `last`."""

    column: str
    first: int
    last: int


def merged_in(sheet: Any, header_row: int, columns: int) -> tuple[Merged, ...]:
    """What is merged over more than one row below the header; of cells merged sideways too, their first column."""
    left = sheet.start[1] if sheet.start else 0
    found = []
    for (first, column), (last, _) in sheet.merged_cell_ranges or ():
        if last > first >= header_row and 0 <= column - left < columns:
            found.append(Merged(column=f"c{column - left}", first=first + 1, last=last + 1))
    return tuple(found)


def fill_in(con: duckdb.DuckDBPyConnection, relation: str, merged: Sequence[Merged], column: str) -> int:
    """Write what the first cell of each merged range of `column` holds into the empty ones below; how many rows.

    Rows that are blank but for the merge are none.
    """
    ranges = [each for each in merged if each.column == column]
    if not ranges:
        return 0
    spans = pa.table({"first": [each.first for each in ranges], "last": [each.last for each in ranges]})
    name, cell = identifier(relation), identifier(column)
    con.register("merged_spans", spans)
    try:
        filled = con.execute(
            f"UPDATE {name} SET {cell} = held.said FROM"
            f' (SELECT s."first", s."last", t.{cell} AS said FROM merged_spans s JOIN {name} t ON t."row" = s."first")'
            f' held WHERE {name}."row" > held."first" AND {name}."row" <= held."last"'
            f" AND {name}.{cell} = '' AND held.said <> ''"
        ).fetchone()
    finally:
        con.unregister("merged_spans")
    return int(filled[0]) if filled else 0
