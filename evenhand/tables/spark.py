"""One way to open Spark, in UTC and with Spark's own strictness, and to run on it what is written for DuckDB."""

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from evenhand.errors import Misuse
from evenhand.tables.spark_faults import check_master, faults_told
from evenhand.tables.spark_sql import spark_sql

_SETTINGS = {
    # Moments are read and written in UTC, as DuckDB's are, and as Parquet's own type of a moment.
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.parquet.outputTimestampType": "TIMESTAMP_MICROS",
    # What cannot be computed is an error, as on DuckDB, and the size of no list is NULL.
    "spark.sql.ansi.enabled": "true",
    "spark.sql.legacy.sizeOfNull": "false",
    # A month such as 2025-03 is a name, not a day.
    "spark.sql.sources.partitionColumnTypeInference.enabled": "false",
}


@dataclass(frozen=True, kw_only=True)
class Spark:
    """A session of its own within a running Spark; what it keeps lies in `folder`, which every machine must reach."""

    session: Any
    folder: Path

    def read(self, name: str, path: Path) -> None:
        """Ask the Parquet file or folder at `path` under a name."""
        self.session.read.parquet(str(path.absolute())).createOrReplaceTempView(name)

    def view(self, name: str, query: str) -> None:
        """Ask the query, written for DuckDB, under a name; it is run anew each time."""
        self.session.sql(spark_sql(query)).createOrReplaceTempView(name)

    def keep(self, name: str, query: str) -> None:
        """Hold the result of the query, written for DuckDB, as Parquet in `folder` and ask it under a name."""
        self.hold(name, self.session.sql(spark_sql(query)))

    def drop(self, name: str) -> None:
        """Ask nothing under the name any more; what lies in `folder` goes away with it."""
        self.session.catalog.dropTempView(name)

    def hold(self, name: str, frame: Any) -> None:
        """Hold a frame of Spark's likewise: written out, as a plan it would be planned anew by all that ask."""
        frame.write.mode("overwrite").parquet(str(self.folder.absolute() / name))
        self.read(name, self.folder / name)


@contextmanager
def open_spark(master: str, folder: Path) -> Iterator[Spark]:
    """Spark at `master`, such as `local[2]` or `spark://host:7077`; one that already runs here is used and kept.

    Raises `Misuse` without pyspark or Java and for what is no master; `Unavailable` where Spark fails, here or within.
    """
    check_spark()
    check_master(master)
    from pyspark.sql import SparkSession

    running = SparkSession.getActiveSession()
    with faults_told(master):
        started = running or start(master)
        try:
            yield Spark(session=_session(started), folder=folder)
        finally:
            if running is None:
                _stop(started)


def _session(started: Any) -> Any:
    session = started.newSession()
    for name, value in _SETTINGS.items():
        session.conf.set(name, value)
    return session


def _stop(started: Any) -> None:
    """Stop a Spark of ours; where its process is gone already, what it failed of is the fault to tell."""
    from py4j.protocol import Py4JError

    with suppress(Py4JError, ConnectionError):
        started.stop()


def check_spark() -> None:
    """Raises `Misuse` without pyspark, or without Java."""
    if find_spec("pyspark") is None:
        raise Misuse(
            zh='引擎 spark 需要 pyspark，请先在源码目录里运行 pip install ".[spark]"',
            en='the engine spark needs pyspark; run pip install ".[spark]" in the folder of the source first',
        )
    if shutil.which("java") is None and not os.environ.get("JAVA_HOME"):
        raise Misuse(
            zh="引擎 spark 需要 Java 17 或更高版本，本机没有找到；请安装，或设置 JAVA_HOME",
            en="the engine spark needs Java 17 or later, and there is none here; install it or set JAVA_HOME",
        )


def start(master: str) -> Any:
    """A new session of Spark at `master`; on this machine alone, it is closed to all others."""
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.appName("evenhand").master(master).config("spark.ui.showConsoleProgress", "false")
    if master.startswith("local"):
        # Nothing listens to another machine, and Python's workers are this very Python.
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        for name in ("spark.driver.host", "spark.driver.bindAddress"):
            builder = builder.config(name, "127.0.0.1")
        builder = builder.config("spark.ui.enabled", "false").config("spark.sql.shuffle.partitions", "4")
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    return session
