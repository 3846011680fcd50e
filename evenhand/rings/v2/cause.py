"""What a wave complains of, in its own words: the phrases that many of it say and others on the same product do not."""

from collections import Counter

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from evenhand.rings.v1.docket import Docket
from evenhand.rings.v1.normalise import fold_texts

Ints = npt.NDArray[np.int64]

READ = 20  # letters of the wave, and as many of others, that are read
SAID_BY = 0.15  # the share of the letters read, and three at least, that must say a phrase
SIGNS = 6  # the least length of a phrase
LONGEST = 16
PHRASES = 2


def phrases_of(rows: Ints, docket: Docket, narratives: pa.Array) -> list[str]:
    """The most telling phrases of a wave, most said first; none where its letters have no words in common.

    A phrase has letters alone, no digit: no number of anybody's is ever one.
    """
    read = _some(rows)
    others = docket.of_product[docket.product[rows[0]]]
    others = others[docket.house[others] != docket.house[rows[0]]]
    said = Counter(piece for text in _texts(read, narratives) for piece in _pieces(text))
    usual = {piece for text in _texts(_some(others), narratives) for piece in _pieces(text)}
    least = max(3, SAID_BY * read.size)
    telling = {piece: many for piece, many in said.items() if many >= least and piece not in usual}
    found: list[str] = []
    for piece in sorted(telling, key=lambda one: (-telling[one], one)):
        phrase = _grown(piece, telling)
        if not any(_overlap(phrase, one) for one in found):
            found.append(phrase)
        if len(found) == PHRASES:
            break
    return found


def _some(rows: Ints) -> Ints:
    return rows[:: max(1, rows.size // READ)][:READ]


def _texts(rows: Ints, narratives: pa.Array) -> set[str]:
    return set(fold_texts(narratives.take(pa.array(rows))).to_pylist())


def _pieces(text: str) -> set[str]:
    """Every stretch of `SIGNS` letters without a stop in it; of words, where letters make them."""
    return {piece for at in range(len(text) - SIGNS + 1) if (piece := text[at : at + SIGNS]).replace(" ", "").isalpha()}


def _grown(piece: str, telling: dict[str, int]) -> str:
    """The phrase that `piece` is part of: longer by a sign while as many nearly say the next stretch too."""
    least, phrase = 0.7 * telling[piece], piece
    for step in (_later, _earlier):
        while len(phrase) < LONGEST and (longer := step(phrase, telling, least)):
            phrase = longer
    return phrase.strip()


def _later(phrase: str, telling: dict[str, int], least: float) -> str:
    tail = phrase[-(SIGNS - 1) :]
    fits = [one for one in telling if one.startswith(tail) and telling[one] >= least]
    return phrase + max(fits, key=lambda one: (telling[one], one))[-1] if fits else ""


def _earlier(phrase: str, telling: dict[str, int], least: float) -> str:
    head = phrase[: SIGNS - 1]
    fits = [one for one in telling if one.endswith(head) and telling[one] >= least]
    return max(fits, key=lambda one: (telling[one], one))[0] + phrase if fits else ""


def _overlap(one: str, other: str) -> bool:
    """Whether two phrases are stretches of one."""
    return any(one[at : at + 4] in other for at in range(len(one) - 3))
