"""The words that tell of some letters: said by two homes of theirs at least, and seldom by so many."""

import math
from typing import NamedTuple

import numpy as np

from evenhand.rings.v1.compiled import compiled
from evenhand.rings.v1.kernel import mix
from evenhand.rings.v1.wording import HOLDER_SLOTS
from evenhand.rings.v2.concordance import PLACE, WORD, Ints, Keys, Script, Words, by_word, find
from evenhand.rings.v2.seasons import Cell, Floats, Season, season_of, surprise, usual

DISCOUNT = 0.9  # taken off what others of a theme say: one voice alone hardly makes a word the theme's
SELDOM = math.log(0.1)  # log of how likely so many homes with a word of the theme may be
TELLING = math.log(10)  # log of how much likelier in the theme a word must be to tell of a letter
PHRASE = 8  # words of one phrase, which tell once
CORE = 0.4  # the share of a theme that says a word from which it is missed in who leaves it out
FIRST_LOOK = 8  # letters elsewhere after which it is asked, and at each doubling, whether a word is still seldom
STEP = np.uint64(0x9E3779B97F4A7C15)


class Theme(NamedTuple):
    """The words of a theme in order and how many homes are in it.

    What a word adds to the log-odds of a letter that holds it: `gain` as one of the theme's own homes, as another's;
    `missed` is what its leaving out would have cost, `silent` that of leaving out all.
    """

    words: Words
    homes: int
    gain: Floats
    missed: Floats
    silent: float


@compiled
def theme_of(rows: Ints, day: Ints, home: Ints, cell: Cell, script: Script) -> Theme:
    """The words that tell of `rows`: two homes say them at least, and seldom would so many."""
    words, count, uses, marks, homes = _said(rows, home, script)
    opens, closes = day[rows[0]], day[rows[-1]]
    days = season_of(cell, opens, closes)
    rate, kept = np.empty(words.size), np.zeros(words.size, np.bool_)
    keys, day_of = cell.words.keys, cell.day
    for f in range(words.size):
        use = max(uses[f], count[f])
        if surprise(count[f], use, 0, 0, days) >= SELDOM:
            continue
        at = find(cell.words, words[f])
        outside, weeks = _habit(keys, words[f], at, day_of, opens, closes, count[f], use, days)
        rate[f] = usual(use, outside, weeks, days) / days.rate / days.letters
        kept[f] = surprise(count[f], use, outside, weeks, days) < SELDOM
    return _weighed(words[kept], count[kept], homes, rate[kept], _phrases(marks[kept]))


@compiled
def _weighed(words: Words, count: Ints, homes: int, rate: Floats, size: Floats) -> Theme:
    """What each word tells of a letter; a phrase of `size` words tells once."""
    gain, missed, silent = np.zeros((2, words.size)), np.zeros(words.size), 0.0
    for f in range(words.size):
        if count[f] >= CORE * homes:
            missed[f] = math.log(1.0 - (count[f] - DISCOUNT) / homes) / size[f]
            silent += missed[f]
        for own in range(2):
            others = max(1, homes - own)
            likelier = math.log((count[f] - own - DISCOUNT) / others / rate[f])
            if likelier > TELLING:
                gain[own, f] = likelier / size[f]
    return Theme(words, homes, gain, missed, silent)


@compiled
def _said(rows: Ints, home: Ints, script: Script) -> tuple[Words, Ints, Ints, Keys, int]:
    """Words that two homes of `rows` hold: (words in order, homes, use in the file, a mark of the homes, all homes).

    Words that are too common are left out; how common a word is, is looked up once.
    """
    keys, homes = _spoken(rows, home, script)
    words, marks = np.empty(keys.size, np.uint32), np.empty(keys.size, np.uint64)
    count, uses = np.empty(keys.size, np.int64), np.empty(keys.size, np.int64)
    many, start = 0, 0
    while start < keys.size:
        word = np.uint32(keys[start] >> WORD)
        end, held, mark = start, 0, np.uint64(0)
        while end < keys.size and np.uint32(keys[end] >> WORD) == word:
            if end == start or keys[end] != keys[end - 1]:
                held += 1
                mark += mix((keys[end] & PLACE) + STEP)
            end += 1
        start = end
        if held >= 2:
            use = np.int64(script.held[word & np.uint32(HOLDER_SLOTS - 1)])
            if use <= script.most:
                words[many], count[many], uses[many], marks[many] = word, held, use, mark
                many += 1
    return words[:many].copy(), count[:many].copy(), uses[:many].copy(), marks[:many].copy(), homes


@compiled
def _spoken(rows: Ints, home: Ints, script: Script) -> tuple[Keys, int]:
    """Each word of each of `rows` with its home's number, in order; and how many homes there are."""
    total = 0
    for row in rows:
        total += script.ends[row] - script.starts[row]
    keys, at = np.empty(total, np.uint64), 0
    homes = np.unique(home[rows])
    places = np.searchsorted(homes, home[rows])
    for i in np.argsort(places, kind="mergesort"):
        for k in range(script.starts[rows[i]], script.ends[rows[i]]):
            keys[at] = (np.uint64(script.words[k]) << WORD) | np.uint64(places[i])
            at += 1
    return by_word(keys), homes.size


@compiled
def _habit(
    keys: Keys, word: np.uint32, at: int, day: Ints, opens: int, closes: int, count: int, use: float, days: Season
) -> tuple[int, int]:
    """How many letters outside the days `opens` to `closes` hold `word`, whose first is at `at`, and in how many weeks.

    Counted up to where `count` homes with a word of that `use` are no surprise any more: more would make them less of
    one.
    """
    many, weeks, now, look = 0, 0, -1, FIRST_LOOK
    while at < keys.size and np.uint32(keys[at] >> WORD) == word:
        one = day[keys[at] & PLACE]
        if one < opens or one > closes:
            many += 1
            if one // 7 != now:
                weeks, now = weeks + 1, one // 7
            if many == look:
                if surprise(count, use, many, weeks, days) >= SELDOM:
                    break
                look *= 2
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
