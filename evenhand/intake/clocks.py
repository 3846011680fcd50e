"""Whether one offset from UTC holds for all the times of a column."""

from datetime import UTC, datetime, timedelta

import duckdb

from evenhand.rules.zones import stretches
from evenhand.tables.connection import identifier
from evenhand.tables.written import WrittenColumn

# Every day between is looked at: a stray year 9999 would be long.
FIRST_YEAR, LAST_YEAR = 1900, 2100
SPARE = timedelta(days=1)  # local time is never further from UTC


def steady_offset(con: duckdb.DuckDBPyConnection, relation: str, column: WrittenColumn, tz: str) -> int | None:
    """The seconds that zone `tz` is ahead of UTC over all times of the typed `column`; None where that changes."""
    time = f"CAST({identifier(column.name)} AS TIMESTAMP)"
    try:
        first, last = con.execute(f"SELECT min({time}), max({time}) FROM {identifier(relation)}").fetchone() or ()
    except (duckdb.Error, ValueError, OverflowError):
        return None
    if not isinstance(first, datetime) or not isinstance(last, datetime):
        return None
    if first.year < FIRST_YEAR or last.year > LAST_YEAR:
        return None
    found = stretches(tz, first.replace(tzinfo=UTC) - SPARE, last.replace(tzinfo=UTC) + SPARE)
    return found[0].offset_s if found and len(found) == 1 else None
