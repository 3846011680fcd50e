"""A table of runs in a SQLite file: the contacts under one key, some dozens a row."""

import sqlite3
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from itertools import chain
from operator import itemgetter

from evenhand.conduct.gate.line import EMPTY, Line
from evenhand.conduct.gate.runs import MOST, Run, pack, unpack, unpack_head
from evenhand.conduct.kept import Kept

_order = itemgetter(0, 1)


class RunTable:
    """The table `name`; `con` gives the connection of whoever asks."""

    def __init__(self, name: str, con: Callable[[], sqlite3.Connection]) -> None:
        self._name, self._con = name, con

    def add(self, key: bytes, one: Kept) -> None:
        """Add a contact; one of the same key, moment and id stands."""
        several = self._run(key, one)
        place = bisect_left(several, one[:2], key=_order)
        if several[place : place + 1] and several[place][:2] == one[:2]:
            return
        self._write(key, several, [*several[:place], one, *several[place:]])

    def take(self, key: bytes, one: Kept) -> None:
        """Take a contact out."""
        several = self._run(key, one)
        self._write(key, several, [other for other in several if other[:2] != one[:2]])

    def _run(self, key: bytes, one: Kept) -> list[Kept]:
        """The run that a contact is in or belongs to: the last that begins no later, else the first."""
        query = f"SELECT head, rest FROM {self._name} WHERE key = ?"
        row = (
            self._con()
            .execute(f"{query} AND (at, contact) <= (?, ?) ORDER BY at DESC, contact DESC LIMIT 1", (key, *one[:2]))
            .fetchone()
        )
        row = row or self._con().execute(f"{query} ORDER BY at, contact LIMIT 1", (key,)).fetchone()
        return unpack(*row) if row else []

    def _write(self, key: bytes, before: list[Kept], after: list[Kept]) -> None:
        """Put what a run has become in its place: nothing, itself, or two halves."""
        if before and before[:1] != after[:1]:
            gone = (key, *before[0][:2])
            self._con().execute(f"DELETE FROM {self._name} WHERE key = ? AND at = ? AND contact = ?", gone)
        half = len(after) if len(after) <= MOST else len(after) // 2
        self.put((key, pack(part)) for part in (after[:half], after[half:]) if part)

    def put(self, runs: Iterable[tuple[bytes, Run]]) -> None:
        """Write whole runs, each over one of the same key and first contact."""
        put = f"INSERT OR REPLACE INTO {self._name} (key, at, contact, head, rest, until) VALUES (?, ?, ?, ?, ?, ?)"
        self._con().executemany(put, ((key, *run) for key, run in runs))


_Row = tuple[object, bytes | None, bytes, int | None]
NOTHING: list[_Row] = [(None, None, b"", None)]


def line_of_rows(rows: Sequence[_Row]) -> Line:
    """The contacts of all runs of one debtor or number."""
    _, head, rest, until_us = rows[0]
    if head is None:
        return EMPTY
    if len(rows) == 1:
        return Line(*unpack_head(head), until_us, partial(unpack, head, rest))
    runs = [(head, rest) for _, head, rest, _ in rows if head is not None]
    times, shapes = (
        tuple(chain.from_iterable(part)) for part in zip(*(unpack_head(head) for head, _ in runs), strict=True)
    )
    lapses = [until for _, _, _, until in rows if until is not None]
    return Line(times, shapes, max(lapses, default=None), lambda: [one for run in runs for one in unpack(*run)])
