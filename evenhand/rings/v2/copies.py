"""Whose letter it is: a ring's, or one that goes round elsewhere, too, because it is sold or printed.

Who has a letter from a ring sends what its members send. Who has it from where the ring has it, too, sends what others
send elsewhere or at other times: among the copies that the whole file holds of it, these are the more alike.
"""

from dataclasses import dataclass, field
from typing import Self

import numpy as np
import numpy.typing as npt

from evenhand.rings.v1.compiled import compiled
from evenhand.rings.v1.kernel import jaccard
from evenhand.rings.v1.wording import Letters, Wording

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
MARGIN = 0.05  # two copies of one letter are no more alike than that by design: sums and names are filled in anew
MOST = 1_500  # copies that show how alike a letter is to others', by lot


@dataclass(frozen=True, kw_only=True)
class Copies:
    """The complaints by the family of their letters: `rows[i]` has the family `families[i]`, in rising order."""

    letters: Letters
    family: Ints
    rows: Ints = field(repr=False)
    families: Ints = field(repr=False)

    @classmethod
    def of(cls, wording: Wording) -> Self:
        """All copies of all letters of a file."""
        rows = np.argsort(wording.family, kind="stable")
        return cls(letters=wording.letters, family=wording.family, rows=rows, families=wording.family[rows])

    def others(self, row: int) -> Ints:
        """Who else sends the letter of `row`; nobody where it is alone."""
        mine = self.family[row]
        first, last = np.searchsorted(self.families, (mine, mine + 1))
        found = self.rows[first:last]
        return found[found != row] if mine >= 0 else found[:0]

    def likest(self, rows: Ints, among: Ints) -> Floats:
        """For each of `rows` how alike (Jaccard) the letter of `among` is that is most like its own."""
        letters = self.letters
        return _likest(letters.shingles, letters.starts, letters.ends, rows, some_of(among, MOST))


def some_of(rows: Ints, most: int) -> Ints:
    """No more than so many of them, spread evenly."""
    return rows if rows.size <= most else rows[np.linspace(0, rows.size - 1, most).astype(np.int64)]


@compiled
def _likest(shingles: npt.NDArray[np.uint32], starts: Ints, ends: Ints, rows: Ints, among: Ints) -> Floats:
    found = np.zeros(rows.size)
    for place in range(rows.size):
        row = rows[place]
        for other in among:
            if other != row:
                alike = jaccard(shingles, starts[row], ends[row], starts[other], ends[other])
                found[place] = max(found[place], alike)
    return found
