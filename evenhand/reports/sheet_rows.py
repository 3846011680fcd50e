"""Rows of a sheet as the file format spells them, made a batch at a time by SQL: a cell is never a Python object."""

from collections.abc import Iterator, Sequence

import duckdb
import numpy as np
import pyarrow as pa

from evenhand.privacy.masking import mask_batches
from evenhand.reports.sheet_fields import Field
from evenhand.reports.shown import HIDDEN
from evenhand.tables.connection import identifier, literal

CELL_CHARACTERS = 32_767
BATCH = 10_000
# What would be read as the spelling of a character, `_x0041_`, has its first sign spelled out.
_SPELLED = literal("(_x[0-9a-fA-F]{4}_)"), literal(r"_x005F\1")
_HIDDEN = literal("".join(sign if sign in "[]-" else rf"\x{{{ord(sign):x}}}" for sign in HIDDEN.pattern))


def masked_batches(
    con: duckdb.DuckDBPyConnection, table: str, fields: Sequence[Field], order: str, tz: str
) -> Iterator[pa.RecordBatch]:
    """Batches of text and numbers in `order`: lists joined, times on the clock of `tz`, what is told masked."""
    types = dict(con.execute(f"SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM {table})").fetchall())
    columns = ", ".join(f"{_plain(field.name, types[field.name], tz)} AS {identifier(field.name)}" for field in fields)
    reader = con.sql(f"SELECT {columns} FROM {table} ORDER BY {order}").to_arrow_reader(BATCH)
    yield from mask_batches(reader, [field.name for field in fields if field.told])


def spelled(con: duckdb.DuckDBPyConnection, batch: pa.RecordBatch, *, line: int, style: int) -> bytes:
    """The rows of the batch as XML, the first on line `line` (the heading is on 1); text has the format `style`."""
    lines = pa.array(np.arange(line, line + batch.num_rows))
    numbers = {name for name, kind in zip(batch.schema.names, batch.schema.types, strict=True) if not _is_text(kind)}
    cells = " || ".join(
        _number(name, place) if name in numbers else _text(name, place, style)
        for place, name in enumerate(batch.schema.names)
    )
    con.register("rows_to_spell", pa.Table.from_batches([batch]).append_column("line of the sheet", lines))
    query = f"""SELECT encode(string_agg('<row r="' || "line of the sheet" || '">' || {cells} || '</row>', ''
        ORDER BY "line of the sheet")) FROM rows_to_spell"""
    found: bytes = con.execute(query).fetchall()[0][0]
    con.unregister("rows_to_spell")
    return found


def _plain(name: str, kind: str, tz: str) -> str:
    column = identifier(name)
    if kind.endswith("[]"):
        return f"array_to_string({column}, '; ')"
    if kind == "TIMESTAMP WITH TIME ZONE":
        return f"strftime({column} AT TIME ZONE {literal(tz)}, '%Y-%m-%d %H:%M:%S')"
    return f"CAST({column} AS VARCHAR)" if kind == "DATE" else column


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def _text(name: str, place: int, style: int) -> str:
    text = f"left(regexp_replace({identifier(name)}, {_HIDDEN}, '', 'g'), {CELL_CHARACTERS})"
    text = f"regexp_replace({text}, {_SPELLED[0]}, {_SPELLED[1]}, 'g')"
    for sign, written in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
        text = f"replace({text}, '{sign}', '{written}')"
    opened = f"""'<c r="{_letter(place)}' || "line of the sheet" || '" s="{style}" t="inlineStr">'"""
    return f"""coalesce({opened} || '<is><t xml:space="preserve">' || {text} || '</t></is></c>', '')"""


def _number(name: str, place: int) -> str:
    known = f"CASE WHEN isfinite(CAST({identifier(name)} AS DOUBLE)) THEN {identifier(name)} END"
    return f"""coalesce('<c r="{_letter(place)}' || "line of the sheet" || '"><v>' || {known} || '</v></c>', '')"""


def _letter(place: int) -> str:
    return chr(ord("A") + place)
