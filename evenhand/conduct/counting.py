"""Count contacts over windows: which contact is the how-manieth of its kind, and which were counted with it."""

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

from evenhand.conduct.frame import Frame
from evenhand.rules.condition import Counted, Reaches, nodes
from evenhand.rules.pack import Pack, Version
from evenhand.rules.parse import parse
from evenhand.rules.sql import bounds, to_sql
from evenhand.rules.vocabulary import KINDS, WINDOWS
from evenhand.tables.connection import identifier

# Unanswered attempts are counted per number, whoever is behind it; everything else as the pack says.
COUNTED_PER = {"unanswered": ("number",)}


@dataclass(frozen=True, kw_only=True)
class Tally:
    """A temporary table of the contacts counted in every group that reaches the limit: row, key, day, bounds."""

    table: str
    counted: Counted
    key: tuple[str, ...]

    def columns(self) -> dict[str, str]:
        """Where the two bounds of the count stand once the tally is joined."""
        return {name: f"{self.table}_{end}" for name, end in zip(bounds(self.counted), ("least", "most"), strict=True)}


def tallies(
    con: duckdb.DuckDBPyConnection, framed: Frame, rules: Sequence[tuple[Pack, Version]]
) -> dict[tuple[str, Counted], Tally]:
    """For each pack and count that its rules ask for, the tally; contacts of groups below every limit are left out."""
    limits: dict[tuple[str, Counted], int] = {}
    packs = {pack.id: pack for pack, _ in rules}
    for pack, version in rules:
        for node in nodes(version.tree):
            if isinstance(node, Reaches):
                place = (pack.id, node.counted)
                limits[place] = min(limits.get(place, node.limit), node.limit)
    return {
        place: _tally(con, framed, packs[place[0]], place[1], limit, f"tally_{number}")
        for number, (place, limit) in enumerate(sorted(limits.items()))
    }


def _tally(
    con: duckdb.DuckDBPyConnection, framed: Frame, pack: Pack, counted: Counted, limit: int, table: str
) -> Tally:
    key = COUNTED_PER.get(counted.kind, pack.count_by)
    names = framed.names(pack)
    day = identifier(names["local_day"])
    keys = ", ".join(f"{identifier(name)} AS k{number}" for number, name in enumerate(key))
    ks = ", ".join(f"k{number}" for number in range(len(key)))
    kind = to_sql(parse(KINDS[counted.kind]), dialect="duckdb", names=names)
    group = f"{ks}, day" if WINDOWS[counted.window] == 1 else ks
    matched = " AND ".join(f"a.{name.strip()} IS NOT DISTINCT FROM b.{name.strip()}" for name in group.split(","))
    con.execute(
        f"""CREATE OR REPLACE TEMP TABLE {table} AS
        WITH kind AS (
            SELECT row, contact_id, "at" AS moment, {keys}, {day} AS day, {kind} AS certain
            FROM {framed.relation} WHERE ({kind}) IS NOT FALSE),
        full_groups AS (SELECT {group} FROM kind GROUP BY {group} HAVING count(*) >= {limit}),
        counted AS (SELECT a.* FROM kind a SEMI JOIN full_groups b ON {matched})
        SELECT *, {_window("count(*) FILTER (certain)", ks, counted)} AS least,
            {_window("count(*)", ks, counted)} AS most
        FROM counted"""
    )
    return Tally(table=table, counted=counted, key=key)


def _window(count: str, key: str, counted: Counted) -> str:
    """The count up to and including a contact, in the order (at, contact_id)."""
    so_far = f"{count} OVER (PARTITION BY {key}, day ORDER BY moment, contact_id ROWS UNBOUNDED PRECEDING)"
    days = WINDOWS[counted.window]
    if days == 1:
        return so_far
    # All of the days before, whole; of the contact's own day only what came up to it.
    window = f"{count} OVER (PARTITION BY {key} ORDER BY day RANGE BETWEEN {days - 1} PRECEDING AND CURRENT ROW)"
    today = f"{count} OVER (PARTITION BY {key}, day)"
    return f"{window} - {today} + {so_far}"


def related(tally: Tally, hits: str) -> str:
    """SQL for (row, related): the ids counted with each contact of `hits` (row, certain), itself included, in order.

    A certain finding names what was certainly counted; a review also what may have been.
    """
    days = WINDOWS[tally.counted.window]
    same = " AND ".join(f"a.k{n} IS NOT DISTINCT FROM b.k{n}" for n in range(len(tally.key)))
    return f"""SELECT h.row, list(b.contact_id ORDER BY b.moment, b.contact_id) AS related
        FROM ({hits}) h JOIN {tally.table} a ON a.row = h.row
        JOIN {tally.table} b ON {same} AND b.day BETWEEN a.day - {days - 1} AND a.day
            AND (b.moment, b.contact_id) <= (a.moment, a.contact_id)
            AND (NOT h.certain OR b.certain)
        GROUP BY h.row"""
