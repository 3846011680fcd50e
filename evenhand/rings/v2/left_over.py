"""Letters left over: in a large file more letters hang together than six families, and then nobody asks the rest again.

Letters that resemble one another in a chain are held against the most typical one, and what does not fit tries again
among itself, six times. What is left after that stands alone, be it twenty copies of one letter. So those who share a
number, a purse or another thing with somebody, and whose letter stands alone, are compared once more among themselves.
"""

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from evenhand.rings.v1 import public, wording
from evenhand.rings.v1.handles import Holdings
from evenhand.rings.v1.wording import Letters, Wording

Ints = npt.NDArray[np.int64]

SHARED = ("number", "agent", "email", "money", "paper", "device")


def with_left_over(words: Wording, held: Holdings) -> Wording:
    """The families of letters with those of the letters left over; `held` says who shares what."""
    rows = _sharers(held, words.family.size)
    rows = rows[words.family[rows] < 0]
    if rows.size < 2:
        return words
    own = _own(words.letters, rows)
    more = wording.compare_own(own, own)
    here = more.family >= 0
    family, centre, alike = words.family.copy(), words.centre.copy(), words.alike.copy()
    family[rows[here]] = more.family[here] + int(family.max(initial=-1)) + 1
    centre[rows[here]], alike[rows[here]] = rows[more.centre[here]], more.alike[here]
    return replace(words, family=family, centre=centre, alike=alike)


def _sharers(held: Holdings, size: int) -> Ints:
    """The complaints with a thing that another complaint has too."""
    counts = np.isin(held.space_of, [held.space(name) for name in SHARED])
    counts &= np.bincount(held.strand, minlength=held.size) >= 2
    found = np.zeros(size, np.bool_)
    found[held.row[counts[held.strand]]] = True
    return np.flatnonzero(found)


def _own(letters: Letters, rows: Ints) -> Letters:
    """Some letters without passages that a fifth of all letters of the file hold, as they were compared before."""
    many = letters.ends[rows] - letters.starts[rows]
    starts = np.cumsum(many) - many
    shingles = letters.shingles[np.repeat(letters.starts[rows] - starts, many) + np.arange(int(many.sum()))]
    ends = starts + many
    if (slots := wording.public_slots(letters)).size:
        ends = public.set_aside(shingles, starts, ends, public.table_of(slots), wording.FEWEST, wording.OWN_SHARE)
    return Letters(shingles=shingles, starts=starts, ends=ends, whole=letters.whole[rows])
