"""Texts as phrases are compared with them: disguises taken off, every sign still knowing where it stood."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from evenhand.conduct.wording.characters import (
    BETWEEN,
    BREAK,
    CHINESE,
    CLAUSE,
    DROPPED,
    LATIN,
    LIMIT,
    POINT,
    SPACE,
    STOP,
    characters,
)

Codes = NDArray[np.uint32]
Places = NDArray[np.int64]
Mask = NDArray[np.bool_]
_T = TypeVar("_T", bound=np.generic)


@dataclass(frozen=True, kw_only=True)
class Folded:
    """Texts one after another, a `BETWEEN` behind each.

    `codes` are their signs, `starts` and `ends` where each sign stood in the texts joined, `bounds` where each text
    begins among the signs, `origins` where it began among the texts joined; both have one more entry for the end.
    """

    codes: Codes
    starts: Places
    ends: Places
    bounds: Places
    origins: Places


def fold(texts: Sequence[str]) -> Folded:
    """Fold `texts`: signs to those meant, white space and symbols inside words dropped, sentences ended by a line."""
    joined = "\x01".join(texts) + "\x01"
    raw = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    lengths = np.fromiter(map(len, texts), np.int64, len(texts))
    line = _Line.of(np.minimum(raw, LIMIT - 1), np.cumsum(lengths + 1) - 1)
    line.end_sentences()
    line.read_leet()
    line.drop_symbols()
    line.drop_spaces()
    line.join_letters()
    line.drop_lone_points()
    line.join_halves()
    line.codes[line.codes == ord("。")] = ord("\n")
    bounds = np.concatenate(([0], np.flatnonzero(line.codes == BETWEEN) + 1))
    origins = np.concatenate(([0], np.cumsum(lengths + 1)))
    return Folded(codes=line.codes, starts=line.starts, ends=line.ends, bounds=bounds, origins=origins)


@dataclass(kw_only=True)
class _Line:
    codes: Codes
    sorts: NDArray[np.uint8]
    starts: Places
    ends: Places

    @staticmethod
    def of(raw: Codes, between: Places) -> "_Line":
        known = characters()
        codes = known.meant[raw]
        codes[between] = BETWEEN
        starts = np.arange(len(codes), dtype=np.int64)
        return _Line(codes=codes, sorts=known.sort[codes], starts=starts, ends=starts + 1)

    def keep(self, mask: Mask) -> None:
        self.codes, self.sorts = self.codes[mask], self.sorts[mask]
        self.starts, self.ends = self.starts[mask], self.ends[mask]

    def end_sentences(self) -> None:
        """A point ends a sentence where white space or the end follows; every break becomes a new line."""
        after = _later(self.sorts)
        ending = (self.sorts == POINT) & ((after == SPACE) | (after == BREAK))
        self.sorts[ending] = BREAK
        self.sorts[self.sorts == POINT] = DROPPED
        self.codes[(self.sorts == BREAK) & (self.codes != BETWEEN)] = ord("\n")
        self.codes[(self.sorts == CLAUSE) & (self.codes != ord("、"))] = ord(",")

    def read_leet(self) -> None:
        """A digit or sign beside a Latin letter stands for the letter it looks like."""
        letter = (self.codes >= ord("a")) & (self.codes <= ord("z"))
        meant = characters().leet[self.codes]
        found = (meant > 0) & (_earlier(letter) | _later(letter)) & (_later(letter) | (self.codes != ord("!")))
        self.codes[found] = meant[found]
        self.sorts[found] = LATIN

    def drop_symbols(self) -> None:
        self.keep(self.sorts != DROPPED)

    def drop_spaces(self) -> None:
        """White space means something between two Latin words only."""
        space = self.sorts == SPACE
        self.keep(~(space & _earlier(space)))
        space = self.sorts == SPACE
        latin = self.sorts == LATIN
        self.codes[space] = ord(" ")
        self.keep(~space | (_earlier(latin) & _later(latin)))

    def join_letters(self) -> None:
        """Letters set apart, as in `l o s e r`, are one word."""
        letter = (self.codes >= ord("a")) & (self.codes <= ord("z"))
        latin, space = self.sorts == LATIN, self.sorts == SPACE
        lone = letter & ~_earlier(latin) & ~_later(latin)
        self.keep(~(space & _earlier(lone) & _later(lone)))

    def drop_lone_points(self) -> None:
        """A comma or full stop beside a single Chinese sign splits a word that was meant whole."""
        chinese = self.sorts == CHINESE
        lone = chinese & ~_earlier(chinese) & ~_later(chinese)
        mark = (self.sorts == CLAUSE) | (self.sorts == STOP)
        self.keep(~(mark & ((_earlier(lone) & _later(chinese)) | (_later(lone) & _earlier(chinese)))))

    def join_halves(self) -> None:
        """A sign written as its two halves becomes the sign."""
        halves = characters().halves
        firsts = np.isin(self.codes, np.fromiter({a for a, _ in halves}, np.uint32))
        gone = np.zeros(len(self.codes), np.bool_)
        for place in np.flatnonzero(firsts).tolist():
            whole = halves.get((int(self.codes[place]), int(self.codes[place + 1])))
            if whole is not None:
                self.codes[place], self.ends[place] = whole, self.ends[place + 1]
                gone[place + 1] = True
        if gone.any():
            self.keep(~gone)


def _earlier(values: NDArray[_T]) -> NDArray[_T]:
    """Each place's value one place before; zero for the first."""
    shifted = np.zeros_like(values)
    shifted[1:] = values[:-1]
    return shifted


def _later(values: NDArray[_T]) -> NDArray[_T]:
    shifted = np.zeros_like(values)
    shifted[:-1] = values[1:]
    return shifted
