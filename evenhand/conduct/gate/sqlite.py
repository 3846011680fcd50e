"""A history in one SQLite file, shared by threads and processes: contacts in the order debtor, at, contact_id."""

import hashlib
import json
import os
import secrets
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from evenhand.conduct.kept import Kept, Shape, Shapes
from evenhand.errors import Unreadable

_TABLES = """
CREATE TABLE IF NOT EXISTS known (name TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS shapes (place INTEGER PRIMARY KEY, columns TEXT NOT NULL UNIQUE);
CREATE TABLE IF NOT EXISTS contacts (
    debtor BLOB NOT NULL, at INTEGER NOT NULL, contact TEXT NOT NULL, shape INTEGER NOT NULL,
    debts TEXT, number BLOB, consent_at INTEGER, until INTEGER, PRIMARY KEY (debtor, at, contact)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS called ON contacts (number, at) WHERE number IS NOT NULL;
CREATE INDEX IF NOT EXISTS promised ON contacts (contact) WHERE until IS NOT NULL;
"""
_COLUMNS = "at, contact, shape, debts, number, consent_at, until"
_OF_DEBTOR = f"SELECT {_COLUMNS} FROM contacts WHERE debtor = ? ORDER BY at, contact"
_OF_NUMBER = f"SELECT {_COLUMNS} FROM contacts WHERE number = ? ORDER BY at, contact"
_KEEP = f"INSERT OR IGNORE INTO contacts (debtor, {_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
_KEY_BYTES = 12
_kept = partial(tuple.__new__, Kept)


class SqliteHistory:
    """A history in the file `path`, made where it is missing.

    Debtors and numbers are kept as keyed digests only; `key` is the secret, else one is made and kept in the file.
    Raises `Unreadable` for a file that is no such history or was made with another key.
    """

    def __init__(self, path: Path, *, key: bytes | None = None) -> None:
        self._path, self._local = path, threading.local()
        try:
            con = self._con
            con.executescript(_TABLES)
            self._secret = self._keyed(key)
            self.shapes = _StoredShapes(self)
            self.present: frozenset[str] = frozenset(json.loads(self._value("present", "[]")))
        except sqlite3.DatabaseError as fault:
            raise Unreadable(
                zh=f"“{path.name}”不是闸口的历史库，或者打不开。（{fault}）",
                en=f"{path.name} is no history of a gate, or cannot be opened. ({fault})",
            ) from fault

    def key(self, value: str) -> bytes:
        """The digest under which a debtor or a number is kept."""
        return hashlib.blake2b(value.encode(), key=self._secret, digest_size=_KEY_BYTES).digest()

    def of_debtor(self, debtor: bytes) -> Sequence[Kept]:
        """The contacts with a debtor, in order."""
        return list(map(_kept, self._con.execute(_OF_DEBTOR, (debtor,))))

    def of_number(self, number: bytes) -> Sequence[Kept]:
        """The contacts to a number, in order."""
        return list(map(_kept, self._con.execute(_OF_NUMBER, (number,))))

    @contextmanager
    def turn(self) -> Iterator[None]:
        """One writer at a time over all processes; what it wrote stands when it ends, or nothing of it."""
        con = self._con
        con.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            con.execute("ROLLBACK")
            self.shapes.read()
            raise
        con.execute("COMMIT")

    def keep(self, debtor: bytes, one: Kept) -> None:
        """Add a contact; one of the same debtor, moment and id stands."""
        self._con.execute(_KEEP, (debtor, *one))

    def keep_all(self, several: Iterable[tuple[object, ...]]) -> None:
        """Add rows of debtor and the fields of `Kept`; quickest where they come sorted by debtor, at and id."""
        self._con.executemany(_KEEP, several)

    def drop(self, debtor: bytes, one: Kept) -> None:
        """Take a contact out."""
        self._con.execute("DELETE FROM contacts WHERE debtor = ? AND at = ? AND contact = ?", (debtor, *one[:2]))

    def promised(self, reservation: str) -> tuple[bytes, Kept] | None:
        """The debtor and the contact of a reservation."""
        query = f"SELECT debtor, {_COLUMNS} FROM contacts WHERE contact = ? AND until IS NOT NULL"
        row = self._con.execute(query, (reservation,)).fetchone()
        return None if row is None else (row[0], _kept(row[1:]))

    def saw(self, columns: frozenset[str]) -> None:
        """Contacts with these columns come in."""
        if not columns <= self.present:
            self.present |= columns | frozenset(json.loads(self._value("present", "[]")))
            self._con.execute("INSERT OR REPLACE INTO known VALUES ('present', ?)", (json.dumps(sorted(self.present)),))

    def enter(self, columns: str) -> None:
        """Give a combination of columns, as JSON, its place, if it has none."""
        query = "INSERT OR IGNORE INTO shapes SELECT coalesce(max(place), -1) + 1, ? FROM shapes"
        self._con.execute(query, (columns,))

    def entered(self) -> list[list[object]]:
        """Every combination of columns, in order."""
        return [json.loads(text) for (text,) in self._con.execute("SELECT columns FROM shapes ORDER BY place")]

    def close(self) -> None:
        """Close this thread's connection."""
        self._con.close()
        self._local.con = None

    @property
    def _con(self) -> sqlite3.Connection:
        """This thread's connection; a process that was forked off opens its own."""
        local = self._local
        if getattr(local, "con", None) is None or local.process != os.getpid():
            local.con = sqlite3.connect(self._path, isolation_level=None, timeout=60)
            local.process = os.getpid()
            # What is written survives the end of the process; after a power failure the last moments may be lost.
            local.con.execute("PRAGMA journal_mode = WAL")
            local.con.execute("PRAGMA synchronous = NORMAL")
            # A look-up reads the pages where they lie, without a copy.
            local.con.execute(f"PRAGMA mmap_size = {1 << 36}")
        con: sqlite3.Connection = local.con
        return con

    def _value(self, name: str, default: str) -> str:
        row = self._con.execute("SELECT value FROM known WHERE name = ?", (name,)).fetchone()
        return default if row is None else str(row[0])

    def _keyed(self, key: bytes | None) -> bytes:
        made = secrets.token_bytes(32)
        kept = ("check", hashlib.sha256(b"gate\0" + key).digest()) if key else ("secret", made)
        with self.turn():
            names = {name for (name,) in self._con.execute("SELECT name FROM known WHERE name IN ('check', 'secret')")}
            if not names:
                self._con.execute("INSERT INTO known VALUES (?, ?)", kept)
        row = self._con.execute("SELECT value FROM known WHERE name = ?", (kept[0],)).fetchone()
        if row is None or (key and row[0] != kept[1]):
            raise Unreadable(
                zh=f"“{self._path.name}”是用另一个密钥建立的；请用原来的密钥打开",
                en=f"{self._path.name} was made with another key; open it with that one",
            )
        return key[:64] if key else bytes(row[0])


class _StoredShapes(Shapes):
    """Shapes that several processes add to: each has its place from the file."""

    def __init__(self, history: SqliteHistory) -> None:
        super().__init__()
        self._history = history
        self.read()

    def __getitem__(self, place: int) -> Shape:
        if place >= len(self.all):
            self.read()
        return self.all[place]

    def places(self, several: Iterable[Shape]) -> list[int]:
        """The places of many combinations: all that are new are entered before the file is read again."""
        listed = list(several)
        with self._lock:
            new = [shape for shape in dict.fromkeys(listed) if shape not in self._places]
            for shape in new:
                self._history.enter(json.dumps(shape, ensure_ascii=False))
            if new:
                self.read()
            return [self._places[shape] for shape in listed]

    def _add(self, shape: Shape) -> int:
        return self.places([shape])[0]

    def read(self) -> None:
        """Take the combinations from the file."""
        several = [
            tuple(tuple(one) if isinstance(one, list) else one for one in row) for row in self._history.entered()
        ]
        with self._lock:
            self._places = {shape: place for place, shape in enumerate(several)}
            self.all = several
