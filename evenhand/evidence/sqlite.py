"""A log in one SQLite file, shared by threads and processes; a crash leaves the last whole turn."""

import os
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from evenhand.errors import EvenhandError, Misuse, Unreadable
from evenhand.evidence.commitment import Sealed

_LEVEL_BITS = 48
_MARK = 0x45564C47  # "EVLG", so that no other SQLite file is taken for a log
_TABLES = """
CREATE TABLE IF NOT EXISTS entries (place INTEGER PRIMARY KEY, body BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS tiles (place INTEGER PRIMARY KEY, hashes BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS checkpoints (size INTEGER PRIMARY KEY, note TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS texts (place INTEGER PRIMARY KEY, salt BLOB NOT NULL, text BLOB NOT NULL);
"""


class StillRead(EvenhandError):
    """Something was erased for every reader to come, but a reader of now keeps old pages of the file. Exit 3."""


class SqliteStore:
    """A store in the file `path`, made where it is missing unless `must_exist`; with `read_only` nothing is written.

    `texts` holds salts and texts for those who have no database of their own; erasing one overwrites it in the file.
    Raises `Unreadable` for a file that is no log.
    """

    def __init__(self, path: Path, *, must_exist: bool = False, read_only: bool = False) -> None:
        self._path = path
        self._read_only = read_only
        self._local = threading.local()
        if (must_exist or read_only) and not path.is_file():
            raise Unreadable(zh=f"没有日志文件 {path}", en=f"there is no log {path}")
        try:
            (mark,) = self._con.execute("PRAGMA application_id").fetchone()
            (tables,) = self._con.execute("SELECT count(*) FROM sqlite_master").fetchone()
            if mark != _MARK and (tables or read_only):
                raise sqlite3.DatabaseError("another program's database")
            if not tables and not read_only:
                self._con.execute(f"PRAGMA application_id = {_MARK}")
                self._con.executescript(_TABLES)
        except sqlite3.DatabaseError as fault:
            raise Unreadable(
                zh=f"{path} 打不开或不是证据日志（{fault}）", en=f"{path} cannot be opened as a log ({fault})"
            ) from fault

    @contextmanager
    def turn(self) -> Iterator[None]:
        """The one writer's turn, across threads and processes; what it wrote is on disk when it ends."""
        if self._con.in_transaction:  # inside a turn of this thread's own
            yield
            return
        self._con.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._con.execute("COMMIT")
        except BaseException:
            if self._con.in_transaction:
                self._con.execute("ROLLBACK")
            raise

    def size(self) -> int:
        """How many entries there are."""
        (last,) = self._con.execute("SELECT max(place) FROM entries").fetchone()
        return 0 if last is None else int(last) + 1

    def tile(self, level: int, place: int) -> bytes:
        """The hashes of a tile; empty where there is none."""
        row = self._con.execute("SELECT hashes FROM tiles WHERE place = ?", (_key(level, place),)).fetchone()
        return b"" if row is None else bytes(row[0])

    def entries(self, start: int, stop: int) -> list[bytes]:
        """The entries from `start` until (not including) `stop`; one that is missing is empty."""
        # As bytes whatever somebody made of them: what was altered is for the reader of the proof to name.
        query = "SELECT place, CAST(body AS BLOB) FROM entries WHERE place >= ? AND place < ? ORDER BY place"
        found = {place: bytes(body) for place, body in self._con.execute(query, (start, stop))}
        return [found.get(place, b"") for place in range(start, min(stop, max(found, default=-1) + 1))]

    def add(self, entries: Sequence[bytes], *, at: int, tiles: Mapping[tuple[int, int], bytes]) -> None:
        """Add entries and the tiles that grew."""
        self._con.executemany("INSERT INTO entries VALUES (?, ?)", enumerate(entries, at))
        rows = ((_key(level, place), hashes) for (level, place), hashes in tiles.items())
        self._con.executemany("INSERT OR REPLACE INTO tiles VALUES (?, ?)", rows)

    def keep_checkpoint(self, size: int, note: str) -> None:
        """Keep a signed checkpoint."""
        self._con.execute("INSERT OR REPLACE INTO checkpoints VALUES (?, ?)", (size, note))

    def checkpoint(self, covering: int = 0) -> tuple[int, str] | None:
        """The longest checkpoint that has entry `covering`."""
        query = "SELECT size, note FROM checkpoints WHERE size > ? ORDER BY size DESC LIMIT 1"
        row: tuple[int, str] | None = self._con.execute(query, (covering,)).fetchone()
        return row

    def checkpoints(self) -> list[tuple[int, str]]:
        """Every checkpoint kept, shortest first."""
        return self._con.execute("SELECT size, note FROM checkpoints ORDER BY size").fetchall()

    def keep(self, index: int, sealed: Sealed, text: bytes) -> None:
        """Keep the salt and text of an entry, until they are erased."""
        self._con.execute("INSERT INTO texts VALUES (?, ?, ?)", (index, sealed.salt, text))

    def kept(self, index: int) -> tuple[bytes, bytes] | None:
        """The salt and text of an entry, None where they were erased or never kept."""
        row = self._con.execute("SELECT salt, text FROM texts WHERE place = ?", (index,)).fetchone()
        return None if row is None else (bytes(row[0]), bytes(row[1]))

    def texts(self) -> Iterator[tuple[int, bytes, bytes]]:
        """Index, salt and text of every entry that has them, in order."""
        yield from self._con.execute("SELECT place, salt, text FROM texts ORDER BY place")

    def erase(self, indexes: Iterable[int]) -> int:
        """Erase salt and text of entries, in the file and in its write-ahead log; how many there were.

        Raises `StillRead` where others kept reading the file for a minute: the texts are gone for every reader to come,
        and the old pages go with the next call. Raises `Misuse` inside a turn, which nothing may be erased before.
        """
        if self._con.in_transaction:
            raise Misuse(zh="不能在写入中途删除，请先写完", en="erase nothing inside a turn; end it first")
        with self.turn():
            # One `?` a statement, since the number of them has a limit.
            gone = sum(self._con.execute("DELETE FROM texts WHERE place = ?", (one,)).rowcount for one in indexes)
        (busy, _, _) = self._con.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if busy:
            raise StillRead(
                zh=f"已删除 {gone} 条，但 {self._path.name} 正被读取，旧页还在预写日志里；请稍后再执行一次",
                en=f"{gone} are erased, but {self._path.name} is being read and old pages stand in its write-ahead "
                "log; run it again later",
            )
        return gone

    def close(self) -> None:
        """Close this thread's connection."""
        self._con.close()
        self._local.con = None

    @property
    def _con(self) -> sqlite3.Connection:
        """This thread's connection; a process that was forked off opens its own."""
        local = self._local
        if getattr(local, "con", None) is None or local.process != os.getpid():
            local.con = _opened_to_read(self._path) if self._read_only else _opened(self._path)
            local.process = os.getpid()
        con: sqlite3.Connection = local.con
        return con


def _opened(path: Path) -> sqlite3.Connection:
    con = sqlite3.connect(path, isolation_level=None, timeout=60)
    con.execute("PRAGMA journal_mode = WAL")
    # A checkpoint that was handed out must never be ahead of what is on disk.
    con.execute("PRAGMA synchronous = FULL")
    con.execute("PRAGMA secure_delete = ON")
    return con


def _opened_to_read(path: Path) -> sqlite3.Connection:
    """Open without writing a byte, be it in a folder where nobody may write."""
    waits = path.with_name(path.name + "-wal").exists()
    how = "mode=ro" if waits else "mode=ro&immutable=1"
    return sqlite3.connect(f"{path.absolute().as_uri()}?{how}", uri=True, isolation_level=None, timeout=60)


def _key(level: int, place: int) -> int:
    return level << _LEVEL_BITS | place
