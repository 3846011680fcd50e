"""A history in one SQLite file, shared by threads and processes: a run of contacts a row, by debtor and by number."""

import hashlib
import json
import os
import secrets
import sqlite3
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from evenhand.conduct.gate.line import Line
from evenhand.conduct.gate.run_table import NOTHING, RunTable, line_of_rows
from evenhand.conduct.gate.runs import KEY_BYTES, Run
from evenhand.conduct.gate.stored_shapes import StoredShapes
from evenhand.conduct.kept import Kept
from evenhand.errors import Unavailable, Unreadable

# Larger pages hold a debtor's whole run beside its key, so that one search ends at all there is to read.
_PAGE_BYTES = 8192
_TABLES = """
CREATE TABLE IF NOT EXISTS known (name TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS shapes (place INTEGER PRIMARY KEY, columns TEXT NOT NULL UNIQUE);
CREATE TABLE IF NOT EXISTS debtors (
    key BLOB NOT NULL, at INTEGER NOT NULL, contact TEXT NOT NULL, head BLOB NOT NULL, rest BLOB NOT NULL,
    until INTEGER, PRIMARY KEY (key, at, contact)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS numbers (
    key BLOB NOT NULL, at INTEGER NOT NULL, contact TEXT NOT NULL, head BLOB NOT NULL, rest BLOB NOT NULL,
    until INTEGER, PRIMARY KEY (key, at, contact)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS promises (contact TEXT PRIMARY KEY, debtor BLOB NOT NULL) WITHOUT ROWID;
INSERT OR IGNORE INTO known VALUES ('present', '[]');
"""
# One search tells the runs, and whether contacts with further columns have come in from another process.
_OF_DEBTOR = """SELECT k.value, d.head, d.rest, d.until FROM known k LEFT JOIN debtors d ON d.key = ?
    WHERE k.name = 'present' ORDER BY d.at, d.contact"""
_OF_NUMBER = "SELECT NULL, head, rest, until FROM numbers WHERE key = ? ORDER BY at, contact"
# What is written survives the end of the process; after a power failure the last moments may be lost. A look-up reads
# the pages where they lie, without a copy; a long load leaves no long log behind.
_PRAGMAS = (
    f"page_size = {_PAGE_BYTES}",
    "journal_mode = WAL",
    "synchronous = NORMAL",
    f"mmap_size = {1 << 36}",
    f"journal_size_limit = {1 << 26}",
)


class SqliteHistory:
    """A history in the file `path`, made where it is missing.

    Debtors and numbers are kept as keyed digests only; `key` is the secret, else one is made and kept in the file.
    Raises `Unreadable` for a file that is no such history, is one of another layout, or was made with another key.
    """

    def __init__(self, path: Path, *, key: bytes | None = None) -> None:
        self._path, self._local = path, threading.local()
        self.present: frozenset[str] = frozenset()
        self._present: str | None = None
        self._debtors, self._numbers = (RunTable(name, lambda: self._con) for name in ("debtors", "numbers"))
        try:
            con = self._con
            self._of_this_layout(con)
            con.executescript(_TABLES)
            self._secret = self._keyed(key)
            self.shapes = StoredShapes(self)
            self._see(self._columns())
        except sqlite3.DatabaseError as fault:
            raise Unreadable(
                zh=f"“{path.name}”不是闸口的历史库，或者打不开。（{fault}）",
                en=f"{path.name} is no history of a gate, or cannot be opened. ({fault})",
            ) from fault

    def key(self, value: str) -> bytes:
        """The digest under which a debtor or a number is kept."""
        return hashlib.blake2b(value.encode(), key=self._secret, digest_size=KEY_BYTES).digest()

    def of_debtor(self, debtor: bytes) -> Line:
        """The contacts with a debtor; the columns that are present are those of the same moment."""
        rows = self._con.execute(_OF_DEBTOR, (debtor,)).fetchall()
        present = rows[0][0]
        if present != self._present:
            self._see(present)
        return line_of_rows(rows)

    def of_number(self, number: bytes) -> Line:
        """The contacts to a number."""
        return line_of_rows(self._con.execute(_OF_NUMBER, (number,)).fetchall() or NOTHING)

    @contextmanager
    def turn(self) -> Iterator[None]:
        """One writer at a time over all processes; what it wrote stands when it ends, or nothing of it.

        Raises `Unavailable` where another holds its turn for longer than a minute.
        """
        con = self._con
        try:
            con.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as fault:
            raise Unavailable(
                zh=f"历史库“{self._path.name}”现在写不进去，本次什么都没有写；请稍后再试。（{fault}）",
                en=f"the history {self._path.name} cannot be written now and nothing was; try again. ({fault})",
            ) from fault
        con.execute("SAVEPOINT turn")
        try:
            yield
            con.execute("COMMIT")
        except BaseException:
            self._take_back(con)
            raise

    def _take_back(self, con: sqlite3.Connection) -> None:
        """Undo what was written in this turn, but for the places of shapes: by now counts are kept under them."""
        self._present = None
        try:
            con.execute("ROLLBACK TO turn")
            self.shapes.enter_all()
            con.execute("COMMIT")
        finally:
            if con.in_transaction:
                con.execute("ROLLBACK")

    def keep(self, debtor: bytes, one: Kept) -> None:
        """Add a contact; one of the same debtor, moment and id stands."""
        self._debtors.add(debtor, one)
        if one.number is not None:
            self._numbers.add(one.number, one)  # type: ignore[arg-type]
        if one.until_us is not None:
            self._con.execute("INSERT OR REPLACE INTO promises VALUES (?, ?)", (one.contact_id, debtor))

    def keep_runs(self, runs: Iterable[tuple[bytes, Run]], *, by_number: bool) -> None:
        """Add whole runs, by debtor or by number, to a history that had none; quickest where sorted by key."""
        (self._numbers if by_number else self._debtors).put(runs)

    def drop(self, debtor: bytes, one: Kept) -> None:
        """Take a contact out."""
        self._debtors.take(debtor, one)
        if one.number is not None:
            self._numbers.take(one.number, one)  # type: ignore[arg-type]
        if one.until_us is not None:
            self._con.execute("DELETE FROM promises WHERE contact = ?", (one.contact_id,))

    def promised(self, reservation: str) -> tuple[bytes, Kept] | None:
        """The debtor and the contact of a reservation."""
        row = self._con.execute("SELECT debtor FROM promises WHERE contact = ?", (reservation,)).fetchone()
        if row is None:
            return None
        found = [one for one in self.of_debtor(row[0]).kept() if one.contact_id == reservation and one.until_us]
        return (row[0], found[0]) if found else None

    @property
    def is_empty(self) -> bool:
        """Whether it holds no contact."""
        return self._con.execute("SELECT 1 FROM debtors LIMIT 1").fetchone() is None

    def saw(self, columns: frozenset[str]) -> None:
        """Contacts with these columns come in."""
        if not columns <= self.present:
            several = columns | frozenset(json.loads(self._columns()))
            self._con.execute("UPDATE known SET value = ? WHERE name = 'present'", (json.dumps(sorted(several)),))
            self._see(self._columns())

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
            for pragma in _PRAGMAS:
                local.con.execute(f"PRAGMA {pragma}")
        con: sqlite3.Connection = local.con
        return con

    def _columns(self) -> str:
        row = self._con.execute("SELECT value FROM known WHERE name = 'present'").fetchone()
        return str(row[0])

    def _see(self, present: str) -> None:
        self.present = frozenset(json.loads(present))
        self._present = present

    def _of_this_layout(self, con: sqlite3.Connection) -> None:
        """Set a new file up; refuse one whose contacts are kept in another way."""
        tables = {name for (name,) in con.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if tables and not {"known", "debtors"} <= tables:
            raise Unreadable(
                zh=f"“{self._path.name}”不是本版本闸口的历史库；请把联系记录重新载入一个新的库",
                en=f"{self._path.name} is no history of this version of the gate; load the contacts into a new file",
            )

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
