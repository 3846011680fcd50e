"""How sure a theme must be: as sure as makes few of all themes found the work of chance, at today's volume.

How much chance makes is seen, not assumed: within each cell the same letters are dealt out anew over the same days.
A standing story is then told as before, an event no longer; what is found there as a theme is one of chance. So false
matches of spectra are told by decoys (Elias and Gygi 2007). Letters of themes that are found are left out: an event
that fills its institution's letter box stays one however it is dealt.
"""

from dataclasses import replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from evenhand.rings.v2.searching import Field, Theme, search, words_unnamed

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

SHARE = 0.1  # of all themes found those that chance may have made
FEWEST, DEALS = 20_000, 8  # a file of fewer letters is dealt out several times, so often at most
MOST = 200_000  # of more letters only so many are, in cells drawn by lot
SEED = 20261130


class Chance(NamedTuple):
    """The evidence of themes of chance, in order, and how many in the whole field each stands for."""

    evidence: Floats
    times: float

    def bar(self, found: list[Theme], size: int) -> float:
        """The evidence that it takes for chance to have made few of `found`, the surest first; the file has `size`."""
        real = apart(found, size)
        expected = self.times * (self.evidence.size - np.searchsorted(self.evidence, real))
        few = np.flatnonzero(expected <= SHARE * np.arange(1, real.size + 1))
        kept = int(few[-1]) + 1 if few.size else 0
        may = int(SHARE * kept / self.times) if self.times else 0  # so many of chance's own may be as sure
        return float(np.nextafter(self.evidence[-1 - may], np.inf)) if may < self.evidence.size else 0.0


def apart(found: list[Theme], size: int) -> Floats:
    """The evidence of each of `found` of which most letters are in none before it: what is one wave counts once."""
    seen = np.zeros(size, np.bool_)
    kept = []
    for theme in found:
        if 2 * seen[theme.rows].sum() < theme.rows.size:
            kept.append(theme.evidence)
        seen[theme.rows] = True
    return np.array(kept)


def _silent(field: Field, found: list[Theme]) -> Field:
    """The field without the letters of some themes."""
    ends = field.script.ends.copy()
    for theme in found:
        ends[theme.rows] = field.script.starts[theme.rows]
    return replace(field, script=field.script._replace(ends=ends))


def by_chance(field: Field, found: list[Theme]) -> Chance:
    """What chance makes of a field's letters but those of the themes `found`."""
    field, lot = _silent(field, found), np.random.Generator(np.random.PCG64(SEED))
    cells = field.cells()
    drawn, letters = [], 0
    for place in lot.permutation(len(cells)):
        if letters < MOST:
            drawn.append(cells[place])
            letters += cells[place].size
    deals = min(DEALS, -(-FEWEST // max(1, letters)))
    dealt = [apart(search(drawn, _dealt(drawn, field, lot))[0], field.docket.size) for _ in range(deals)]
    times = sum(rows.size for rows in cells) / max(1, letters) / deals
    return Chance(np.sort(np.concatenate(dealt)), times)


def _dealt(cells: list[Ints], field: Field, lot: np.random.Generator) -> Field:
    """The field with the letters of each cell, and whose they are, in another order."""
    starts, ends, home = field.script.starts.copy(), field.script.ends.copy(), field.home.copy()
    for rows in cells:
        other = rows[lot.permutation(rows.size)]
        starts[rows], ends[rows], home[rows] = field.script.starts[other], field.script.ends[other], field.home[other]
    script = field.script._replace(starts=starts, ends=ends)
    return replace(field, script=script, home=home, unnamed=words_unnamed(field.docket, script))
