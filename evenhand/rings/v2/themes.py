"""Themes: words that come up at one institution in one season far more often than the file has them anywhere else.

A wave need not fill an institution's letter box: among ten thousand letters twenty that tell of one event stand out by
the words for it. A shingle bursts where more homes hold it at one institution within `SEASON` days than the whole
file's use of it, that institution's share and that season's share would bring there. Shingles that burst in the same
letters are one theme.
"""

import math
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from evenhand.rings.v1.compiled import compiled
from evenhand.rings.v1.docket import Docket
from evenhand.rings.v1.unions import join, root_of
from evenhand.rings.v1.wording import HOLDER_SLOTS, THREADS, Letters

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Keys = npt.NDArray[np.uint64]

SEASON = 35  # days in which a theme's letters come
LEAST_HOMES = 6  # homes that a theme must have
BURSTS = 3  # homes in which a shingle must burst, and log of how likely that may be by chance
UNLIKELY = math.log(1e-3)
LIFT = 3.0  # … and how many times the usual number they must be
PHRASE = 8  # shingles of one phrase: what they tell is told once
ALL_UNLIKELY = -30.0  # log of how likely all the phrases of a theme may be
COMMON_FROM, COMMON_SHARE = 200, 0.01  # a shingle in more letters than this is nobody's theme
OF_THEME = 4  # shingles of a theme that make a letter one of it: a phrase
LEAST_USUAL = 0.02


@dataclass(frozen=True, kw_only=True)
class Theme:
    """Letters of one theme at one institution, earliest first."""

    rows: Ints


def find_themes(docket: Docket, letters: Letters, home: Ints) -> list[Theme]:
    """All themes of all institutions."""
    found: list[Theme] = []
    day = docket.day
    if not day.size:
        return found
    arrived = np.cumsum(np.bincount(day - day[0])).astype(np.int64)
    # One cause is about one product: apart, two causes at one institution do not run together.
    cell = docket.house * (int(docket.product.max()) + 2) + docket.product + 1
    order = np.argsort(cell, kind="stable")
    order = order[docket.house[order] >= 0]
    cells = [rows for rows in np.split(order, np.flatnonzero(np.diff(cell[order])) + 1) if rows.size >= LEAST_HOMES]
    held = letters.held
    with ThreadPoolExecutor(THREADS) as pool:
        for themes in pool.map(lambda rows: _of_cell(rows, docket, letters, held, home, arrived), cells):
            found += themes
    return found


def _of_cell(
    rows: Ints, docket: Docket, letters: Letters, held: npt.NDArray[np.uint32], home: Ints, arrived: Ints
) -> list[Theme]:
    day = docket.day[rows] - docket.day[0]
    most = max(COMMON_FROM, COMMON_SHARE * docket.size)
    keys = _keys(letters.shingles, letters.starts, letters.ends, rows, held, BURSTS, most)
    keys.sort()
    # Words go with a product, so what an institution may expect of them is its share of that product.
    share = rows.size / int((docket.product == docket.product[rows[0]]).sum())
    first, last, chance = _bursts(keys, day, home[rows], held, arrived, share, SEASON, BURSTS, UNLIKELY, LIFT)
    theme = _theme_of_letters(keys, first, last, chance / PHRASE, rows.size, OF_THEME, ALL_UNLIKELY)
    return _told(rows, day, home[rows], theme)


def _told(rows: Ints, day: Ints, home: Ints, theme_of: Ints) -> list[Theme]:
    """The themes that enough homes tell of in one season; a theme that comes twice is two."""
    found = []
    for theme in np.unique(theme_of[theme_of >= 0]):
        left = np.flatnonzero(theme_of == theme)
        while left.size >= LEAST_HOMES:
            ends = np.searchsorted(day[left], day[left] + SEASON + 1)
            start = int((ends - np.arange(left.size)).argmax())
            inside = left[start : int(ends[start])]
            if np.unique(home[inside]).size < LEAST_HOMES:
                break
            found.append(Theme(rows=rows[inside]))
            left = np.setdiff1d(left, inside, assume_unique=True)
    return found


@compiled
def _keys(
    shingles: npt.NDArray[np.uint32], starts: Ints, ends: Ints, rows: Ints, table: npt.NDArray[np.uint32], least: int,
    most: float,
) -> Keys:  # fmt: skip
    """Each shingle of each of `rows` with the letter's place among them, without what is too rare or too common."""
    low = np.uint32(HOLDER_SLOTS - 1)
    total = 0
    for row in rows:
        total += ends[row] - starts[row]
    keys = np.empty(total, np.uint64)
    at = 0
    for place in range(rows.size):
        for k in range(starts[rows[place]], ends[rows[place]]):
            holders = table[shingles[k] & low]
            if holders >= least and holders <= most:
                keys[at] = (np.uint64(shingles[k]) << np.uint64(32)) | np.uint64(place)
                at += 1
    return keys[:at]


@compiled
def _bursts(
    keys: Keys, day: Ints, home: Ints, table: npt.NDArray[np.uint32], arrived: Ints, share: float, season: int,
    least: int, unlikely: float, lift: float,
) -> tuple[Ints, Ints, Floats]:  # fmt: skip
    """The shingles that burst: first and one past last place of the burst in `keys`, log of its chance."""
    low = np.uint32(HOLDER_SLOTS - 1)
    found = np.empty((2, 1024), np.int64)
    chances = np.empty(1024)
    many = 0
    start = 0
    while start < keys.size:
        shingle = keys[start] >> np.uint64(32)
        end = start
        while end < keys.size and keys[end] >> np.uint64(32) == shingle:
            end += 1
        if end - start >= least:
            held = np.int64(table[np.uint32(shingle) & low])
            chance, first, last = _densest(keys, start, end, day, home, held, arrived, share, season, least, lift)
            if chance < unlikely:
                if many == chances.size:
                    more, longer = np.empty((2, 2 * many), np.int64), np.empty(2 * many)
                    more[:, :many], longer[:many] = found, chances
                    found, chances = more, longer
                found[0, many], found[1, many], chances[many] = first, last, chance
                many += 1
        start = end
    return found[0, :many].copy(), found[1, :many].copy(), chances[:many].copy()


@compiled
def _densest(
    keys: Keys, start: int, end: int, day: Ints, home: Ints, held: np.int64, arrived: Ints, share: float,
    season: int, least: int, lift: float,
) -> tuple[float, int, int]:  # fmt: skip
    """Of the holders `keys[start:end]` of one shingle the least likely window: log of its chance, first, one past."""
    best, best_first, best_last = 0.0, -1, -1
    upto = start
    for first in range(start, end):
        opens = day[keys[first] & np.uint64(0xFFFFFFFF)]
        while upto < end and day[keys[upto] & np.uint64(0xFFFFFFFF)] <= opens + season:
            upto += 1
        inside = upto - first
        if inside < least:
            continue
        closes = min(opens + season, arrived.size - 1)
        came = arrived[closes] - (arrived[opens - 1] if opens > 0 else 0)
        usual = max(LEAST_USUAL, (held - inside) * share * came / arrived[-1])
        if inside < lift * usual or inside - usual - inside * math.log(inside / usual) >= best:
            continue
        homes = _homes(keys, first, upto, home)
        if homes < least or homes < lift * usual:
            continue
        chance = homes - usual - homes * math.log(homes / usual)
        if chance < best:
            best, best_first, best_last = chance, first, upto
    return best, best_first, best_last


@compiled
def _homes(keys: Keys, first: int, last: int, home: Ints) -> int:
    held = np.empty(last - first, np.int64)
    for k in range(first, last):
        held[k - first] = home[keys[k] & np.uint64(0xFFFFFFFF)]
    held.sort()
    many = 1
    for k in range(1, held.size):
        many += held[k] != held[k - 1]
    return many


@compiled
def _theme_of_letters(
    keys: Keys, first: Ints, last: Ints, chance: Floats, size: int, least: int, unlikely: float
) -> Ints:
    """The theme of each letter, -1 where it holds fewer than `least` bursting shingles or the theme may be chance."""
    held = np.zeros(size, np.int64)
    for burst in range(first.size):
        for k in range(first[burst], last[burst]):
            held[keys[k] & np.uint64(0xFFFFFFFF)] += 1
    parent = np.arange(size)
    leaders = np.full(first.size, -1, np.int64)
    for burst in range(first.size):
        for k in range(first[burst], last[burst]):
            place = int(np.int64(keys[k] & np.uint64(0xFFFFFFFF)))
            if held[place] < least:
                continue
            if leaders[burst] < 0:
                leaders[burst] = place
            join(parent, int(leaders[burst]), place)
    told = np.zeros(size)
    for burst in range(first.size):
        if leaders[burst] >= 0:
            told[root_of(parent, int(leaders[burst]))] += chance[burst]
    theme = np.full(size, -1, np.int64)
    for letter in range(size):
        if held[letter] >= least and told[root_of(parent, letter)] <= unlikely:
            theme[letter] = root_of(parent, letter)
    return theme
