"""The audit on Spark finds what the audit on DuckDB finds, to the last letter."""

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from made_contacts import many_contacts

from evenhand.conduct.audit import audit
from evenhand.errors import Misuse
from evenhand.rules.shelf import pack_ids
from evenhand.tables.spark_sql import spark_sql


@pytest.mark.spark
@pytest.mark.slow
def test_every_shipped_pack_finds_the_same(tmp_path: Path, write_contacts: Any, spark: Any) -> None:
    path = write_contacts(tmp_path / "contacts.parquet", many_contacts(1_000, debtors=20))
    mandates = tmp_path / "mandates.csv"
    mandates.write_text("agency,lender,from,to\n甲催收,甬江银行,2026-01-30,2026-02-03\n", encoding="utf-8")
    told, found = {}, {}
    for engine in ("duckdb", "spark"):
        out = tmp_path / engine
        told[engine] = audit(path, packs=pack_ids(), out=out, engine=engine, mandates=mandates, unverified=True)
        order = [(name, "ascending") for name in ("contact_id", "pack", "rule", "in_force")]
        found[engine] = pq.read_table(out / "findings.parquet").sort_by(order)
        assert not list(out.glob(".spark-*")), "contacts were left behind"
    assert found["duckdb"].num_rows > 1_000
    assert found["spark"].equals(found["duckdb"])
    apart = {name for name in told["duckdb"] if told["spark"][name] != told["duckdb"][name]}
    assert apart == {"engine", "seconds"}


@pytest.mark.spark
@pytest.mark.slow
def test_the_contacts_since_a_day_are_found_as_on_duckdb(tmp_path: Path, write_contacts: Any, spark: Any) -> None:
    folder = tmp_path / "contacts"
    folder.mkdir()
    write_contacts(folder / "a.parquet", many_contacts(300, debtors=6))
    found = {}
    for engine in ("duckdb", "spark"):
        out = tmp_path / engine
        told = audit(folder, packs=["cn-gbt-45251-2025"], out=out, engine=engine, since=date(2026, 2, 6))
        order = [(name, "ascending") for name in ("contact_id", "rule")]
        found[engine] = pq.read_table(out / "findings.parquet").sort_by(order)
        assert told["since"] == "2026-02-06"
    assert found["duckdb"].num_rows > 20
    assert found["spark"].equals(found["duckdb"])


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
