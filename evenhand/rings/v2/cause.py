"""What a wave complains of: its days, its place, and in its words the phrases that its letters say and others do not.

Others are letters on the same product to other institutions, and the same institution's letters of other days.
"""

import math
import re
from collections import Counter
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from evenhand.rings.v1.docket import Docket
from evenhand.rings.v1.normalise import fold_texts

Ints = npt.NDArray[np.int64]

READ = 30  # letters of the wave, and as many of either kind of others, that are read
SAID_BY = 0.15  # the share of the letters read, and three at least, that must say a phrase
TIMES = 4  # how many times more of the wave's letters than of the others must say it
SIGNS, LONGEST = 6, 16  # Han characters of a phrase
WORDS, MOST_WORDS = 2, 6  # … or words in letters
PHRASES = 2
PLACED = 0.5  # the share of a wave that one place must have
RUN = re.compile(r"[^\W\d_a-z\u00c0-\u024f]+|[a-z\u00c0-\u024f']+(?: [a-z\u00c0-\u024f']+)*")
MASK = re.compile(r"x+")
Piece = tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Cause:
    """What is said of a wave's cause: its phrases, most said first; its place, empty where it has none; its days."""

    phrases: list[str]
    place: str
    first: str
    last: str


def cause_of(rows: Ints, docket: Docket, narratives: pa.Array) -> Cause:
    """Name the cause of a wave, earliest first; `narratives` as the docket has them."""
    return Cause(
        phrases=phrases_of(rows, docket, narratives),
        place=_place(rows, docket),
        first=str(np.datetime64(int(docket.day[rows[0]]), "D")),
        last=str(np.datetime64(int(docket.day[rows[-1]]), "D")),
    )


def phrases_of(rows: Ints, docket: Docket, narratives: pa.Array) -> list[str]:
    """The most telling phrases of a wave, most said first; none where its letters have no words in common.

    A phrase has letters alone, no digit: no number of anybody's is ever one.
    """
    read = _some(rows)
    said = Counter(piece for text in _texts(read, narratives) for piece in set(_pieces(text)))
    least = max(3, SAID_BY * read.size)
    often = {one for one, many in said.items() if many >= least}
    others = [*_texts(_elsewhere(rows, docket), narratives), *_texts(_at_other_times(rows, docket), narratives)]
    usual = Counter(piece for text in others for piece in often.intersection(_pieces(text)))
    share = read.size / max(1, len(others))
    enough = {one: said[one] for one in often if said[one] >= TIMES * (usual[one] + 1) * share}
    telling = {_signs(one): many for one, many in enough.items()}
    beyond = {_signs(one): -many * math.log(many / (usual[one] + 1)) for one, many in enough.items()}
    found: list[Piece] = []
    for piece in sorted(telling, key=lambda one: (beyond[one], one)):
        phrase = _grown(piece, telling)
        if not any(_overlap(phrase, one) for one in found):
            found.append(phrase)
        if len(found) == PHRASES:
            break
    return [_written(one) for one in found]


def _place(rows: Ints, docket: Docket) -> str:
    """Where most of them come from, if the file says."""
    for column in docket.places:
        counts = docket.texts(column).take(pa.array(rows)).cast(pa.string()).value_counts().to_pylist()
        named = sorted((-one["counts"], one["values"]) for one in counts if one["values"])
        if named and -named[0][0] >= PLACED * rows.size:
            return str(named[0][1])
    return ""


def _elsewhere(rows: Ints, docket: Docket) -> Ints:
    others = docket.of_product[docket.product[rows[0]]]
    return _some(others[docket.house[others] != docket.house[rows[0]]])


def _at_other_times(rows: Ints, docket: Docket) -> Ints:
    own = docket.of_product[docket.product[rows[0]]]
    day = docket.day[own]
    apart = (day < docket.day[rows[0]]) | (day > docket.day[rows[-1]])
    return _some(own[apart & (docket.house[own] == docket.house[rows[0]])])


def _some(rows: Ints) -> Ints:
    return rows[:: max(1, rows.size // READ)][:READ]


def _texts(rows: Ints, narratives: pa.Array) -> list[str]:
    return list(fold_texts(narratives.take(pa.array(rows))).to_pylist())


def _pieces(text: str) -> list[str]:
    """Every stretch of `SIGNS` characters, or of `WORDS` words, without a stop in it."""
    found: list[str] = []
    for run in RUN.findall(text):
        if run.isascii() or run[0] <= "\u024f":
            words = run.split()
            stretches = [words[at : at + WORDS] for at in range(len(words) - WORDS + 1)]
            found += [" ".join(one) for one in stretches if not any(MASK.fullmatch(word) for word in one)]
        else:
            found += [run[at : at + SIGNS] for at in range(len(run) - SIGNS + 1)]
    return found


def _signs(stretch: str) -> Piece:
    """The characters or words of a stretch."""
    return tuple(stretch.split() if stretch[0] <= "\u024f" else stretch)


def _latin(piece: Piece) -> bool:
    return piece[0][0] <= "\u024f"


def _written(piece: Piece) -> str:
    return (" " if _latin(piece) else "").join(piece)


def _grown(piece: Piece, telling: dict[Piece, int]) -> Piece:
    """The phrase that `piece` is part of: longer by a sign while as many nearly say the next stretch too."""
    least, longest, phrase = 0.7 * telling[piece], MOST_WORDS if _latin(piece) else LONGEST, piece
    width = len(piece)
    while len(phrase) < longest and (fits := _fitting(phrase[1 - width :], telling, least, at=0)):
        phrase = (*phrase, fits[-1])
    while len(phrase) < longest and (fits := _fitting(phrase[: width - 1], telling, least, at=1)):
        phrase = (fits[0], *phrase)
    return phrase


def _fitting(part: Piece, telling: dict[Piece, int], least: float, *, at: int) -> Piece:
    """The stretch that most say of those that hold `part` from place `at` on."""
    fits = [one for one in telling if one[at : at + len(part)] == part and telling[one] >= least]
    return max(fits, key=lambda one: (telling[one], one), default=())


def _overlap(one: Piece, other: Piece) -> bool:
    """Whether two phrases are stretches of one."""
    width = 2 if _latin(one) else 4
    return any(one[at : at + width] == other[to : to + width]
               for at in range(len(one) - width + 1) for to in range(len(other) - width + 1))  # fmt: skip
