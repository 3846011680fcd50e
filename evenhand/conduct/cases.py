"""Try the worked cases of a pack, each by SQL over all of them at once and by the function one by one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import duckdb
import pyarrow as pa

from evenhand.conduct.audit import evaluate
from evenhand.conduct.facts import completed
from evenhand.conduct.one import answer
from evenhand.errors import BadPack
from evenhand.intake.reading import Intake
from evenhand.records import CONTACTS, MANDATES
from evenhand.rules.function import Truth
from evenhand.rules.pack import Case, Pack, Rule
from evenhand.tables.connection import connect

_TZ = "Asia/Shanghai"
_ARROW = {
    "text": pa.string(),
    "choice": pa.string(),
    "time": pa.timestamp("us", tz="UTC"),
    "number": pa.float64(),
    "bool": pa.bool_(),
    "list": pa.list_(pa.string()),
    "choices": pa.list_(pa.string()),
}


@dataclass(frozen=True, kw_only=True)
class Tried:
    """One case: what was expected, and what the SQL and the function said (`true`, `false`, `review`)."""

    pack: str
    rule: str
    say: str
    expected: str
    by_sql: str
    by_function: str

    @property
    def holds(self) -> bool:
        """Whether both agree with what the case says."""
        return self.expected == self.by_sql == self.by_function


def try_cases(packs: Sequence[Pack]) -> list[Tried]:
    """Every case of every rule of the packs, tried on DuckDB and by the function."""
    tried = []
    for pack in packs:
        with connect(threads=1) as con:
            for mandates, numbered in _by_mandates(pack):
                tried += _try(con, pack, mandates, numbered)
    return tried


def _by_mandates(pack: Pack) -> list[tuple[tuple[Mapping[str, Any], ...], list[tuple[Rule, Case]]]]:
    """The cases, those that share the same mandates together, since mandates are one file per audit."""
    groups: dict[str, tuple[tuple[Mapping[str, Any], ...], list[tuple[Rule, Case]]]] = {}
    for rule in pack.rules:
        for case in rule.cases:
            groups.setdefault(repr(case.mandates), (case.mandates, []))[1].append((rule, case))
    return list(groups.values())


def _try(
    con: duckdb.DuckDBPyConnection,
    pack: Pack,
    mandates: Sequence[Mapping[str, Any]],
    numbered: Sequence[tuple[Rule, Case]],
) -> list[Tried]:
    contacts = [_contacts(rule, case, number) for number, (rule, case) in enumerate(numbered)]
    held = [{**one, "from": _day(one["from"]), "to": _day(one.get("to"))} for one in mandates]
    read = _keep(con, "case_contacts", [contact for several in contacts for contact in several])
    evaluate(con, read, [pack], tz=_TZ, mandates=_keep_mandates(con, held), unverified=True)
    found = {
        (contact, rule): outcome
        for contact, rule, outcome in con.execute("SELECT contact_id, rule, outcome FROM findings").fetchall()
    }
    tried = []
    for (rule, case), several in zip(numbered, contacts, strict=True):
        proposed = several[-1]
        outcome = found.get((proposed["contact_id"], rule.id))
        by_sql = "false" if outcome is None else "review" if outcome == "review" else "true"
        tried.append(
            Tried(
                pack=pack.id,
                rule=rule.id,
                say=case.say,
                expected=_expected(rule, case),
                by_sql=by_sql,
                by_function=_word(_by_function(rule, pack, several, held), rule),
            )
        )
    return tried


def _by_function(rule: Rule, pack: Pack, several: Sequence[Mapping[str, Any]], held: Sequence[Any]) -> Truth:
    *history, proposed = several
    answers = [answer(v, pack, proposed, history, tz=_TZ, mandates=held) for v in rule.versions]
    return True if True in answers else None if None in answers else False


def _expected(rule: Rule, case: Case) -> str:
    return "review" if case.found and rule.outcome == "review" else str(case.found).lower()


def _word(truth: Truth, rule: Rule) -> str:
    if truth is None or (truth and rule.outcome == "review"):
        return "review"
    return str(truth).lower()


def _contacts(rule: Rule, case: Case, number: int) -> list[dict[str, Any]]:
    """What went before, then the contact itself; what is not said is as in an ordinary call in business hours."""
    usual = {"channel": "call", "lender": "甬江银行", "at": "2025-03-03T10:00:00+08:00", "number": f"n-{number}"}
    given = {**usual, **case.given}
    several = [{**given, **earlier} for earlier in case.after] + [given]
    known = {column.name for column in CONTACTS}
    for place, contact in enumerate(several):
        if unknown := set(contact) - known:
            name = sorted(unknown)[0]
            raise BadPack(
                zh=f"{rule.pack}/{rule.id} 的例子“{case.say}”：没有这一列 {name}",
                en=f"{rule.pack}/{rule.id}, case “{case.say}”: no such column {name}",
            )
        contact |= {"contact_id": f"c-{number}-{place:03}", "debtor_id": f"d-{number}"}
        contact["at"] = datetime.fromisoformat(contact["at"])
        contact["at_offset_s"] = int(contact["at"].utcoffset().total_seconds())
        contact["consent_at"] = _moment(contact.get("consent_at"))
        contact["ceased_at"] = _moment(contact.get("ceased_at"))
    return several


def _keep(con: duckdb.DuckDBPyConnection, name: str, contacts: Sequence[Mapping[str, Any]]) -> Intake:
    whole = [completed(contact) for contact in contacts]
    columns = {
        column.name: pa.array([contact[column.name] for contact in whole], type=_ARROW[column.kind])
        for column in CONTACTS
    }
    offsets = [contact["at_offset_s"] for contact in contacts]
    table = pa.table(
        {
            "row": pa.array(range(len(whole)), pa.int64()),
            **columns,
            "at_offset_s": pa.array(offsets, pa.int32()),
            "at_only_day": pa.array([False] * len(whole)),
        }
    )
    con.register("arrived", table)
    con.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT * FROM arrived")
    zones = frozenset(zone for contact in whole for zone in contact["debtor_tz"] or ())
    return _intake(name, frozenset(columns), len(whole), {"debtor_tz": zones})


def _keep_mandates(con: duckdb.DuckDBPyConnection, held: Sequence[Mapping[str, Any]]) -> Intake:
    columns = {}
    for column in MANDATES:
        values = [one.get(column.name) for one in held]
        if column.kind == "time":
            values = [_midnight(value) for value in values]
        columns[column.name] = pa.array(values, type=_ARROW[column.kind])
    con.register("arrived", pa.table(columns))
    con.execute("CREATE OR REPLACE TEMP TABLE case_mandates AS SELECT * FROM arrived")
    return _intake("case_mandates", frozenset(columns), len(held), {})


def _intake(relation: str, present: frozenset[str], rows: int, values: dict[str, frozenset[str]]) -> Intake:
    return Intake(
        relation=relation,
        present=present,
        extra=(),
        rejects="",
        rows_read=rows,
        rows_rejected=0,
        defaulted={},
        values=values,
        input_sha256="",
    )


def _moment(value: str | None) -> datetime | None:
    return datetime.fromisoformat(value) if value else None


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def _midnight(value: date | None) -> datetime | None:
    # Midnight in Shanghai, where the cases are set.
    return datetime.fromisoformat(f"{value.isoformat()}T00:00:00+08:00").astimezone(UTC) if value else None
