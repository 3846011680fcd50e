"""A concordance: for every word of some letters in which of them it is, found without a search."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from evenhand.rings.v1.compiled import compiled
from evenhand.rings.v1.wording import HOLDER_SLOTS

Ints = npt.NDArray[np.int64]
Keys = npt.NDArray[np.uint64]
Words = npt.NDArray[np.uint32]

PLACE = np.uint64(0xFFFFFFFF)
WORD = np.uint64(32)
DIGIT = np.uint64((1 << 11) - 1)
LEAST_BITS, MOST_BITS = 6, 20  # of a word, by which its place is looked up


class Script(NamedTuple):
    """All letters as `Letters` has them, how many hold each word, and how many are too many."""

    words: Words
    starts: Ints
    ends: Ints
    held: Words
    most: float


class Concordance(NamedTuple):
    """`keys` are words with the places of the letters that hold them, in order; `heads` where each beginning starts.

    Of a word's bits `shift` are left out of its beginning.
    """

    keys: Keys
    heads: Ints
    shift: np.uint64


@compiled
def concordance(script: Script, rows: Ints) -> Concordance:
    """Where among `rows` each of their words is, without the too rare and the too common."""
    low = np.uint32(HOLDER_SLOTS - 1)
    total = 0
    for row in rows:
        total += script.ends[row] - script.starts[row]
    keys = np.empty(total, np.uint64)
    at = 0
    for place in range(rows.size):
        for k in range(script.starts[rows[place]], script.ends[rows[place]]):
            holders = script.held[script.words[k] & low]
            if 2 <= holders <= script.most:
                keys[at] = (np.uint64(script.words[k]) << WORD) | np.uint64(place)
                at += 1
    return _with_heads(by_word(keys[:at]))


@compiled
def _with_heads(keys: Keys) -> Concordance:
    bits = LEAST_BITS
    while bits < MOST_BITS and (1 << bits) < keys.size:
        bits += 1
    shift = np.uint64(64 - bits)
    heads = np.zeros((1 << bits) + 1, np.int64)
    for key in keys:
        heads[(key >> shift) + np.uint64(1)] += 1
    for h in range(1, heads.size):
        heads[h] += heads[h - 1]
    return Concordance(keys, heads, shift)


@compiled
def find(words: Concordance, word: np.uint32) -> int:
    """The place in `keys` of the first letter with `word`, or of the first with a word behind it."""
    wanted = np.uint64(word) << WORD
    head = wanted >> words.shift
    first, last = words.heads[head], words.heads[head + np.uint64(1)]
    while first < last:
        middle = (first + last) // 2
        if words.keys[middle] < wanted:
            first = middle + 1
        else:
            last = middle
    return int(first)


@compiled
def by_word(keys: Keys) -> Keys:
    """Keys in the order of their words, those of one word as they came (sorted by digits of eleven bits)."""
    other = np.empty_like(keys)
    for shift in (np.uint64(32), np.uint64(43), np.uint64(54)):
        starts = np.zeros((1 << 11) + 1, np.int64)
        for key in keys:
            starts[((key >> shift) & DIGIT) + np.uint64(1)] += 1
        for d in range(1, starts.size):
            starts[d] += starts[d - 1]
        for key in keys:
            d = (key >> shift) & DIGIT
            other[starts[d]] = key
            starts[d] += 1
        keys, other = other, keys
    return keys
