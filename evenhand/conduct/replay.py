"""Which contacts of a file one rule would have found, had it been in force already."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from time import perf_counter
from typing import Any

import duckdb

from evenhand.conduct.audit import evaluate
from evenhand.conduct.findings import Applied, not_evaluated
from evenhand.conduct.frame import Frame
from evenhand.errors import Misuse
from evenhand.intake.reading import read_contacts, read_mandates
from evenhand.rules.pack import Pack
from evenhand.rules.rule_file import read_rule
from evenhand.rules.shelf import faulty_rules, folder_of, read_head
from evenhand.rules.zones import is_zone
from evenhand.tables.connection import connect, identifier
from evenhand.tables.progress import Progress, silent
from evenhand.tables.write import write_csv, write_parquet

# Before every contact there is; a finding still quotes the day on which the rule begins.
_ALWAYS = date(1970, 1, 1)


def replay(
    contacts: Path,
    *,
    rule: Path,
    pack: str | None = None,
    out: Path | None = None,
    tz: str = "Asia/Shanghai",
    mandates: Path | None = None,
    mapping: Path | None = None,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Try one rule file on a file of contacts; count what it finds by local month and outcome.

    The first version of the rule is taken as in force before its day. Zone and key of counting are those of `pack`, or
    of the pack whose folder holds the rule; other rules of that pack that are faulty stop nothing, and are in `faults`.
    With `out`, findings.parquet and rejects.csv are written there. Raises `BadPack` for a faulty rule or head,
    `Misuse` where no pack is known, `Unreadable` for a file that cannot be read.
    """
    started, tell = perf_counter(), progress or silent
    _check_zone(tz)
    folder = _folder_of(rule, pack)
    head = read_head(folder)
    tried, first = _as_if_in_force(replace(head, rules=(read_rule(rule, pack=head.id),)))
    broken = faulty_rules(folder, pack=head.id)
    with connect() as con:
        read = read_contacts(con, contacts, mapping=mapping, tz=tz, progress=tell)
        held = read_mandates(con, mandates, tz=tz) if mandates is not None else None
        framed, applied = evaluate(con, read, [tried], tz=tz, mandates=held, unverified=True, progress=tell)
        months = _months(con, framed, applied)
        if out is not None:
            _write(con, out, rejects=read.rejects, first=first)
    tell("written", 1.0)
    outcomes = sorted({month["outcome"] for month in months})
    return {
        "kind": "replay",
        "rule": f"{tried.id}/{tried.rules[0].id}",
        "input": contacts.name,
        "input_sha256": read.input_sha256,
        "rows_read": read.rows_read,
        "rows_rejected": read.rows_rejected,
        "findings": sum(month["contacts"] for month in months),
        "outcomes": {one: sum(m["contacts"] for m in months if m["outcome"] == one) for one in outcomes},
        "months": months,
        "not_evaluated": not_evaluated([tried], framed, unverified=True),
        "faults": {name: {"zh": fault.zh, "en": fault.en} for name, fault in broken.items()},
        "seconds": round(perf_counter() - started, 3),
    }


def _check_zone(tz: str) -> None:
    if not is_zone(tz):
        raise Misuse(zh=f"没有时区 {tz}，例如 Asia/Shanghai", en=f"there is no zone {tz}; an example is Asia/Shanghai")


def _write(con: duckdb.DuckDBPyConnection, out: Path, *, rejects: str, first: date) -> None:
    out.mkdir(parents=True, exist_ok=True)
    begun = f"CASE WHEN in_force = DATE '{_ALWAYS}' THEN DATE '{first}' ELSE in_force END"
    write_parquet(con, f"SELECT * REPLACE ({begun} AS in_force) FROM findings", out / "findings.parquet")
    write_csv(con, f'SELECT * FROM {identifier(rejects)} ORDER BY "row"', out / "rejects.csv")


def _folder_of(rule: Path, name: str | None) -> Path:
    """The folder of the pack whose zone and counting the rule takes."""
    folder = rule.parent.parent
    if not rule.is_file():
        raise Misuse(zh=f"没有规则文件 {rule}", en=f"there is no rule file {rule}")
    if name is None and not (folder / "pack.yaml").is_file():
        raise Misuse(
            zh=f"{rule.name} 不在规则包里，请用 --pack 指明按哪个规则包的时区和计次方式",
            en=f"{rule.name} stands in no pack; name with --pack the one whose zone and counting it takes",
        )
    return folder if name is None else folder_of(name)


def _as_if_in_force(pack: Pack) -> tuple[Pack, date]:
    (rule,) = pack.rules
    first, *later = rule.versions
    versions = (replace(first, in_force=_ALWAYS), *later)
    return replace(pack, rules=(replace(rule, versions=versions),)), first.in_force


def _months(con: duckdb.DuckDBPyConnection, framed: Frame, applied: Sequence[Applied]) -> list[dict[str, Any]]:
    """Contacts and debtors found, by month on the debtor's clock and by outcome."""
    found = []
    for one in applied:
        local = identifier(framed.local_us(one.pack)[0])
        found.append(
            f"""SELECT strftime(make_timestamp({local}), '%Y-%m') AS month, debtor_id,
            CASE WHEN {one.mark} THEN '{one.rule.outcome}' ELSE 'review' END AS outcome
            FROM marked WHERE {one.mark} IS DISTINCT FROM FALSE"""
        )
    if not found:
        return []
    rows = con.execute(
        f"""SELECT month, outcome, count(*), count(DISTINCT debtor_id) FROM ({" UNION ALL ".join(found)})
        GROUP BY month, outcome ORDER BY month NULLS LAST, outcome"""
    ).fetchall()
    return [dict(zip(("month", "outcome", "contacts", "debtors"), row, strict=True)) for row in rows]
