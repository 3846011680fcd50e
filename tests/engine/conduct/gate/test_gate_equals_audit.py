"""Random histories through the gate, in order and with outcomes: contact by contact what the audit finds."""

from pathlib import Path
from typing import Any

import duckdb
import pytest
from made_up_histories import MANDATES, Contact, contacts

from evenhand.conduct.audit import audit
from evenhand.conduct.gate.gate import Gate
from evenhand.rules.shelf import load_packs, pack_ids

COLUMNS = "contact_id, pack, rule, in_force, outcome, severity, related, facts, sentence_zh, sentence_en"


def audited(several: list[Contact], folder: Path, write_contacts: Any, **options: Any) -> dict[str, set[Any]]:
    """Every finding of the audit, sentences and facts included, by contact."""
    mandates = folder / "mandates.csv"
    lines = [f"{one['agency']},{one['lender']},{one['from']},{one['to'] or ''}" for one in MANDATES]
    mandates.write_text("\n".join(["agency,lender,from,to", *lines]), encoding="utf-8")
    path = write_contacts(folder / "c.parquet", several)
    audit(path, packs=pack_ids(), out=folder / "out", mandates=mandates, unverified=True, **options)
    found: dict[str, set[Any]] = {one["contact_id"]: set() for one in several if not _without_outcome(one)}
    for contact, *rest, related, facts, zh, en in duckdb.sql(
        f"SELECT {COLUMNS} FROM '{folder / 'out' / 'findings.parquet'}'"
    ).fetchall():
        if contact in found:
            found[contact].add((*rest, tuple(related), facts, zh, en))
    return found


def asked(gate: Gate, several: list[Contact]) -> dict[str, set[Any]]:
    """Every finding of the gate, each contact recorded once it was asked for."""
    found = {}
    for one in several:
        if _without_outcome(one):
            gate.record(one)
            continue
        answer = gate.judge(one)
        found[one["contact_id"]] = {tuple(each.__dict__.values()) for each in answer.findings}
        barred = any(each.outcome in ("breach", "presumed_violation") for each in answer.findings)
        assert answer.allowed is not barred
        gate.record(one)
    return found


def _without_outcome(one: Contact) -> bool:
    # The gate judges a call without outcome as a conversation; in the history it stays unknown.
    return one["channel"] == "call" and one["outcome"] is None


def gate_of(tz: str = "Asia/Shanghai") -> Gate:
    """A gate that holds every pack of the shelf."""
    return Gate(load_packs(pack_ids()), tz=tz, mandates=MANDATES, unverified=True)


@pytest.mark.slow
@pytest.mark.parametrize(("seed", "tz"), [(0, "Asia/Shanghai"), (1, "America/New_York"), (2, "Asia/Shanghai")])
def test_the_gate_says_what_the_audit_says(seed: int, tz: str, tmp_path: Path, write_contacts: Any) -> None:
    several = contacts(seed, 260)
    expected = audited(several, tmp_path, write_contacts, tz=tz)
    assert asked(gate_of(tz), several) == expected
    assert {outcome for each in expected.values() for _, _, _, outcome, *_ in each} == {
        "breach",
        "presumed_violation",
        "advice",
        "review",
    }


MISSING = [
    ("counterparty", "consent"),
    ("debt_id", "number", "text"),
    ("recording", "agency", "debtor_tz"),
    ("lender",),
]


@pytest.mark.parametrize("missing", MISSING)
def test_columns_that_are_missing_are_missing_in_both(
    missing: tuple[str, ...], tmp_path: Path, write_contacts: Any
) -> None:
    several = [{name: value for name, value in one.items() if name not in missing} for one in contacts(7, 120)]
    expected = audited(several, tmp_path, write_contacts)
    gate = gate_of()
    assert asked(gate, several) == expected
    assert expected
