"""Texts put together by the column: pieces into signs, slots filled, one's own words chosen, all in numpy and Arrow.

A piece is cut once into tokens: plain text, a slot, or a word that has others of the same meaning. A row is a list of
pieces. Three hundred thousand rows are some twenty million tokens, taken from a pool and joined by Arrow.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from written_stock import Numbers, rows_of

SLOTS = ("bank", "agency", "amount", "amount2", "date", "last4", "times", "days", "branch", "name", "place")
AT_A_TIME = 40_000
_PLAIN, _SLOT, _WORD = 0, 1, 2
_ODD = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, kw_only=True)
class Rows:
    """Rows of pieces: row i is `pieces[starts[i]:starts[i + 1]]`."""

    pieces: Numbers
    starts: Numbers

    @classmethod
    def of(cls, grid: Numbers) -> "Rows":
        """Rows of a grid of piece numbers, in which -1 is nothing."""
        kept = grid >= 0
        return cls(pieces=grid[kept], starts=np.concatenate([[0], np.cumsum(kept.sum(axis=1))]).astype(np.int64))

    @classmethod
    def joined(cls, parts: Sequence["Rows"]) -> "Rows":
        """The rows of several, one after the other."""
        lengths = np.concatenate([np.diff(one.starts) for one in parts])
        return cls(
            pieces=np.concatenate([one.pieces for one in parts]),
            starts=np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64),
        )

    def part(self, first: int, last: int) -> "Rows":
        """Rows `first` to `last`, the last not included."""
        low, high = self.starts[first], self.starts[last]
        return Rows(pieces=self.pieces[low:high], starts=self.starts[first : last + 1] - low)


class Press:
    """Turns rows of pieces into texts."""

    def __init__(self, pieces: Sequence[str], values: dict[str, list[str]], fixed: Numbers | None = None) -> None:
        """`fixed` are the pieces that nobody rewords: the law's own words."""
        self._texts: list[str] = []
        self._at: dict[str, int] = {}
        self._groups: list[Numbers] = []
        self._member: dict[str, tuple[int, int]] = {}
        for row in rows_of("words.csv"):
            words = row["words"].split("|")
            for place, word in enumerate(words):
                self._member.setdefault(word, (len(self._groups), place))
            self._groups.append(np.array([self._text(word) for word in words], dtype=np.int64))
        self._sizes = np.array([len(one) for one in self._groups], dtype=np.int64)
        self._table = np.zeros((len(self._groups), int(self._sizes.max())), dtype=np.int64)
        for at, group in enumerate(self._groups):
            self._table[at, : len(group)] = group
        self.first_value = {slot: self._run(values[slot]) for slot in SLOTS}
        longest_first = sorted((one for one in self._member if len(one) > 1), key=len, reverse=True)
        self._cut = re.compile("(" + "|".join([r"\{\w+\}", *map(re.escape, longest_first)]) + ")")
        kept = set() if fixed is None else set(fixed.tolist())
        cut = [
            [(_PLAIN, self._text(piece), 0)] if at in kept else self._tokens(piece) for at, piece in enumerate(pieces)
        ]
        self._token = np.array([token for one in cut for token in one], dtype=np.int64).reshape(-1, 3)
        self._starts = np.concatenate([[0], np.cumsum([len(one) for one in cut])]).astype(np.int64)
        self._pool = pa.array(self._texts, pa.string())

    def _text(self, text: str) -> int:
        if text not in self._at:
            self._at[text] = len(self._texts)
            self._texts.append(text)
        return self._at[text]

    def _run(self, texts: Sequence[str]) -> int:
        first = len(self._texts)
        self._texts.extend(texts)
        return first

    def _tokens(self, piece: str) -> list[tuple[int, int, int]]:
        found = []
        for part in self._cut.split(piece):
            if part in self._member:
                group, place = self._member[part]
                found.append((_WORD, group, place))
            elif part.startswith("{"):
                found.append((_SLOT, SLOTS.index(part[1:-1]), 0))
            elif part:
                found.append((_PLAIN, self._text(part), 0))
        return found

    def print(self, rows: Rows, slots: dict[str, Numbers], swap: NDArray[np.float64], habit: Numbers) -> pa.Array:
        """The texts of `rows`.

        `slots` has each row's value of each slot, as a place among its values. A word that has others of its meaning
        is swapped with chance `swap`, the same way each time in rows of the same `habit`.
        """
        made = []
        for first in range(0, len(swap), AT_A_TIME):
            last = min(first + AT_A_TIME, len(swap))
            part = {name: one[first:last] for name, one in slots.items()}
            made.append(self._print(rows.part(first, last), part, swap[first:last], habit[first:last]))
        return pa.chunked_array(made, pa.string()).combine_chunks() if made else pa.array([], pa.string())

    def _print(self, rows: Rows, slots: dict[str, Numbers], swap: NDArray[np.float64], habit: Numbers) -> pa.Array:
        counts = np.diff(self._starts)[rows.pieces]
        row = np.repeat(np.repeat(np.arange(len(swap)), np.diff(rows.starts)), counts)
        within = np.arange(len(row)) - np.repeat(np.cumsum(counts) - counts, counts)
        token = self._token[np.repeat(self._starts[rows.pieces], counts) + within]
        text = token[:, 1].copy()
        for place, slot in enumerate(SLOTS):
            here = (token[:, 0] == _SLOT) & (token[:, 1] == place)
            text[here] = self.first_value[slot] + slots[slot][row[here]]
        here = np.flatnonzero(token[:, 0] == _WORD)
        group, place = token[here, 1], token[here, 2]
        chance = mixed(habit[row[here]] * 1_009 + group)
        swapped = (chance & np.uint64(0xFFFFF)).astype(np.float64) / 0x100000 < swap[row[here]]
        other = place + 1 + (chance >> np.uint64(24)).astype(np.int64) % np.maximum(1, self._sizes[group] - 1)
        text[here] = self._table[group, np.where(swapped, other, place) % self._sizes[group]]
        ends = np.searchsorted(row, np.arange(len(swap) + 1)).astype(np.int32)
        lists = pa.ListArray.from_arrays(pa.array(ends), self._pool.take(pa.array(text)))
        return pc.binary_join(lists, "")


def mixed(numbers: Numbers) -> NDArray[np.uint64]:
    """Each number as another that looks like chance."""
    with np.errstate(over="ignore"):
        one = numbers.astype(np.uint64) * _ODD
        one = (one ^ (one >> np.uint64(29))) * np.uint64(0xBF58476D1CE4E5B9)
        return one ^ (one >> np.uint64(32))
