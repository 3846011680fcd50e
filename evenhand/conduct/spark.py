"""The audit on Spark: DuckDB reads the file and writes out the findings; counting and judging run on Spark."""

import tempfile
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from evenhand.conduct.findings import Applied, hits, mark, tell_findings
from evenhand.conduct.frame import Frame
from evenhand.conduct.texts import PAGE, columns_said, read_page
from evenhand.intake.reading import Intake
from evenhand.records import CONTACTS
from evenhand.tables.connection import identifier, literal
from evenhand.tables.progress import Progress
from evenhand.tables.spark import Spark, open_spark

_COLUMNS = ("row", *(column.name for column in CONTACTS), "at_offset_s", "at_only_day")


def find_on_spark(
    con: duckdb.DuckDBPyConnection,
    framed: Frame,
    contacts: Intake,
    applied: Sequence[Applied],
    progress: Progress,
    *,
    master: str,
    shared: Path,
    tz: str,
) -> None:
    """Leave the contacts found in `marked` and their findings in the view `findings` of `con`, as `find` does.

    `shared` is a folder that every machine of the cluster reads and writes; what is put there goes away again.
    """
    with tempfile.TemporaryDirectory(prefix=".spark-", dir=shared) as folder, open_spark(master, Path(folder)) as spark:
        _hand_over(con, spark, framed, contacts, tz)
        if framed.sayings:
            _read_texts(spark, contacts.relation, framed.sayings)
        counted = mark(spark, framed, applied, progress)
        spark.keep("hits", hits(applied, counted))
        found = literal(str(Path(folder, "hits", "*.parquet")))
        con.execute(
            f'CREATE OR REPLACE TEMP TABLE hits AS SELECT * FROM read_parquet({found}) ORDER BY "at", contact_id'
        )
    con.execute("CREATE OR REPLACE TEMP VIEW marked AS SELECT * FROM hits")
    tell_findings(con, framed, applied, counted)


def _hand_over(con: duckdb.DuckDBPyConnection, spark: Spark, framed: Frame, contacts: Intake, tz: str) -> None:
    """Give Spark the contacts, a folder a month, the days of mandates, and the same frame as DuckDB's."""
    month = f"strftime(timezone({literal(tz)}, \"at\"), '%Y-%m') AS local_month"
    rows = f"SELECT {', '.join(map(identifier, _COLUMNS))}, {month} FROM {identifier(contacts.relation)}"
    # Of no contact at all there is no month, and Spark would find no file to learn the columns from.
    some = con.execute(f"SELECT count(*) FROM (SELECT 1 FROM {identifier(contacts.relation)} LIMIT 1)").fetchall()
    by_month = ", PARTITION_BY (local_month)" if some == [(1,)] else ""
    con.execute(f"COPY ({rows}) TO {literal(str(spark.folder / 'contacts'))} (FORMAT parquet{by_month})")
    spark.read(contacts.relation, spark.folder / "contacts")
    if "mandates" in framed.present:
        con.execute(f"COPY mandated_days TO {literal(str(spark.folder / 'mandated_days'))} (FORMAT parquet)")
        spark.read("mandated_days", spark.folder / "mandated_days")
    spark.view(framed.relation, framed.definition)


def _read_texts(spark: Spark, relation: str, asked: Sequence[str]) -> None:
    """Keep the table `said`: each different text is read once, wherever Spark holds it."""
    texts = spark.session.sql(f"SELECT DISTINCT text FROM {relation} WHERE text IS NOT NULL").rdd
    types = {"VARCHAR": "STRING"}
    schema = ", ".join(f"{name} {types.get(kind, kind)}" for name, kind in columns_said(asked).items())
    # Not mapInArrow, which asks for pandas though it uses none.
    read = texts.mapPartitions(partial(_said, asked=tuple(asked)))
    spark.hold("said", spark.session.createDataFrame(read, schema))


def _said(rows: Iterator[tuple[str]], asked: tuple[str, ...]) -> Iterator[tuple[Any, ...]]:
    while texts := [text for (text,) in islice(rows, PAGE)]:
        read = read_page(pa.array(texts, pa.string()), asked)
        yield from zip(*(column.to_pylist() for column in read.columns), strict=True)
