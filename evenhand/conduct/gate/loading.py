"""Fill a history from a file of contacts: whole columns at a time, each debtor, number and shape worked out once."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from evenhand.conduct.gate.history import MemoryHistory
from evenhand.conduct.gate.runs import KEY_BYTES, MOST, Columns, Run, pack_columns
from evenhand.conduct.gate.sqlite import SqliteHistory
from evenhand.conduct.kept import SHAPED, Kept
from evenhand.intake.reading import Intake
from evenhand.tables.connection import identifier, literal
from evenhand.tables.progress import Progress, silent

_BATCH = 200_000
_FIELDS = ("at_us", "contact_id", "shape", "debts", "number", "consent_us")
_NONE = -(1 << 63)


def load(
    con: duckdb.DuckDBPyConnection, contacts: Intake, history: SqliteHistory, *, progress: Progress = silent
) -> int:
    """Enter every contact that was read into a SQLite history; how many there were."""
    entered = 0
    with history.turn():
        _prepare(con, contacts, history, history.key)
        # What comes to contacts that are there already finds its place one by one.
        add = _add_runs if history.is_empty else _add_each
        for column in ("debtor", "number") if add is _add_runs else ("debtor",):
            for batch in _sorted(con, contacts, column):
                add(history, batch, column)
                entered += batch.num_rows if column == "debtor" else 0
                progress("entered", min(1.0, entered / max(1, contacts.rows_read)))
        history.saw(contacts.present)
    return entered


def recall(con: duckdb.DuckDBPyConnection, contacts: Intake, *, debtor: str, number: str | None) -> MemoryHistory:
    """A history in memory of one debtor and one number alone: all that one question needs of a file."""
    history = MemoryHistory()
    asked = f"WHERE debtor_id = {literal(debtor)}" + (f' OR "number" = {literal(number)}' if number else "")
    _prepare(con, contacts, history, None, asked)
    for batch in _sorted(con, contacts, "debtor", asked):
        for name, one in zip(batch["debtor"].to_pylist(), _each(batch), strict=True):
            history.keep(name, one)
    history.saw(contacts.present)
    return history


def mandates_held(con: duckdb.DuckDBPyConnection, mandates: Intake, tz: str) -> list[dict[str, Any]]:
    """The mandates of a file with their first and last days as dates in `tz`."""
    first, last = (f'timezone({literal(tz)}, "{name}")::DATE' for name in ("from", "to"))
    rows = con.execute(f"SELECT agency, lender, {first}, {last} FROM {identifier(mandates.relation)}").fetchall()
    names: tuple[str, ...] = ("agency", "lender", "from", "to")
    return [dict(zip(names, row, strict=True)) for row in rows if isinstance(row[2], date)]


def _add_runs(history: SqliteHistory, batch: pa.RecordBatch, column: str) -> None:
    """Contacts sorted by `column`, into a history that had none."""
    keys = batch[column].to_pylist()
    columns = Columns(
        batch["at_us"].to_numpy(zero_copy_only=False).astype("<i8"),
        batch["contact_id"].to_pylist(),
        batch["shape"].to_numpy(zero_copy_only=False).astype("<u4"),
        batch["debts"].to_pylist(),
        batch["number"].to_pylist(),
        batch["consent_us"].fill_null(_NONE).to_numpy(zero_copy_only=False).astype("<i8"),
    )
    starts = _starts(batch[column])
    runs: Iterator[Run] = pack_columns(starts, columns)
    history.keep_runs(zip((keys[start] for start in starts[:-1]), runs, strict=True), by_number=column == "number")


def _starts(keys: pa.Array) -> list[int]:
    """Where in a sorted column a run begins: with each key, and again where that has many; last the end."""
    codes = keys.dictionary_encode().indices.to_numpy()
    firsts = np.flatnonzero(np.diff(codes, prepend=-1))
    within = np.arange(len(codes)) - np.repeat(firsts, np.diff(firsts, append=len(codes)))
    return [*np.flatnonzero(within % MOST == 0).tolist(), len(codes)]


def _add_each(history: SqliteHistory, batch: pa.RecordBatch, column: str) -> None:
    for debtor, one in zip(batch[column].to_pylist(), _each(batch), strict=True):
        history.keep(debtor, one)


def _each(batch: pa.RecordBatch) -> Iterator[Kept]:
    return map(Kept, *(batch[name].to_pylist() for name in _FIELDS))


def _prepare(
    con: duckdb.DuckDBPyConnection,
    contacts: Intake,
    history: SqliteHistory | MemoryHistory,
    digest: Callable[[str], bytes] | None,
    asked: str = "",
) -> None:
    """Tables of the shapes with their places, and of each debtor and number with the key under which it is kept."""
    listed, relation = ", ".join(map(identifier, SHAPED)), identifier(contacts.relation)
    con.execute(
        f"""CREATE OR REPLACE TEMP TABLE gate_shapes AS
        SELECT row_number() OVER () - 1 AS line, * FROM (SELECT DISTINCT {listed} FROM {relation} {asked})"""
    )
    shapes = con.execute(f"SELECT {listed} FROM gate_shapes ORDER BY line").fetchall()
    lists = {SHAPED.index("consent"), SHAPED.index("debtor_tz")}
    places = history.shapes.places(
        tuple(tuple(value or ()) if n in lists else value for n, value in enumerate(shape)) for shape in shapes
    )
    _table(con, "gate_places", [pa.table({"line": range(len(places)), "place": pa.array(places, pa.int64())})])
    for name, column in (("gate_debtors", "debtor_id"), ("gate_numbers", '"number"')):
        several = con.sql(f"SELECT DISTINCT {column} AS value FROM {relation} {asked}").to_arrow_reader(_BATCH)
        _table(con, name, [_keyed(batch["value"], digest) for batch in several])


def _keyed(values: pa.Array, digest: Callable[[str], bytes] | None) -> pa.Table:
    named = values.drop_null()
    keys = named if digest is None else pa.array(map(digest, named.to_pylist()), pa.binary(KEY_BYTES))
    return pa.table({"value": named, "key": keys})


def _table(con: duckdb.DuckDBPyConnection, name: str, pieces: list[pa.Table]) -> None:
    pieces = pieces or [pa.table({"value": pa.array([], pa.string()), "key": pa.array([], pa.string())})]
    con.register("gate_made", pa.concat_tables(pieces))
    con.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT * FROM gate_made")
    con.unregister("gate_made")


def _sorted(con: duckdb.DuckDBPyConnection, contacts: Intake, column: str, asked: str = "") -> Iterator[pa.RecordBatch]:
    """Key of the debtor and the fields of `Kept`, sorted by debtor or number and then as they are kept."""
    same = " AND ".join(f"c.{name} IS NOT DISTINCT FROM s.{name}" for name in map(identifier, SHAPED))
    joined = "LEFT JOIN" if column == "debtor" else "JOIN"
    yield from con.sql(
        f"""SELECT d.key AS debtor, epoch_us(c."at") AS at_us, contact_id, p.place AS shape,
            nullif(array_to_string(list_sort(list_distinct(debt_id)), chr(31)), '') AS debts, n.key AS number,
            epoch_us(consent_at) AS consent_us
        FROM (SELECT * FROM {identifier(contacts.relation)} {asked}) c
        JOIN gate_shapes s ON {same} JOIN gate_places p ON p.line = s.line
        JOIN gate_debtors d ON d.value = c.debtor_id {joined} gate_numbers n ON n.value = c."number"
        ORDER BY {identifier(column)}, c."at", contact_id"""
    ).to_arrow_reader(_BATCH)
