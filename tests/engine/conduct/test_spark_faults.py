"""What goes wrong on a cluster is told in a sentence, in both languages."""

import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from evenhand.conduct.audit import audit
from evenhand.errors import Misuse, Unavailable
from evenhand.tables.spark_faults import meaning_of

pytest.importorskip("pyspark", reason="pyspark is not installed")


def _dies(_: Iterable[Any]) -> Iterator[Any]:
    os._exit(3)


def _lacks_a_module(_: Iterable[Any]) -> Iterator[Any]:
    raise ModuleNotFoundError("No module named 'evenhand'")


def _fails(_: Iterable[Any]) -> Iterator[Any]:
    raise RuntimeError("the lid is off")


@pytest.mark.parametrize("master", ["nonsense", "spark://host", "local[two]", "http://host:7077", ""])
def test_what_is_no_master_is_refused_before_anything_is_read(tmp_path: Path, master: str) -> None:
    with pytest.raises(Misuse, match="write local") as told:
        audit(tmp_path / "none.csv", packs=["cn-ningbo"], out=tmp_path / "out", engine="spark", master=master)
    assert "--master 看不懂" in told.value.zh
    assert not (tmp_path / "out").exists()


@pytest.mark.spark
@pytest.mark.slow
def test_a_java_that_is_none_is_told_on_the_command_line(tmp_path: Path, write_contacts: Any) -> None:
    """In a process of its own: this one may have a Java already."""
    from made_contacts import many_contacts  # here, since Spark's workers load this module, and cannot find that one

    path, out = write_contacts(tmp_path / "one.parquet", many_contacts(3)), tmp_path / "out"
    told = subprocess.run(
        [
            sys.executable,
            "-c",
            "from evenhand.cli.main import run; run()",
            "audit",
            path,
            "--pack",
            "cn-ningbo",
            "--out",
            out,
            "--engine",
            "spark",
        ],
        env={**os.environ, "JAVA_HOME": str(tmp_path)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert told.returncode == 3
    assert "Java 进程没有起来" in told.stderr
    assert "Traceback" not in told.stderr
    assert not list(out.iterdir()), "something was left behind"


@pytest.mark.spark
@pytest.mark.slow
def test_what_fails_on_workers_is_told(tmp_path: Path, spark: Any) -> None:
    from evenhand.tables.spark import open_spark

    def within(step: Any) -> str:
        with pytest.raises(Unavailable) as told, open_spark("local[2]", tmp_path) as opened:
            step(opened)
        assert told.value.zh.endswith("。")
        return told.value.en

    def on_workers(step: Any) -> Any:
        return lambda opened: opened.session.sparkContext.parallelize([1], 1).mapPartitions(step).collect()

    assert "a process that worked for Spark broke off" in within(on_workers(_dies))
    assert "do not have Evenhand" in within(on_workers(_lacks_a_module))
    assert "RuntimeError: the lid is off" in within(on_workers(_fails))
    assert "every machine reads and writes" in within(lambda opened: opened.read("x", tmp_path / "nowhere"))
    context = spark.sparkContext
    version, context.pythonVer = context.pythonVer, "3.99"
    try:
        assert "another minor version than here" in within(on_workers(list))
    finally:
        context.pythonVer = version


@pytest.mark.spark
@pytest.mark.slow
def test_a_faulty_query_of_ours_is_not_blamed_on_the_cluster(tmp_path: Path, spark: Any) -> None:
    from pyspark.errors import AnalysisException

    from evenhand.tables.spark import open_spark

    with pytest.raises(AnalysisException), open_spark("local[2]", tmp_path) as opened:
        opened.keep("x", "SELECT no_such_column FROM no_such_table")


@pytest.mark.parametrize(
    ("said", "told"),
    [
        # What Spark writes where no master answers, an executor goes away, versions differ, memory or disk run out.
        ("IllegalStateException: Cannot call methods on a stopped SparkContext.", "spark://h:1 does not answer"),
        ("Job aborted due to stage failure: ExecutorLostFailure (executor 1 exited caused by", "broke off"),
        ("java.io.InvalidClassException: org.apache.spark.rdd.RDD; local class incompatible", "of another version"),
        ("java.lang.OutOfMemoryError: Java heap space", "ran out of memory"),
        ("java.io.IOException: No space left on device", "is full"),
        ("Answer from Java side is empty", "ended meanwhile"),
    ],
)
def test_what_spark_says_has_a_meaning(said: str, told: str) -> None:
    meaning = meaning_of(said, "spark://h:1")
    assert meaning is not None
    assert told in meaning.en
    assert "结果未写出" in meaning.zh


def test_what_is_not_known_has_none() -> None:
    assert meaning_of("java.lang.Whatever: no", "local[1]") is None
