"""What an audit found, in numbers: by rule, by agency, by hour of the week."""

from collections.abc import Sequence
from typing import Any

import duckdb

from evenhand.conduct.findings import Applied
from evenhand.conduct.frame import Frame
from evenhand.rules.zones import DAY_US

# 1970-01-01 was a Thursday.
_THURSDAY = 4


def summarise(con: duckdb.DuckDBPyConnection, framed: Frame, applied: Sequence[Applied]) -> dict[str, Any]:
    """Counts over the tables `findings` and `hits`; a contact counts as found for a breach or presumed violation."""
    rules = _rules(con, applied)
    return {
        "findings": sum(rule["findings"] for rule in rules),
        "counts": {f"{rule['pack']}/{rule['rule']}": rule["findings"] for rule in rules if rule["findings"]},
        "outcomes": dict(
            con.execute("SELECT outcome, count(*) FROM findings GROUP BY outcome ORDER BY outcome").fetchall()
        ),
        "rules": rules,
        **_when_and_who(con, framed, applied),
    }


def _rules(con: duckdb.DuckDBPyConnection, applied: Sequence[Applied]) -> list[dict[str, Any]]:
    counted = con.execute(
        """SELECT pack, rule, in_force, outcome, count(*), count(DISTINCT debtor_id)
        FROM findings GROUP BY ALL"""
    ).fetchall()
    found: dict[tuple[str, str, Any], list[tuple[str, int, int]]] = {}
    for pack, rule, in_force, outcome, *numbers in counted:
        found.setdefault((pack, rule, in_force), []).append((outcome, *numbers))
    rows = []
    for one in applied:
        groups = found.get((one.pack.id, one.rule.id, one.version.in_force), [])
        rows.append(
            {
                "pack": one.pack.id,
                "rule": one.rule.id,
                "in_force": one.version.in_force.isoformat(),
                "title": {"zh": one.rule.title.zh, "en": one.rule.title.en},
                "modality": one.rule.modality,
                "severity": one.rule.severity,
                "unverified": one.rule.unverified,
                "source": {
                    "title": one.version.source.title,
                    "article": one.version.source.article,
                    "confidence": one.version.source.confidence,
                },
                "findings": sum(group[1] for group in groups),
                # one row per contact, pack and rule, so contacts and findings are the same number
                "contacts": sum(group[1] for group in groups),
                "debtors": _debtors(con, one) if len(groups) > 1 else sum(group[2] for group in groups),
                "outcomes": {outcome: number for outcome, number, *_ in sorted(groups)},
            }
        )
    return rows


def _debtors(con: duckdb.DuckDBPyConnection, one: Applied) -> int:
    """Distinct debtors of a rule that yields both findings and reviews; the same debtor may have both."""
    row = con.execute(
        "SELECT count(DISTINCT debtor_id) FROM findings WHERE pack = ? AND rule = ? AND in_force = ?",
        [one.pack.id, one.rule.id, one.version.in_force],
    ).fetchone()
    return int(row[0]) if row else 0


def _when_and_who(con: duckdb.DuckDBPyConnection, framed: Frame, applied: Sequence[Applied]) -> dict[str, Any]:
    local = "local_us_0_1"
    hour = f"({local} // 3600000000 % 24)::INTEGER"
    weekday = f"(({local} // {DAY_US} + {_THURSDAY - 1}) % 7 + 1)::INTEGER"
    strict = [one.mark for one in applied if one.rule.outcome in ("breach", "presumed_violation")]
    broke = " OR ".join(f"{mark} IS TRUE" for mark in strict) or "FALSE"
    con.execute(
        f"""CREATE OR REPLACE TEMP TABLE week AS
        SELECT lender, agency, {weekday} AS weekday, {hour} AS hour, count(*) AS contacts,
            min({local} // {DAY_US}) AS first_day, max({local} // {DAY_US}) AS last_day
        FROM {framed.relation} GROUP BY ALL"""
    )
    con.execute(
        f"""CREATE OR REPLACE TEMP TABLE found_week AS
        SELECT lender, agency, {weekday} AS weekday, {hour} AS hour, count(*) AS contacts_found
        FROM hits WHERE {broke} GROUP BY ALL"""
        if applied
        else "CREATE OR REPLACE TEMP TABLE found_week AS SELECT *, 0 AS contacts_found FROM week LIMIT 0"
    )
    first, last = con.execute(
        "SELECT DATE '1970-01-01' + min(first_day)::INTEGER, DATE '1970-01-01' + max(last_day)::INTEGER FROM week"
    ).fetchone() or (None, None)
    return {
        "days": [first.isoformat(), last.isoformat()] if first else [],
        "agencies": _grouped(con, ("lender", "agency")),
        "hours": _grouped(con, ("weekday", "hour")),
    }


def _grouped(con: duckdb.DuckDBPyConnection, by: tuple[str, str]) -> list[dict[str, Any]]:
    first, second = by
    rows = con.execute(
        f"""SELECT {first}, {second}, sum(contacts)::BIGINT, coalesce(sum(contacts_found), 0)::BIGINT
        FROM (SELECT {first}, {second}, contacts, 0 AS contacts_found FROM week
            UNION ALL SELECT {first}, {second}, 0, contacts_found FROM found_week)
        GROUP BY {first}, {second} ORDER BY {first} NULLS LAST, {second} NULLS LAST"""
    ).fetchall()
    names = (first, second, "contacts", "contacts_found")
    return [dict(zip(names, row, strict=True)) for row in rows]
