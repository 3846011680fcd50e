"""Read JSON Lines: one object a line, its values as text or lists of text."""

from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa

from evenhand.errors import Unreadable
from evenhand.tables.connection import identifier, literal
from evenhand.tables.encoding import Bytes, read_text
from evenhand.tables.written import Broken, Written, WrittenColumn, store

VALUE_CHARACTERS = 200
BYTES_AT_ONCE = 16 << 20
SCHEMA = pa.schema([("row", pa.int64()), ("line", pa.string())])
LINE_FEED = ord("\n")
IS_OBJECT = "coalesce(CASE WHEN json_valid(line) THEN json_type(line) = 'OBJECT' END, false)"


def read_lines(con: duckdb.DuckDBPyConnection, path: Path, *, name: str) -> Written:
    """Read the JSON Lines of `path` into the temporary table `name`; records are numbered from 1."""
    text, lines = read_text(path), f"{name}_lines"
    store(con, pa.RecordBatchReader.from_batches(SCHEMA, _batches(text.utf8)), lines)
    broken = con.execute(
        f"SELECT row, left(line, {VALUE_CHARACTERS}) FROM {identifier(lines)} WHERE NOT {IS_OBJECT} ORDER BY row"
    ).fetchall()
    if broken:
        con.execute(f"DELETE FROM {identifier(lines)} WHERE NOT {IS_OBJECT}")
    keys = _keys(con, lines)
    if not keys:
        raise _no_record(path)
    columns = _make_table(con, lines, name, keys)
    con.execute(f"DROP TABLE {identifier(lines)}")
    return Written(
        relation=name,
        columns=columns,
        header_row=0,
        stored=True,
        undecoded=text.undecoded,
        broken=[Broken(row=row, value=value, fault="json") for row, value in broken],
    )


def _no_record(path: Path) -> Unreadable:
    return Unreadable(
        zh=f"“{path.name}”里没有一行是完整的 JSON 记录；请改成每行一条记录的 JSON Lines 再读。",
        en=f"no line of {path.name} is a whole JSON record; save it as JSON Lines, one record a line.",
    )


def _batches(text: Bytes) -> Iterator[pa.RecordBatch]:
    start, before = 0, 0
    while start < len(text):
        end = _line_end(text, start + BYTES_AT_ONCE)
        lines = [line for line in text[start:end].tobytes().split(b"\n") if line.strip()]
        numbers = np.arange(before + 1, before + 1 + len(lines))
        yield pa.RecordBatch.from_arrays([pa.array(numbers), pa.array(lines, pa.string())], schema=SCHEMA)
        start, before = end, before + len(lines)


def _line_end(text: Bytes, at: int) -> int:
    """Past the first line feed at or after `at`."""
    while at < len(text):
        found = np.flatnonzero(text[at : at + BYTES_AT_ONCE] == LINE_FEED)
        if len(found):
            return at + int(found[0]) + 1
        at += BYTES_AT_ONCE
    return len(text)


def _keys(con: duckdb.DuckDBPyConnection, lines: str) -> list[str]:
    """The keys of all records, in order of first appearance."""
    shapes = con.execute(
        f"SELECT json_keys(line) AS keys FROM {identifier(lines)} GROUP BY keys ORDER BY min(row)"
    ).fetchall()
    return list(dict.fromkeys(chain.from_iterable(keys for (keys,) in shapes)))


def _make_table(con: duckdb.DuckDBPyConnection, lines: str, name: str, keys: list[str]) -> tuple[WrittenColumn, ...]:
    """Take the records apart; a key that ever holds an array becomes a list."""
    paths = [literal('$."' + key.replace("\\", "\\\\").replace('"', '\\"') + '"') for key in keys]
    types = con.execute(f"SELECT DISTINCT json_type(line, [{', '.join(paths)}]) FROM {identifier(lines)}").fetchall()
    columns, cells = [], []
    for at, (key, path) in enumerate(zip(keys, paths, strict=True)):
        is_list = any(found[at] == "ARRAY" for (found,) in types)
        columns.append(WrittenColumn(name=f"c{at}", header=key, sql_type="VARCHAR[]" if is_list else "VARCHAR"))
        cells.append(f"{_list(path) if is_list else f'texts[{at + 1}]'} AS c{at}")
    con.execute(
        f"CREATE TEMP TABLE {identifier(name)} AS SELECT row, {', '.join(cells)}"
        f" FROM (SELECT *, json_extract_string(line, [{', '.join(paths)}]) AS texts FROM {identifier(lines)})"
    )
    return tuple(columns)


def _list(path: str) -> str:
    return (
        f"CASE json_type(line, {path}) WHEN 'ARRAY' THEN json_extract_string(json_extract(line, {path}), '$[*]')"
        f" WHEN 'NULL' THEN NULL ELSE string_split(json_extract_string(line, {path}), ';') END"
    )
