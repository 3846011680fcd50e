"""Chance that falls the same way everywhere: raw PCG64 bits and whole-number arithmetic only.

numpy promises the bit stream of PCG64, but not how `Generator` turns bits into choices; so the turning is done here.
"""

from collections.abc import Sequence
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]
Flags = NDArray[np.bool_]
Item = TypeVar("Item")

_STOCK = 4096


class Dice:
    """Draws for one named purpose: the same `key` gives the same draws on every machine."""

    def __init__(self, *key: int) -> None:
        self._bits = np.random.PCG64(np.random.SeedSequence(key))
        self._stock: list[int] = []

    def raw(self, count: int) -> NDArray[np.uint64]:
        """`count` unsigned 64-bit numbers."""
        return np.asarray(self._bits.random_raw(count), dtype=np.uint64)

    def below(self, count: int, bound: int | NDArray[Any]) -> Numbers:
        """`count` numbers from 0 up to and without `bound` (one bound, or one for each; below 2**31)."""
        limit = np.asarray(bound, dtype=np.uint64)
        return (((self.raw(count) >> np.uint64(32)) * limit) >> np.uint64(32)).astype(np.int64)

    def chance(self, count: int, per_10k: int | NDArray[Any]) -> Flags:
        """`count` answers, each true with `per_10k` in ten thousand."""
        return self.below(count, 10_000) < np.asarray(per_10k, dtype=np.int64)

    def weighted(self, count: int, weights: Sequence[int]) -> Numbers:
        """`count` places in `weights`, each as often as its weight says."""
        steps = np.cumsum(np.asarray(weights, dtype=np.int64))
        return np.searchsorted(steps, self.below(count, int(steps[-1])), side="right").astype(np.int64)

    def weighted_by(self, kinds: NDArray[Any], table: NDArray[np.int64]) -> Numbers:
        """A column of `table` for each of `kinds` (its row), each as often as the weights of that row say."""
        steps = np.cumsum(table, axis=1)
        drawn = self.below(len(kinds), steps[:, -1][kinds])
        chosen = np.zeros(len(kinds), dtype=np.int64)
        for column in range(table.shape[1] - 1):
            chosen += drawn >= steps[:, column][kinds]
        return chosen

    def order(self, count: int) -> Numbers:
        """The numbers 0 … count-1 in a shuffled order."""
        return np.argsort(self.raw(count), kind="stable").astype(np.int64)

    def one(self, bound: int) -> int:
        """One number from 0 up to and without `bound`."""
        if not self._stock:
            self._stock = (self.raw(_STOCK) >> np.uint64(32)).tolist()
        return (self._stock.pop() * bound) >> 32

    def between(self, low: int, high: int) -> int:
        """One number from `low` to `high`, both included."""
        return low + self.one(high - low + 1)

    def happens(self, per_100: int) -> bool:
        """True with `per_100` in a hundred."""
        return self.one(100) < per_100

    def pick(self, items: Sequence[Item]) -> Item:
        """One of `items`."""
        return items[self.one(len(items))]

    def some(self, items: Sequence[Item], count: int) -> list[Item]:
        """`count` different ones of `items` (all, if there are fewer), in the order they stand in."""
        places = list(range(len(items)))
        for at in range(min(count, len(items))):
            other = self.between(at, len(items) - 1)
            places[at], places[other] = places[other], places[at]
        return [items[place] for place in sorted(places[:count])]

    def shuffled(self, items: Sequence[Item]) -> list[Item]:
        """All of `items` in a shuffled order."""
        rest = list(items)
        for at in range(len(rest) - 1, 0, -1):
            other = self.one(at + 1)
            rest[at], rest[other] = rest[other], rest[at]
        return rest
