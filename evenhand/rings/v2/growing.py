"""From a burst to a theme: the letters that hold its word say what else is said with it, and that pulls in more.

A letter is asked whether the words of the *others* make it one of them; what it says alone counts nothing. So a chance
burst falls apart, and a voice that never used the first word is found by the rest of its story. What has grown is held
against the same institution's other weeks: how many letters would have been pulled in there?

A theme's words lead to the letters that hold them; letters that hold none are never looked at.
"""

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from evenhand.rings.v1.compiled import compiled
from evenhand.rings.v2.bursts import HOMES
from evenhand.rings.v2.concordance import PLACE, WORD, Concordance, Ints, Script, find
from evenhand.rings.v2.seasons import Cell, Floats, Season, season_of, surprise
from evenhand.rings.v2.telling import Theme, theme_of

Bools = npt.NDArray[np.bool_]

UNSAID = -6.0  # log-odds to which leaving out what a theme says may bring a letter down
MARGIN = 1.0  # log-odds by which a letter must be of the theme
ALONE = 0.1  # voices of a theme that a letter may count on which has none about it in time
ABOUT = 7  # days before and after a letter that are about it
LONGEST = 60  # days that a theme may last
ROUNDS = 6
AS_FEW = 0.2  # letters of a theme that any season may have


class Near(NamedTuple):
    """Letters that a theme of a cell may take in, earliest first: the cell's, and those that name no product.

    `unnamed` are the words of the latter; `cell_at` and `unnamed_at` tell where among all `rows` either's letters are.
    """

    rows: Ints
    day: Ints
    cell_at: Ints
    unnamed: Concordance
    unnamed_at: Ints


@compiled
def grow(
    seed: Ints, near: Near, day: Ints, home: Ints, cell: Cell, script: Script, enough: float
) -> tuple[Ints, float]:
    """What `seed` grows into among `near`: its rows, none where it falls apart, and minus the log of its chance.

    `day` and `home` are those of every row of the file; less than `enough` is not looked into to the end.
    """
    rows = seed
    theme = theme_of(rows, day, home, cell, script)
    reach = day[seed[0]] - LONGEST, day[seed[-1]] + LONGEST
    for _ in range(ROUNDS):
        if theme.words.size == 0:
            return rows[:0], 0.0
        now = _members(rows, near, reach, day, theme, cell)
        same = now.size == rows.size
        for i in range(min(now.size, rows.size)):
            same = same and now[i] == rows[i]
        if now.size < HOMES:
            return rows[:0], 0.0
        if same:
            break
        rows = now
        theme = theme_of(rows, day, home, cell, script)
    if theme.words.size == 0:
        return rows[:0], 0.0
    return rows, contrast(rows, day, theme, cell, enough)


@compiled
def _members(rows: Ints, near: Near, reach: tuple[int, int], day: Ints, theme: Theme, cell: Cell) -> Ints:
    """Those of `near` whom the words of the others make one of the theme; a voice far from all others needs more."""
    own_days = day[rows]
    opens, closes = own_days[0], own_days[-1]
    pad = max(np.int64(0), min(ABOUT, (LONGEST - (closes - opens)) // 2))
    opens, closes = max(opens - pad, reach[0]), min(closes + pad, reach[1])
    first, last = np.searchsorted(near.day, opens), np.searchsorted(near.day, closes, side="right")
    own = np.zeros(last - first, np.int64)
    for row in rows:
        place = np.searchsorted(near.rows, row)
        if first <= place < last:
            own[place - first] = 1
    said, unsaid = np.zeros(last - first), np.full(last - first, theme.silent)
    _add(cell.words, near.cell_at, first, theme, own, said, unsaid)
    _add(near.unnamed, near.unnamed_at, first, theme, own, said, unsaid)
    member = np.zeros(last - first, np.bool_)
    since, until = np.searchsorted(near.day, reach[0]), np.searchsorted(near.day, reach[1], side="right")
    near_days = near.day[since:until]
    for i in range(last - first):
        if said[i] == 0.0:
            continue
        one = near.day[first + i]
        voices = _about(own_days, one) - own[i]
        odds = math.log(_about(near_days, one) / max(voices, ALONE)) + MARGIN
        member[i] = said[i] + max(UNSAID, unsaid[i]) > odds
    return near.rows[first:last][member]


@compiled
def _about(days: Ints, one: int) -> int:
    return int(np.searchsorted(days, one + ABOUT, side="right") - np.searchsorted(days, one - ABOUT))


@compiled
def _add(words: Concordance, at: Ints, first: int, theme: Theme, own: Ints, said: Floats, unsaid: Floats) -> None:
    """Add to letters `first` and on what the theme's `words` tell of them; `at` are the places of the letters.

    `own` is whether each is the theme's already; `said` and `unsaid` are added to.
    """
    for f in range(theme.words.size):
        k = find(words, theme.words[f])
        while k < words.keys.size and np.uint32(words.keys[k] >> WORD) == theme.words[f]:
            place = at[words.keys[k] & PLACE] - first
            k += 1
            if place >= own.size:
                break
            if place >= 0:
                unsaid[place] -= theme.missed[f]
                said[place] += theme.gain[own[place], f]


@compiled
def contrast(rows: Ints, day: Ints, theme: Theme, cell: Cell, enough: float) -> float:
    """Minus the log of how likely a theme is beside the cell's letters at other times that its words would pull in."""
    opens, closes = day[rows[0]], day[rows[-1]]
    days = season_of(cell, opens, closes)
    if beside(theme.homes, 0, 0, days) < enough:
        return 0.0
    outside, weeks = elsewhere(theme, math.log(days.letters / theme.homes) + MARGIN, opens, closes, cell)
    evidence = beside(theme.homes, outside, weeks, days)
    return evidence if evidence >= enough else 0.0


@compiled
def beside(homes: int, outside: int, weeks: int, days: Season) -> float:
    """Minus the log of how likely so many homes are in a season beside letters at other times, in so many weeks."""
    few = Season(days.letters, 1.0, days.weeks, days.rate, days.one, days.none)
    return -surprise(homes, AS_FEW, outside, weeks, few)


@compiled
def elsewhere(theme: Theme, odds: float, opens: int, closes: int, cell: Cell) -> tuple[int, int]:
    """How many letters of a cell before day `opens` or after `closes` a theme would pull in, and in how many weeks."""
    many = cell.rows.size
    said, unsaid = np.zeros(many), np.full(many, theme.silent)
    _add(cell.words, np.arange(many), 0, theme, np.zeros(many, np.int64), said, unsaid)
    outside, weeks, now = 0, 0, -1
    for place in range(many):
        one = cell.day[place]
        if (one < opens or one > closes) and said[place] + max(UNSAID, unsaid[place]) > odds:
            outside += 1
            if one // 7 != now:
                weeks, now = weeks + 1, one // 7
    return outside, weeks
