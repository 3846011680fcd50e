"""Waves: one institution, one cause, many homes; told by theme, by a copied letter or by mere number."""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from evenhand.rings.v1.docket import Docket
from evenhand.rings.v1.kinds import LEAST_PEOPLE
from evenhand.rings.v1.waves import Wave, in_one_letter, surges
from evenhand.rings.v1.wording import Wording
from evenhand.rings.v2.kinds import families
from evenhand.rings.v2.themes import find_themes

Ints = npt.NDArray[np.int64]

COPIED = 0.3  # the share of a wave from which one letter that goes round in it is worth saying
KNOWN = 0.3  # the share of a surge in known waves from which it is one of them, come with the usual letters


@dataclass(frozen=True, kw_only=True)
class Voices:
    """Whose voice each complaint is: its complainant, and the home that a cause reaches but once."""

    person: Ints
    home: Ints


def find_waves(docket: Docket, wording: Wording, voices: Voices) -> list[Wave]:
    """All waves; a complaint is in one. What a family writes in one letter is no wave."""
    themes = [
        Wave(rows=one.rows, copied=_copied(one.rows, wording), usual=None)
        for one in find_themes(docket, wording.letters, voices.home)
    ]
    letters = []
    for rows in families(wording):
        if np.unique(voices.home[rows]).size >= LEAST_PEOPLE:
            letters += in_one_letter(rows, docket, voices.person)
    known = _apart(_largest_first([*themes, *letters]), docket, voices)
    taken = np.zeros(docket.size, np.bool_)
    for wave in known:
        taken[wave.rows] = True
    more = [wave for wave in surges(docket, wording, voices.person) if taken[wave.rows].mean() < KNOWN]
    return _apart([*known, *_largest_first(more)], docket, voices)


def _copied(rows: Ints, wording: Wording) -> int:
    """How many of them copy one letter, 0 where they are few."""
    family = wording.family[rows]
    most = int(np.bincount(family[family >= 0]).max(initial=0))
    return most if most >= COPIED * rows.size else 0


def _largest_first(waves: list[Wave]) -> list[Wave]:
    return sorted(waves, key=lambda wave: (-wave.rows.size, int(wave.rows[0])))


def _apart(waves: list[Wave], docket: Docket, voices: Voices) -> list[Wave]:
    """One wave per complaint: a wave half within an earlier one of the same institution is part of it."""
    owner = np.full(docket.size, -1, np.int64)
    kept: list[Wave] = []
    for wave in waves:
        owners = owner[wave.rows]
        free = wave.rows[owners < 0]
        host = int(np.bincount(owners[owners >= 0]).argmax()) if (owners >= 0).any() else -1
        if host >= 0 and free.size * 2 <= wave.rows.size and _house(wave, docket) == _house(kept[host], docket):
            rows = np.union1d(kept[host].rows, free)
            kept[host] = replace(kept[host], rows=rows, copied=max(kept[host].copied, wave.copied))
            owner[free] = host
        elif np.unique(voices.home[free]).size >= LEAST_PEOPLE:
            owner[free] = len(kept)
            kept.append(replace(wave, rows=free, copied=min(wave.copied, int(free.size))))
    return kept


def _house(wave: Wave, docket: Docket) -> int:
    known = docket.house[wave.rows]
    return int(np.bincount(known[known >= 0]).argmax())
