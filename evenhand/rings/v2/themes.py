"""Themes: what several homes tell of one institution in one season, each in its own words.

A wave need not fill an institution's letter box: among ten thousand letters a dozen that tell of one event stand out by
the words for it.
"""

import math
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from evenhand.rings.v1.docket import Docket
from evenhand.rings.v1.wording import THREADS, Letters
from evenhand.rings.v2.bursts import COMMON_FROM, COMMON_SHARE, PLACE, Cell, Script, keys_of, seeds_of
from evenhand.rings.v2.growing import LONGEST, grow

Ints = npt.NDArray[np.int64]

LEAST_HOMES = 5  # homes that a theme must have
ENOUGH = 8.0  # minus the log of how likely a theme may be by chance …
LOOKS = 1.5  # … after so many times all bursts that were tried: what they grow into is chosen, too
GROWN = 0.5  # the share of a burst's letters that have been grown from, from which it is not another seed


@dataclass(frozen=True, kw_only=True)
class Theme:
    """Letters of one theme at one institution, earliest first; minus the log of how likely they are by chance."""

    rows: Ints
    evidence: float


@dataclass(frozen=True, kw_only=True)
class Field:
    """What themes are looked for in: letters, whose they are, when they came; how many there are about each product."""

    docket: Docket
    script: Script
    home: Ints
    day: Ints
    about: Ints
    arrived: Ints


def find_themes(docket: Docket, letters: Letters, home: Ints) -> list[Theme]:
    """All themes of all institutions that chance over all that was tried does not make, the surest first."""
    day = docket.day - docket.day[0]
    most = float(max(COMMON_FROM, COMMON_SHARE * docket.size))
    script = Script(letters.shingles, letters.starts, letters.ends, letters.held, most)
    says = letters.ends > letters.starts
    about = np.bincount(docket.product[says] + 1, minlength=int(docket.product.max()) + 2)
    arrived = np.cumsum(np.bincount(day[says], minlength=int(day[-1]) + 1)).astype(np.int64)
    field = Field(docket=docket, script=script, home=home, day=day, about=about, arrived=arrived)
    with ThreadPoolExecutor(THREADS) as pool:
        parts = list(pool.map(lambda rows: _of_cell(rows, field), _cells(docket, says)))
    tried = sum(many for _, many in parts)
    enough = ENOUGH + LOOKS * math.log(max(1, tried))
    found = [theme for themes, _ in parts for theme in themes if theme.evidence >= enough]
    return sorted(found, key=lambda theme: (-theme.evidence, int(theme.rows[0])))


def _cells(docket: Docket, says: npt.NDArray[np.bool_]) -> list[Ints]:
    """One cause is about one product: apart, two causes at one institution do not run together."""
    cell = docket.house * (int(docket.product.max()) + 2) + docket.product + 1
    order = np.argsort(cell, kind="stable")
    order = order[(docket.house[order] >= 0) & says[order]]
    cells = np.split(order, np.flatnonzero(np.diff(cell[order])) + 1)
    return [rows for rows in cells if rows.size >= LEAST_HOMES]


def _of_cell(rows: Ints, field: Field) -> tuple[list[Theme], int]:
    """The themes of one cell, and how many bursts were tried."""
    about, day = int(field.about[field.docket.product[rows[0]] + 1]), field.day[rows]
    cell = Cell(rows, day, field.home[rows], keys_of(field.script, rows), np.unique(day // 7), about, field.arrived)
    first, last = seeds_of(cell, field.script)
    near = _with_unnamed(rows, field.docket)
    found: list[Theme] = []
    tried = 0
    for seed in _fresh(cell, first, last, found):
        tried += 1
        span = field.day[near]
        part = near[np.searchsorted(span, field.day[seed[0]] - LONGEST) :]
        part = part[: np.searchsorted(field.day[part], field.day[seed[-1]] + LONGEST, side="right")]
        enough = ENOUGH
        grown, evidence = grow(seed, part, field.day, field.home, cell, field.script, enough)
        found.append(Theme(rows=grown, evidence=evidence))
    return [one for one in found if one.evidence > 0 and np.unique(field.home[one.rows]).size >= LEAST_HOMES], tried


def _with_unnamed(rows: Ints, docket: Docket) -> Ints:
    """A cell and the same institution's letters that name no product."""
    unnamed = docket.of_product[-1]
    if docket.product[rows[0]] < 0:
        return rows
    return np.union1d(rows, unnamed[docket.house[unnamed] == docket.house[rows[0]]])


def _fresh(cell: Cell, first: Ints, last: Ints, found: list[Theme]) -> Iterator[Ints]:
    """The letters of each burst in turn, but of those that most of an earlier one or of what it grew into share."""
    grown = np.zeros(cell.rows.size, np.bool_)
    for start, end in zip(first, last, strict=True):
        places = (cell.keys[start:end] & PLACE).astype(np.int64)
        if grown[places].mean() >= GROWN:
            continue
        yield cell.rows[places]
        grown[places] = True
        grown[np.searchsorted(cell.rows, np.intersect1d(found[-1].rows, cell.rows, assume_unique=True))] = True
