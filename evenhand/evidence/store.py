"""Where a log keeps its entries and hashes: what a store must do, and one in memory."""

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol

TILE = 256
"""Hashes to a tile: level n holds the hashes of complete trees of TILE ** n entries (C2SP tlog-tiles, height 8)."""

HASH_BYTES = 32


class Store(Protocol):
    """What a log asks of a store. Everything inside one `turn` is kept together or not at all."""

    def turn(self) -> AbstractContextManager[None]:
        """The one writer's turn; turns of one thread may stand inside one another."""

    def size(self) -> int:
        """How many entries there are."""

    def tile(self, level: int, place: int) -> bytes:
        """The hashes of a tile, 32 bytes each, at most 256 of them; empty where there is none."""

    def entries(self, start: int, stop: int) -> list[bytes]:
        """The entries from `start` until (not including) `stop`."""

    def add(self, entries: Sequence[bytes], *, at: int, tiles: Mapping[tuple[int, int], bytes]) -> None:
        """Add entries from index `at`, which is the size, and put the tiles that grew by (level, place)."""

    def keep_checkpoint(self, size: int, note: str) -> None:
        """Keep a signed checkpoint; the latest of one size stands."""

    def checkpoint(self, covering: int = 0) -> tuple[int, str] | None:
        """The size and note of the longest checkpoint that has entry `covering`, None where there is none."""

    def checkpoints(self) -> list[tuple[int, str]]:
        """Every checkpoint kept, shortest first."""


class MemoryStore:
    """A store that lasts as long as the process."""

    def __init__(self) -> None:
        self._entries: list[bytes] = []
        self._tiles: dict[tuple[int, int], bytes] = {}
        self._notes: dict[int, str] = {}
        self._lock = threading.RLock()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """The one writer's turn; what it added is taken back when it fails."""
        with self._lock:
            before = len(self._entries), dict(self._tiles), dict(self._notes)
            try:
                yield
            except BaseException:
                del self._entries[before[0] :]
                self._tiles, self._notes = before[1:]
                raise

    def size(self) -> int:
        """How many entries there are."""
        return len(self._entries)

    def tile(self, level: int, place: int) -> bytes:
        """The hashes of a tile; empty where there is none."""
        return self._tiles.get((level, place), b"")

    def entries(self, start: int, stop: int) -> list[bytes]:
        """The entries from `start` until (not including) `stop`."""
        return self._entries[start:stop]

    def add(self, entries: Sequence[bytes], *, at: int, tiles: Mapping[tuple[int, int], bytes]) -> None:
        """Add entries and the tiles that grew."""
        self._entries[at:] = entries
        self._tiles.update(tiles)

    def keep_checkpoint(self, size: int, note: str) -> None:
        """Keep a signed checkpoint."""
        self._notes[size] = note

    def checkpoint(self, covering: int = 0) -> tuple[int, str] | None:
        """The longest checkpoint that has entry `covering`."""
        last = max(self._notes, default=-1)
        return (last, self._notes[last]) if last > covering else None

    def checkpoints(self) -> list[tuple[int, str]]:
        """Every checkpoint kept, shortest first."""
        return sorted(self._notes.items())
