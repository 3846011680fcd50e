"""What binds a ring, kind by kind and member by member, and what would be left of it without each kind."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import duckdb
import pyarrow as pa

from evenhand.reports.dossier.sentences import UNCOUNTED, detail_words
from evenhand.reports.shown import shown
from evenhand.reports.words import Both
from evenhand.tables.connection import connect, literal

EXAMPLES = 5
MEMBERS_LISTED = 200


@dataclass(frozen=True, kw_only=True)
class Example:
    """One tie as shown."""

    complaint_a: str
    complaint_b: str
    detail: Both
    weight: float | None


@dataclass(frozen=True, kw_only=True)
class TieKind:
    """All ties of one kind within a ring; `alone`: complaints that no other kind of tie, and no letter, binds."""

    kind: str
    ties: int
    complaints: int
    alone: int
    examples: tuple[Example, ...]


@dataclass(frozen=True, kw_only=True)
class MemberSeen:
    """One complaint of the ring: who (numbered, not named), when, where, how firmly, and by which kinds of tie."""

    complaint_id: str
    person: int | None
    day: date | None
    institution: str
    standing: str
    strength: float | None
    kinds: tuple[tuple[str, int], ...]


@dataclass(frozen=True, kw_only=True)
class Links:
    """Ties by kind, and the members listed; `unlisted` counts the others by standing."""

    kinds: tuple[TieKind, ...]
    members: tuple[MemberSeen, ...]
    unlisted: Mapping[str, int]


def read_links(members: pa.Table, ties: pa.Table, *, tz: str) -> Links:
    """The links within one ring: `members` are its own, `ties` may be those of the whole run."""
    with connect() as con:
        con.register("ring_members", members)
        con.register("all_ties", ties)
        con.execute(_PEOPLE.format(tz=literal(tz)))
        con.execute(_WITHIN)
        con.execute(_ENDS)
        listed = _rows(con, _LISTED)
        return Links(
            kinds=tuple(_kinds(con)),
            members=tuple(_member(row) for row in listed),
            unlisted=_unlisted(con),
        )


_PEOPLE = """CREATE TEMP TABLE person AS
    WITH first AS (SELECT complainant_id, min((received_at, complaint_id)) AS came FROM ring_members
                   WHERE complainant_id <> '' GROUP BY 1),
         numbered AS (SELECT complainant_id, row_number() OVER (ORDER BY came) AS person FROM first)
    SELECT m.*, n.person, CAST(timezone({tz}, m.received_at) AS DATE) AS day,
        row_number() OVER (ORDER BY m.standing <> 'member', m.strength DESC, m.complaint_id) AS place
    FROM ring_members m LEFT JOIN numbered n USING (complainant_id)"""

_WITHIN = """CREATE TEMP TABLE within_ring AS
    SELECT t.* FROM all_ties t
    SEMI JOIN ring_members a ON a.complaint_id = t.complaint_a
    SEMI JOIN ring_members b ON b.complaint_id = t.complaint_b"""

_UNCOUNTED = ", ".join(literal(kind) for kind in sorted(UNCOUNTED))

_ENDS = f"""CREATE TEMP TABLE tie_end AS
    SELECT complaint_id, kind, count(*) AS n, kind NOT IN ({_UNCOUNTED}) AS counted FROM (
        SELECT complaint_a AS complaint_id, kind FROM within_ring
        UNION ALL SELECT complaint_b, kind FROM within_ring) GROUP BY complaint_id, kind"""

_LISTED = f"""SELECT p.complaint_id, p.person, p.day, p.institution, p.standing, p.strength,
        coalesce(e.kinds, []) AS kinds
    FROM person p LEFT JOIN (
        SELECT complaint_id, list({{'kind': kind, 'n': n}} ORDER BY n DESC, kind) AS kinds FROM tie_end GROUP BY 1
    ) e USING (complaint_id) WHERE p.place <= {MEMBERS_LISTED} ORDER BY p.place"""

_BY_KIND = """WITH bound AS (
        SELECT complaint_id, min(kind) AS kind FROM tie_end WHERE counted GROUP BY 1 HAVING count(*) = 1)
    SELECT kind, (SELECT count(*) FROM within_ring w WHERE w.kind = e.kind) AS ties, count(*) AS complaints,
        (SELECT count(*) FROM bound o WHERE o.kind = e.kind) AS alone
    FROM tie_end e GROUP BY kind ORDER BY {rank}, ties DESC, kind"""

# Things that can be looked up first, then words, then manners of filing; what does not count comes last.
_RANK = f"kind IN ({_UNCOUNTED}), kind IN ('synchrony', 'same_demand'), kind IN ('same_wording', 'rewritten_wording')"

_EXAMPLES = f"""SELECT kind, complaint_a, complaint_b, detail, weight FROM within_ring
    QUALIFY row_number() OVER (PARTITION BY kind ORDER BY weight DESC, complaint_a, complaint_b, detail) <= {EXAMPLES}
    ORDER BY kind, weight DESC, complaint_a, complaint_b, detail"""


def _kinds(con: duckdb.DuckDBPyConnection) -> Sequence[TieKind]:
    examples: dict[str, list[Example]] = {}
    for row in _rows(con, _EXAMPLES):
        examples.setdefault(str(row["kind"]), []).append(
            Example(
                complaint_a=shown(str(row["complaint_a"]), 40),
                complaint_b=shown(str(row["complaint_b"]), 40),
                detail=detail_words(shown(str(row["detail"] or ""), 60)),
                weight=_number(row["weight"]),
            )
        )
    return [
        TieKind(
            kind=str(row["kind"]),
            ties=int(str(row["ties"])),
            complaints=int(str(row["complaints"])),
            alone=int(str(row["alone"])),
            examples=tuple(examples.get(str(row["kind"]), ())),
        )
        for row in _rows(con, _BY_KIND.format(rank=_RANK))
    ]


def _member(row: Mapping[str, object]) -> MemberSeen:
    kinds, day, person = row["kinds"], row["day"], row["person"]
    return MemberSeen(
        complaint_id=shown(str(row["complaint_id"]), 40),
        person=int(str(person)) if person is not None else None,
        day=day if isinstance(day, date) else None,
        institution=shown(str(row["institution"] or ""), 40),
        standing=str(row["standing"]),
        strength=_number(row["strength"]),
        kinds=tuple((str(one["kind"]), int(one["n"])) for one in kinds) if isinstance(kinds, list) else (),
    )


def _unlisted(con: duckdb.DuckDBPyConnection) -> dict[str, int]:
    rows = con.execute(
        f"SELECT standing, count(*) FROM person WHERE place > {MEMBERS_LISTED} GROUP BY 1 ORDER BY 1"
    ).fetchall()
    return dict(rows)


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) else None


def _rows(con: duckdb.DuckDBPyConnection, query: str) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = con.sql(query).to_arrow_table().to_pylist()
    return rows
