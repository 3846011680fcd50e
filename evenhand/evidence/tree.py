"""The hashes of a log out of its tiles: any complete subtree, and what new leaves add."""

from collections.abc import Sequence
from functools import lru_cache

from evenhand.evidence.faults import Broken
from evenhand.evidence.merkle import EMPTY, fold, node_hash
from evenhand.evidence.store import HASH_BYTES, TILE, Store

_HEIGHT = TILE.bit_length() - 1
_TILES_KEPT = 512


class Tree:
    """The tree over a store's tiles."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def root(self, size: int) -> bytes:
        """The root of the first `size` entries."""
        return self.within(0, size) if size else EMPTY

    def within(self, start: int, stop: int) -> bytes:
        """The hash of the entries from `start` until `stop`; `start` is a multiple of a power of two ≥ their number."""
        found = []
        while start < stop:
            rank = (stop - start).bit_length() - 1
            found.append(self._node(rank, start >> rank))
            start += 1 << rank
        return fold(found)

    def _node(self, rank: int, place: int) -> bytes:
        """The hash of the complete tree of 2 ** rank entries at that place among its like."""
        level, height = divmod(rank, _HEIGHT)
        tile, within = divmod(place << height, TILE)
        hashes = self._store.tile(level, tile)
        if len(hashes) == TILE * HASH_BYTES:
            return _rows(hashes)[height][within >> height]
        # The last tile of a level still grows; of it only what is asked for is worked out.
        asked = hashes[within * HASH_BYTES : (within + (1 << height)) * HASH_BYTES]
        if len(asked) != HASH_BYTES << height:
            first, last = place << rank, (place + 1 << rank) - 1
            raise Broken(
                zh=f"第 {first} 至 {last} 条的散列缺失，日志已损坏；请用 verify 查明",
                en=f"hashes over the entries {first} to {last} are missing; the log is damaged, and verify tells where",
                index=first,
            )
        return top(cut(asked))


@lru_cache(maxsize=_TILES_KEPT)
def _rows(hashes: bytes) -> list[list[bytes]]:
    """The hashes of a complete tile, and above them those of pairs, of fours, up to its root.

    Remembered by what the tile holds and not by its place: a turn that was taken back leaves nothing behind.
    """
    rows = [cut(hashes)]
    while len(rows[-1]) > 1:
        rows.append(pairs(rows[-1]))
    return rows


def grown(store: Store, size: int, leaves: Sequence[bytes]) -> dict[tuple[int, int], bytes]:
    """The tiles that `leaves`, hashes of entries from index `size` on, add to or make, by (level, place)."""
    tiles: dict[tuple[int, int], bytes] = {}
    level, hashes = 0, list(leaves)
    while hashes:
        place, held = divmod(size, TILE)
        before = cut(store.tile(level, place))
        if len(before) != held:
            at = size << level * _HEIGHT
            raise Broken(
                zh=f"第 {at} 条之前的散列缺失或多余，日志已损坏",
                en=f"hashes before entry {at} are missing or too many; the log is damaged",
                index=max(0, at - 1),
            )
        row = before + hashes
        above = []
        for start in range(0, len(row), TILE):
            part = row[start : start + TILE]
            tiles[level, place + start // TILE] = b"".join(part)
            if len(part) == TILE:
                above.append(top(part))
        # What was complete before is in the level above already.
        level, size, hashes = level + 1, size // TILE, above
    return tiles


def top(row: Sequence[bytes]) -> bytes:
    """The root over a power of two of hashes."""
    while len(row) > 1:
        row = pairs(row)
    return row[0]


def pairs(row: Sequence[bytes]) -> list[bytes]:
    """The hashes over each two of an even number of hashes."""
    return [node_hash(row[each], row[each + 1]) for each in range(0, len(row), 2)]


def cut(hashes: bytes) -> list[bytes]:
    """A tile's hashes one by one."""
    return [hashes[start : start + HASH_BYTES] for start in range(0, len(hashes), HASH_BYTES)]
