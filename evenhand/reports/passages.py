"""Texts side by side: which passages several letters share, and which gaps between them are slots of a form."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

HAN_PASSAGE, LATIN_PASSAGE = 8, 24
LONGEST_SLOT = 24
OFTEN = 20
# A number or a word is not cut in two: where one begins inside a passage, it belongs to the gap.
UNBROKEN = frozenset("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz·.,%")

Kind = Literal["plain", "shared", "slot"]


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A stretch of a text: shared with another, a slot between shared stretches, or neither."""

    text: str
    kind: Kind


def compare(text: str, others: Sequence[str]) -> list[Piece]:
    """`text` cut into pieces; every substring of 8 characters (24 in Latin script) that stands in another is shared.

    A slot is a gap of at most 24 characters between two shared passages where another text has the same two passages
    with something else between them.
    """
    size = passage_length(text)
    grams = [_places(other, size) for other in others]
    marks = _shared(text, size, grams)
    pieces: list[Piece] = []
    for start, end in _runs(marks):
        kind: Kind = "shared" if marks[start] else "slot" if _is_slot(text, start, end, size, grams) else "plain"
        pieces.append(Piece(text=text[start:end], kind=kind))
    return pieces


def passage_length(text: str) -> int:
    """How many characters in a row count as a shared passage: fewer in Chinese, where each says more."""
    han = sum("\u3400" <= character <= "\u9fff" for character in text)
    return HAN_PASSAGE if han * 4 > len(text) else LATIN_PASSAGE


def _places(text: str, size: int) -> dict[str, list[int]]:
    places: dict[str, list[int]] = {}
    for start in range(len(text) - size + 1):
        places.setdefault(text[start : start + size], []).append(start)
    return places


def _shared(text: str, size: int, grams: Sequence[dict[str, list[int]]]) -> list[bool]:
    marks = [False] * len(text)
    for start in range(len(text) - size + 1):
        piece = text[start : start + size]
        if any(piece in places for places in grams):
            marks[start : start + size] = [True] * size
    for start, end in _runs(marks):
        if marks[start]:
            _trim(text, marks, start, end, size)
    return marks


def _trim(text: str, marks: list[bool], start: int, end: int, size: int) -> None:
    left, right = start, end
    if left > 0 and text[left - 1] in UNBROKEN:
        while left < right and text[left] in UNBROKEN:
            left += 1
    if right < len(text) and text[right] in UNBROKEN:
        while left < right and text[right - 1] in UNBROKEN:
            right -= 1
    if right - left < size:
        left = right = start
    marks[start:end] = [left <= place < right for place in range(start, end)]


def _runs(marks: Sequence[bool]) -> list[tuple[int, int]]:
    edges = [0, *(i for i in range(1, len(marks)) if marks[i] != marks[i - 1]), len(marks)]
    return [(start, end) for start, end in pairwise(edges) if start < end]


def _is_slot(text: str, start: int, end: int, size: int, grams: Sequence[dict[str, list[int]]]) -> bool:
    if start < size or end + size > len(text) or end - start > LONGEST_SLOT:
        return False
    before, after = text[start - size : start], text[end : end + size]
    return any(
        0 <= follows - (precedes + size) <= LONGEST_SLOT
        for places in grams
        for precedes in places.get(before, ())[:OFTEN]
        for follows in places.get(after, ())[:OFTEN]
    )
