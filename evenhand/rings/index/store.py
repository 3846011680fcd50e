"""The one SQLite file that an index is: its tables, opened and checked; what is deleted in it is overwritten."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from evenhand.errors import Misuse, Unreadable

_MARK = 0x45565249  # "EVRI", so that no other SQLite file is taken for an index
FORMAT = 1

# `complaints.held` and `shingles` are what must be looked up to take a complaint out again. `place` is its number.
# `members.holds`: whether it holds a thing of the ring, or came by its letter alone.
_TABLES = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE complaints (
    place INTEGER PRIMARY KEY, id TEXT NOT NULL, name INTEGER NOT NULL, received INTEGER NOT NULL,
    day INTEGER NOT NULL, house INTEGER NOT NULL, product INTEGER NOT NULL, demand INTEGER NOT NULL,
    institution TEXT NOT NULL, person INTEGER NOT NULL, home INTEGER NOT NULL, named INTEGER NOT NULL,
    spot INTEGER NOT NULL, whole INTEGER NOT NULL, family INTEGER NOT NULL, alike REAL NOT NULL,
    shingles BLOB NOT NULL, held BLOB NOT NULL);
CREATE TABLE holdings (
    value INTEGER, place INTEGER, kind INTEGER, telling INTEGER, PRIMARY KEY (value, place, kind)) WITHOUT ROWID;
CREATE TABLE signed (agent INTEGER, number INTEGER, place INTEGER, PRIMARY KEY (agent, number, place)) WITHOUT ROWID;
CREATE TABLE buckets (key INTEGER, place INTEGER, PRIMARY KEY (key, place)) WITHOUT ROWID;
CREATE TABLE things (value INTEGER PRIMARY KEY, space INTEGER, people INTEGER);
CREATE TABLE spaces (space INTEGER, people INTEGER, things INTEGER, PRIMARY KEY (space, people)) WITHOUT ROWID;
CREATE TABLE likenesses (hundredths INTEGER PRIMARY KEY, ties INTEGER);
CREATE TABLE shares (sort TEXT, value INTEGER, many INTEGER, PRIMARY KEY (sort, value)) WITHOUT ROWID;
CREATE TABLE houses (name TEXT PRIMARY KEY, many INTEGER) WITHOUT ROWID;
CREATE TABLE families (family INTEGER PRIMARY KEY, centre INTEGER, people INTEGER);
CREATE TABLE rings (
    ring INTEGER PRIMARY KEY, id TEXT, kind TEXT, score REAL, house INTEGER, product INTEGER, first INTEGER,
    last INTEGER, least REAL);
CREATE TABLE members (
    place INTEGER, ring INTEGER, strength REAL, standing TEXT, holds INTEGER, PRIMARY KEY (place, ring)) WITHOUT ROWID;
CREATE TABLE words (shingle INTEGER, ring INTEGER, PRIMARY KEY (shingle, ring)) WITHOUT ROWID;
"""
# Made once the tables are full, so in one go. One with a condition serves only questions that state it.
_LOOK_UPS = """
CREATE UNIQUE INDEX complaint_names ON complaints (name);
CREATE INDEX complaint_people ON complaints (person);
CREATE INDEX complaint_named ON complaints (named) WHERE named <> 0;
CREATE INDEX complaint_spots ON complaints (spot) WHERE spot <> 0;
CREATE INDEX complaint_families ON complaints (family, person) WHERE family >= 0;
CREATE INDEX member_rings ON members (ring);
CREATE INDEX word_rings ON words (ring);
"""


def create(path: Path) -> sqlite3.Connection:
    """A new file in place of whatever stood at `path`, its tables empty, within a transaction that `finish` ends.

    Raises `Misuse` where none can be written there.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        con = sqlite3.connect(path, isolation_level=None)
        con.execute("PRAGMA journal_mode = OFF")
    except (OSError, sqlite3.OperationalError) as fault:
        raise Misuse(
            zh=f"无法在“{path.parent}”写入索引（{fault}）；请换一个可写的位置。",
            en=f"no index can be written in {path.parent} ({fault}); choose a place that can be written.",
        ) from fault
    con.execute("PRAGMA synchronous = OFF")
    con.execute("PRAGMA page_size = 8192")
    con.execute(f"PRAGMA application_id = {_MARK}")
    con.executescript(_TABLES)
    con.execute("BEGIN")
    return con


def finish(con: sqlite3.Connection) -> None:
    """End the writing of a new file."""
    con.execute("COMMIT")
    con.executescript(_LOOK_UPS)
    con.close()


def opened(path: Path) -> sqlite3.Connection:
    """The file at `path`; raises `Unreadable` for what is no index."""
    try:
        if not path.is_file():
            raise sqlite3.DatabaseError("no such file")
        con = sqlite3.connect(path, isolation_level=None, timeout=60)
        (mark,) = con.execute("PRAGMA application_id").fetchone()
        if mark != _MARK or meta(con, "format") != FORMAT:
            raise sqlite3.DatabaseError("another program's file, or another version's")
    except (sqlite3.DatabaseError, TypeError) as fault:
        raise Unreadable(
            zh=f"“{path.name}”不是 evenhand rings --index 写出的索引（{fault}）；请重新运行 evenhand rings 生成。",
            en=f"{path.name} is no index that evenhand rings --index wrote ({fault}); run evenhand rings again.",
        ) from fault
    # What is taken out is overwritten with zeros, in the file and in the journal that a change leaves for a moment.
    con.execute("PRAGMA secure_delete = ON")
    con.execute("PRAGMA journal_mode = TRUNCATE")
    con.execute("PRAGMA mmap_size = 4294967296")
    return con


@contextmanager
def turn(con: sqlite3.Connection) -> Iterator[None]:
    """One change, whole or not at all; others wait."""
    con.execute("BEGIN IMMEDIATE")
    try:
        yield
        con.execute("COMMIT")
    except BaseException:
        con.execute("ROLLBACK")
        raise


@contextmanager
def glance(con: sqlite3.Connection) -> Iterator[None]:
    """One look, at what stood when it began; a lock for each question would cost more than the answers."""
    con.execute("BEGIN")
    try:
        yield
    finally:
        con.execute("COMMIT")


def meta(con: sqlite3.Connection, name: str) -> Any:
    """One thing that is known of the whole index."""
    row = con.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
    return None if row is None else json.loads(row[0])


def set_meta(con: sqlite3.Connection, name: str, value: Any) -> None:
    """Write one thing that is known of the whole index."""
    con.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, json.dumps(value, ensure_ascii=False)))
