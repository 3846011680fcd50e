"""A theme's words lead to its letters; reading every letter through to the end finds the same."""

import math

import numpy as np
import pytest

from evenhand.rings.v1.wording import HOLDER_SLOTS
from evenhand.rings.v2.bursts import seeds_of
from evenhand.rings.v2.concordance import PLACE, WORD, Script, by_word, concordance, find
from evenhand.rings.v2.growing import ALONE, LONGEST, MARGIN, UNSAID, Near, grow
from evenhand.rings.v2.seasons import Cell, season, season_of, surprise
from evenhand.rings.v2.telling import theme_of

DAYS, LETTERS = 200, 300


def script_of(letters: list[np.ndarray]) -> Script:
    words = np.concatenate(letters)
    ends = np.cumsum([one.size for one in letters])
    starts = ends - [one.size for one in letters]
    held = np.zeros(HOLDER_SLOTS, np.uint32)
    np.add.at(held, words & np.uint32(HOLDER_SLOTS - 1), 1)
    return Script(words, starts.astype(np.int64), ends.astype(np.int64), held, 60.0)


def a_cell(seed: int) -> tuple[Script, Cell, np.ndarray]:
    """Letters of forty words out of many; twelve of days 90 to 110 tell one story more; twenty have no product."""
    chance = np.random.default_rng(seed)
    pool = np.unique(chance.integers(0, 1 << 32, 2000, dtype=np.uint32))
    story, day = pool[:14], np.sort(chance.integers(0, DAYS, LETTERS))
    letters = [chance.choice(pool, 40, replace=False) for _ in range(LETTERS)]
    for row in chance.choice(np.flatnonzero((day >= 90) & (day <= 110)), 12, replace=False):
        letters[row] = np.concatenate([letters[row], chance.choice(story, 10, replace=False)])
    script = script_of([np.unique(one) for one in letters])
    rows = np.sort(chance.permutation(LETTERS)[: LETTERS - 20])
    before = np.concatenate([[0], np.cumsum(np.bincount(day[rows], minlength=DAYS))])
    weeks = np.concatenate([[0], np.cumsum(np.bincount(np.unique(day[rows] // 7), minlength=DAYS // 7 + 1))])
    arrived = np.cumsum(np.bincount(day, minlength=DAYS))
    cell = Cell(rows, day[rows], rows.copy(), concordance(script, rows), before, weeks, LETTERS, arrived)
    return script, cell, day


def test_words_come_in_order_and_are_found() -> None:
    script, cell, _ = a_cell(3)
    keys = cell.words.keys
    assert (np.sort(keys) == keys).all()
    assert (by_word(keys[np.argsort(keys & PLACE, kind="stable")]) == keys).all()
    for word in [*np.unique(script.words), np.uint32(0), np.uint32(0xFFFFFFFF)]:
        assert find(cell.words, word) == np.searchsorted(keys, np.uint64(word) << WORD)


def test_what_is_multiplied_out_is_what_the_law_says() -> None:
    days, rate = season(40.0, 0.02, 4.0, 30.0), 5.0
    for count in (3, 12, 13, 40):
        shape = 20 * 0.02
        law = math.lgamma(count + shape) - math.lgamma(shape) - math.lgamma(count + 1)
        law += shape * math.log(rate / (rate + 1)) - count * math.log(rate + 1)
        assert math.isclose(surprise(count, 20, 0, 0, days), law, rel_tol=1e-12)
    assert surprise(1, 20 / 0.02, 0, 0, days) == 0.0


def test_what_is_more_usual_surprises_no_more() -> None:
    """So counting may stop where a word is seldom no longer."""
    chance = np.random.default_rng(7)
    for _ in range(2000):
        others, letters = chance.uniform(0, 40), chance.uniform(1, 60)
        days = season(letters, chance.uniform(0.0001, 0.3), others, float(chance.integers(1, 90)))
        count, use = int(chance.integers(2, 40)), float(chance.integers(2, 400))
        outside, weeks, last = 0, 0, -math.inf
        for _ in range(30):
            now = surprise(count, use, outside, weeks, days)
            assert now >= last - 1e-9
            last = now
            outside, weeks = outside + 1, min(weeks + int(chance.integers(0, 2)), int(days.weeks))


def grown_plainly(seed: np.ndarray, near: np.ndarray, day: np.ndarray, cell: Cell, script: Script) -> np.ndarray:
    """One letter after another, each read through."""
    rows = seed
    for _ in range(6):
        theme = theme_of(rows, day, np.arange(day.size), cell, script)
        pad = max(0, min(7, (LONGEST - (day[rows[-1]] - day[rows[0]])) // 2))
        opens, closes = day[rows[0]] - pad, day[rows[-1]] + pad
        now = []
        for row in near[(day[near] >= max(opens, day[seed[0]] - 60)) & (day[near] <= min(closes, day[seed[-1]] + 60))]:
            own = int(row in rows)
            holds = np.isin(theme.words, script.words[script.starts[row] : script.ends[row]])
            said, unsaid = theme.gain[own, holds].sum(), theme.silent - theme.missed[holds].sum()
            about = (np.abs(day[near] - day[row]) <= 7).sum()
            voices = (np.abs(day[rows] - day[row]) <= 7).sum() - own
            if said + max(UNSAID, unsaid) > math.log(about / max(voices, ALONE)) + MARGIN:
                now.append(row)
        if len(now) < 3:
            return rows[:0]
        if now == rows.tolist():
            return rows
        rows = np.array(now)
    return rows


@pytest.mark.parametrize("seed", range(6))
def test_what_grows_is_what_grows_when_every_letter_is_read(seed: int) -> None:
    script, cell, day = a_cell(seed)
    others = np.setdiff1d(np.arange(LETTERS), cell.rows)
    everybody = np.arange(LETTERS)
    near = Near(everybody, day, cell.rows, concordance(script, others), others)
    first, last = seeds_of(cell, script)
    sizes = []
    for start, end in zip(first[:8], last[:8], strict=True):
        burst = cell.rows[(cell.words.keys[start:end] & PLACE).astype(np.int64)]
        found, _ = grow(burst, near, day, everybody, cell, script, 0.0)
        assert found.tolist() == grown_plainly(burst, everybody, day, cell, script).tolist()
        sizes.append(found.size)
    assert max(sizes) >= 10
    assert season_of(cell, 90, 110).letters > 10


def test_a_season_is_counted_as_letters_are() -> None:
    _, cell, _ = a_cell(1)
    days = season_of(cell, 30, 64)
    inside = ((cell.day >= 30) & (cell.day <= 64)).sum()
    assert math.isclose((days.rate - 1.0) * days.letters, cell.rows.size - inside)
    weeks = np.unique(cell.day // 7)
    assert days.weeks == weeks.size - ((weeks >= 30 // 7) & (weeks <= 64 // 7)).sum()
