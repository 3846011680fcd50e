"""Look at everything that the complaints of a file enclose, and say which papers nearly equal ones they share."""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from evenhand.errors import Unreadable
from evenhand.files.folder import MediaFolder
from evenhand.files.parts import part
from evenhand.files.words import Reader
from evenhand.intake.reading import Intake, read_complaints
from evenhand.records import REJECTS
from evenhand.rings.attachments.faults import reject, too_many
from evenhand.rings.attachments.opening import EXTRA, Fault, Paper, open_paper
from evenhand.rings.attachments.prints import near_groups
from evenhand.tables.connection import connect
from evenhand.tables.kinds import digest_of
from evenhand.tables.progress import Progress, silent
from evenhand.tables.write import write_csv

MOST_OF_ONE = 200  # attachments of one complaint that are looked at
ATTACHMENTS = pa.schema(
    [
        ("complaint_id", pa.string()),
        ("attachment", pa.string()),
        ("digest", pa.string()),
        ("kind", pa.string()),
        ("pages", pa.int32()),
        ("phash", pa.uint64()),
        ("text_digest", pa.string()),
        ("form_digest", pa.string()),
        ("serials", pa.list_(pa.string())),
        ("producer", pa.string()),
    ]
)
SHARED = pa.schema([("complaint_id", pa.string()), ("kind", pa.string()), ("value", pa.string())])


def look_at_attachments(
    complaints: Path,
    *,
    folder: Path,
    out: Path,
    words_of: Reader | None = None,
    mapping: Path | None = None,
    tz: str = "Asia/Shanghai",
    progress: Progress = silent,
) -> dict[str, Any]:
    """Write `attachments.parquet`, `attachment_handles.parquet`, `rejects.csv` and `summary.json` into `out`.

    Nothing outside `folder` is opened. Raises `Unreadable` where there is no such folder, `Misuse` without the extra.
    """
    check_folder(folder)
    with connect() as con:
        read = read_complaints(con, complaints, mapping=mapping, tz=tz, progress=progress)
        table, rejects = look_in(con, read, folder, words_of=words_of, progress=progress)
        shared = _shared(con, table)
        _write(con, read, table, shared, rejects, out)
    summary = _summary(read, table, shared, len(rejects), words_of is not None)
    text = json.dumps(summary, ensure_ascii=False, indent=2, sort_keys=True)
    (out / "summary.json").write_text(text + "\n", encoding="utf-8")
    return summary


def check_folder(folder: Path) -> None:
    """Raises `Unreadable` where there is no such folder, `Misuse` where its files could not be opened."""
    if not folder.is_dir():
        raise Unreadable(
            zh=f"找不到附件文件夹“{folder}”；请核对 --attachments。",
            en=f"There is no folder {folder} of attachments; check --attachments.",
        )
    for name in ("PIL.Image", "pypdf"):
        part(name, extra=EXTRA)


def look_in(
    con: duckdb.DuckDBPyConnection,
    read: Intake,
    folder: Path,
    *,
    words_of: Reader | None = None,
    progress: Progress = silent,
) -> tuple[pa.Table, list[dict[str, Any]]]:
    """Look at the attachments of complaints that are read already: a table `ATTACHMENTS`, and rejects."""
    rows, rejects = _look(con, read, MediaFolder(folder), words_of, progress)
    return pa.Table.from_pylist(rows, schema=ATTACHMENTS), rejects


def _look(
    con: duckdb.DuckDBPyConnection, read: Intake, folder: MediaFolder, words_of: Reader | None, progress: Progress
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    rows: list[dict[str, Any]] = []
    rejects: list[dict[str, Any]] = []
    seen: dict[str, Paper | Fault] = {}
    enclosing = con.execute(
        f"SELECT row, complaint_id, attachments FROM {read.relation} WHERE len(attachments) > 0 ORDER BY complaint_id"
    ).fetchall()
    for done, (row, complaint_id, names) in enumerate(enclosing):
        progress("attachments", done / len(enclosing))
        different = list(dict.fromkeys(names))
        if len(different) > MOST_OF_ONE:
            rejects.append(too_many(row, len(different), MOST_OF_ONE))
        for name in different[:MOST_OF_ONE]:
            place = folder.find(name)
            if place.path is None:
                rejects.append(reject(row, name, place.absence or "missing"))
                continue
            digest = digest_of(place.path)
            if digest not in seen:
                seen[digest] = open_paper(place.path, words_of=words_of)
            paper = seen[digest]
            if isinstance(paper, Paper):
                rows.append(_row(complaint_id, name, digest, paper))
            else:
                rejects.append(reject(row, name, paper))
    return rows, rejects


def _row(complaint_id: str, name: str, digest: str, paper: Paper) -> dict[str, Any]:
    return {
        "complaint_id": complaint_id,
        "attachment": name,
        "digest": digest,
        "kind": paper.kind,
        "pages": paper.pages,
        "phash": paper.print,
        "text_digest": paper.text,
        "form_digest": paper.form,
        "serials": list(paper.serials),
        "producer": paper.producer,
    }


def _shared(con: duckdb.DuckDBPyConnection, table: pa.Table) -> pa.Table:
    """One row for each complaint and thing that another complaint's papers have too."""
    printed = table.filter(pa.compute.is_valid(table["phash"]))
    prints = np.asarray(printed["phash"].combine_chunks(), dtype=np.uint64)
    leading = prints[near_groups(prints)] if prints.size else prints
    near = pa.table(
        {"complaint_id": printed["complaint_id"], "value": pa.array([f"{one:016x}" for one in leading], pa.string())}
    )
    con.register("seen_papers", table)
    con.register("near_papers", near)
    query = """WITH held AS (
            SELECT complaint_id, 'attachment_bytes' AS kind, digest AS value FROM seen_papers
            UNION SELECT complaint_id, 'attachment_near', value FROM near_papers
            UNION SELECT complaint_id, 'attachment_text', text_digest FROM seen_papers
            UNION SELECT complaint_id, 'attachment_form', form_digest FROM seen_papers
            UNION SELECT complaint_id, 'attachment_serial', unnest(serials) FROM seen_papers
            UNION SELECT complaint_id, 'attachment_producer', producer FROM seen_papers)
        SELECT complaint_id, kind, value FROM held WHERE value IS NOT NULL
        QUALIFY count(*) OVER (PARTITION BY kind, value) > 1 ORDER BY kind, value, complaint_id"""
    return con.sql(query).to_arrow_table().cast(SHARED)


def _write(
    con: duckdb.DuckDBPyConnection,
    read: Intake,
    table: pa.Table,
    shared: pa.Table,
    rejects: list[dict[str, Any]],
    out: Path,
) -> None:
    out.mkdir(parents=True, exist_ok=True)
    pq.write_table(table, out / "attachments.parquet", compression="zstd")
    pq.write_table(shared, out / "attachment_handles.parquet", compression="zstd")
    con.register("paper_rejects", pa.Table.from_pylist(rejects, schema=REJECTS))
    columns = ", ".join(f'"{name}"' for name in REJECTS.names)
    write_csv(
        con, f"SELECT {columns} FROM {read.rejects} UNION ALL SELECT {columns} FROM paper_rejects", out / "rejects.csv"
    )


def _summary(read: Intake, table: pa.Table, shared: pa.Table, refused: int, words: bool) -> dict[str, Any]:
    return {
        "kind": "attachments",
        "rows_read": read.rows_read,
        "rows_rejected": read.rows_rejected,
        "input_sha256": read.input_sha256,
        "attachments": table.num_rows,
        "attachments_refused": refused,
        "words_in_images_read": words,
        "kinds": dict(sorted(Counter(table["kind"].to_pylist()).items())),
        "shared": dict(sorted(_things(shared).items())),
    }


def _things(shared: pa.Table) -> Counter[str]:
    pairs: Iterator[tuple[str, str]] = zip(shared["kind"].to_pylist(), shared["value"].to_pylist(), strict=True)
    return Counter(kind for kind, _ in set(pairs))
