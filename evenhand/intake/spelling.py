"""What each written word of a closed column means: looked up once a word, not once a row."""

from dataclasses import dataclass

import duckdb

from evenhand.intake.cells import BLANKS, Spelled, item_layers, text_of
from evenhand.intake.layers import layered
from evenhand.intake.words import Wanted, folded
from evenhand.records import Column
from evenhand.tables.connection import identifier
from evenhand.tables.written import Written, WrittenColumn


@dataclass(frozen=True, kw_only=True)
class Spelling:
    """The words of one written column with our values; `familiar`: all of them are spelled just as ours are,
    `empty`: but for cells that hold an empty text."""

    spelled: Spelled
    familiar: bool
    empty: bool


def spelling_of(
    con: duckdb.DuckDBPyConnection, written: Written, theirs: WrittenColumn, ours: Column, wanted: Wanted
) -> Spelling:
    """Look up the distinct words of `theirs` among the `wanted` spellings of `ours`."""
    if not wanted or theirs.blank or theirs.sql_type == "BOOLEAN":
        return Spelling(spelled={}, familiar=True, empty=False)
    words = _words(con, written, theirs, ours)
    known = {word.strip(BLANKS): wanted[folded(word)] for word in words if word and folded(word) in wanted}
    empty = "" in words and not _is_list(ours)
    familiar = all(word is not None and known.get(word) == word for word in words if word != "" or not empty)
    return Spelling(spelled=known, familiar=familiar, empty=empty)


def _words(con: duckdb.DuckDBPyConnection, written: Written, theirs: WrittenColumn, ours: Column) -> list[str | None]:
    told = theirs.least is not None and theirs.least == theirs.greatest and theirs.sql_type in ("VARCHAR", "VARCHAR[]")
    if told and (theirs.nulls == 0 or not _is_list(ours)):
        return [theirs.least]
    relation = identifier(written.relation)
    if not _is_list(ours):
        rows = con.execute(f"SELECT DISTINCT {text_of(theirs)} AS word FROM {relation}").fetchall()
        return [word for (word,) in rows if word is not None]
    closed = ours.name != "opted_out"
    if theirs.sql_type == "VARCHAR[]":
        raw = identifier(theirs.name)
        rows = con.execute(f"SELECT DISTINCT unnest({raw}) FROM {relation} WHERE len({raw}) > 0").fetchall()
    else:
        items, layers = item_layers(theirs, closed=closed)
        rows = con.execute(f"SELECT DISTINCT unnest({items}) FROM {layered(relation, [layers])}").fetchall()
    return [word for (word,) in rows]


def _is_list(ours: Column) -> bool:
    return ours.kind in ("list", "choices")
