"""Waves: v1's bursts and copied letters at one institution, put together so that a complaint is in one of them."""

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from evenhand.rings.v1.docket import Docket
from evenhand.rings.v1.kinds import LEAST_PEOPLE
from evenhand.rings.v1.waves import Wave, in_one_letter, surges
from evenhand.rings.v1.wording import Wording
from evenhand.rings.v2.kinds import families

Ints = npt.NDArray[np.int64]


def find_waves(docket: Docket, wording: Wording, person: Ints) -> list[Wave]:
    """All waves; a complaint is in one."""
    found = surges(docket, wording, person)
    for rows in families(wording):
        if np.unique(person[rows]).size >= LEAST_PEOPLE:
            found += in_one_letter(rows, docket, person)
    return _apart(found, docket, person)


def _apart(waves: list[Wave], docket: Docket, person: Ints) -> list[Wave]:
    """One wave per complaint: a wave half within a larger one of the same institution is part of it."""
    owner = np.full(docket.size, -1, np.int64)
    kept: list[Wave] = []
    for wave in sorted(waves, key=lambda w: (-w.rows.size, int(w.rows[0]))):
        owners = owner[wave.rows]
        free = wave.rows[owners < 0]
        host = int(np.bincount(owners[owners >= 0]).argmax()) if (owners >= 0).any() else -1
        if host >= 0 and free.size * 2 <= wave.rows.size and _house(wave, docket) == _house(kept[host], docket):
            rows = np.union1d(kept[host].rows, free)
            kept[host] = replace(kept[host], rows=rows, copied=max(kept[host].copied, wave.copied))
            owner[free] = host
        elif np.unique(person[free]).size >= LEAST_PEOPLE:
            owner[free] = len(kept)
            kept.append(replace(wave, rows=free, copied=min(wave.copied, int(free.size))))
    return kept


def _house(wave: Wave, docket: Docket) -> int:
    known = docket.house[wave.rows]
    return int(np.bincount(known[known >= 0]).argmax())
