"""What the page of recordings says of its findings, by rule, with the sound of those that come from speech."""

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from evenhand.errors import Unreadable
from evenhand.tables.connection import connect, literal

EXAMPLES = 20


@dataclass(frozen=True, kw_only=True)
class RuleFound:
    """One rule of one pack: how many findings, of which outcomes, how grave, and some of them in full."""

    pack: str
    rule: str
    findings: int
    debtors: int
    outcomes: Mapping[str, int]
    severity: str
    examples: tuple[Mapping[str, Any], ...]


def read_found(out: Path) -> list[RuleFound]:
    """Every rule with findings in findings.parquet of `out`, the gravest first, with up to `EXAMPLES` each.

    Examples are the findings whose contact id has the smallest MD5, in the order of time; one that comes from speech
    has its passage from passages.parquet as `sound`, in base64. Raises Unreadable where a table is missing or broken.
    """
    with connect() as con:
        try:
            rules = _rules(con, out / "findings.parquet")
            examples = _examples(con, out / "findings.parquet", out / "passages.parquet")
        except (duckdb.IOException, duckdb.InvalidInputException) as trouble:
            raise Unreadable(
                zh="读不出 findings.parquet 或 passages.parquet：文件缺失或不完整。请重新运行检查。",
                en="findings.parquet or passages.parquet cannot be read: missing or incomplete. Run the check again.",
            ) from trouble
    return [
        RuleFound(
            pack=pack,
            rule=rule,
            findings=sum(outcomes.values()),
            debtors=debtors,
            outcomes=outcomes,
            severity=severity,
            examples=tuple(examples.get((pack, rule), ())),
        )
        for (pack, rule), (outcomes, debtors, severity) in rules.items()
    ]


def _rules(con: duckdb.DuckDBPyConnection, findings: Path) -> dict[tuple[str, str], tuple[dict[str, int], int, str]]:
    rows = con.execute(
        f"""SELECT pack, rule, map_from_entries(list((outcome, n))), any_value(debtors), min_by(severity, grave)
        FROM (SELECT pack, rule, outcome, count(*) AS n, min_by(severity, {_GRAVE}) AS severity, min({_GRAVE}) AS grave,
                max(outcome = 'breach') AS breach,
                any_value(debtors) AS debtors
            FROM (SELECT *, count(DISTINCT debtor_id) OVER (PARTITION BY pack, rule) AS debtors
                FROM read_parquet({literal(str(findings))}))
            GROUP BY pack, rule, outcome)
        GROUP BY pack, rule ORDER BY max(breach) DESC, min(grave), sum(n) DESC, pack, rule"""
    ).fetchall()
    return {(pack, rule): (dict(outcomes), debtors, severity) for pack, rule, outcomes, debtors, severity in rows}


_GRAVE = "list_position(['high', 'medium', 'low'], severity)"


def _examples(
    con: duckdb.DuckDBPyConnection, findings: Path, passages: Path
) -> dict[tuple[str, str], list[dict[str, Any]]]:
    sounds = f"read_parquet({literal(str(passages))})" if passages.exists() else _NO_SOUNDS
    drawn = con.sql(
        f"""SELECT f.*, p.from_s, p.to_s, p.sound, CAST(f.facts ->> '$.seconds' AS INTEGER[]) AS seconds FROM (
            SELECT pack, rule, contact_id, debtor_id, "at", lender, agency, outcome, related[:9] AS related,
                len(related) AS related_count, sentence_zh, sentence_en,
                CASE WHEN json_type(facts, '$.seconds') = 'ARRAY' THEN facts END AS facts
            FROM read_parquet({literal(str(findings))})
            QUALIFY row_number() OVER (PARTITION BY pack, rule ORDER BY md5(contact_id), contact_id) <= {EXAMPLES}) f
        LEFT JOIN {sounds} p ON f.contact_id = p.contact_id AND f.rule = p.rule ORDER BY f."at", f.contact_id"""
    ).to_arrow_table()
    kept: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in drawn.to_pylist():
        row["sound"] = b64encode(row["sound"]).decode() if row["sound"] else None
        kept.setdefault((row["pack"], row["rule"]), []).append(row)
    return kept


_NO_SOUNDS = "(SELECT NULL::VARCHAR AS contact_id, NULL::VARCHAR AS rule, 0 AS from_s, 0 AS to_s, NULL::BLOB AS sound)"
