"""An index written from a full run: every complaint as digests, and what a member of each ring must share."""

import secrets
import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from evenhand.errors import Misuse
from evenhand.intake.reading import Intake
from evenhand.rings.index import facts
from evenhand.rings.index.columns import Columns, columns_of
from evenhand.rings.index.digests import paired
from evenhand.rings.index.letters import bands_of, packed
from evenhand.rings.index.store import FORMAT, create, finish, set_meta
from evenhand.rings.index.traits import traits_of
from evenhand.rings.v1.docket import open_docket
from evenhand.rings.v2.enclosed import read_enclosed, with_copies
from evenhand.tables.progress import Progress, silent

Ints = npt.NDArray[np.int64]

DETECTOR = "v2"
CHUNK = 50_000


def keep_index(
    con: duckdb.DuckDBPyConnection,
    intake: Intake,
    path: Path,
    *,
    summary: dict[str, Any],
    rings: pa.Table,
    members: pa.Table,
    ties: pa.Table,
    papers: pa.Table | None = None,
    progress: Progress | None = None,
) -> None:
    """Write the index of a run to `path`, in place of an earlier one, from what `evenhand.rings.run.Detection` holds.

    Raises `Misuse` where another detector than v2 made it.
    """
    progress = progress or silent
    check_detector(summary["detector"])
    progress("reading complaints for the index", 0.0)
    docket = open_docket(con, intake.relation, tz=summary["tz"])
    if papers is not None:
        docket = with_copies(docket, read_enclosed(docket, papers))
    demand = con.sql(f"SELECT demand FROM {intake.relation} ORDER BY received_at, complaint_id").to_arrow_table()
    columns = columns_of(docket, demand["demand"].combine_chunks(), salt=secrets.randbits(62))
    new = path.with_name(path.name + ".new")
    target = create(new)
    progress("writing the index", 0.3)
    _complaints(target, columns)
    _handles(target, columns)
    progress("writing the index of letters", 0.5)
    _letters(target, columns)
    _usual(target, columns, ties)
    progress("writing what each ring has in common", 0.9)
    traits = traits_of(columns, rings, members)
    _rows(target, "rings", traits.rings)
    _rows(target, "members", traits.members)
    _rows(target, "words", traits.words)
    _meta(target, columns, summary)
    finish(target)
    new.replace(path)


def check_detector(detector: str) -> None:
    """Raises `Misuse` where no index is kept for the detector."""
    if detector != DETECTOR:
        raise Misuse(
            zh=f"索引只为识别器 {DETECTOR} 保存，不支持 {detector}；请去掉 --index 或 --detector。",
            en=f"an index is kept for detector {DETECTOR} only, not for {detector}; leave out --index or --detector.",
        )


def _rows(target: sqlite3.Connection, table: str, rows: Iterable[tuple[Any, ...]]) -> None:
    listed = list(rows)
    if listed:
        marks = ", ".join("?" * len(listed[0]))
        target.executemany(f"INSERT INTO {table} VALUES ({marks})", listed)


def _table(target: sqlite3.Connection, table: str, *columns: Ints) -> None:
    """Numbers of equal length as rows, a chunk at a time."""
    marks = ", ".join("?" * len(columns))
    for at in range(0, columns[0].size, CHUNK):
        chunk = (column[at : at + CHUNK].tolist() for column in columns)
        target.executemany(f"INSERT INTO {table} VALUES ({marks})", zip(*chunk, strict=True))


def _complaints(target: sqlite3.Connection, columns: Columns) -> None:
    ids = columns.docket.texts("complaint_id")
    name = columns.digests(ids, facts.ID)
    letters, words = columns.words.letters, columns.words
    values = columns.value[columns.holdings.strand]
    numbers = np.column_stack(
        [columns.docket.received, columns.docket.day, columns.house, columns.product, columns.asked]
    )
    people = np.column_stack([columns.person, columns.home, columns.named, columns.spot, letters.whole.view(np.int64)])
    for at in range(0, columns.size, CHUNK):
        rows = range(at, min(at + CHUNK, columns.size))
        part = slice(at, at + CHUNK)
        shingles = (packed(letters.shingles[letters.starts[i] : letters.ends[i]]) for i in rows)
        held = (np.unique(values[columns.held_by(np.array([i]))]).astype("<i8").tobytes() for i in rows)
        target.executemany(
            f"INSERT INTO complaints VALUES ({', '.join('?' * 18)})",
            (
                (*head, *five, institution, *persons, family, alike, letter, things)
                for head, five, institution, persons, family, alike, letter, things in zip(
                    zip(rows, ids[at : at + len(rows)].to_pylist(), name[part].tolist(), strict=True),
                    numbers[part].tolist(), columns.institution[at : at + len(rows)].to_pylist(),
                    people[part].tolist(), words.family[part].tolist(), words.alike[part].tolist(), shingles, held,
                    strict=True,
                )
            ),
        )  # fmt: skip


def _handles(target: sqlite3.Connection, columns: Columns) -> None:
    held = columns.holdings
    keys = np.column_stack([columns.value[held.strand], held.row, held.kind, columns.telling])
    keys = np.unique(keys, axis=0) if keys.size else keys
    _table(target, "holdings", *keys.T)
    signed = np.unique(columns.signed, axis=0) if columns.signed.size else columns.signed
    _table(target, "signed", signed[:, 1], signed[:, 2], signed[:, 0])
    shared = np.flatnonzero(columns.people >= 2)
    shared = shared[np.argsort(columns.value[shared])]
    _table(target, "things", columns.value[shared], held.space_of[shared], columns.people[shared])
    sizes = np.column_stack([held.space_of[shared], columns.people[shared]])
    kinds, many = np.unique(sizes, axis=0, return_counts=True) if sizes.size else (sizes, sizes[:, 0])
    _table(target, "spaces", kinds[:, 0], kinds[:, 1], many)


def _letters(target: sqlite3.Connection, columns: Columns) -> None:
    own = columns.own_letters()
    bands = np.concatenate(
        [
            bands_of([own.shingles[own.starts[i] : own.ends[i]] for i in range(at, min(at + CHUNK, columns.size))])
            for at in range(0, columns.size, CHUNK)
        ]
        or [np.empty((0, 1), np.int64)]
    )
    place = np.repeat(np.arange(columns.size), bands.shape[1])
    keys = bands.ravel()
    kept = keys != 0
    order = np.lexsort((place[kept], keys[kept]))
    keys, place = keys[kept][order], place[kept][order]
    again = (np.diff(keys, prepend=0) == 0) & (np.diff(place, prepend=-1) == 0)
    _table(target, "buckets", keys[~again], place[~again])
    words = columns.words
    rows = np.flatnonzero(words.family >= 0)
    family, first = np.unique(words.family[rows], return_index=True)
    _table(target, "families", family, words.centre[rows[first]], columns.people_of_family[family])


def _usual(target: sqlite3.Connection, columns: Columns, ties: pa.Table) -> None:
    """How common days, houses, subjects, institutions' names and likenesses of letters are."""
    subject = paired(columns.product, columns.asked)
    sorts = {"house": columns.house, "product": columns.product, "demand": columns.asked, "subject": subject}
    for sort, values in {"day": columns.docket.day, **sorts}.items():
        known, many = np.unique(values if sort == "day" else values[values != 0], return_counts=True)
        _rows(target, "shares", zip([sort] * known.size, known.tolist(), many.tolist(), strict=True))
    names = columns.institution.value_counts().to_pylist()
    _rows(target, "houses", [(one["values"], one["counts"]) for one in names if one["values"]])
    worded = ties.filter(pc.equal(ties["kind"], "same_wording"))["detail"]
    alike = pc.cast(pc.replace_substring(worded, "jaccard ", ""), pa.float64())
    known, many = np.unique(np.round(np.asarray(alike) * 100).astype(np.int64), return_counts=True)
    _table(target, "likenesses", known, many)


def _meta(target: sqlite3.Connection, columns: Columns, summary: dict[str, Any]) -> None:
    told = {
        "format": FORMAT,
        "detector": summary["detector"],
        "input_sha256": summary["input_sha256"],
        "tz": summary["tz"],
        "salt": columns.salt,
        "places": list(columns.docket.places),
        "public": columns.public.tolist(),
        "size": columns.size,
        "people": int(np.unique(columns.person).size),
        "next": columns.size,
        "next_family": int(columns.words.family.max(initial=-1)) + 1,
    }
    for name, value in told.items():
        set_meta(target, name, value)
