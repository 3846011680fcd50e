"""Waves: one institution, one cause, many voices, in a copied letter or in everybody's own words."""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from evenhand.rings.v1.docket import Docket
from evenhand.rings.v1.wording import Letters, Wording

Ints = npt.NDArray[np.int64]

LETTER_DAYS = 60  # a copied letter of one cause goes round in two months
LOCAL = 0.8  # the share of a letter's senders at one institution from which it speaks of that institution's doing …
LOCAL_IN_WINDOW_FROM = 10  # … of all its senders, or, from so many, of those in the same two months
CHANCE = 0.01  # how likely it may be that so many happened to write to one institution
WINDOWS = (3, 7, 14, 28)  # days a surge may last
LEAST_VOICES = 6  # complaints in a surge
SURPRISE = 1e-6  # how likely so many may be at the institution's own rate
PEAKS = 4  # surges looked for in one product of one institution
TOPICAL_SHARE = 0.2  # a shingle is of the theme when this share of the surge holds it …
TOPICAL_RARE = 0.5  # … and the rest of the file holds no more of it than the surge itself
TOPICAL = 2  # shingles of the theme that make a complaint one of the wave


@dataclass(frozen=True, kw_only=True)
class Wave:
    """Complaints of one cause, earliest first; `copied` of them hold one letter, `usual` would have come anyway."""

    rows: Ints
    copied: int
    usual: float | None


def in_one_letter(rows: Ints, docket: Docket, person: Ints) -> list[Wave]:
    """The waves in a family of letters: more at one institution within two months than chance would bring there.

    A letter that is used at several institutions over months is a template, and a part of it is no wave, unless many
    use it at one institution while few use it elsewhere.
    """
    house, day = docket.house[rows], docket.day[rows]
    everybody = int(np.unique(person[rows]).size)
    found = []
    for one in np.unique(house[house >= 0]):
        left, share = rows[house == one], float(docket.house_share[one])
        for _ in range(PEAKS):
            start, end = _fullest(docket.day[left], LETTER_DAYS)
            window = left[start:end]
            people = int(np.unique(person[window]).size)
            if people < 3 or not _beyond_chance(people, (rows.size - window.size) * share, share):
                break
            meanwhile = rows[(day >= docket.day[window[0]]) & (day <= docket.day[window[-1]])]
            if people < LOCAL * (
                everybody if people < LOCAL_IN_WINDOW_FROM else int(np.unique(person[meanwhile]).size)
            ):
                break
            found.append(Wave(rows=window, copied=int(window.size), usual=None))
            left = np.concatenate([left[:start], left[end:]])
    return found


def _fullest(day: Ints, width: int) -> tuple[int, int]:
    """Start and end of the window of `width` days that holds most; `day` is sorted."""
    if not day.size:
        return 0, 0
    ends = np.searchsorted(day, day + width, side="left")
    start = int((ends - np.arange(day.size)).argmax())
    return start, int(ends[start])


def _beyond_chance(people: int, usual: float, share: float) -> bool:
    """Whether so many are too many for the institution's share of the file and of the letter's other copies."""
    return share ** (people - 1) < CHANCE and (people > 5 or usual < 1) and _log_tail(people, usual) < math.log(CHANCE)


def surges(docket: Docket, wording: Wording, person: Ints) -> list[Wave]:
    """Find bursts of one product at one institution against its own usual rate, and keep what shares a theme."""
    known = np.flatnonzero(docket.house >= 0)
    if known.size < LEAST_VOICES:
        return []
    product = docket.product
    cell = docket.house * (int(product.max()) + 2) + product + 1
    order = known[np.lexsort((known, cell[known]))]
    cuts = np.flatnonzero(np.diff(cell[order])) + 1
    every_day = np.sort(docket.day)
    found = []
    for rows in np.split(order, cuts):
        for peak, usual in _peaks(rows, docket.day, every_day):
            members = _of_theme(peak, usual, wording.letters)
            if np.unique(person[members]).size >= LEAST_VOICES:
                found.append(Wave(rows=members, copied=0, usual=usual))
    return found


def _peaks(rows: Ints, day: Ints, every_day: Ints) -> list[tuple[Ints, float]]:
    """The windows in which a cell has more complaints than its own rate and the file's rhythm explain."""
    found: list[tuple[Ints, float]] = []
    left = rows
    span = int(every_day[-1] - every_day[0]) + 1
    widths = [width for width in WINDOWS if width * 3 <= span]
    while left.size >= LEAST_VOICES and len(found) < PEAKS and widths:
        best = min((_densest(day[left], width, every_day) for width in widths), key=lambda window: window[0])
        if best[0] > math.log(SURPRISE):
            break
        _, start, end, usual = best
        found.append((left[start:end], usual))
        left = np.concatenate([left[:start], left[end:]])
    return found


def _densest(day: Ints, width: int, every_day: Ints) -> tuple[float, int, int, float]:
    """(log of the Poisson tail, start, end, usual number) of the fullest window of `width` days; `day` is sorted."""
    start, end = _fullest(day, width)
    inside = end - start
    span = int(every_day[-1] - every_day[0]) + 1
    usual = max(0.5, (day.size - inside) * _share(day[start], width, every_day, inside, day.size - inside, span))
    # Looking at every window is looking many times.
    looks = math.log(span / width)
    return _log_tail(inside, usual) + looks if inside >= LEAST_VOICES else 0.0, start, end, usual


def _share(first: int, width: int, every_day: Ints, own_inside: int, own_outside: int, span: int) -> float:
    """What fell into the window for each that fell outside it, by the calendar or by everybody else: the greater."""
    inside = int(np.searchsorted(every_day, first + width) - np.searchsorted(every_day, first)) - own_inside
    outside = every_day.size - own_inside - own_outside - inside
    return max(width / (span - width), inside / max(outside, 1))


def _log_tail(count: int, usual: float) -> float:
    """An upper bound of log P(at least `count`) of a Poisson with mean `usual` (Chernoff)."""
    if count <= usual:
        return 0.0
    return -math.inf if usual <= 0 else count - usual - count * math.log(count / usual)


def _of_theme(rows: Ints, usual: float, letters: Letters) -> Ints:
    """Those of a surge that share its rare shingles; all of it where it has no theme and little in it is usual."""
    sets = [letters.shingles[letters.starts[i] : letters.ends[i]] for i in rows]
    values, counts = np.unique(np.concatenate(sets), return_counts=True)
    frequent = values[counts >= max(3, TOPICAL_SHARE * rows.size)]
    everywhere = letters.holders(frequent)
    inside = counts[np.searchsorted(values, frequent)]
    theme = frequent[inside >= TOPICAL_RARE * everywhere]
    sharing = np.array([np.isin(one, theme, assume_unique=True).sum() >= TOPICAL for one in sets])
    if sharing.sum() >= 0.5 * (rows.size - usual):
        return np.asarray(rows[sharing])
    return rows if rows.size >= 4 * usual else rows[:0]
