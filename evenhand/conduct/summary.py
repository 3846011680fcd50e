"""What an audit found, in numbers: by rule, by agency, by hour of the week."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import duckdb

from evenhand.conduct.findings import Applied
from evenhand.conduct.frame import Frame
from evenhand.rules.zones import DAY_US

# 1970-01-01 was a Thursday.
_THURSDAY = 4
_HOUR_US = DAY_US // 24


def summarise(con: duckdb.DuckDBPyConnection, framed: Frame, applied: Sequence[Applied]) -> dict[str, Any]:
    """Counts over the table `marked`; a contact counts as found for a breach or presumed violation."""
    rules = _rules(con, applied)
    outcomes: Counter[str] = Counter()
    for rule in rules:
        outcomes.update(rule["outcomes"])
    return {
        "findings": sum(rule["findings"] for rule in rules),
        "counts": {f"{rule['pack']}/{rule['rule']}": rule["findings"] for rule in rules if rule["findings"]},
        "outcomes": dict(sorted(outcomes.items())),
        "rules": rules,
        **_when_and_who(con, framed, applied),
    }


def _rules(con: duckdb.DuckDBPyConnection, applied: Sequence[Applied]) -> list[dict[str, Any]]:
    if not applied:
        return []
    of_debtor, asked = [], []
    for one in applied:
        certain, doubtful = f"certain_{one.mark}", f"doubtful_{one.mark}"
        of_debtor.append(
            f"count(*) FILTER ({one.mark}) AS {certain}, count(*) FILTER ({one.mark} IS NULL) AS {doubtful}"
        )
        asked.append(f"sum({certain})::BIGINT, sum({doubtful})::BIGINT, count_if({certain} + {doubtful} > 0)")
    # Each debtor once, then all rules at once: quicker than telling debtors apart for every rule.
    debtors = f"SELECT {', '.join(of_debtor)} FROM marked GROUP BY debtor_id"
    ((*counted,),) = con.execute(f"SELECT {', '.join(asked)} FROM ({debtors})").fetchall()
    # Over no debtors at all a sum is NULL.
    numbers = [int(n or 0) for n in counted]
    return [_rule(one, *numbers[3 * number : 3 * number + 3]) for number, one in enumerate(applied)]


def _rule(one: Applied, certain: int, doubtful: int, debtors: int) -> dict[str, Any]:
    outcomes = Counter({one.rule.outcome: certain})
    outcomes["review"] += doubtful
    return {
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
        "findings": certain + doubtful,
        # one row per contact, pack and rule, so contacts and findings are the same number
        "contacts": certain + doubtful,
        "debtors": debtors,
        "outcomes": {outcome: number for outcome, number in sorted(outcomes.items()) if number},
    }


def _when_and_who(con: duckdb.DuckDBPyConnection, framed: Frame, applied: Sequence[Applied]) -> dict[str, Any]:
    local = "local_us_0_1"
    hours = f"({local} // {_HOUR_US} % {7 * 24})"
    hour, weekday = "(hours % 24)::INTEGER", f"((hours // 24 + {_THURSDAY - 1}) % 7 + 1)::INTEGER"
    strict = [one.mark for one in applied if one.rule.outcome in ("breach", "presumed_violation")]
    broke = " OR ".join(f"{mark} IS TRUE" for mark in strict) or "FALSE"
    con.execute(
        f"""CREATE OR REPLACE TEMP TABLE week AS
        SELECT lender, agency, {weekday} AS weekday, {hour} AS hour, contacts, first_us, last_us
        FROM (SELECT lender, agency, {hours} AS hours, count(*) AS contacts, min({local}) AS first_us,
            max({local}) AS last_us FROM {framed.judged_only()} GROUP BY ALL)"""
    )
    con.execute(
        f"""CREATE OR REPLACE TEMP TABLE found_week AS
        SELECT lender, agency, {weekday} AS weekday, {hour} AS hour, contacts_found FROM (
            SELECT lender, agency, {hours} AS hours, count(*) AS contacts_found
            FROM marked WHERE {broke} GROUP BY ALL)"""
        if applied
        else "CREATE OR REPLACE TEMP TABLE found_week AS SELECT *, 0 AS contacts_found FROM week LIMIT 0"
    )
    first, last = con.execute(
        "SELECT make_timestamp(min(first_us))::DATE, make_timestamp(max(last_us))::DATE FROM week"
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
