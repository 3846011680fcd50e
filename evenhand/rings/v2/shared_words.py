"""How many of some letters hold each of some words (shingles), and how much of a letter is made of them."""

import numpy as np
import numpy.typing as npt

from evenhand.rings.v1.compiled import compiled

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
MARKS = 1 << 18  # of a word's last bits, so that hardly one in a hundred other words is looked up


@compiled
def holders_among(
    shingles: npt.NDArray[np.uint32], starts: Ints, ends: Ints, rows: Ints, words: npt.NDArray[np.uint32]
) -> Ints:
    """How many of some letters hold each of `words` (sorted)."""
    found, marks = np.zeros(words.size, np.int64), np.zeros(MARKS, np.bool_)
    for word in words:
        marks[word & np.uint32(MARKS - 1)] = True
    for row in rows:
        for k in range(starts[row], ends[row]):
            if marks[shingles[k] & np.uint32(MARKS - 1)]:
                at = np.searchsorted(words, shingles[k])
                if at < words.size and words[at] == shingles[k]:
                    found[at] += 1
    return found


@compiled
def likeness(
    shingles: npt.NDArray[np.uint32], starts: Ints, ends: Ints, rows: Ints, own: npt.NDArray[np.uint32]
) -> Floats:
    """The share of each letter's shingles that are among `own`; marks of their last bits rule most others out."""
    found, marks = np.zeros(rows.size), np.zeros(MARKS, np.bool_)
    for word in own:
        marks[word & np.uint32(MARKS - 1)] = True
    for place in range(rows.size):
        start, end, same = starts[rows[place]], ends[rows[place]], 0
        for k in range(start, end):
            if marks[shingles[k] & np.uint32(MARKS - 1)]:
                at = np.searchsorted(own, shingles[k])
                same += at < own.size and own[at] == shingles[k]
        if end > start:
            found[place] = same / (end - start)
    return found
