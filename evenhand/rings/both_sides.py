"""Both sides on one page: how many of a ring's complaints the audited record of collection bears out."""

from pathlib import Path

import duckdb
import pyarrow as pa

from evenhand.errors import Unreadable
from evenhand.tables.connection import literal

DAYS_BEFORE = 180


def count_borne_out(con: duckdb.DuckDBPyConnection, members: str, complaints: str, findings: Path) -> dict[str, int]:
    """Per ring, the complaints whose debtor and institution have a finding, not advice, in the 180 days before."""
    _must_be_findings(con, findings)
    query = f"""
        SELECT m.ring_id, count(DISTINCT m.complaint_id)
        FROM {members} m JOIN {complaints} c USING (complaint_id)
        JOIN read_parquet({literal(str(findings))}) f ON f.debtor_id = c.debtor_id AND f.lender = c.institution
        WHERE f.outcome <> 'advice' AND f.at < c.received_at
          AND f.at >= c.received_at - INTERVAL {DAYS_BEFORE} DAY
        GROUP BY m.ring_id"""
    return dict(con.execute(query).fetchall())


def list_bearing_out(con: duckdb.DuckDBPyConnection, members: str, findings: Path) -> pa.Table:
    """Those findings themselves, each with the `complaint_id` it bears out; `members` also has `debtor_id`,
    `institution` and `received_at`. The same rule as `count_borne_out`.
    """
    _must_be_findings(con, findings)
    query = f"""
        SELECT m.complaint_id, f."at", f.lender, f.pack, f.rule, f.in_force, f.outcome, f.sentence_zh, f.sentence_en
        FROM {members} m
        JOIN read_parquet({literal(str(findings))}) f ON f.debtor_id = m.debtor_id AND f.lender = m.institution
        WHERE f.outcome <> 'advice' AND f."at" < m.received_at
          AND f."at" >= m.received_at - INTERVAL {DAYS_BEFORE} DAY
        ORDER BY m.complaint_id, f."at", f.pack, f.rule, f.contact_id"""
    return con.sql(query).to_arrow_table()


def reason_for(borne_out: int, complaints: int) -> str:
    """The counter-evidence in words, Chinese and English."""
    return (
        f"{complaints} 件中有 {borne_out} 件的债务人在投诉前 180 天内确有催收违规记录 / "
        f"Of {complaints} complaints, {borne_out} are borne out: findings on collection from the same debtor "
        "in the 180 days before"
    )


def _must_be_findings(con: duckdb.DuckDBPyConnection, findings: Path) -> None:
    try:
        described = con.execute(f"DESCRIBE SELECT * FROM read_parquet({literal(str(findings))})").fetchall()
    except duckdb.Error as error:
        raise Unreadable(
            zh=f"无法读取检查结果 {findings.name}：它应当是 evenhand audit 写出的 findings.parquet。",
            en=f"{findings.name} cannot be read: it should be the findings.parquet that evenhand audit writes.",
        ) from error
    missing = {"debtor_id", "lender", "outcome", "at"} - {row[0] for row in described}
    if missing:
        names = ", ".join(sorted(missing))
        raise Unreadable(
            zh=f"{findings.name} 缺少列：{names}；它应当是 evenhand audit 写出的 findings.parquet。",
            en=f"{findings.name} lacks {names}; it should be the findings.parquet that evenhand audit writes.",
        )
