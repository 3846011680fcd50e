"""What complaints say, as rows of pieces: honest stories, copied letters, and the letters of rings."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from assembling import Rows
from filing import HOUSES, happens
from numpy.typing import NDArray
from written_stock import Numbers, Stock

from evenhand.city.lenders import AGENCIES

Real = NDArray[np.float64]
_BODY = ("self", "cause", "event", "event", "borrowed", "borrowed", "borrowed", "reply", "harm", "proof", "attitude",
         "ask", "ask")  # fmt: skip
_LEAST = (0.25, 0.65, 0.95, 0.1, 0.25, 0.1, 0.0, 0.45, 0.25, 0.05, 0.05, 0.7, 0.0)
_MORE = (0.5, 0.3, 0.05, 0.6, 0.7, 0.7, 0.6, 0.5, 0.6, 0.25, 0.25, 0.2, 0.4)
_ALSO_BORROWED = ("cause", "event", "reply", "harm")
_STOPS = ("。", "，", "；", "！", "\n", " ")
_STOP_SHARES = (0.44, 0.36, 0.05, 0.05, 0.05, 0.05)

# The values that fill slots; the amounts and dates are as many as it takes to be seldom alike.
VALUES = {
    "bank": list(HOUSES),
    "agency": [one.name for one in AGENCIES if one.name]
    + ["灵峰信服", "东海众诚", "鹿亭安达", "大榭明诺", "宁穿和信", "金峨清收", "北渚顺通", "塘溪永正"],
    "amount": [f"{whole * 100 + odd}" for whole in range(3, 990) for odd in (0, 37)],
    "amount2": [str(one) for one in range(21, 4_000, 2)],
    "date": [f"{month}月{day}日" for month in range(1, 13) for day in range(1, 29)],
    "last4": [f"{one:04d}" for one in range(10_000)],
    "times": [str(one) for one in range(2, 37)],
    "days": [str(one) for one in range(2, 91)],
}


def values_for(stock: Stock) -> dict[str, list[str]]:
    """The values of every slot."""
    return VALUES | {"branch": list(stock.branches), "name": list(stock.clerks), "place": list(stock.places)}


def slots_for(rng: np.random.Generator, stock: Stock, houses: Numbers) -> dict[str, Numbers]:
    """For each complaint a value of each slot; `bank` is its house."""
    known = values_for(stock)
    return {name: houses if name == "bank" else rng.integers(0, len(of), len(houses)) for name, of in known.items()}


@dataclass(frozen=True, kw_only=True)
class Choice:
    """Lists of pieces, one behind the other, from which any number of draws is made at once."""

    flat: Numbers
    starts: Numbers
    sizes: Numbers

    @classmethod
    def among(cls, lists: Sequence[Numbers]) -> "Choice":
        """Draw from `lists`."""
        lengths = np.array([len(one) for one in lists], np.int64)
        return cls(flat=np.concatenate([*lists, [-1]]), starts=np.cumsum(lengths) - lengths, sizes=lengths)

    def draw(self, rng: np.random.Generator, which: Numbers) -> Numbers:
        """One piece of the list `which`, for each; -1 where that list is empty."""
        at = self.starts[which] + (rng.random(len(which)) * self.sizes[which]).astype(np.int64)
        return np.where(self.sizes[which] > 0, self.flat[np.minimum(at, len(self.flat) - 1)], -1)


class Teller:
    """Tells stories from one half of the stock."""

    def __init__(self, stock: Stock, rng: np.random.Generator) -> None:
        self.stock, self.rng = stock, rng
        themes = stock.themes
        self._choices = {role: Choice.among([one.roles[role] for one in themes]) for role in themes[0].roles}
        self._choices["borrowed"] = Choice.among([one.borrowed for one in themes])
        self._asides = {role: Choice.among([pieces]) for role, pieces in stock.asides.items()}
        self._stops = np.array([stock.marks[one] for one in _STOPS], np.int64)

    def _draw(self, role: str, themes: Numbers) -> Numbers:
        if role in self._asides:
            return self._asides[role].draw(self.rng, np.zeros(len(themes), np.int64))
        own = self._choices[role].draw(self.rng, themes)
        if role not in _ALSO_BORROWED:
            return own
        # Six ways to say a thing are few for three hundred thousand people.
        other = self._choices["borrowed"].draw(self.rng, themes)
        return np.where((other >= 0) & happens(self.rng, len(themes), 0.6), other, own)

    def stories(self, themes: Numbers, *, length: float = 1.0) -> Rows:
        """A story of one's own on each theme: some brief, some long, in no fixed order."""
        grid, order = self.story_grid(themes, length=length)
        return self.ordered(grid, order)

    def story_grid(self, themes: Numbers, *, length: float = 1.0) -> tuple[Numbers, Real]:
        """The pieces of a story for each theme (-1: left out), and where each would stand."""
        rng, count = self.rng, len(themes)
        chatty = rng.random(count) * length
        terse = happens(rng, count, 0.03)
        columns, places = [], []
        for place, role in enumerate(_BODY):
            said = happens(rng, count, _LEAST[place] + _MORE[place] * chatty)
            said &= ~terse | np.isin(place, (2, 11))
            columns.append(np.where(said, self._draw(role, themes), -1))
            places.append(place + rng.normal(0, 1.6, count))
        columns.append(np.where(happens(rng, count, 0.6) & ~terse, self._draw("opening", themes), -1))
        places.append(np.full(count, -20.0))
        columns.append(np.where(happens(rng, count, 0.6) & ~terse, self._draw("closing", themes), -1))
        places.append(np.full(count, 60.0))
        grid = np.stack(columns, axis=1)
        for second, first in ((3, 2), (5, 4), (6, 4), (6, 5), (12, 11)):
            grid[grid[:, second] == grid[:, first], second] = -1
        return grid, np.stack(places, axis=1)

    def ordered(self, grid: Numbers, order: Real, *, stops: bool = True) -> Rows:
        """The pieces of `grid` in the order given, each with a stop of some kind behind it."""
        taken = np.take_along_axis(grid, np.argsort(order, axis=1, kind="stable"), axis=1)
        if not stops:
            return Rows.of(taken)
        behind = self._stops[self.rng.choice(len(_STOPS), taken.shape, p=_STOP_SHARES)]
        both = np.empty((len(grid), grid.shape[1] * 2), np.int64)
        both[:, ::2], both[:, 1::2] = taken, np.where(taken >= 0, behind, -1)
        return Rows.of(both)

    def copied(self, letters: Numbers, *, lost: float, own: float, themes: Numbers) -> Rows:
        """Copies of `letters` (pieces that bring their own stops): some lines lost, some of one's own put in."""
        rng, (count, width) = self.rng, letters.shape
        kept = np.where(happens(rng, letters.size, lost).reshape(letters.shape), -1, letters)
        kept[(kept < 0).all(axis=1)] = letters[(kept < 0).all(axis=1)]
        own_roles = ("self", "event", "harm")
        added = [np.where(happens(rng, count, own), self._draw(role, themes), -1) for role in own_roles]
        stop = [np.where(one >= 0, self.stock.marks["。"], -1) for one in added]
        grid = np.concatenate([kept, *(one[:, None] for pair in zip(added, stop, strict=True) for one in pair)], axis=1)
        at = rng.random((count, len(own_roles))) * width
        order = np.concatenate([np.tile(np.arange(width), (count, 1)), np.repeat(at, 2, axis=1)], axis=1)
        return self.ordered(grid, order, stops=False)


def padded(lists: Sequence[Numbers]) -> Numbers:
    """Lists of pieces as a grid, filled up with -1."""
    grid = np.full((len(lists), max(len(one) for one in lists)), -1, np.int64)
    for row, one in enumerate(lists):
        grid[row, : len(one)] = one
    return grid
