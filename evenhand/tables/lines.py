"""Read JSON Lines: one object a line, its values as text or lists of text."""

from pathlib import Path

import duckdb
import pyarrow as pa

from evenhand.tables.connection import identifier, literal
from evenhand.tables.encoding import read_text
from evenhand.tables.kinds import empty
from evenhand.tables.written import Broken, Written, WrittenColumn, store

VALUE_CHARACTERS = 200


def read_lines(con: duckdb.DuckDBPyConnection, path: Path, *, name: str) -> Written:
    """Read the JSON Lines of `path` into the temporary table `name`; records are numbered from 1."""
    text = read_text(path)
    lines = [line for line in text.utf8.tobytes().split(b"\n") if line.strip()]
    if not lines:
        raise empty(path)
    numbered = pa.table({"row": pa.array(range(1, len(lines) + 1), pa.int64()), "line": pa.array(lines, pa.string())})
    raw = f"{name}_lines"
    store(con, numbered.to_reader(), raw)
    columns, values = _columns(con, raw)
    con.execute(
        f"CREATE TEMP TABLE {identifier(name)} AS SELECT {', '.join(['row', *values])} FROM {identifier(raw)}"
        f" WHERE {IS_OBJECT}"
    )
    broken = con.execute(
        f"SELECT row, left(line, {VALUE_CHARACTERS}) FROM {identifier(raw)} WHERE NOT {IS_OBJECT} ORDER BY row"
    ).fetchall()
    con.execute(f"DROP TABLE {identifier(raw)}")
    return Written(
        relation=name,
        columns=columns,
        header_row=0,
        stored=True,
        undecoded=text.undecoded,
        broken=[Broken(row=row, value=value, fault="json") for row, value in broken],
    )


IS_OBJECT = "coalesce(CASE WHEN json_valid(line) THEN json_type(line) = 'OBJECT' END, false)"


def _columns(con: duckdb.DuckDBPyConnection, raw: str) -> tuple[tuple[WrittenColumn, ...], list[str]]:
    """The keys in order of first appearance, and the SQL of each value; a key that ever holds a list is a list."""
    keys = con.execute(
        f"""
        SELECT key, bool_or(json_type(line, path) = 'ARRAY')
        FROM (SELECT row, line, unnest(json_keys(line)) AS key, generate_subscripts(json_keys(line), 1) AS place
              FROM {identifier(raw)} WHERE {IS_OBJECT}),
        LATERAL (SELECT '$."' || replace(replace(key, '\\', '\\\\'), '"', '\\"') || '"' AS path)
        GROUP BY key ORDER BY min(row * 100000 + place), key
        """
    ).fetchall()
    columns, values = [], []
    for at, (key, is_list) in enumerate(keys):
        sql_type = "VARCHAR[]" if is_list else "VARCHAR"
        columns.append(WrittenColumn(name=f"c{at}", header=key, sql_type=sql_type))
        values.append(f"{_value(key, is_list)} AS c{at}")
    return tuple(columns), values


def _value(key: str, is_list: bool) -> str:
    path = literal('$."' + key.replace("\\", "\\\\").replace('"', '\\"') + '"')
    text = f"json_extract_string(line, {path})"
    if not is_list:
        return text
    return (
        f"CASE json_type(line, {path}) WHEN 'ARRAY' THEN json_extract_string(json_extract(line, {path}), '$[*]')"
        f" WHEN 'NULL' THEN NULL ELSE string_split({text}, ';') END"
    )
