"""Waves of one copied letter: far more homes send it to one institution in one season than elsewhere and else."""

import math

import numpy as np
import numpy.typing as npt

from evenhand.rings.v1.docket import Docket
from evenhand.rings.v1.waves import Wave
from evenhand.rings.v1.wording import Wording
from evenhand.rings.v2.kinds import families
from evenhand.rings.v2.searching import LEAST_HOMES

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

LETTER_DAYS = 60  # a copied letter of one cause goes round in two months
LOCAL = 0.8  # the share of its senders of those days that write to this institution …
ITS_OWN = 0.5  # … and of all its senders at any time: what goes round elsewhere, too, is a template
SELDOM = math.log(1e-3)  # log of how likely it may be by chance that a letter keeps to a season, and to an institution
INFORMED = 0.5  # a season or an institution that has more of the file than this tells nothing


def letter_waves(docket: Docket, wording: Wording, home: Ints) -> list[Wave]:
    """The waves in all families of letters, the largest first.

    A letter that is used at several institutions is a template; one that is used all year is a form.
    """
    every_day = np.sort(docket.day)
    found = []
    for rows in families(wording):
        if np.unique(home[rows]).size >= LEAST_HOMES:
            for house in np.unique(docket.house[rows]):
                if house >= 0:
                    found += _at(int(house), rows, docket, home, every_day)
    return sorted(found, key=lambda wave: (-wave.rows.size, int(wave.rows[0])))


class Rounds:
    """Where each copied letter of a docket goes round."""

    def __init__(self, docket: Docket, wording: Wording, home: Ints) -> None:
        self._docket, self._family, self._home = docket, wording.family, home
        self._order = np.argsort(wording.family, kind="stable")
        self._starts = np.searchsorted(wording.family[self._order], np.arange(int(wording.family.max(initial=-1)) + 2))

    def elsewhere(self, rows: Ints, house: int) -> Bools:
        """Which of a wave's `rows`, earliest first, copy a letter that is not at home at `house` in the wave's days.

        Nor is one there that most of its senders, at any time, send to others: it is a template that came by.
        """
        found, family = np.zeros(rows.size, np.bool_), self._family[rows]
        first, last = self._docket.day[rows[[0, -1]]]
        for one in np.unique(family[family >= 0]):
            copies = self._order[self._starts[one] : self._starts[one + 1]]
            day = self._docket.day[copies]
            now = copies[(day >= first) & (day <= last)]
            here = np.unique(self._home[now[self._docket.house[now] == house]]).size
            everybody, ever = np.unique(self._home[now]).size, np.unique(self._home[copies]).size
            if here < max(LOCAL * everybody, ITS_OWN * ever):
                found[family == one] = True
        return found


def _at(house: int, rows: Ints, docket: Docket, home: Ints, every_day: Ints) -> list[Wave]:
    here = rows[docket.house[rows] == house]
    if here.size < LEAST_HOMES:
        return []
    day = docket.day[here]
    ends = np.searchsorted(day, day + LETTER_DAYS, side="left")
    start = int((ends - np.arange(day.size)).argmax())
    window = here[start : int(ends[start])]
    voices = np.unique(home[window]).size
    if voices < LEAST_HOMES:
        return []
    first, last = docket.day[window[0]], docket.day[window[-1]]
    meanwhile = rows[(docket.day[rows] >= first) & (docket.day[rows] <= last)]
    everybody = np.unique(home[meanwhile]).size
    season = float(np.searchsorted(every_day, last, side="right") - np.searchsorted(every_day, first)) / every_day.size
    share = float(docket.house_share[house])
    told = season < INFORMED or share < INFORMED
    if voices < max(LOCAL * everybody, ITS_OWN * np.unique(home[rows]).size) or not told:
        return []
    if not (_seldom(voices, np.unique(home[here]).size, season) and _seldom(voices, everybody, share)):
        return []
    return [Wave(rows=window, copied=int(window.size), usual=None)]


def _seldom(count: int, of: int, share: float) -> bool:
    """Whether `count` of `of` are too many for `share` of them (Chernoff); nothing is said of a share of the most."""
    if share >= INFORMED:
        return True
    if count <= of * share:
        return False
    chance = count * math.log(of * share / count)
    if of > count:
        chance += (of - count) * math.log(of * (1 - share) / (of - count))
    return chance < SELDOM
