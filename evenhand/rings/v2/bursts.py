"""Words that burst: more homes hold them at one institution in one season than its own habit would bring there."""

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from evenhand.rings.v1.compiled import compiled
from evenhand.rings.v1.kernel import mix
from evenhand.rings.v1.wording import HOLDER_SLOTS
from evenhand.rings.v2.concordance import PLACE, WORD, Ints, Script
from evenhand.rings.v2.seasons import Cell, Floats, Season, is_usual, season_of, surprise

Bools = npt.NDArray[np.bool_]

SEASON = 35  # days in which a word must burst
HOMES = 3  # … in as many homes, so many times the usual number
UNLIKELY = math.log(1e-4)  # … and log of how likely so many may be by chance
WORTH_A_LOOK = math.log(0.03)  # … and in a whole season, as if it were not known on which days they came
UNASKED = -1.0  # a season that nobody has asked for has this rate
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

    `day` is that of each, `week` counts the weeks up to each that have one, `home` is whose each is as a number;
    all three are longer than the run.
    """

    start: int
    size: int
    use: int
    day: Ints
    week: Ints
    home: Ints


@compiled
def _bursts(cell: Cell, script: Script) -> tuple[Ints, Ints, Floats]:
    """First and one past last place of each burst in `keys`, log of its chance; a word that bursts twice has two."""
    keys, low = cell.words.keys, np.uint32(HOLDER_SLOTS - 1)
    found, chances = np.empty((2, 1024), np.int64), np.empty(1024)
    todo = np.empty((64, 2), np.int64)
    day, week = np.empty(cell.rows.size, np.int64), np.empty(cell.rows.size, np.int64)
    home, numbers = np.empty(cell.rows.size, np.int64), _numbered(cell.home)
    seen, seasons = np.zeros(cell.rows.size, np.bool_), np.full((cell.arrived.size * (SEASON + 1), 6), UNASKED)
    many, start = 0, 0
    while start < keys.size:
        word = np.uint32(keys[start] >> WORD)
        end = start + 1
        while end < keys.size and np.uint32(keys[end] >> WORD) == word:
            end += 1
        run = Run(start, end - start, int(script.held[word & low]), day, week, home)
        todo[0, 0], todo[0, 1] = 0, run.size
        left = 1 if run.size >= HOMES else 0
        if left > 0:
            _spell(run, cell, numbers)
        while left > 0:
            left -= 1
            begin, stop = todo[left, 0], todo[left, 1]
            chance, first, last = _densest(cell, seasons, run, begin, stop, seen)
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
def _numbered(home: Ints) -> Ints:
    """Each home as a number from 0."""
    return np.searchsorted(np.unique(home), home)


@compiled
def _spell(run: Run, cell: Cell, numbers: Ints) -> None:
    """Write down the days, weeks and homes of a run."""
    many, now = 0, -1
    for i in range(run.size):
        place = cell.words.keys[run.start + i] & PLACE
        one = cell.day[place]
        if one // 7 != now:
            many, now = many + 1, one // 7
        run.day[i], run.week[i], run.home[i] = one, many, numbers[place]


@compiled
def _densest(cell: Cell, seasons: Floats, run: Run, begin: int, stop: int, seen: Bools) -> tuple[float, int, int]:
    """Of `begin` to `stop` of a run the least likely season: log of its chance, first, one past last.

    `seen` is none of the cell's homes, and is so again. The inner loop is handed no cell where a table will do: at each
    call numba counts references to every array of one.
    """
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
        use, place = max(run.use, inside), SEASON * cell.arrived.size + opens
        if seasons[place, 3] == UNASKED:
            _reckon(cell, seasons, place, opens, opens + SEASON)
        whole = _known(seasons, place)
        if is_usual(inside, use, outside, others, whole):
            continue
        place = (run.day[upto - 1] - opens) * cell.arrived.size + opens
        if seasons[place, 3] == UNASKED:
            _reckon(cell, seasons, place, opens, run.day[upto - 1])
        days = _known(seasons, place)
        if surprise(inside, use, outside, others, days) >= min(best, UNLIKELY):
            continue
        if surprise(inside, use, outside, others, whole) >= WORTH_A_LOOK:
            continue
        homes = _homes(run, first, upto, seen)
        if homes < HOMES:
            continue
        chance = surprise(homes, max(run.use, homes), outside, others, days)
        if chance < best:
            best, best_first, best_last = chance, first, upto
    return best, best_first, best_last


@compiled
def _reckon(cell: Cell, seasons: Floats, place: int, opens: int, closes: int) -> None:
    """Write down the season from day `opens` to day `closes`."""
    days = season_of(cell, opens, closes)
    seasons[place, 0], seasons[place, 1], seasons[place, 2] = days.letters, days.share, days.weeks
    seasons[place, 3], seasons[place, 4], seasons[place, 5] = days.rate, days.one, days.none


@compiled
def _known(seasons: Floats, place: int) -> Season:
    """A season that is written down."""
    letters, share, weeks = seasons[place, 0], seasons[place, 1], seasons[place, 2]
    return Season(letters, share, weeks, seasons[place, 3], seasons[place, 4], seasons[place, 5])


@compiled
def _homes(run: Run, first: int, last: int, seen: Bools) -> int:
    """How many different homes the letters from `first` to `last` of a run have."""
    many = 0
    for i in range(first, last):
        many += not seen[run.home[i]]
        seen[run.home[i]] = True
    for i in range(first, last):
        seen[run.home[i]] = False
    return many
