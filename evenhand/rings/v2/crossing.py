"""Whether one half of a theme's homes says what tells of the other half.

Words are chosen for their excess in a theme, and its letters for such words: among ten thousand letters a hundred that
hold some chance excess each are found so, and counting them by the very same words tells nothing. So words are chosen
from one half of the homes and the other half's letters counted by them, and the other way round (cross-fitting, Stone
1974): what an event is told with is said in either half, what chance brought together is not.
"""

import math

import numpy as np
import numpy.typing as npt

from evenhand.rings.v1.compiled import compiled
from evenhand.rings.v2.concordance import Ints, Script
from evenhand.rings.v2.growing import MARGIN, UNSAID, beside, elsewhere
from evenhand.rings.v2.seasons import Cell, season_of
from evenhand.rings.v2.telling import Theme, theme_of

Bools = npt.NDArray[np.bool_]

MANY = 16  # homes that one way to halve them is enough for; of fewer, three or four may be all who say a thing


@compiled
def crossed(rows: Ints, day: Ints, home: Ints, cell: Cell, script: Script, enough: float) -> float:
    """Minus the log of how likely `rows` are by chance as a theme of which either half's words tell of the other.

    Of a few homes the middle of three ways to halve them; 0 where it is less than `enough`.
    """
    first = _halved(0, rows, day, home, cell, script, enough)
    if np.unique(home[rows]).size >= MANY:
        return first
    second = _halved(1, rows, day, home, cell, script, enough)
    if max(first, second) == 0.0:
        return 0.0
    third = _halved(2, rows, day, home, cell, script, enough)
    return max(min(first, second), min(max(first, second), third))


@compiled
def _halved(way: int, rows: Ints, day: Ints, home: Ints, cell: Cell, script: Script, enough: float) -> float:
    """The evidence of `rows` where homes, as they come, change sides after each one, each two or each four."""
    opens, closes = day[rows[0]], day[rows[-1]]
    days = season_of(cell, opens, closes)
    homes = np.unique(home[rows])
    number = np.searchsorted(homes, home[rows])
    second = _sides(number, homes.size, way)
    odds = math.log(days.letters / homes.size) + MARGIN
    told = np.zeros(homes.size, np.bool_)
    one = theme_of(rows[~second[number]], day, home, cell, script)
    _tell(rows, number, second, one, odds, script, told)
    other = theme_of(rows[second[number]], day, home, cell, script)
    _tell(rows, number, ~second, other, odds, script, told)
    many = int(told.sum())
    if beside(many, 0, 0, days) < enough:
        return 0.0
    letters, weeks = elsewhere(one, odds, opens, closes, cell)
    letters_too, weeks_too = elsewhere(other, odds, opens, closes, cell)
    evidence = beside(many, (letters + letters_too + 1) // 2, (weeks + weeks_too + 1) // 2, days)
    return evidence if evidence >= enough else 0.0


@compiled
def _sides(number: Ints, homes: int, way: int) -> Bools:
    """Which homes are of the second half."""
    place, many = np.full(homes, -1), 0
    for one in number:
        if place[one] < 0:
            place[one] = many
            many += 1
    second: Bools = (place >> way) & 1 == 1
    return second


@compiled
def _tell(rows: Ints, number: Ints, asked: Bools, theme: Theme, odds: float, script: Script, told: Bools) -> None:
    """Mark in `told` those of the homes `asked` of whom a theme's words tell; the words are not chosen from theirs."""
    for i in range(rows.size):
        if not asked[number[i]] or told[number[i]]:
            continue
        said, unsaid = 0.0, theme.silent
        for k in range(script.starts[rows[i]], script.ends[rows[i]]):
            f = np.searchsorted(theme.words, script.words[k])
            if f < theme.words.size and theme.words[f] == script.words[k]:
                said += theme.gain[0, f]
                unsaid -= theme.missed[f]
        told[number[i]] = said > 0.0 and said + max(UNSAID, unsaid) > odds
