"""What the page of an audit says, taken together from summary.json, findings.parquet and rejects.csv."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from evenhand.errors import Unreadable
from evenhand.tables.connection import connect, literal

EXAMPLES = 20
PROBLEMS = 12
SAMPLES = 3


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One kind of trouble met while reading: the column, what was wrong, how often, and a few of the values."""

    column: str
    problem: str
    hint: str
    count: int
    rows: tuple[int, ...]
    values: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Problems:
    """The commonest troubles, and how many entries of how many other kinds are only in rejects.csv."""

    top: tuple[Problem, ...]
    entries: int
    other_kinds: int
    other_entries: int


@dataclass(frozen=True, kw_only=True)
class RuleFound:
    """One version of a rule: its summary, its findings by outcome and some of them in full."""

    rule: Mapping[str, Any]
    outcomes: Mapping[str, int]
    examples: tuple[Mapping[str, Any], ...]


def read_summary(out: Path) -> dict[str, Any]:
    """The summary.json of a run; raises Unreadable where it is missing or broken."""
    path = out / "summary.json"
    try:
        summary: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as trouble:
        raise Unreadable(
            zh=f"读不出运行摘要 {path.name}：{trouble}。请在同一目录重新运行，再生成报告。",
            en=f"The run's {path.name} cannot be read: {trouble}. Run again into the same folder, then report.",
        ) from trouble
    return summary


def read_problems(rejects: Path) -> Problems:
    """The commonest troubles in a rejects.csv, each with its first rows and values."""
    if not rejects.exists():
        return Problems(top=(), entries=0, other_kinds=0, other_entries=0)
    with connect() as con:
        con.execute(
            f"CREATE TEMP VIEW rejects AS SELECT * FROM read_csv({literal(str(rejects))}, header = true, "
            "all_varchar = true, delim = ',', quote = '\"', escape = '\"', max_line_size = 67108864)"
        )
        return problems_in(con, "rejects")


def problems_in(con: duckdb.DuckDBPyConnection, relation: str) -> Problems:
    """The commonest troubles in `relation` (columns of records.REJECTS)."""
    rows = con.execute(
        f"""SELECT coalesce("column", ''), coalesce(problem, ''), coalesce(min(hint), ''), count(*) AS n,
                   arg_min(try_cast("row" AS BIGINT), try_cast("row" AS BIGINT), {SAMPLES}),
                   arg_min(coalesce(value, '')[:400], coalesce(try_cast("row" AS BIGINT), 0), {SAMPLES})
            FROM {relation} GROUP BY 1, 2 ORDER BY n DESC, 1, 2"""
    ).fetchall()
    top = tuple(
        Problem(column=column, problem=problem, hint=hint, count=n, rows=tuple(at or ()), values=tuple(values or ()))
        for column, problem, hint, n, at, values in rows[:PROBLEMS]
    )
    entries = sum(row[3] for row in rows)
    shown = sum(problem.count for problem in top)
    return Problems(top=top, entries=entries, other_kinds=len(rows) - len(top), other_entries=entries - shown)


def read_rules(summary: Mapping[str, Any], findings: Path) -> list[RuleFound]:
    """Every rule of the summary with findings, the gravest and commonest first, with up to 20 examples a version.

    Examples are the findings whose contact id has the smallest MD5: a draw that is the same each time and favours
    nobody. Raises Unreadable when findings.parquet is missing or broken.
    """
    with connect() as con:
        try:
            outcomes, examples = _outcomes(con, findings), _examples(con, findings)
        except (duckdb.IOException, duckdb.InvalidInputException) as trouble:
            raise Unreadable(
                zh=f"读不出 {findings.name}：文件缺失或不完整。请重新运行检查。",
                en=f"{findings.name} cannot be read: it is missing or incomplete. Run the audit again.",
            ) from trouble
    found = [
        RuleFound(rule=rule, outcomes=outcomes.get(key, {}), examples=tuple(examples.get(key, ())))
        for rule in summary["rules"]
        if rule["findings"] and (key := (rule["pack"], rule["rule"], str(rule["in_force"])[:10]))
    ]
    return sorted(found, key=_gravity)


ORDER = ("shall_not", "presumption", "should_not", "review")


def _gravity(found: RuleFound) -> tuple[Any, ...]:
    rule = found.rule
    grave = ORDER.index(rule["modality"]) if rule["modality"] in ORDER else len(ORDER)
    return grave, -rule["findings"], rule["pack"], rule["rule"], str(rule["in_force"])


def _outcomes(con: duckdb.DuckDBPyConnection, findings: Path) -> dict[tuple[str, str, str], dict[str, int]]:
    counted: dict[tuple[str, str, str], dict[str, int]] = {}
    rows = con.execute(
        f"""SELECT pack, rule, CAST(in_force AS VARCHAR), outcome, count(*) AS n FROM {_table(findings)}
            GROUP BY ALL ORDER BY n DESC, outcome"""
    ).fetchall()
    for pack, rule, in_force, outcome, n in rows:
        counted.setdefault((pack, rule, in_force), {})[outcome] = n
    return counted


def _examples(con: duckdb.DuckDBPyConnection, findings: Path) -> dict[tuple[str, str, str], list[dict[str, Any]]]:
    drawn = con.sql(
        f"""SELECT pack, rule, CAST(in_force AS VARCHAR) AS version, unnest(arg_min(
                {{'contact_id': contact_id, 'debtor_id': debtor_id, 'at': "at", 'lender': lender, 'agency': agency,
                  'outcome': outcome, 'related': related[:9], 'related_count': len(related),
                  'sentence_zh': sentence_zh, 'sentence_en': sentence_en}}, md5(contact_id), {EXAMPLES})) AS example
            FROM {_table(findings)} GROUP BY pack, rule, version"""
    ).to_arrow_table()
    kept: dict[tuple[str, str, str], list[dict[str, Any]]] = {}
    for row in sorted(drawn.to_pylist(), key=lambda row: (row["example"]["at"], row["example"]["contact_id"])):
        kept.setdefault((row["pack"], row["rule"], row["version"]), []).append(row["example"])
    return kept


def _table(findings: Path) -> str:
    return f"read_parquet({literal(str(findings))})"
