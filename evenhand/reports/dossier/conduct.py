"""The other side: what the audited record says of how the debtors of a ring were treated before they complained."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pyarrow as pa

from evenhand.errors import Unreadable
from evenhand.reports.shown import moment, shown
from evenhand.reports.words import OUTCOMES, Both
from evenhand.rings.both_sides import list_bearing_out
from evenhand.rules.shelf import load_pack, pack_ids
from evenhand.tables.connection import connect

LISTED = 40


@dataclass(frozen=True, kw_only=True)
class RuleBroken:
    """One rule and outcome: how many findings, in how many complaints of the ring; its title and article in words."""

    pack: str
    rule: str
    words: Both
    outcome: Both
    findings: int
    complaints: int


@dataclass(frozen=True, kw_only=True)
class Treatment:
    """One finding that bears out one complaint, as shown."""

    complaint_id: str
    at: str
    rule: str
    outcome: Both
    sentence: Both


@dataclass(frozen=True, kw_only=True)
class Conduct:
    """Findings on collection from the debtors of a ring; `unknown` complaints name no debtor and cannot be compared."""

    complaints: int
    borne_out: int
    unknown: int
    findings: int
    rules: tuple[RuleBroken, ...]
    listed: tuple[Treatment, ...]
    packs: tuple[str, ...]


def read_conduct(members: pa.Table, findings: Path, *, tz: str, borne_out: int | None) -> Conduct:
    """Look the members' debtors up in `findings`; raises `Unreadable` where these are not the findings of the run.

    `borne_out` is what the run counted, None where it was given no findings.
    """
    with connect() as con:
        con.register("ring_members", members)
        con.register("bearing_out", list_bearing_out(con, "ring_members", findings))
        counts = con.execute("SELECT count(DISTINCT complaint_id), count(*) FROM bearing_out").fetchall()[0]
        if counts[0] != borne_out:
            raise _other_findings(findings, counts[0], borne_out)
        unknown = con.execute("SELECT count(*) FILTER (coalesce(debtor_id, '') = '') FROM ring_members").fetchall()
        rules = con.sql(_BY_RULE).to_arrow_table().to_pylist()
        listed = con.sql(f"SELECT * FROM bearing_out LIMIT {LISTED}").to_arrow_table().to_pylist()
    return Conduct(
        complaints=members.num_rows,
        borne_out=int(counts[0]),
        unknown=int(unknown[0][0]),
        findings=int(counts[1]),
        rules=tuple(_rule(row, _titles(rules)) for row in rules),
        listed=tuple(_treatment(row, tz) for row in listed),
        packs=tuple(sorted({str(row["pack"]) for row in rules})),
    )


_BY_RULE = """SELECT pack, rule, outcome, count(*) AS findings, count(DISTINCT complaint_id) AS complaints,
        max(in_force) AS in_force
    FROM bearing_out GROUP BY pack, rule, outcome ORDER BY findings DESC, pack, rule, outcome"""


def _other_findings(findings: Path, now: int, then: int | None) -> Unreadable:
    told_zh = "当时没有对照检查结果" if then is None else f"当时有 {then} 件得到印证"
    told_en = "the run was given none" if then is None else f"the run found {then} borne out"
    return Unreadable(
        zh=f"“{findings.name}”与这次运行对不上：按它有 {now} 件得到印证，而{told_zh}。"
        "请给出当时的 findings.parquet，或用 --findings 重新运行 evenhand rings。",
        en=f"{findings.name} does not fit the run: it bears out {now} complaints, but {told_en}. Give the "
        "findings.parquet of that time, or run evenhand rings again with --findings.",
    )


def _outcome(outcome: object) -> Both:
    sign, zh, en = OUTCOMES.get(str(outcome), ("·", str(outcome), str(outcome)))
    return f"{sign} {zh}", f"{sign} {en}"


def _titles(rows: Sequence[Mapping[str, object]]) -> dict[tuple[str, str, object], Both]:
    """Title and article of every version of a rule in the packs that are named and on the shelf."""
    named = sorted({str(row["pack"]) for row in rows} & set(pack_ids()))
    return {
        (rule.pack, rule.id, version.in_force): (
            f"{rule.title.zh}（{version.source.title} {version.source.article}）",
            f"{rule.title.en} ({version.source.title}, {version.source.article})",
        )
        for pack in named
        for rule in load_pack(pack).rules
        for version in rule.versions
    }


def _rule(row: Mapping[str, object], titles: Mapping[tuple[str, str, object], Both]) -> RuleBroken:
    return RuleBroken(
        pack=shown(str(row["pack"]), 60),
        rule=shown(str(row["rule"]), 60),
        words=titles.get((str(row["pack"]), str(row["rule"]), row["in_force"]), ("", "")),
        outcome=_outcome(row["outcome"]),
        findings=int(str(row["findings"])),
        complaints=int(str(row["complaints"])),
    )


def _treatment(row: Mapping[str, object], tz: str) -> Treatment:
    at = row["at"]
    return Treatment(
        complaint_id=shown(str(row["complaint_id"]), 40),
        at=moment(at, tz) if isinstance(at, datetime) else "",
        rule=shown(f"{row['pack']}/{row['rule']}", 80),
        outcome=_outcome(row["outcome"]),
        sentence=(shown(str(row["sentence_zh"] or ""), 240), shown(str(row["sentence_en"] or ""), 300)),
    )
