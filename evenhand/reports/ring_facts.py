"""What the page of a detection says of each ring: its members, ties, days and most typical texts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import duckdb

from evenhand.reports.passages import Piece, compare
from evenhand.reports.shown import shown
from evenhand.reports.words import WORDING
from evenhand.rings.run import Detection
from evenhand.tables.connection import connect, literal

# In full on the page, the strongest first; the rest stand in a table, and beyond that in rings.parquet.
IN_FULL = {"organised": 30, "shared_cause": 20, "same_wording": 20}
IN_TABLE = 200
DRAWN_MEMBERS, DRAWN_TIES, SIDE_BY_SIDE = 60, 300, 3
READ_CHARACTERS, SHOWN_CHARACTERS = 1500, 560

Row = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Letter:
    """One complaint's text as shown: masked, cut into shared passages, slots and the rest."""

    complaint_id: str
    institution: str
    day: date | None
    pieces: tuple[Piece, ...]
    cut: bool


@dataclass(frozen=True, kw_only=True)
class RingSeen:
    """One ring in full. `members` and `ties` are those that are drawn; the counts speak of all of them."""

    ring: Row
    members: tuple[Row, ...]
    standings: Mapping[str, int]
    ties: tuple[Row, ...]
    tie_counts: Mapping[str, int]
    days: tuple[tuple[date, int], ...]
    institutions: tuple[tuple[str, int], ...]
    products: tuple[tuple[str, int], ...]
    letters: tuple[Letter, ...]


@dataclass(frozen=True, kw_only=True)
class KindSeen:
    """All rings of one kind: some in full, some as rows of a table, some only counted."""

    kind: str
    count: int
    full: tuple[RingSeen, ...]
    table: tuple[Row, ...]

    @property
    def unlisted(self) -> int:
        """Rings of this kind that are neither in full nor in the table."""
        return self.count - len(self.full) - len(self.table)


def read_rings(detection: Detection) -> list[KindSeen]:
    """The rings of a detection by kind, the strongest first; the order depends on nothing but the rings."""
    tz = detection.summary.get("tz", "Asia/Shanghai")
    with connect() as con:
        con.register("all_rings", detection.rings)
        con.register("all_members", detection.members)
        con.register("all_ties", detection.ties)
        ranked = _rows(
            con,
            """SELECT *, row_number() OVER (PARTITION BY kind ORDER BY score DESC NULLS LAST, complaints DESC, ring_id)
               AS place FROM all_rings ORDER BY kind, place""",
        )
        full = [row["ring_id"] for row in ranked if row["place"] <= IN_FULL.get(row["kind"], 0)]
        seen = _seen(con, full, tz)
    return [_kind(kind, [row for row in ranked if row["kind"] == kind], seen) for kind in IN_FULL]


def _kind(kind: str, ranked: Sequence[Row], seen: "_Seen") -> KindSeen:
    full = ranked[: IN_FULL[kind]]
    return KindSeen(
        kind=kind,
        count=len(ranked),
        full=tuple(seen.ring(row) for row in full),
        table=tuple(ranked[len(full) : len(full) + IN_TABLE]),
    )


@dataclass(frozen=True, kw_only=True)
class _Seen:
    """What was read of the rings in full, by ring."""

    members: Mapping[str, Sequence[Row]]
    standings: Mapping[str, Sequence[Row]]
    ties: Mapping[str, Sequence[Row]]
    tie_counts: Mapping[str, Sequence[Row]]
    days: Mapping[str, Sequence[Row]]
    institutions: Mapping[str, Sequence[Row]]
    products: Mapping[str, Sequence[Row]]

    def ring(self, ring: Row) -> RingSeen:
        key = ring["ring_id"]
        members, ties = self.members.get(key, ()), self.ties.get(key, ())
        return RingSeen(
            ring=ring,
            members=tuple(members),
            standings={row["standing"]: row["n"] for row in self.standings.get(key, ())},
            ties=tuple(ties),
            tie_counts={row["kind"]: row["n"] for row in self.tie_counts.get(key, ())},
            days=tuple((row["day"], row["n"]) for row in self.days.get(key, ())),
            institutions=tuple((row["name"], row["n"]) for row in self.institutions.get(key, ())),
            products=tuple((row["name"], row["n"]) for row in self.products.get(key, ())),
            letters=tuple(_letters(members, ties)),
        )


def _seen(con: duckdb.DuckDBPyConnection, full: Sequence[str], tz: str) -> _Seen:
    chosen = ", ".join(literal(ring) for ring in full) or "NULL"
    con.execute(
        f"""CREATE TEMP TABLE chosen AS
            SELECT *, CAST(timezone({literal(tz)}, received_at) AS DATE) AS day
            FROM all_members WHERE ring_id IN ({chosen})"""
    )
    con.execute(
        """CREATE TEMP TABLE tied AS
            SELECT a.ring_id, t.complaint_a, t.complaint_b, t.kind, t.weight
            FROM all_ties t JOIN chosen a ON a.complaint_id = t.complaint_a
            JOIN chosen b ON b.complaint_id = t.complaint_b AND b.ring_id = a.ring_id"""
    )
    con.execute(_MEMBER)
    con.execute(_TIE)
    return _Seen(
        members=_by_ring(con, _MEMBERS),
        standings=_by_ring(con, "SELECT ring_id, standing, count(*) AS n FROM member GROUP BY ALL ORDER BY ALL"),
        ties=_by_ring(con, _TIES),
        tie_counts=_by_ring(
            con, "SELECT ring_id, kind, count(*) AS n FROM tie GROUP BY ALL ORDER BY ring_id, n DESC, kind"
        ),
        days=_by_ring(
            con, "SELECT ring_id, day, count(*) AS n FROM member WHERE day IS NOT NULL GROUP BY ALL ORDER BY ALL"
        ),
        institutions=_by_ring(con, _commonest("institution")),
        products=_by_ring(con, _commonest("product")),
    )


# Those with most ties come first: a tie is drawn only when both its ends are.
_MEMBER = """CREATE TEMP TABLE member AS
    WITH degree AS (
        SELECT ring_id, complaint_id, count(*) AS ties FROM (
            SELECT ring_id, complaint_a AS complaint_id FROM tied UNION ALL SELECT ring_id, complaint_b FROM tied)
        GROUP BY ALL)
    SELECT c.*, row_number() OVER (
        PARTITION BY c.ring_id ORDER BY coalesce(d.ties, 0) DESC, c.strength DESC, c.complaint_id) AS place
    FROM chosen c LEFT JOIN degree d USING (ring_id, complaint_id)"""

_TIE = f"""CREATE TEMP TABLE tie AS
    SELECT t.*, greatest(a.place, b.place) <= {DRAWN_MEMBERS} AS drawn
    FROM tied t JOIN member a ON a.ring_id = t.ring_id AND a.complaint_id = t.complaint_a
    JOIN member b ON b.ring_id = t.ring_id AND b.complaint_id = t.complaint_b"""

_MEMBERS = f"""SELECT ring_id, complaint_id, strength, standing, institution, day,
        substr(narrative, 1, {READ_CHARACTERS}) AS narrative, length(narrative) AS characters
    FROM member WHERE place <= {DRAWN_MEMBERS} ORDER BY ring_id, complaint_id"""

# Ties by more than wording come first: they are what makes a ring more than a template.
_TIES = f"""SELECT * FROM (
        SELECT *, row_number() OVER (
            PARTITION BY ring_id ORDER BY kind = {literal(WORDING)}, weight DESC, complaint_a, complaint_b, kind
        ) AS place FROM tie WHERE drawn) WHERE place <= {DRAWN_TIES} ORDER BY ring_id, complaint_a, complaint_b, kind"""


def _commonest(column: str) -> str:
    return f"""SELECT ring_id, {column} AS name, count(*) AS n FROM member WHERE {column} <> '' GROUP BY 1, 2
        QUALIFY row_number() OVER (PARTITION BY ring_id ORDER BY count(*) DESC, {column}) <= 3
        ORDER BY ring_id, n DESC, name"""


def _by_ring(con: duckdb.DuckDBPyConnection, query: str) -> dict[str, list[Row]]:
    rows: dict[str, list[Row]] = {}
    for row in _rows(con, query):
        rows.setdefault(row["ring_id"], []).append(row)
    return rows


def _rows(con: duckdb.DuckDBPyConnection, query: str) -> list[Row]:
    rows: list[Row] = con.sql(query).to_arrow_table().to_pylist()
    return rows


def _letters(members: Sequence[Row], ties: Sequence[Row]) -> list[Letter]:
    """The member that is closest to the others in wording, and the two others closest to it, their texts compared."""
    chosen = _typical([member for member in members if (member["narrative"] or "").strip()], ties)
    texts = [shown(member["narrative"], READ_CHARACTERS) for member in chosen]
    letters = []
    for place, member in enumerate(chosen):
        own = texts[place][:SHOWN_CHARACTERS]
        cut = len(texts[place]) > SHOWN_CHARACTERS or member["characters"] > READ_CHARACTERS
        letters.append(
            Letter(
                complaint_id=member["complaint_id"],
                institution=member["institution"] or "",
                day=member["day"],
                pieces=tuple(compare(own, [*texts[:place], *texts[place + 1 :]])),
                cut=cut,
            )
        )
    return letters


def _typical(members: Sequence[Row], ties: Sequence[Row]) -> list[Row]:
    by_id = {member["complaint_id"]: member for member in members}
    near: dict[str, dict[str, float]] = {key: {} for key in by_id}
    for tie in ties:
        a, b = tie["complaint_a"], tie["complaint_b"]
        if a in near and b in near and tie["kind"] == WORDING:
            near[a][b] = near[b][a] = float(tie["weight"] or 0)

    def standing(key: str) -> tuple[float, str]:
        return -float(by_id[key]["strength"] or 0), key

    if not by_id:
        return []
    first = min(by_id, key=lambda key: (-sum(near[key].values()), *standing(key)))
    # Different letters teach more than the same letter twice.
    same = by_id[first]["narrative"]
    rest = sorted(
        (key for key in by_id if key != first),
        key=lambda key: (
            -near[first].get(key, 0) if near[first] else 0,
            by_id[key]["narrative"] == same,
            *standing(key),
        ),
    )
    return [by_id[key] for key in [first, *rest[: SIDE_BY_SIDE - 1]]]
