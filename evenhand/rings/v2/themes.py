"""Themes: what several homes tell of one institution in one season, each in its own words.

A wave need not fill an institution's letter box: among ten thousand letters a dozen that tell of one event stand out by
the words for it.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from evenhand.rings.v1.docket import Docket
from evenhand.rings.v1.wording import Letters
from evenhand.rings.v2.dealing import Chance, by_chance
from evenhand.rings.v2.searching import (
    BY_HALVES,
    LEAST_HOMES,
    Field,
    Theme,
    cell_of,
    evidence_of,
    looked_for,
    open_field,
    search,
)

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True)
class Themes:
    """The themes of a docket, the surest first, before it is asked how many chance makes; what they were found in."""

    found: list[Theme]
    chance: Chance
    field: Field | None  # of an empty docket none

    def bar(self, taken: Bools, share: float) -> float:
        """The evidence that a wave takes. Of themes that rings have `taken` by `share` nobody asks what chance made."""
        free = [theme for theme in self.found if taken[theme.rows].mean() < share]
        return max(BY_HALVES, self.chance.bar(free, taken.size))

    def evidence(self, groups: list[Ints]) -> Floats:
        """What each group of letters at one institution is as a theme by itself: minus the log of how likely."""
        found = np.zeros(len(groups))
        if self.field is None or not groups:
            return found
        in_cell: dict[int, list[int]] = {}
        for place, rows in enumerate(groups):
            if np.unique(self.field.home[rows]).size >= LEAST_HOMES:
                in_cell.setdefault(int(np.bincount(self.field.cell[rows]).argmax()), []).append(place)
        for rows in self.field.cells():
            if places := in_cell.get(int(self.field.cell[rows[0]])):
                cell = cell_of(rows, self.field)
                for place in places:
                    found[place] = evidence_of(groups[place], cell, self.field)
        return found


NO_CHANCE = Chance(np.empty(0), 0.0)
NO_THEMES = Themes(found=[], chance=NO_CHANCE, field=None)


def find_themes(docket: Docket, letters: Letters, home: Ints) -> Themes:
    """All themes of all institutions that are not by chance, as if no more had been tried than were."""
    field = open_field(docket, letters, home)
    found, tried = search(field.cells(), field)
    likely = [theme for theme in found if theme.grown >= looked_for(tried)]
    # Where nothing is found, nothing of it is by chance.
    return Themes(found=likely, chance=by_chance(field, likely) if likely else NO_CHANCE, field=field)
