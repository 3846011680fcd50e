"""From a burst to a theme: the letters that hold its word say what else is said with it, and that pulls in more.

A letter is asked whether the words of the *others* make it one of them; what it says alone counts nothing. So a chance
burst falls apart, and a voice that never used the first word is found by the rest of its story. What has grown is held
against the same institution's other weeks: how many letters would have been pulled in there?
"""

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from evenhand.rings.v1.compiled import compiled
from evenhand.rings.v1.kernel import mix
from evenhand.rings.v1.wording import HOLDER_SLOTS
from evenhand.rings.v2.bursts import (
    HOMES,
    PLACE,
    WORD,
    Cell,
    Floats,
    Ints,
    Keys,
    Script,
    Season,
    Words,
    season_of,
    surprise,
    usual,
)  # fmt: skip

Bools = npt.NDArray[np.bool_]

DISCOUNT = 0.9  # taken off what others of a theme say: one voice alone hardly makes a word the theme's
SELDOM = math.log(0.1)  # log of how likely so many homes with a word of the theme may be
TELLING = math.log(10)  # log of how much likelier in the theme a word must be to tell of a letter
PHRASE = 8  # words of one phrase, which tell once
CORE, UNSAID = 0.4, -6.0  # who leaves out what this share of a theme says is less of it, down to these log-odds
MARGIN = 1.0  # log-odds by which a letter must be of the theme
ALONE = 0.1  # voices of a theme that a letter may count on which has none about it in time
ABOUT = 7  # days before and after a letter that are about it
LONGEST = 60  # days that a theme may last
ROUNDS = 6
AS_FEW = 0.2  # letters of a theme that any season may have
BITS = 1 << 16
STEP = np.uint64(0x9E3779B97F4A7C15)


class Theme(NamedTuple):
    """The words of a theme in order, how many homes say each (`said_by`) and are in it; how usual, its phrase's size.

    `silent` are the log-odds of a letter that says none of them; `bits` rule most other words out.
    """

    words: Words
    said_by: Ints
    homes: int
    rate: Floats
    size: Floats
    silent: float
    bits: Bools


@compiled
def grow(
    seed: Ints, near: Ints, day: Ints, home: Ints, cell: Cell, script: Script, enough: float
) -> tuple[Ints, float]:
    """What `seed` grows into among `near`: its rows, none where it falls apart, and minus the log of its chance.

    `day` and `home` are those of every row of the file; less than `enough` is not looked into to the end.
    """
    rows, days = seed, day[near]
    theme = theme_of(rows, day, home, cell, script)
    for _ in range(ROUNDS):
        if theme.words.size == 0:
            return rows[:0], 0.0
        now = _members(rows, near, days, day, theme, script)
        same = now.size == rows.size
        for i in range(min(now.size, rows.size)):
            same = same and now[i] == rows[i]
        rows = now
        if rows.size < HOMES:
            return rows[:0], 0.0
        theme = theme_of(rows, day, home, cell, script)
        if same:
            break
    if theme.words.size == 0:
        return rows[:0], 0.0
    return rows, contrast(rows, day, theme, cell, script, enough)


@compiled
def theme_of(rows: Ints, day: Ints, home: Ints, cell: Cell, script: Script) -> Theme:
    """The words that tell of `rows`: two homes say them at least, and seldom would so many."""
    words, count, marks, homes = _said(rows, home, script)
    opens, closes = day[rows[0]], day[rows[-1]]
    season = season_of(cell, opens, closes)
    rate, kept = np.empty(words.size), np.zeros(words.size, np.bool_)
    for f in range(words.size):
        use = max(np.int64(script.held[words[f] & np.uint32(HOLDER_SLOTS - 1)]), count[f])
        if surprise(count[f], use, 0, 0, season) >= SELDOM:
            continue
        outside, weeks = _habit(cell, words[f], opens, closes)
        shape, seasons = usual(use, outside, weeks, season)
        rate[f] = shape / seasons / season.letters
        kept[f] = surprise(count[f], use, outside, weeks, season) < SELDOM
    words, count, rate, size = words[kept], count[kept], rate[kept], _phrases(marks[kept])
    silent, bits = 0.0, np.zeros(BITS, np.bool_)
    for f in range(words.size):
        bits[words[f] & np.uint32(BITS - 1)] = True
        if count[f] >= CORE * homes:
            silent += math.log(1.0 - (count[f] - DISCOUNT) / homes) / size[f]
    return Theme(words, count, homes, rate, size, silent, bits)


@compiled
def _said(rows: Ints, home: Ints, script: Script) -> tuple[Words, Ints, Keys, int]:
    """Words that two homes of `rows` hold: (words in order, homes, a mark of which homes, homes in all)."""
    total = 0
    for row in rows:
        total += script.ends[row] - script.starts[row]
    keys, at = np.empty(total, np.uint64), 0
    homes = np.unique(home[rows])
    for row in rows:
        mine = np.uint64(np.searchsorted(homes, home[row]))
        for k in range(script.starts[row], script.ends[row]):
            holders = script.held[script.words[k] & np.uint32(HOLDER_SLOTS - 1)]
            if 2 <= holders <= script.most:
                keys[at] = (np.uint64(script.words[k]) << WORD) | mine
                at += 1
    keys = keys[:at]
    keys.sort()
    words, count, marks = np.empty(at, np.uint32), np.empty(at, np.int64), np.empty(at, np.uint64)
    many, start = 0, 0
    while start < at:
        end, held, mark = start, 0, np.uint64(0)
        while end < at and keys[end] >> WORD == keys[start] >> WORD:
            if end == start or keys[end] != keys[end - 1]:
                held += 1
                mark += mix((keys[end] & PLACE) + STEP)
            end += 1
        if held >= 2:
            words[many], count[many], marks[many] = np.uint32(keys[start] >> WORD), held, mark
            many += 1
        start = end
    return words[:many].copy(), count[:many].copy(), marks[:many].copy(), homes.size


@compiled
def _habit(cell: Cell, word: np.uint32, opens: int, closes: int) -> tuple[int, int]:
    """How many letters of the cell hold `word` outside the days `opens` to `closes`, and in how many weeks."""
    at = np.searchsorted(cell.keys, np.uint64(word) << WORD)
    many, weeks, now = 0, 0, -1
    while at < cell.keys.size and np.uint32(cell.keys[at] >> WORD) == word:
        one = cell.day[cell.keys[at] & PLACE]
        if one < opens or one > closes:
            many += 1
            if one // 7 != now:
                weeks, now = weeks + 1, one // 7
        at += 1
    return many, weeks


@compiled
def _phrases(marks: Keys) -> Floats:
    """For each word how many are held by just the same homes, up to a phrase."""
    order = np.sort(marks)
    sizes = np.empty(marks.size)
    for f in range(marks.size):
        same = np.searchsorted(order, marks[f], side="right") - np.searchsorted(order, marks[f])
        sizes[f] = min(PHRASE, same)
    return sizes


@compiled
def _members(rows: Ints, near: Ints, days: Ints, day: Ints, theme: Theme, script: Script) -> Ints:
    """Those of `near` whom the words of the others make one of the theme; a voice far from all others needs more."""
    own_days = day[rows]
    opens, closes = own_days[0], own_days[-1]
    pad = max(np.int64(0), min(ABOUT, (LONGEST - (closes - opens)) // 2))
    member = np.zeros(near.size, np.bool_)
    j = 0
    for i in range(np.searchsorted(days, opens - pad), np.searchsorted(days, closes + pad, side="right")):
        while j < rows.size and rows[j] < near[i]:
            j += 1
        own = 1 if j < rows.size and rows[j] == near[i] else 0
        voices = _about(own_days, days[i]) - own
        odds = math.log(_about(days, days[i]) / max(voices, ALONE)) + MARGIN
        member[i] = told(near[i], own, theme, script) > odds
    return near[member]


@compiled
def _about(days: Ints, one: int) -> int:
    return int(np.searchsorted(days, one + ABOUT, side="right") - np.searchsorted(days, one - ABOUT))


@compiled
def told(row: int, own: int, theme: Theme, script: Script) -> float:
    """Log of how much likelier the words of a letter are in the theme, of which `own` home is its own."""
    said, unsaid = 0.0, theme.silent
    for k in range(script.starts[row], script.ends[row]):
        if not theme.bits[script.words[k] & np.uint32(BITS - 1)]:
            continue
        f = np.searchsorted(theme.words, script.words[k])
        if f == theme.words.size or theme.words[f] != script.words[k]:
            continue
        if theme.said_by[f] >= CORE * theme.homes:
            unsaid -= math.log(1.0 - (theme.said_by[f] - DISCOUNT) / theme.homes) / theme.size[f]
        others = max(1, theme.homes - own)
        gain = math.log((theme.said_by[f] - own - DISCOUNT) / others / theme.rate[f])
        if gain > TELLING:
            said += gain / theme.size[f]
    return said + max(UNSAID, unsaid)


@compiled
def contrast(rows: Ints, day: Ints, theme: Theme, cell: Cell, script: Script, enough: float) -> float:
    """Minus the log of how likely a theme is beside the cell's letters at other times that its words would pull in."""
    opens, closes = day[rows[0]], day[rows[-1]]
    season = season_of(cell, opens, closes)
    few = Season(season.letters, 1.0, season.others, season.weeks)
    if -surprise(theme.homes, AS_FEW, 0, 0, few) < enough:
        return 0.0
    odds = math.log(season.letters / theme.homes) + MARGIN
    outside, weeks, now = 0, 0, -1
    for place in range(cell.rows.size):
        one = cell.day[place]
        if (one < opens or one > closes) and told(cell.rows[place], 0, theme, script) > odds:
            outside += 1
            if one // 7 != now:
                weeks, now = weeks + 1, one // 7
                if -surprise(theme.homes, AS_FEW, outside, weeks, few) < enough:
                    return 0.0
    return -surprise(theme.homes, AS_FEW, outside, weeks, few)
