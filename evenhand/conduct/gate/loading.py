"""Fill a history from a file of contacts: whole columns at a time, each debtor, number and shape worked out once."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import duckdb
import pyarrow as pa

from evenhand.conduct.gate.history import MemoryHistory
from evenhand.conduct.gate.sqlite import SqliteHistory
from evenhand.conduct.kept import SHAPED, Kept
from evenhand.intake.reading import Intake
from evenhand.tables.connection import identifier, literal
from evenhand.tables.progress import Progress, silent

_BATCH = 200_000


def load(
    con: duckdb.DuckDBPyConnection, contacts: Intake, history: SqliteHistory, *, progress: Progress = silent
) -> int:
    """Enter every contact that was read into a SQLite history; how many there were."""
    digests = _Once(history.key)
    done = 0
    with history.turn():
        for several in _batches(con, contacts, history, ""):
            debtors, *columns, numbers = several
            keyed = [digests.of(debtors), *columns[:4], digests.of(numbers), columns[4]]
            history.keep_all(zip(*keyed, [None] * len(debtors), strict=True))
            done += len(debtors)
            progress("entered", min(1.0, done / max(1, contacts.rows_read)))
        history.saw(contacts.present)
    return done


def recall(con: duckdb.DuckDBPyConnection, contacts: Intake, *, debtor: str, number: str | None) -> MemoryHistory:
    """A history in memory of one debtor and one number alone: all that one question needs of a file."""
    history = MemoryHistory()
    asked = f"WHERE debtor_id = {literal(debtor)}" + (f' OR "number" = {literal(number)}' if number else "")
    for debtors, *columns, numbers in _batches(con, contacts, history, asked):
        rows = zip(*columns[:4], numbers, columns[4], strict=True)
        for name, row in zip(debtors.to_pylist(), rows, strict=True):
            at, contact, shape, debts, called, received = row
            history.keep(name, Kept(at, contact, shape, debts, called.as_py(), received))
    history.saw(contacts.present)
    return history


def mandates_held(con: duckdb.DuckDBPyConnection, mandates: Intake, tz: str) -> list[dict[str, Any]]:
    """The mandates of a file with their first and last days as dates in `tz`."""
    first, last = (f'timezone({literal(tz)}, "{name}")::DATE' for name in ("from", "to"))
    rows = con.execute(f"SELECT agency, lender, {first}, {last} FROM {identifier(mandates.relation)}").fetchall()
    names: tuple[str, ...] = ("agency", "lender", "from", "to")
    return [dict(zip(names, row, strict=True)) for row in rows if isinstance(row[2], date)]


def _batches(
    con: duckdb.DuckDBPyConnection, contacts: Intake, history: SqliteHistory | MemoryHistory, asked: str
) -> Iterator[tuple[Any, ...]]:
    """Debtors, at, id, shape, debts, consent, numbers of the contacts in the order in which they are kept."""
    listed = ", ".join(map(identifier, SHAPED))
    relation = identifier(contacts.relation)
    con.execute(
        f"""CREATE OR REPLACE TEMP TABLE gate_shapes AS
        SELECT row_number() OVER () - 1 AS line, * FROM (SELECT DISTINCT {listed} FROM {relation} {asked})"""
    )
    shapes = con.execute(f"SELECT {listed} FROM gate_shapes ORDER BY line").fetchall()
    lists = {SHAPED.index("consent"), SHAPED.index("debtor_tz")}
    places = history.shapes.places(
        tuple(tuple(value or ()) if n in lists else value for n, value in enumerate(shape)) for shape in shapes
    )
    con.register("gate_places", pa.table({"line": range(len(places)), "place": pa.array(places, pa.int64())}))
    same = " AND ".join(f"c.{name} IS NOT DISTINCT FROM s.{name}" for name in map(identifier, SHAPED))
    reader = con.sql(
        f"""SELECT debtor_id, epoch_us("at"), contact_id, p.place,
            nullif(array_to_string(list_sort(list_distinct(debt_id)), chr(31)), ''), epoch_us(consent_at), "number"
        FROM (SELECT * FROM {relation} {asked}) c JOIN gate_shapes s ON {same} JOIN gate_places p ON p.line = s.line
        ORDER BY debtor_id, "at", contact_id"""
    ).to_arrow_reader(_BATCH)
    for batch in reader:
        debtors, *columns, numbers = batch.columns
        yield (debtors, *(column.to_pylist() for column in columns), numbers)
    con.unregister("gate_places")


class _Once:
    """Digests of a column: each distinct value of a batch worked out once."""

    def __init__(self, digest: Callable[[str], bytes]) -> None:
        self._digest = digest

    def of(self, values: pa.Array) -> list[bytes | None]:
        """The digest of each value, None for none."""
        coded = values.dictionary_encode()
        known = [self._digest(value) for value in coded.dictionary.to_pylist()]
        return [None if place is None else known[place] for place in coded.indices.to_pylist()]
