"""Pieces: every stretch of six Han characters, or of two words, without a stop in it; in how many letters each is.

Chinese is counted at once for all letters: a table finds a piece by its hash and tells it from others sign by sign.
"""

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from evenhand.rings.v1.compiled import compiled
from evenhand.rings.v1.kernel import mix

Ints = npt.NDArray[np.int64]
Codes = npt.NDArray[np.uint32]

SIGNS, WORDS = 6, 2  # Han characters of a piece, or words in letters
SIGN = re.compile(r"[^\W\d_a-z\u00c0-\u024f]")
RUN = re.compile(r"[a-z\u00c0-\u024f']+(?: [a-z\u00c0-\u024f']+)*")
MASK = re.compile(r"x+")
STOP, IS_SIGN, IS_LETTER, UNKNOWN = 0, 1, 2, 3
_classes = np.full(0x110000, UNKNOWN, np.uint8)


class Piece(NamedTuple):
    """A piece, how many of the letters of one's own hold it, and how many of the others."""

    text: str
    said: int
    usual: int


def pieces_of(texts: Sequence[str], own: int, least: float) -> list[Piece]:
    """The pieces that at least `least` of the first `own` letters hold; the others are those behind."""
    written = "\n".join(texts)
    codes = np.frombuffer(written.encode("utf-32-le", "surrogatepass"), np.uint32)
    classes = _classed(codes)
    ends = np.cumsum([len(text) + 1 for text in texts])
    first, said, usual = _counted(codes, classes == IS_SIGN, ends, own)
    often = said >= least
    found = [
        Piece(written[at : at + SIGNS], int(many), int(others))
        for at, many, others in zip(first[often], said[often], usual[often], strict=True)
    ]
    letter = classes == IS_LETTER
    if (letter[:-2] & (codes[1:-1] == ord(" ")) & letter[2:]).any():
        found += _in_words(texts, own, least)
    return found


def _classed(codes: Codes) -> npt.NDArray[np.uint8]:
    """What each code point is; looked up once for each that is met."""
    classes = _classes[codes]
    if (classes == UNKNOWN).any():
        for code in np.unique(codes[classes == UNKNOWN]).tolist():
            sign = chr(code)
            _classes[code] = IS_SIGN if SIGN.fullmatch(sign) else IS_LETTER if RUN.fullmatch(sign) else STOP
        classes = _classes[codes]
    return classes


@compiled
def _counted(codes: Codes, sign: npt.NDArray[np.bool_], ends: Ints, own: int) -> tuple[Ints, Ints, Ints]:
    """Where each piece of the first `own` letters stands first, in how many of these it is, in how many of the rest."""
    size = 1 << 10
    while size < 2 * codes.size:
        size *= 2
    slots, last_bit = np.full(size, -1, np.int64), np.uint64(size - 1)
    first, seen = np.empty(codes.size, np.int64), np.empty(codes.size, np.int64)
    said, usual = np.zeros(codes.size, np.int64), np.zeros(codes.size, np.int64)
    many, letter, run = 0, 0, 0
    for end in range(codes.size):
        while end >= ends[letter]:
            letter += 1
        run = run + 1 if sign[end] else 0
        if run < SIGNS:
            continue
        start = end - SIGNS + 1
        slot = _slot(codes, start, slots, first, last_bit)
        one = slots[slot]
        if one < 0:
            if letter >= own:
                continue
            one = slots[slot] = many
            first[one], seen[one] = start, -1
            many += 1
        if seen[one] < letter:
            seen[one] = letter
            if letter < own:
                said[one] += 1
            else:
                usual[one] += 1
    return first[:many].copy(), said[:many].copy(), usual[:many].copy()


@compiled
def _slot(codes: Codes, start: int, slots: Ints, first: Ints, last_bit: np.uint64) -> np.uint64:
    """The slot of the piece at `start`, or the empty one where it would be."""
    mark = np.uint64(0)
    for i in range(SIGNS):
        mark = mix(mark + np.uint64(codes[start + i]))
    slot = mark & last_bit
    while slots[slot] >= 0:
        at, same = first[slots[slot]], True
        for i in range(SIGNS):
            same = same and codes[at + i] == codes[start + i]
        if same:
            break
        slot = (slot + np.uint64(1)) & last_bit
    return slot


def _in_words(texts: Sequence[str], own: int, least: float) -> list[Piece]:
    said = Counter(piece for text in texts[:own] for piece in _words(text))
    often = {piece for piece, many in said.items() if many >= least}
    usual = Counter(piece for text in texts[own:] for piece in often & _words(text))
    return [Piece(piece, said[piece], usual[piece]) for piece in sorted(often)]


def _words(text: str) -> set[str]:
    """Its stretches of words in letters; a masked name is none."""
    found: set[str] = set()
    for run in RUN.findall(text):
        words = run.split()
        stretches = [words[at : at + WORDS] for at in range(len(words) - WORDS + 1)]
        found.update(" ".join(one) for one in stretches if not any(MASK.fullmatch(word) for word in one))
    return found
