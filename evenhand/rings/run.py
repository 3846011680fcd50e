"""Find the rings and waves of a file of complaints, and write them down."""

import json
import time
from collections import Counter
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from tempfile import gettempdir
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from evenhand.files.words import Reader as Words
from evenhand.intake.reading import Intake, read_complaints
from evenhand.records import COMPLAINTS, HANDLES, MEMBERS, REJECTS, RINGS, TIES
from evenhand.rings.attachments.handing import papers_of, read_attachments
from evenhand.rings.attachments.run import check_folder, look_in
from evenhand.rings.both_sides import count_borne_out, reason_for
from evenhand.rings.detectors import Found, check_engine, check_papers, detector_named
from evenhand.rings.history import Ancestry, trace
from evenhand.rings.index.build import check_detector, keep_index
from evenhand.rings.spark.reading import read_on_spark
from evenhand.rings.v2.detector import Reader, read_here
from evenhand.rings.v2.detector import find as v2_find
from evenhand.tables.connection import connect, literal
from evenhand.tables.progress import Progress, silent
from evenhand.tables.write import write_csv, write_parquet

SHOWN_WITH_MEMBERS = ("received_at", "institution", "product", "complainant_id", "debtor_id")
LINKING = (*HANDLES, "attachments")


@dataclass(frozen=True, kw_only=True)
class Detection:
    """What a run found. `rings` has one more column than `records.RINGS`: `history`, what became of earlier rings.

    `members` also carries what a page shows of each complaint, its narrative included: it is never written as it is.
    """

    summary: dict[str, Any]
    rings: pa.Table
    members: pa.Table
    ties: pa.Table
    rejects: pa.Table


def detect(
    complaints: Path,
    *,
    detector: str = "v2",
    findings: Path | None = None,
    previous: Path | None = None,
    layout: str | None = None,
    mapping: Path | None = None,
    tz: str = "Asia/Shanghai",
    engine: str = "duckdb",
    master: str = "local[*]",
    shared: Path | None = None,
    attachments: Path | None = None,
    papers: Path | None = None,
    words_of: Words | None = None,
    index: Path | None = None,
    progress: Progress | None = None,
) -> Detection:
    """Read a file of complaints and find its rings; `index` is a file to keep for complaints to come.

    `attachments` is a folder of what complaints enclose, which is looked at; `words_of` reads words in its images.
    `papers` is the attachments.parquet of having looked before.

    `master` is where Spark runs, for the engine `spark`, and `shared` a folder that every machine of it reaches. Raises
    `Misuse` for an unknown detector or engine, an engine that is not installed and what a detector has not;
    `Unavailable` where the cluster fails.
    """
    _check(engine, detector, master, attachments, papers, index)
    reader = partial(read_on_spark, master=master, shared=shared or Path(gettempdir())) if engine == "spark" else None
    started = time.perf_counter()
    with connect() as con:
        intake = read_complaints(con, complaints, mapping=mapping, tz=tz, layout=layout, progress=progress)
        seen, refused = _seen(con, intake, attachments, papers, words_of, progress or silent)
        found = detect_in(con, intake, detector=detector, findings=findings, previous=previous, layout=layout, tz=tz,
                          reader=reader, papers=seen, progress=progress)  # fmt: skip
        if index is not None:
            keep_index(con, intake, index, summary=found.summary, rings=found.rings, members=found.members,
                       ties=found.ties, papers=seen, progress=progress)  # fmt: skip
    if seen is not None:
        found = _having_seen(found, seen, refused)
        # Under the name of the option, so that the same command can be given again.
        found.summary.update({"attachments": attachments.name} if attachments else {"papers": papers and papers.name})
    found.summary.update(engine=engine, input=complaints.name, seconds=round(time.perf_counter() - started, 3))
    return found


def _check(
    engine: str, detector: str, master: str, attachments: Path | None, papers: Path | None, index: Path | None
) -> None:
    """What cannot be run is told before the file is opened."""
    check_engine(engine, detector, master)
    if attachments is not None or papers is not None:
        check_papers(detector)
    if attachments is not None:
        check_folder(attachments)
    if index is not None:
        check_detector(detector)


def detect_in(
    con: duckdb.DuckDBPyConnection,
    intake: Intake,
    *,
    detector: str = "v2",
    findings: Path | None = None,
    previous: Path | None = None,
    layout: str | None = None,
    tz: str = "Asia/Shanghai",
    reader: Reader | None = None,
    papers: pa.Table | None = None,
    progress: Progress | None = None,
) -> Detection:
    """Find the rings among complaints that are read already; `layout` is only noted.

    `reader` and `papers` are for detector v2: who reads letters and handles, and what enclosed papers have.
    """
    progress = progress or silent
    found: Found
    if reader is None and papers is None:
        found = detector_named(detector)(con, intake.relation, tz=tz, progress=progress)
    else:
        found = v2_find(con, intake.relation, tz=tz, progress=progress, reader=reader or read_here, papers=papers)
    con.register("rings_now", found.rings)
    con.register("members_now", found.members.append_column("place", pa.array(np.arange(found.members.num_rows))))
    ancestry = trace(con, "members_now", "rings_now", previous) if previous else Ancestry()
    borne = count_borne_out(con, "members_now", intake.relation, findings) if findings else {}
    rings = _rings(found, borne, findings is not None, ancestry)
    members = _members(con, intake, ancestry)
    rejects = con.sql(f"SELECT * FROM {intake.rejects}").to_arrow_table().cast(REJECTS)
    summary = _summary(con, intake, detector, rings, members, found.ties, tz, layout)
    for name in ("rings_now", "members_now"):
        con.unregister(name)
    progress("done", 1.0)
    return Detection(summary=summary, rings=rings, members=members, ties=found.ties.cast(TIES), rejects=rejects)


def _seen(
    con: duckdb.DuckDBPyConnection,
    intake: Intake,
    attachments: Path | None,
    papers: Path | None,
    words_of: Words | None,
    progress: Progress,
) -> tuple[pa.Table | None, list[dict[str, Any]]]:
    """What enclosed papers have, where they are looked at or were before; and those that could not be opened."""
    if attachments is not None:
        table, refused = look_in(con, intake, attachments, words_of=words_of, progress=progress)
        return papers_of(table), refused
    return (papers_of(read_attachments(papers)) if papers is not None else None), []


def _having_seen(found: Detection, seen: pa.Table, refused: list[dict[str, Any]]) -> Detection:
    """The detection with the papers that could not be opened, and how many could."""
    looked_at = int(pc.sum(pc.equal(seen["kind"], "bytes")).as_py() or 0)
    found.summary.update(attachments_seen=looked_at, attachments_refused=len(refused))
    return replace(found, rejects=pa.concat_tables([found.rejects, pa.Table.from_pylist(refused, schema=REJECTS)]))


def write(detection: Detection, out: Path) -> None:
    """Write rings, members, ties, rejects and summary into `out`, without one narrative."""
    out.mkdir(parents=True, exist_ok=True)
    pq.write_table(detection.rings, out / "rings.parquet", compression="zstd")
    with connect() as con:
        con.register("members", detection.members.select(MEMBERS.names))
        con.register("ties", detection.ties)
        con.register("rejects", detection.rejects)
        write_parquet(con, "SELECT * FROM members", out / "members.parquet")
        write_parquet(con, "SELECT * FROM ties", out / "ties.parquet")
        write_csv(con, "SELECT * FROM rejects", out / "rejects.csv")
    text = json.dumps(detection.summary, ensure_ascii=False, indent=2, sort_keys=True, default=str)
    (out / "summary.json").write_text(text + "\n", encoding="utf-8")


def _rings(found: Found, borne: dict[str, int], asked: bool, ancestry: Ancestry) -> pa.Table:
    rows = found.rings.to_pylist()
    for row in rows:
        # Unknown is not none: without an audit beside it, nothing can be said.
        row["borne_out"] = borne.get(row["ring_id"], 0) if asked else None
        if asked and row["borne_out"]:
            row["counter"] = [reason_for(row["borne_out"], row["complaints"]), *row["counter"]]
        row["ring_id"] = ancestry.renamed.get(row["ring_id"], row["ring_id"])
        row["history"] = ancestry.said.get(row["ring_id"], [])
    return pa.Table.from_pylist(rows, schema=RINGS.append(pa.field("history", pa.list_(pa.string()))))


def _members(con: duckdb.DuckDBPyConnection, intake: Intake, ancestry: Ancestry) -> pa.Table:
    shown = ", ".join(f"c.{name}" for name in SHOWN_WITH_MEMBERS) + ", coalesce(c.narrative, '') AS narrative"
    query = f"""
        SELECT m.ring_id, m.complaint_id, m.strength, m.standing, {shown}
        FROM members_now m JOIN {intake.relation} c USING (complaint_id) ORDER BY m.place"""
    table = con.sql(query).to_arrow_table()
    now = table["ring_id"].combine_chunks().dictionary_encode()
    names = pa.array([ancestry.renamed.get(one, one) for one in now.dictionary.to_pylist()], pa.string())
    return table.set_column(0, "ring_id", names.take(now.indices))


def _summary(
    con: duckdb.DuckDBPyConnection,
    intake: Intake,
    detector: str,
    rings: pa.Table,
    members: pa.Table,
    ties: pa.Table,
    tz: str,
    layout: str | None,
) -> dict[str, Any]:
    kind_of = dict(zip(rings["ring_id"].to_pylist(), rings["kind"].to_pylist(), strict=True))
    kinds = ("organised", "same_wording", "shared_cause")
    counts, people = Counter(kind_of.values()), Counter[str]()
    for one in members["ring_id"].value_counts().to_pylist():
        people[kind_of[one["values"]]] += one["counts"]
    tied = dict(sorted((c["values"], c["counts"]) for c in ties["kind"].value_counts().to_pylist()))
    day = f"CAST(CAST(received_at AT TIME ZONE {literal(tz)} AS DATE) AS VARCHAR)"
    days = con.execute(f"SELECT min({day}), max({day}) FROM {intake.relation}").fetchall()[0]
    missing = [column.name for column in COMPLAINTS if column.name in LINKING and column.name not in intake.present]
    return {
        "kind": "rings",
        "rows_read": intake.rows_read,
        "rows_rejected": intake.rows_rejected,
        "input_sha256": intake.input_sha256,
        "detector": detector,
        "not_evaluated": {detector: missing} if missing else {},
        "defaulted": dict(intake.defaulted),
        "counts": {kind: counts.get(kind, 0) for kind in kinds},
        "members": {kind: people.get(kind, 0) for kind in kinds},
        "ties": tied,
        "days": list(days),
        "tz": tz,
        "layout": layout,
    }
