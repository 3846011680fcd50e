"""Waves: one institution, one cause, many homes; told by theme, by a copied letter or by mere number."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from evenhand.rings.v1.docket import Docket
from evenhand.rings.v1.waves import Wave
from evenhand.rings.v1.wording import Wording
from evenhand.rings.v2.letters import letter_waves
from evenhand.rings.v2.surges import surges
from evenhand.rings.v2.themes import LEAST_HOMES, find_themes

Ints = npt.NDArray[np.int64]

COPIED = 0.3  # the share of a wave from which one letter that goes round in it is worth saying
ONE_LETTER = 0.5  # … and from which the wave is that letter's, which must then be at home there
LOCAL = 0.8  # the share of a letter's senders of those days that write to this institution
KNOWN = 0.3  # the share of a surge in known waves from which it is one of them, come with the usual letters


@dataclass(frozen=True, kw_only=True)
class Voices:
    """Whose voice each complaint is: its complainant, and the home that a cause reaches but once."""

    person: Ints
    home: Ints


def find_waves(docket: Docket, wording: Wording, voices: Voices) -> list[Wave]:
    """All waves; a complaint is in one. What a family writes in one letter is no wave."""
    if not docket.size:
        return []
    with ThreadPoolExecutor(1) as aside:
        rising = aside.submit(surges, docket, voices.home)
        found = find_themes(docket, wording.letters, voices.home)
    themes = [
        Wave(rows=one.rows, copied=_copied(one.rows, wording), usual=None)
        for one in found
        if _at_home(one.rows, docket, wording, voices.home)
    ]
    letters = letter_waves(docket, wording, voices.home)
    known = _apart(_of_one_letter(themes, letters, docket), docket, voices)
    taken = np.zeros(docket.size, np.bool_)
    for wave in known:
        taken[wave.rows] = True
    more = [one for one in rising.result() if taken[one.rows].mean() < KNOWN]
    return _apart([*known, *more], docket, voices)


def _of_one_letter(themes: list[Wave], letters: list[Wave], docket: Docket) -> list[Wave]:
    """All of them; themes that copy a letter which goes round at their institution are parts of that letter's wave.

    One cause may be entered under several products.
    """
    left, found = list(themes), []
    for letter in letters:
        parts = [
            one for one in left
            if one.copied >= ONE_LETTER * one.rows.size and _house(one, docket) == _house(letter, docket)
            and np.isin(one.rows, letter.rows, assume_unique=True).mean() >= ONE_LETTER
        ]  # fmt: skip
        left = [one for one in left if not any(one is part for part in parts)]
        rows = np.unique(np.concatenate([letter.rows, *(part.rows for part in parts)]))
        found.append(replace(letter, rows=rows))
    return [*left, *found]


def _copied(rows: Ints, wording: Wording) -> int:
    """How many of them copy one letter, 0 where they are few."""
    most = _most_copied(rows, wording)[1]
    return most if most >= COPIED * rows.size else 0


def _most_copied(rows: Ints, wording: Wording) -> tuple[int, int]:
    family = wording.family[rows]
    counts = np.bincount(family[family >= 0], minlength=1)
    return int(counts.argmax()), int(counts.max())


def _at_home(rows: Ints, docket: Docket, wording: Wording, home: Ints) -> bool:
    """Whether the letter that most of a theme copy is not sent everywhere in those days."""
    family, many = _most_copied(rows, wording)
    if many < ONE_LETTER * rows.size:
        return True
    copies = np.flatnonzero(wording.family == family)
    day = docket.day[copies]
    now = copies[(day >= docket.day[rows[0]]) & (day <= docket.day[rows[-1]])]
    here = now[docket.house[now] == docket.house[rows[0]]]
    return np.unique(home[here]).size >= LOCAL * np.unique(home[now]).size


def _apart(waves: list[Wave], docket: Docket, voices: Voices) -> list[Wave]:
    """One wave per complaint, the first have it: half within an earlier one of its institution is part of that."""
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
        elif np.unique(voices.home[free]).size >= LEAST_HOMES:
            owner[free] = len(kept)
            kept.append(replace(wave, rows=free, copied=min(wave.copied, int(free.size))))
    return kept


def _house(wave: Wave, docket: Docket) -> int:
    known = docket.house[wave.rows]
    return int(np.bincount(known[known >= 0]).argmax())
