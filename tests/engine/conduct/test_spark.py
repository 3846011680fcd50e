"""The audit on Spark finds what the audit on DuckDB finds, to the last letter."""

import random
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from evenhand.conduct.audit import audit
from evenhand.errors import Misuse
from evenhand.rules.shelf import pack_ids
from evenhand.tables.spark_sql import spark_sql

TEXTS = [
    None,
    "",
    "请您按时还款。",
    "再不还钱就让你全家不得安宁",
    "We will have you arrested today.",
    "你这个骗子，老赖",
]


def _contacts(many: int) -> list[dict[str, Any]]:
    """Few debtors and many gaps, so that windows fill and much is unknown."""
    dice = random.Random(20261124)
    start = datetime(2026, 1, 28, tzinfo=UTC)
    contacts = []
    for number in range(many):
        at = start + timedelta(seconds=dice.randrange(12 * 86_400))
        contacts.append(
            {
                "contact_id": f"c{dice.randrange(10**6):06}-{number}",
                "at": at,
                "debtor_id": f"d{dice.randrange(40)}",
                "debt_id": dice.choice([["L1"], ["L1", "L2"], ["L2", "L2"], [], None]),
                "debt_kind": dice.choice(["card", "student", "consumer", None]),
                "channel": dice.choice(["call"] * 8 + ["sms", "visit", "letter", "email", "im"]),
                "direction": dice.choice(["out"] * 9 + ["in"]),
                "outcome": dice.choice(
                    ["conversation"] * 4 + ["answered", "no_answer", "busy", "not_in_service", None]
                ),
                "lender": dice.choice(["甬江银行", "O'Neil 银行", None]),
                "agency": dice.choice(["", "甲催收"]),
                "collector_id": dice.choice(["k1", "k2", None]),
                "counterparty": dice.choice(["debtor"] * 5 + ["relative", "guarantor", "attorney", "unknown"]),
                "number": dice.choice(["13800000001", "13800000002", None]),
                "purpose": dice.choice(["collect", "collect", "locate", "relay", "reply"]),
                "consent": dice.choice([[], [], ["hours"], ["frequency", "recontact"]]),
                "consent_at": at - timedelta(hours=dice.randrange(-20, 200)) if dice.random() < 0.3 else None,
                "exception": dice.choice(["", "", "unreachable"]),
                "refused": dice.random() < 0.2,
                "ceased_at": start + timedelta(days=dice.randrange(12)) if dice.random() < 0.1 else None,
                "opted_out": dice.choice([[], [], ["sms"], ["13800000001"]]),
                "debtor_tz": dice.choice(
                    [[], ["America/New_York"], ["America/Chicago", "America/Los_Angeles"], ["Nowhere/At_All"]]
                ),
                "staff_count": dice.choice([1.0, 2.0, 4.0, None]),
                "identified": dice.choice([True, False, None]),
                "recording": dice.choice(["", "rec/1.wav"]),
                "media": dice.choice([[], ["img/1.jpg"]]),
                "text": dice.choice(TEXTS),
            }
        )
    return contacts


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    """One Spark for the module; the audit uses the one that runs."""
    pytest.importorskip("pyspark", reason="pyspark is not installed")
    from evenhand.tables.spark import start

    session = start("local[2]")
    yield session
    session.stop()


@pytest.mark.spark
@pytest.mark.slow
def test_every_shipped_pack_finds_the_same(tmp_path: Path, write_contacts: Any, spark: Any) -> None:
    path = write_contacts(tmp_path / "contacts.parquet", _contacts(2_000))
    mandates = tmp_path / "mandates.csv"
    mandates.write_text("agency,lender,from,to\n甲催收,甬江银行,2026-01-30,2026-02-03\n", encoding="utf-8")
    told, found = {}, {}
    for engine in ("duckdb", "spark"):
        out = tmp_path / engine
        told[engine] = audit(path, packs=pack_ids(), out=out, engine=engine, mandates=mandates, unverified=True)
        order = [(name, "ascending") for name in ("contact_id", "pack", "rule", "in_force")]
        found[engine] = pq.read_table(out / "findings.parquet").sort_by(order)
        assert not list(out.glob(".spark-*")), "contacts were left behind"
    assert found["duckdb"].num_rows > 2_000
    assert found["spark"].equals(found["duckdb"])
    apart = {name for name in told["duckdb"] if told["spark"][name] != told["duckdb"][name]}
    assert apart == {"engine", "seconds"}


def test_without_pyspark_the_extra_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("evenhand.tables.spark.find_spec", lambda name: None)
    with pytest.raises(Misuse, match=r"pip install \"\.\[spark\]\""):
        audit(tmp_path / "none.csv", packs=["cn-ningbo"], out=tmp_path / "out", engine="spark")


@pytest.mark.skipif(shutil.which("bash") is None, reason="any folder without a java would do")
def test_without_java_java_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    pytest.importorskip("pyspark", reason="pyspark is not installed")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    with pytest.raises(Misuse, match="needs Java 17 or later"):
        audit(tmp_path / "none.csv", packs=["cn-ningbo"], out=tmp_path / "out", engine="spark")


@pytest.mark.parametrize(
    ("duckdb", "spark"),
    [
        ('SELECT epoch_us("at") FROM t', "SELECT UNIX_MICROS(`at`) FROM t"),
        ("SELECT a.* EXCLUDE (b), hash(c, d) FROM a", "SELECT a.* EXCEPT (b), XXHASH64(c, d) FROM a"),
        (
            "SELECT count(*) FILTER (a) OVER (PARTITION BY b) FROM t",
            "SELECT COUNT(CASE WHEN a THEN 1 END) OVER (PARTITION BY b) FROM t",
        ),
        (
            "SELECT list(a ORDER BY b) FROM t",
            "SELECT TRANSFORM(ARRAY_SORT(COLLECT_LIST(STRUCT(b AS o0, a AS listed))), one -> one.listed) FROM t",
        ),
        ("SELECT list_distinct(a) FROM t", "SELECT ARRAY_DISTINCT(ARRAY_COMPACT(a)) FROM t"),
    ],
)
def test_what_would_mean_something_else_is_rewritten(duckdb: str, spark: str) -> None:
    assert spark_sql(duckdb) == spark


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("SELECT len(a) FROM t", "say array_length for lists"),
        ("SELECT * REPLACE (1 AS a) FROM t", "Spark has no REPLACE"),
        ("SELECT frobnicate(a) FROM t", "frobnicate is not known to be in Spark"),
    ],
)
def test_what_has_no_known_like_is_refused(query: str, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        spark_sql(query)
