"""Names that last: a ring keeps its id from run to run while most of its members stay, and its history is told."""

from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from evenhand.errors import Unreadable
from evenhand.tables.connection import literal


@dataclass(frozen=True, kw_only=True)
class Ancestry:
    """What became of an earlier run's rings: new id → id to carry on, and what happened, in words, per final id."""

    renamed: dict[str, str] = field(default_factory=dict)
    said: dict[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Overlap:
    """How many complaints an earlier ring and a ring of now have in common."""

    before: str
    now: str
    common: int
    size_before: int
    size_now: int


def trace(con: duckdb.DuckDBPyConnection, members: str, rings: str, previous: Path) -> Ancestry:
    """Carry ids on where the majority of an earlier ring's members is in one ring of now; tell merges and splits."""
    overlaps = _overlaps(con, members, rings, previous)
    heirs: dict[str, str] = {}
    for one in sorted(overlaps, key=lambda o: (-o.common, o.before, o.now)):
        if one.common * 2 > one.size_before and one.now not in heirs and one.before not in heirs.values():
            heirs[one.now] = one.before
    return Ancestry(renamed=heirs, said=_told(overlaps, heirs))


def _told(overlaps: list[Overlap], heirs: dict[str, str]) -> dict[str, list[str]]:
    said: dict[str, list[str]] = {}
    for one in sorted(overlaps, key=lambda o: (o.now, o.before)):
        name = heirs.get(one.now, one.now)
        if name == one.before:
            continue
        merged = one.common * 2 > one.size_before
        zh, en = ("并入", "merged in") if merged else ("分出自", "split from")
        said.setdefault(name, []).append(f"{zh} {one.before}（{one.common} 件）/ {en} {one.before} ({one.common})")
    return said


def _overlaps(con: duckdb.DuckDBPyConnection, members: str, rings: str, previous: Path) -> list[Overlap]:
    old_members, old_rings = (_parquet(previous, name) for name in ("members.parquet", "rings.parquet"))
    query = f"""
        WITH before AS (SELECT m.*, r.kind = 'shared_cause' AS wave FROM {old_members} m JOIN {old_rings} r
                        USING (ring_id)),
             now AS (SELECT m.*, r.kind = 'shared_cause' AS wave FROM {members} m JOIN {rings} r USING (ring_id)),
             sizes AS (SELECT ring_id, count(*) AS n FROM before GROUP BY ring_id),
             sizes_now AS (SELECT ring_id, count(*) AS n FROM now GROUP BY ring_id)
        SELECT b.ring_id, n.ring_id, count(*), any_value(sizes.n), any_value(sizes_now.n)
        FROM before b JOIN now n ON b.complaint_id = n.complaint_id AND b.wave = n.wave
        JOIN sizes ON sizes.ring_id = b.ring_id JOIN sizes_now ON sizes_now.ring_id = n.ring_id
        GROUP BY ALL"""
    try:
        rows = con.execute(query).fetchall()
    except duckdb.Error as error:
        raise Unreadable(
            zh=f"无法读取上次结果 {previous.name}：其中应有 rings.parquet 与 members.parquet。",
            en=f"The earlier run {previous.name} cannot be read: it should hold rings.parquet and members.parquet.",
        ) from error
    return [Overlap(before=b, now=n, common=c, size_before=sb, size_now=sn) for b, n, c, sb, sn in rows]


def _parquet(folder: Path, name: str) -> str:
    return f"read_parquet({literal(str(folder / name))})"
