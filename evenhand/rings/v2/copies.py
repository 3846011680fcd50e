"""Whose letter it is: a ring's, or one that goes round elsewhere, too, because it is sold or printed.

Who has a letter from a ring sends what its members send. Who has it from another sends what others send elsewhere or at
other times: of the copies that the whole file holds, these are the more alike.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

from evenhand.rings.v1.compiled import compiled
from evenhand.rings.v1.kernel import jaccard
from evenhand.rings.v1.wording import Letters, Wording

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
MARGIN = 0.05  # sums and names filled in anew make so much of a difference between two copies of one letter
MOST = 1_500  # so many copies, spread over the year, show how alike a letter is to others'


@dataclass(frozen=True, kw_only=True)
class Copies:
    """The complaints by the family of their letters: `rows[i]` has the family `families[i]`, in rising order."""

    letters: Letters
    family: Ints
    rows: Ints
    families: Ints

    @classmethod
    def of(cls, wording: Wording) -> Self:
        """All copies of all letters of a file."""
        rows = np.argsort(wording.family, kind="stable")
        return cls(letters=wording.letters, family=wording.family, rows=rows, families=wording.family[rows])

    def sent(self, family: int) -> Ints:
        """Who sends a letter of this family."""
        first, last = np.searchsorted(self.families, (family, family + 1))
        return self.rows[first:last]

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
