"""A docket read on Spark: who resembles whom and who holds what too; what needs an order stays on one machine.

Families of letters depend on who came first, so the last step is v1's own, on the few letters that resemble another at
all. The others take part in it as what they are there: leaders of a bucket that nobody resembles.
"""

import tempfile
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from evenhand.rings.spark import tasks
from evenhand.rings.v1 import families, handles, kernel, wording
from evenhand.rings.v1.docket import HANDLE_KINDS, Docket
from evenhand.rings.v1.handles import Holdings
from evenhand.rings.v1.wording import ALIKE, ALIKE_SHORT, PUBLIC_FROM, PUBLIC_SHARE, SHORT, Letters, Wording
from evenhand.tables.spark import Spark, open_spark

Ints = npt.NDArray[np.int64]

CHUNK = 16_384  # complaints of one task
# Buckets of more complaints are of one letter, nearly always: all of them are compared again on the one machine.
CROWD = 32

_SHARED = """SELECT key, band, row, held FROM
    (SELECT *, count(*) OVER (PARTITION BY band, key) AS held FROM bands) AS counted WHERE held > 1"""
_PAIRS = f"""SELECT DISTINCT a.row AS one, b.row AS other FROM shared AS a
    JOIN shared AS b ON a.band = b.band AND a.key = b.key AND a.row < b.row WHERE a.held <= {CROWD}"""
_CROWDS = f"SELECT DISTINCT row FROM shared WHERE held > {CROWD}"
# Who holds a value alone shares it with nobody; a value is one, under whatever column it was written.
_HELD = """SELECT row, kind, place, value FROM handles WHERE value IN
    (SELECT value FROM handles GROUP BY value HAVING count(DISTINCT row) > 1)"""


def read_on_spark(
    docket: Docket, progress: Callable[[str, float], None], *, master: str, shared: Path
) -> tuple[Wording, Holdings]:
    """The letters and the handles of a docket, as `evenhand.rings.v2.detector.read_here` finds them.

    `shared` is a folder that every machine of the cluster reads and writes; what is put there goes away again.
    """
    with tempfile.TemporaryDirectory(prefix=".spark-", dir=shared) as folder, open_spark(master, Path(folder)) as spark:
        progress("reading letters on Spark", 0.1)
        chunks = _hand_over(docket, spark.folder.absolute())
        words = _wording(spark, chunks, docket.size, progress)
        progress("gathering shared handles on Spark", 0.5)
        return words, _holdings(spark, chunks, docket)


def _hand_over(docket: Docket, folder: Path) -> list[Path]:
    columns = docket.columns.select(["narrative", *HANDLE_KINDS])
    chunks = [folder / f"{at:012d}.parquet" for at in range(0, docket.size, CHUNK)]
    for number, chunk in enumerate(chunks):
        pq.write_table(columns.slice(number * CHUNK, CHUNK), chunk)
    return chunks


def _each(spark: Spark, work: Callable[..., Any], *parts: Iterable[Any]) -> list[Any]:
    """Do the work on each part, wherever Spark sees fit; results in the order of the parts."""
    told = list(zip(*parts, strict=True))
    if not told:
        return []
    context = spark.session.sparkContext
    found: list[Any] = context.parallelize(told, len(told)).map(lambda part: work(*part)).collect()
    return found


def _wording(spark: Spark, chunks: list[Path], size: int, progress: Callable[[str, float], None]) -> Wording:
    if not chunks:
        return wording.compare(wording.read(pa.array([], pa.large_string())))
    firsts = [number * CHUNK for number in range(len(chunks))]
    public = _public(spark, chunks, size, _each(spark, tasks.read_letters, chunks))
    _each(spark, partial(tasks.sketch_letters, public=public), chunks, firsts)
    letters, own = _letters(chunks, "shingles", "ends"), _letters(chunks, "own", "own_ends")
    progress("comparing letters on Spark", 0.3)
    bands, alike = _compared(spark, chunks, own, size)
    told = _only_those(own, alike)
    parent = families.tie_letters(told.shingles, told.starts, told.ends, bands, ALIKE, ALIKE_SHORT, SHORT)
    # v1 never changes, so what it does inside may be asked for.
    return wording._families(own, letters, wording._roots(parent))


def _public(spark: Spark, chunks: list[Path], size: int, maybe: list[Ints]) -> Ints:
    """The low bits of the shingles that a fifth of all letters hold."""
    slots = np.unique(np.concatenate(maybe))
    if size < PUBLIC_FROM or not slots.size:
        return np.empty(0, np.int64)
    held = np.sum(_each(spark, partial(tasks.count_slots, slots=slots), chunks), axis=0)
    return np.asarray(slots[held > PUBLIC_SHARE * size])


def _letters(chunks: list[Path], shingles: str, ends: str) -> Letters:
    parts = tasks.in_order(chunks, shingles)
    bases = np.cumsum([0, *(part.size for part in parts)])
    upto = [part + base for part, base in zip(tasks.in_order(chunks, ends), bases, strict=False)]
    starts = [
        np.concatenate([np.zeros(1, np.int64), whole[:-1]]) + base
        for whole, base in zip(tasks.in_order(chunks, "ends"), bases, strict=False)
    ]
    return Letters(
        shingles=np.concatenate(parts),
        starts=np.concatenate(starts),
        ends=np.concatenate(upto),
        whole=np.concatenate(tasks.in_order(chunks, "whole")),
    )


def _only_those(own: Letters, alike: npt.NDArray[np.bool_]) -> Letters:
    """The letters that resemble any; of each other one a sign that no other letter has, which resembles none."""
    shingles, ends = own.shingles.copy(), own.ends.copy()
    others = np.flatnonzero(~alike & (own.ends > own.starts))
    shingles[own.starts[others]] = others
    ends[others] = own.starts[others] + 1
    return Letters(shingles=shingles, starts=own.starts, ends=ends, whole=own.whole)


def _compared(
    spark: Spark, chunks: list[Path], own: Letters, size: int
) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.bool_]]:
    """The bands that letters share with another, 0 where a bucket holds but one, and which resemble any at all."""
    folder = spark.folder.absolute()
    _keep_files(spark, "bands", chunks)
    spark.keep("shared", _SHARED)
    spark.keep("pairs", _PAIRS)
    spark.keep("crowds", _CROWDS)
    for name, values in (("own", own.shingles), ("starts", own.starts), ("ends", own.ends)):
        np.save(folder / f"{name}.npy", values)
    pairs = sorted((folder / "pairs").glob("*.parquet"))
    alike = np.zeros(size, np.bool_)
    alike[np.asarray(_table(folder / "crowds")["row"])] = True
    for rows in _each(spark, partial(tasks.alike_in, letters=folder), pairs):
        alike[rows] = True
    bands = np.zeros((size, kernel.BANDS), np.uint64)
    shared = _table(folder / "shared")
    row, band, key = (np.asarray(shared[name].combine_chunks()) for name in ("row", "band", "key"))
    bands[row, band] = key.view(np.uint64)
    return bands, alike


def _keep_files(spark: Spark, name: str, chunks: list[Path]) -> None:
    """Ask under a name what the tasks left of every chunk."""
    paths = [str(chunk.with_suffix(f".{name}.parquet")) for chunk in chunks]
    spark.session.read.parquet(*paths).createOrReplaceTempView(name)


def _table(folder: Path) -> pa.Table:
    return pa.concat_tables([pq.read_table(part) for part in sorted(folder.glob("*.parquet"))])


def _holdings(spark: Spark, chunks: list[Path], docket: Docket) -> Holdings:
    if not chunks:
        return handles.gather(docket)
    _each(spark, tasks.fold_chunk, chunks, [number * CHUNK for number in range(len(chunks))])
    _keep_files(spark, "handles", chunks)
    spark.keep("held", _HELD)
    held = _table(spark.folder.absolute() / "held").sort_by([(name, "ascending") for name in ("kind", "row", "place")])
    row, kind = (np.asarray(held[name].combine_chunks()).astype(np.int64) for name in ("row", "kind"))
    return handles._strands(
        docket, row, kind, pa.chunked_array([held["value"].combine_chunks().cast(pa.large_string())])
    )
