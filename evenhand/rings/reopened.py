"""A run opened again beside its file of complaints: members.parquet holds no narrative, so the file has to be given."""

import json
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from evenhand.errors import Unreadable
from evenhand.intake.reading import Intake, read_complaints
from evenhand.records import REJECTS, TIES
from evenhand.rings.run import SHOWN_WITH_MEMBERS, Detection
from evenhand.tables.connection import connect, literal
from evenhand.tables.kinds import digest_of
from evenhand.tables.progress import Progress


def reopen(run: Path, complaints: Path, *, mapping: Path | None = None, progress: Progress | None = None) -> Detection:
    """The detection that `evenhand rings` wrote into the folder `run`, with the texts of its own file of complaints.

    Raises `Unreadable` where `run` is no such folder or `complaints` is not, to the byte, the file it was made from.
    """
    summary = _summary(run)
    _must_be_the_same(complaints, summary)
    with connect() as con:
        intake = read_complaints(
            con, complaints, mapping=mapping, tz=summary["tz"], layout=summary["layout"], progress=progress
        )
        return Detection(
            summary=summary,
            rings=_table(run, "rings.parquet"),
            members=_members(con, run, intake),
            ties=_table(run, "ties.parquet").cast(TIES),
            rejects=con.sql(f"SELECT * FROM {intake.rejects}").to_arrow_table().cast(REJECTS),
        )


def _summary(run: Path) -> dict[str, Any]:
    try:
        summary: dict[str, Any] = json.loads((run / "summary.json").read_text(encoding="utf-8"))
        if summary["kind"] == "rings" and summary["input_sha256"] and {"tz", "layout", "detector"} <= summary.keys():
            return summary
    except (OSError, ValueError, TypeError, KeyError):
        pass
    raise _no_run(run)


def _no_run(run: Path) -> Unreadable:
    return Unreadable(
        zh=f"“{run.name}”不是 evenhand rings 写出的结果文件夹，其中应有 summary.json、rings.parquet、members.parquet "
        "和 ties.parquet；请先运行 evenhand rings。",
        en=f"{run.name} is not a folder that evenhand rings wrote: it should hold summary.json, rings.parquet, "
        "members.parquet and ties.parquet; run evenhand rings first.",
    )


def _must_be_the_same(complaints: Path, summary: dict[str, Any]) -> None:
    try:
        found = digest_of(complaints)
    except OSError:
        found = ""
    if not found:
        raise Unreadable(
            zh=f"找不到或打不开投诉文件“{complaints.name}”；请给出当次运行所用的文件 {summary.get('input', '')}。",
            en=f"{complaints.name} cannot be opened; give the file of complaints that the run was made from, "
            f"{summary.get('input', '')}.",
        )
    if found != summary["input_sha256"]:
        raise Unreadable(
            zh=f"“{complaints.name}”不是这次运行所用的文件：摘要为 {found[:12]}…，当时为 "
            f"{str(summary['input_sha256'])[:12]}…。请找回原文件，或用新文件重新运行 evenhand rings。",
            en=f"{complaints.name} is not the file that the run was made from: its digest is {found[:12]}…, the run's "
            f"{str(summary['input_sha256'])[:12]}…. Find the file as it was, or run evenhand rings on the new one.",
        )


def _table(run: Path, name: str) -> pa.Table:
    try:
        return pq.read_table(run / name)
    except (OSError, pa.ArrowException):
        raise _no_run(run) from None


def _members(con: duckdb.DuckDBPyConnection, run: Path, intake: Intake) -> pa.Table:
    shown = ", ".join(f"c.{name}" for name in SHOWN_WITH_MEMBERS)
    query = f"""SELECT m.ring_id, m.complaint_id, m.strength, m.standing, {shown},
            coalesce(c.narrative, '') AS narrative, c.complaint_id IS NOT NULL AS there
        FROM read_parquet({literal(str(run / "members.parquet"))}) m LEFT JOIN {intake.relation} c USING (complaint_id)
        ORDER BY m.ring_id, m.complaint_id"""
    try:
        table = con.sql(query).to_arrow_table()
    except duckdb.Error:
        raise _no_run(run) from None
    missing = table.num_rows - sum(table["there"].to_pylist())
    if missing:
        raise Unreadable(
            zh=f"结果中有 {missing} 件投诉在文件里找不到；当时若用了 --map，请照样给出。",
            en=f"{missing} complaints of the result are not found in the file; if --map was given then, give it again.",
        )
    return table.drop_columns(["there"])
