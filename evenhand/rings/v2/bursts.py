"""Words that burst: more homes hold them at one institution in one season than its own habit would bring there."""

import math
from typing import NamedTuple

import numpy as np

from evenhand.rings.v1.compiled import compiled
from evenhand.rings.v1.kernel import mix
from evenhand.rings.v1.wording import HOLDER_SLOTS
from evenhand.rings.v2.concordance import PLACE, WORD, Ints, Script
from evenhand.rings.v2.seasons import Cell, Floats, Season, season_of, surprise

SEASON = 35  # days in which a word must burst
HOMES = 3  # … in as many homes, so many times the usual number
UNLIKELY = math.log(1e-4)  # … and log of how likely so many may be by chance
WORTH_A_LOOK = math.log(0.03)  # … and in a whole season, before it is known on which days they came
COMMON_FROM, COMMON_SHARE = 200, 0.01  # a word in more letters than this tells of nothing


@compiled
def seeds_of(cell: Cell, script: Script) -> tuple[Ints, Ints]:
    """The bursts of a cell, least likely first, each set of letters once: first and one past last place in `keys`."""
    first, last, chance = _bursts(cell, script)
    marks = np.zeros(first.size, np.uint64)
    for i in range(first.size):
        for k in range(first[i], last[i]):
            marks[i] += mix((cell.words.keys[k] & PLACE) + np.uint64(1))
    order = np.argsort(chance, kind="mergesort")
    seen = {np.uint64(0)}
    kept = np.zeros(order.size, np.bool_)
    for i in range(order.size):
        kept[i] = marks[order[i]] not in seen
        seen.add(marks[order[i]])
    order = order[kept]
    return first[order], last[order]


class Run(NamedTuple):
    """The letters of a cell that hold one word, from place `start` of its keys on; how many of the file hold it.

    `day` is that of each, `week` counts the weeks up to each that have one; both are longer than the run.
    """

    start: int
    size: int
    use: int
    day: Ints
    week: Ints


@compiled
def _bursts(cell: Cell, script: Script) -> tuple[Ints, Ints, Floats]:
    """First and one past last place of each burst in `keys`, log of its chance; a word that bursts twice has two."""
    keys, low = cell.words.keys, np.uint32(HOLDER_SLOTS - 1)
    found, chances = np.empty((2, 1024), np.int64), np.empty(1024)
    todo = np.empty((64, 2), np.int64)
    day, week = np.empty(cell.rows.size, np.int64), np.empty(cell.rows.size, np.int64)
    many, start, seasons = 0, 0, _seasons(cell)
    while start < keys.size:
        word = np.uint32(keys[start] >> WORD)
        end = start + 1
        while end < keys.size and np.uint32(keys[end] >> WORD) == word:
            end += 1
        run = Run(start, end - start, int(script.held[word & low]), day, week)
        todo[0, 0], todo[0, 1] = 0, run.size
        left = 1 if run.size >= HOMES else 0
        if left > 0:
            _spell(run, cell)
        while left > 0:
            left -= 1
            begin, stop = todo[left, 0], todo[left, 1]
            chance, first, last = _densest(cell, seasons, run, begin, stop)
            if chance >= UNLIKELY:
                continue
            if many == chances.size:
                more, longer = np.empty((2, 2 * many), np.int64), np.empty(2 * many)
                more[:, :many], longer[:many] = found, chances
                found, chances = more, longer
            found[0, many], found[1, many], chances[many] = start + first, start + last, chance
            many += 1
            for piece in ((begin, first), (last, stop)):
                if piece[1] - piece[0] >= HOMES and left < 64:
                    todo[left, 0], todo[left, 1] = piece
                    left += 1
        start = end
    return found[0, :many].copy(), found[1, :many].copy(), chances[:many].copy()


@compiled
def _spell(run: Run, cell: Cell) -> None:
    """Write down the days and weeks of a run."""
    many, now = 0, -1
    for i in range(run.size):
        one = cell.day[cell.words.keys[run.start + i] & PLACE]
        if one // 7 != now:
            many, now = many + 1, one // 7
        run.day[i], run.week[i] = one, many


@compiled
def _densest(cell: Cell, seasons: Floats, run: Run, begin: int, stop: int) -> tuple[float, int, int]:
    """Of `begin` to `stop` of a run the least likely season: log of its chance, first, one past last."""
    best, best_first, best_last = 0.0, -1, -1
    upto = begin
    for first in range(begin, stop):
        opens = run.day[first]
        while upto < stop and run.day[upto] <= opens + SEASON:
            upto += 1
        inside = upto - first
        if inside < HOMES:
            continue
        outside, others = run.size - inside, run.week[run.size - 1] - (run.week[upto - 1] - run.week[first] + 1)
        row = seasons[opens]
        whole = Season(row[0], row[1], row[2], row[3], row[4], row[5])
        if surprise(inside, max(run.use, inside), outside, others, whole) >= WORTH_A_LOOK:
            continue
        days = season_of(cell, opens, run.day[upto - 1])
        if surprise(inside, max(run.use, inside), outside, others, days) >= min(best, UNLIKELY):
            continue
        homes = _homes(cell, run.start + first, run.start + upto)
        if homes < HOMES:
            continue
        chance = surprise(homes, max(run.use, homes), outside, others, days)
        if chance < best:
            best, best_first, best_last = chance, first, upto
    return best, best_first, best_last


@compiled
def _seasons(cell: Cell) -> Floats:
    """The whole season from each day on."""
    found = np.empty((cell.arrived.size, 6))
    for opens in range(cell.arrived.size):
        days = season_of(cell, opens, opens + SEASON)
        found[opens, 0], found[opens, 1], found[opens, 2] = days.letters, days.share, days.weeks
        found[opens, 3], found[opens, 4], found[opens, 5] = days.rate, days.one, days.none
    return found


@compiled
def _homes(cell: Cell, first: int, last: int) -> int:
    """How many different homes hold the word in `keys[first:last]`."""
    found = np.empty(last - first, np.int64)
    for k in range(first, last):
        found[k - first] = cell.home[cell.words.keys[k] & PLACE]
    found.sort()
    many = 1
    for k in range(1, found.size):
        many += found[k] != found[k - 1]
    return many
