"""Looking for themes in cells: bursts of words, one after another, and what each grows into."""

import math
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from evenhand.rings.v1.docket import Docket
from evenhand.rings.v1.wording import THREADS, Letters
from evenhand.rings.v2.bursts import COMMON_FROM, COMMON_SHARE, seeds_of
from evenhand.rings.v2.concordance import PLACE, Concordance, Script, concordance
from evenhand.rings.v2.crossing import crossed
from evenhand.rings.v2.growing import Near, contrast, grow
from evenhand.rings.v2.seasons import Cell
from evenhand.rings.v2.telling import theme_of

Ints = npt.NDArray[np.int64]

LEAST_HOMES = 5  # homes that a theme must have
ENOUGH = 8.0  # minus the log of how likely a theme may be by chance, if it were the only one looked at
LOOKS = 1.5  # so many times all bursts that were tried are looks: what they grow into is chosen, too
BY_HALVES = 3.0  # … and by either half's words at least, one in twenty; how much more, letters dealt out tell
NOBODY = -2  # an institution that nobody complains of
GROWN = 0.5  # the share of a burst's letters that have been grown from, from which it is not another seed


@dataclass(frozen=True, kw_only=True)
class Theme:
    """Letters of one theme at one institution, earliest first; minus the log of how likely they are by chance.

    `grown` is that by the words that they were chosen for, `evidence` that of either half by the other half's words.
    """

    rows: Ints
    grown: float
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
    cell: Ints  # each letter's institution and product as one number, negative without an institution
    unnamed: dict[int, tuple[Ints, Concordance]]  # of each institution letters without a product, their words

    def cells(self) -> list[Ints]:
        """The letters that say something, by institution and product: apart, two causes do not run together."""
        order = np.argsort(self.cell, kind="stable")
        order = order[(self.cell[order] >= 0) & (self.script.ends > self.script.starts)[order]]
        cells = np.split(order, np.flatnonzero(np.diff(self.cell[order])) + 1)
        return [rows for rows in cells if rows.size >= LEAST_HOMES]


def open_field(docket: Docket, letters: Letters, home: Ints) -> Field:
    """The field of all letters of a docket."""
    day = docket.day - docket.day[0]
    most = float(max(COMMON_FROM, COMMON_SHARE * docket.size))
    script = Script(letters.shingles, letters.starts, letters.ends, letters.held, most)
    says = letters.ends > letters.starts
    about = np.bincount(docket.product[says] + 1, minlength=int(docket.product.max()) + 2)
    arrived = np.cumsum(np.bincount(day[says], minlength=int(day[-1]) + 1)).astype(np.int64)
    cell = docket.house * (int(docket.product.max()) + 2) + docket.product + 1
    unnamed = words_unnamed(docket, script)
    return Field(
        docket=docket, script=script, home=home, day=day, about=about, arrived=arrived, cell=cell, unnamed=unnamed
    )  # fmt: skip


def words_unnamed(docket: Docket, script: Script) -> dict[int, tuple[Ints, Concordance]]:
    """Of each institution the letters that name no product, and their words."""
    rows = docket.of_product[-1]
    rows = rows[np.argsort(docket.house[rows], kind="stable")]
    parts = np.split(rows, np.flatnonzero(np.diff(docket.house[rows])) + 1)
    found = {int(docket.house[part[0]]): (part, concordance(script, part)) for part in parts if part.size}
    return found | {NOBODY: (rows[:0], concordance(script, rows[:0]))}


def looked_for(tried: int) -> float:
    """The evidence of what has grown from one of so many bursts that were tried."""
    return ENOUGH + LOOKS * math.log(max(1, tried))


def search(cells: list[Ints], field: Field) -> tuple[list[Theme], int]:
    """The themes of some cells, the surest first, and how many bursts were tried."""
    with ThreadPoolExecutor(THREADS) as pool:  # the largest first, or one thread has it at the end
        parts = list(pool.map(lambda rows: _of_cell(rows, field), sorted(cells, key=len, reverse=True)))
    found = [theme for themes, _ in parts for theme in themes]
    return sorted(found, key=lambda theme: (-theme.evidence, int(theme.rows[0]))), sum(many for _, many in parts)


def evidence_of(rows: Ints, cell: Cell, field: Field) -> float:
    """Minus the log of how likely some letters are as a theme of their own; 0 where it is not even `ENOUGH`."""
    theme = theme_of(rows, field.day, field.home, cell, field.script)
    if not theme.words.size or theme.homes < LEAST_HOMES or not contrast(rows, field.day, theme, cell, ENOUGH):
        return 0.0
    return crossed(rows, field.day, field.home, cell, field.script, BY_HALVES)


def cell_of(rows: Ints, field: Field) -> Cell:
    """The cell whose letters `rows` are."""
    about, day = int(field.about[field.docket.product[rows[0]] + 1]), field.day[rows]
    before, weeks = _counted(day, field.arrived.size), _counted(np.unique(day // 7), field.arrived.size // 7 + 1)
    return Cell(rows, day, field.home[rows], concordance(field.script, rows), before, weeks, about, field.arrived)


def _of_cell(rows: Ints, field: Field) -> tuple[list[Theme], int]:
    """The themes of one cell, and how many bursts were tried."""
    cell = cell_of(rows, field)
    first, last = seeds_of(cell, field.script)
    near = _near(rows, field)
    found: list[Theme] = []
    tried = 0
    for seed in _fresh(cell, first, last, found):
        tried += 1
        rows_of, grown = grow(seed, near, field.day, field.home, cell, field.script, ENOUGH)
        # Were this the only cell looked at, so much would be asked; it is not worth a second look at less.
        sure = grown >= looked_for(tried) and np.unique(field.home[rows_of]).size >= LEAST_HOMES
        evidence = crossed(rows_of, field.day, field.home, cell, field.script, BY_HALVES) if sure else 0.0
        found.append(Theme(rows=rows_of, grown=grown, evidence=evidence))
    return [one for one in found if one.evidence > 0], tried


def _counted(days: Ints, size: int) -> Ints:
    """How many of `days` come before each day up to `size`."""
    return np.concatenate([[0], np.cumsum(np.bincount(days, minlength=size))]).astype(np.int64)


def _near(rows: Ints, field: Field) -> Near:
    """A cell and the same institution's letters that name no product."""
    named, house = field.docket.product[rows[0]] >= 0, int(field.docket.house[rows[0]])
    unnamed, words = field.unnamed[house if named and house in field.unnamed else NOBODY]
    near = np.union1d(rows, unnamed)
    return Near(near, field.day[near], np.searchsorted(near, rows), words, np.searchsorted(near, unnamed))


def _fresh(cell: Cell, first: Ints, last: Ints, found: list[Theme]) -> Iterator[Ints]:
    """The letters of each burst in turn, but of those that most of an earlier one or of what it grew into share."""
    grown = np.zeros(cell.rows.size, np.bool_)
    for start, end in zip(first, last, strict=True):
        places = (cell.words.keys[start:end] & PLACE).astype(np.int64)
        if grown[places].mean() >= GROWN:
            continue
        yield cell.rows[places]
        grown[places] = True
        at = np.minimum(np.searchsorted(cell.rows, found[-1].rows), cell.rows.size - 1)
        grown[at[cell.rows[at] == found[-1].rows]] = True
