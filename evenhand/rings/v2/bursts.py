"""Words that burst: more homes hold them at one institution in one season than its own habit would bring there.

What is usual is a gamma law (numbers then follow a negative binomial one): the institution's other weeks tell it, and
what the whole file would lead to expect counts as one season more. This is how disproportion is told from chance in
reports of side effects (DuMouchel 1999). A *cell* is one institution's letters about one product.
"""

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from evenhand.rings.v1.compiled import compiled
from evenhand.rings.v1.kernel import mix
from evenhand.rings.v1.wording import HOLDER_SLOTS

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Keys = npt.NDArray[np.uint64]
Words = npt.NDArray[np.uint32]

SEASON = 35  # days in which a word must burst
LEAST_SPAN, SIDES = 14, 2  # days before and after a season that tell its level, so many times either way
HOMES = 3  # … in as many homes
LIFT = 2.0  # … that are so many times the usual number
UNLIKELY = math.log(1e-4)  # … and log of how likely so many may be by chance
WORTH_A_LOOK = math.log(0.03)  # … and in a whole season, before it is known on which days they came
COMMON_FROM, COMMON_SHARE = 200, 0.01  # a word in more letters than this tells of nothing
AS_FILE = 1.0  # own seasons as which what the file would lead to expect counts

PLACE = np.uint64(0xFFFFFFFF)
WORD = np.uint64(32)


class Script(NamedTuple):
    """All letters as `Letters` has them, how many hold each word, and how many are too many."""

    words: Words
    starts: Ints
    ends: Ints
    held: Words
    most: float


class Cell(NamedTuple):
    """One institution's letters about one product, earliest first, and their words with the letters' places.

    Only letters that say something are among them. `day` is counted from the file's first, `weeks` are those in which
    the cell has letters, `about` is how many letters of the file are about its product, `arrived` how many have come
    up to each day, of the whole file.
    """

    rows: Ints
    day: Ints
    home: Ints
    keys: Keys
    weeks: Ints
    about: int
    arrived: Ints


class Season(NamedTuple):
    """Some days of a cell: letters usual in them, their share of the product's; so many such seasons, and so many weeks
    with letters, has the cell besides.
    """

    letters: float
    share: float
    others: float
    weeks: float


@compiled
def keys_of(script: Script, rows: Ints) -> Keys:
    """Each word of each of `rows` with the letter's place among them, in order, without the too rare and too common."""
    low = np.uint32(HOLDER_SLOTS - 1)
    total = 0
    for row in rows:
        total += script.ends[row] - script.starts[row]
    keys = np.empty(total, np.uint64)
    at = 0
    for place in range(rows.size):
        for k in range(script.starts[rows[place]], script.ends[rows[place]]):
            holders = script.held[script.words[k] & low]
            if HOMES <= holders <= script.most:
                keys[at] = (np.uint64(script.words[k]) << WORD) | np.uint64(place)
                at += 1
    keys = keys[:at]
    keys.sort()
    return keys


@compiled
def seeds_of(cell: Cell, script: Script) -> tuple[Ints, Ints]:
    """The bursts of a cell, least likely first, each set of letters once: first and one past last place in `keys`."""
    first, last, chance = _bursts(cell, script)
    marks = np.zeros(first.size, np.uint64)
    for i in range(first.size):
        for k in range(first[i], last[i]):
            marks[i] += mix((cell.keys[k] & PLACE) + np.uint64(1))
    order = np.argsort(chance, kind="mergesort")
    seen = {np.uint64(0)}
    kept = np.zeros(order.size, np.bool_)
    for i in range(order.size):
        kept[i] = marks[order[i]] not in seen
        seen.add(marks[order[i]])
    order = order[kept]
    return first[order], last[order]


@compiled
def _bursts(cell: Cell, script: Script) -> tuple[Ints, Ints, Floats]:
    """First and one past last place of each burst in `keys`, log of its chance; a word that bursts twice has two."""
    keys, low = cell.keys, np.uint32(HOLDER_SLOTS - 1)
    found, chances = np.empty((2, 1024), np.int64), np.empty(1024)
    todo = np.empty((64, 2), np.int64)
    many, start, seasons = 0, 0, _seasons(cell)
    while start < keys.size:
        word = np.uint32(keys[start] >> WORD)
        end = start
        while end < keys.size and np.uint32(keys[end] >> WORD) == word:
            end += 1
        use = script.held[word & low]
        todo[0, 0], todo[0, 1] = start, end
        left = 1 if end - start >= HOMES else 0
        while left > 0:
            left -= 1
            begin, stop = todo[left, 0], todo[left, 1]
            chance, first, last = _densest(cell, seasons, begin, stop, start, end, use)
            if chance >= UNLIKELY:
                continue
            if many == chances.size:
                more, longer = np.empty((2, 2 * many), np.int64), np.empty(2 * many)
                more[:, :many], longer[:many] = found, chances
                found, chances = more, longer
            found[0, many], found[1, many], chances[many] = first, last, chance
            many += 1
            for piece in ((begin, first), (last, stop)):
                if piece[1] - piece[0] >= HOMES and left < 64:
                    todo[left, 0], todo[left, 1] = piece
                    left += 1
        start = end
    return found[0, :many].copy(), found[1, :many].copy(), chances[:many].copy()


@compiled
def _densest(
    cell: Cell, seasons: Floats, start: int, end: int, run: int, run_end: int, use: int
) -> tuple[float, int, int]:  # fmt: skip
    """Of the holders `keys[start:end]` of one word the least likely season: log of its chance, first, one past last.

    The word's holders in the cell are `keys[run:run_end]`, those in the file `use`.
    """
    best, best_first, best_last = 0.0, -1, -1
    weeks = _weeks(cell, run, run_end)
    upto = start
    for first in range(start, end):
        opens = cell.day[cell.keys[first] & PLACE]
        while upto < end and cell.day[cell.keys[upto] & PLACE] <= opens + SEASON:
            upto += 1
        inside = upto - first
        if inside < HOMES:
            continue
        closes = cell.day[cell.keys[upto - 1] & PLACE]
        outside, others = run_end - run - inside, weeks - _weeks(cell, first, upto)
        whole = Season(seasons[opens, 0], seasons[opens, 1], seasons[opens, 2], seasons[opens, 3])
        if surprise(inside, max(use, inside), outside, others, whole) >= WORTH_A_LOOK:
            continue
        season = season_of(cell, opens, closes)
        if surprise(inside, max(use, inside), outside, others, season) >= min(best, UNLIKELY):
            continue
        homes = _homes(cell, first, upto)
        if homes < HOMES:
            continue
        chance = surprise(homes, max(use, homes), outside, others, season)
        if chance < best:
            best, best_first, best_last = chance, first, upto
    return best, best_first, best_last


@compiled
def season_of(cell: Cell, opens: int, closes: int) -> Season:
    """The season from day `opens` to day `closes` of a cell.

    As many letters as the file's rhythm or the days before and after would bring, for a wave brings its own.
    """
    inside = _between(cell.day, opens, closes)
    outside = cell.day.size - inside
    last = min(closes, cell.arrived.size - 1)
    came = cell.arrived[last] - (cell.arrived[opens - 1] if opens > 0 else 0)
    rhythm = outside * came / max(1, cell.arrived[-1] - came)
    span = max(closes - opens + 1, LEAST_SPAN)
    around, sides = np.zeros(2 * SIDES, np.int64), 0
    for step in range(SIDES):
        for first in (opens - (step + 1) * span, closes + 1 + step * span):
            if first >= 0 and first + span <= cell.arrived.size:
                around[sides] = _between(cell.day, first, first + span - 1)
                sides += 1
    level = np.sort(around[:sides])[sides // 2] if sides > 0 else 0  # one of them may hold a wave
    letters = max(1.0, min(float(inside), max(rhythm, float(level))))
    in_weeks = _between(cell.weeks, opens // 7, closes // 7)
    return Season(letters, letters / max(cell.about, 1), outside / letters, float(cell.weeks.size - in_weeks))


@compiled
def _seasons(cell: Cell) -> Floats:
    """The whole season from each day on."""
    found = np.empty((cell.arrived.size, 4))
    for opens in range(cell.arrived.size):
        season = season_of(cell, opens, opens + SEASON)
        found[opens, 0], found[opens, 1] = season.letters, season.share
        found[opens, 2], found[opens, 3] = season.others, season.weeks
    return found


@compiled
def _between(days: Ints, first: int, last: int) -> int:
    return int(np.searchsorted(days, last, side="right") - np.searchsorted(days, first))


@compiled
def _weeks(cell: Cell, first: int, last: int) -> int:
    """In how many weeks `keys[first:last]` fall."""
    many, now = 0, -1
    for k in range(first, last):
        week = cell.day[cell.keys[k] & PLACE] // 7
        if week != now:
            many, now = many + 1, week
    return many


@compiled
def _homes(cell: Cell, first: int, last: int) -> int:
    """How many different homes hold the word in `keys[first:last]`."""
    found = np.empty(last - first, np.int64)
    for k in range(first, last):
        found[k - first] = cell.home[cell.keys[k] & PLACE]
    found.sort()
    many = 1
    for k in range(1, found.size):
        many += found[k] != found[k - 1]
    return many


@compiled
def usual(use: float, outside: int, weeks: int, season: Season) -> tuple[float, float]:
    """What is usual in a season of a cell for a word of that `use` in the file, as a gamma law: its shape and its rate.

    The habit is `outside` letters in `weeks` other weeks. It is told by the weeks that have none as well, so that an
    earlier wave counts hardly more than an ordinary letter.
    """
    weekly = outside / max(season.weeks, 1.0)
    if weeks <= season.weeks:
        weekly = min(weekly, -math.log(1.0 - weeks / (season.weeks + 1.0)))
    return weekly * season.weeks + AS_FILE * use * season.share, season.others + AS_FILE


@compiled
def surprise(count: int, use: float, outside: int, weeks: int, season: Season) -> float:
    """Log of how likely `count` homes may be where `usual` is usual; 0 where they are few enough."""
    shape, rate = usual(use, outside, weeks, season)
    if count * rate < LIFT * shape:
        return 0.0
    chance = math.lgamma(count + shape) - math.lgamma(shape) - math.lgamma(count + 1.0)
    return chance + shape * math.log(rate / (rate + 1.0)) - count * math.log(rate + 1.0)
