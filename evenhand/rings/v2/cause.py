"""What a wave complains of: its days, its place, and in its words the phrases that its letters say and others do not.

Others are letters on the same product to other institutions, and the same institution's letters of other days.
"""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from evenhand.rings.v1.docket import Docket
from evenhand.rings.v1.normalise import fold_texts
from evenhand.rings.v2.pieces import pieces_of

Ints = npt.NDArray[np.int64]

READ = 30  # letters of the wave, and as many of either kind of others, that are read
SAID_BY = 0.15  # the share of the letters read, and three at least, that must say a phrase
TIMES = 4  # how many times more of the wave's letters than of the others must say it
LONGEST, MOST_WORDS = 16, 6  # Han characters of a phrase, or words in letters
PHRASES = 2
PLACED = 0.5  # the share of a wave that one place must have
Signs = tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Cause:
    """What is said of a wave's cause: its phrases, most said first; its place, empty where it has none; its days."""

    phrases: list[str]
    place: str
    first: str
    last: str


class Causes:
    """Names the causes of the waves of one docket; `narratives` as the docket has them."""

    def __init__(self, docket: Docket, narratives: pa.Array) -> None:
        self._docket, self._narratives = docket, narratives
        self._places: dict[int, dict[int, Ints]] = {}

    def of(self, rows: Ints) -> Cause:
        """Name the cause of a wave, earliest first."""
        day = self._docket.day
        return Cause(
            phrases=self.phrases_of(rows),
            place=_place(rows, self._docket),
            first=str(np.datetime64(int(day[rows[0]]), "D")),
            last=str(np.datetime64(int(day[rows[-1]]), "D")),
        )

    def phrases_of(self, rows: Ints) -> list[str]:
        """The most telling phrases of a wave, most said first; none where its letters have no words in common.

        A phrase has letters alone, no digit: no number of anybody's is ever one.
        """
        read, others = _some(rows), self._others(rows)
        texts = fold_texts(self._narratives.take(pa.array(np.concatenate([read, others])))).to_pylist()
        often = pieces_of(texts, read.size, max(3, SAID_BY * read.size))
        share = read.size / max(1, others.size)
        enough = [one for one in often if one.said >= TIMES * (one.usual + 1) * share]
        telling = Telling({_signs(one.text): one.said for one in enough})
        beyond = {_signs(one.text): -one.said * math.log(one.said / (one.usual + 1)) for one in enough}
        found: list[Signs] = []
        for piece in sorted(telling.said, key=lambda one: (beyond[one], one)):
            phrase = telling.grown(piece)
            if not any(_overlap(phrase, one) for one in found):
                found.append(phrase)
            if len(found) == PHRASES:
                break
        return [_written(one) for one in found]

    def _others(self, rows: Ints) -> Ints:
        """Some letters on the same product to other institutions, and some to the same one on other days."""
        product, house = int(self._docket.product[rows[0]]), int(self._docket.house[rows[0]])
        own, here = self._docket.of_product[product], self._at(product)[house]
        day = self._docket.day[own[here]]
        first, last = self._docket.day[rows[[0, -1]]]
        then = np.searchsorted(day, first), np.searchsorted(day, last, side="right")
        other_times = own[np.concatenate([here[: then[0]], here[then[1] :]])]
        # Of those elsewhere the few that are read are found without a look at all: so many from here stand before each.
        some = _some(np.arange(own.size - here.size))
        elsewhere = own[some + np.searchsorted(here - np.arange(here.size), some, side="right")]
        return np.concatenate([elsewhere, _some(other_times)])

    def _at(self, product: int) -> dict[int, Ints]:
        """Where among the letters on a product those to each institution stand."""
        if product not in self._places:
            house = self._docket.house[self._docket.of_product[product]]
            order = np.argsort(house, kind="stable")
            parts = np.split(order, np.flatnonzero(np.diff(house[order])) + 1)
            self._places[product] = {int(house[part[0]]): part for part in parts if part.size}
        return self._places[product]


def _place(rows: Ints, docket: Docket) -> str:
    """Where most of them come from, if the file says."""
    for column in docket.places:
        counts = docket.texts(column).take(pa.array(rows)).cast(pa.string()).value_counts().to_pylist()
        named = sorted((-one["counts"], one["values"]) for one in counts if one["values"])
        if named and -named[0][0] >= PLACED * rows.size:
            return str(named[0][1])
    return ""


def _some(rows: Ints) -> Ints:
    return rows[:: max(1, rows.size // READ)][:READ]


def _signs(stretch: str) -> Signs:
    """The characters or words of a stretch."""
    return tuple(stretch.split() if stretch[0] <= "\u024f" else stretch)


def _latin(piece: Signs) -> bool:
    return piece[0][0] <= "\u024f"


def _written(piece: Signs) -> str:
    return (" " if _latin(piece) else "").join(piece)


class Telling:
    """The telling pieces of a wave by what they begin and end with, and how many letters say each."""

    def __init__(self, said: dict[Signs, int]) -> None:
        self.said = said
        self._by_head: dict[Signs, list[Signs]] = {}
        self._by_tail: dict[Signs, list[Signs]] = {}
        for piece in said:
            self._by_head.setdefault(piece[:-1], []).append(piece)
            self._by_tail.setdefault(piece[1:], []).append(piece)

    def grown(self, piece: Signs) -> Signs:
        """The phrase that `piece` is part of: longer by a sign while as many nearly say the next stretch too."""
        least, longest, phrase = 0.7 * self.said[piece], MOST_WORDS if _latin(piece) else LONGEST, piece
        width = len(piece)
        while len(phrase) < longest and (fits := self._fitting(self._by_head, phrase[1 - width :], least)):
            phrase = (*phrase, fits[-1])
        while len(phrase) < longest and (fits := self._fitting(self._by_tail, phrase[: width - 1], least)):
            phrase = (fits[0], *phrase)
        return phrase

    def _fitting(self, among: dict[Signs, list[Signs]], part: Signs, least: float) -> Signs:
        """The piece that most say of those that hold `part` there."""
        fits = [one for one in among.get(part, ()) if self.said[one] >= least]
        return max(fits, key=lambda one: (self.said[one], one), default=())


def _overlap(one: Signs, other: Signs) -> bool:
    """Whether two phrases are stretches of one."""
    width = 2 if _latin(one) else 4
    return any(one[at : at + width] == other[to : to + width]
               for at in range(len(one) - width + 1) for to in range(len(other) - width + 1))  # fmt: skip
