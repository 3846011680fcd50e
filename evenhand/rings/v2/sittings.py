"""Who files with a ring: on its own days, at its institutions, about its matter, in words that its members use.

People decide each for themselves when to file; who files for others does it at a sitting. A complaint that holds no
handle of a ring is looked at where it comes on a day on which several members come. How many strangers such a cell
holds, the same institutions show on the days around; how like a stranger's letter is to the ring's, these and letters
on the same matter elsewhere. A complaint joins where hardly one such stranger would be expected.
"""

import math

import numpy as np
import numpy.typing as npt

from evenhand.rings.v1.wording import ALIKE as ONE_LETTER
from evenhand.rings.v2.joining import FALSE, Field, as_theirs, drawn, own_words, sent_between, without
from evenhand.rings.v2.profile import SEASON_DAYS, Profile
from evenhand.rings.v2.rhythm import a_long_coming, chance_of_days, sitting_days
from evenhand.rings.v2.shared_words import likeness

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

SAME = 0.5  # the share of those who say it that must complain of one product, or demand one thing
LEAST = 4  # members of a ring that is looked at
UNLIKELY = math.log(1e-2)  # how likely so few days may be for people who decide each for themselves
ALIKE = 0.5  # the share of a letter that must be words which a member uses and few others do
MARGIN = 0.1  # strangers count who are nearly as like
EXPECTED = 0.03  # strangers expected in a ring's cell whose letters are as like
AT_MOST = 1.0  # joined for each member: more, and the day was another's too


def sitters(rows: Ints, field: Field, *, one_house: bool) -> Ints:
    """The free complaints that come at the sittings of the ring of `rows` (its members, earliest first)."""
    none = np.empty(0, np.int64)
    if rows.size < LEAST:
        return none
    if chance_of_days(rows, field.profile) > UNLIKELY or a_long_coming(rows, field.profile):
        return none
    among = on_the_matter(rows, field)
    near, beside, scale = at_the_sittings(rows, among, field.profile, one_house=one_house)
    if not near.size:
        return none
    words = own_words(rows, field, holders=1)
    theirs = _alike(near, words, field)
    if theirs.max() < ALIKE:
        return none
    around = _alike(beside, words, field)
    if one_house and _letter_goes_round(near[theirs >= ALIKE], beside[around >= ALIKE], rows, field):
        return none
    elsewhere = without(among, np.concatenate([near, beside]))
    usual = _alike(drawn(elsewhere), words, field)
    expected = _expected(theirs, around, usual, scale)
    sure = (theirs >= ALIKE) & (expected <= EXPECTED) & ~field.wave[near]
    found = np.union1d(near[sure], _of_a_member(near, theirs, expected, rows, field))
    return found if found.size <= AT_MOST * rows.size else none


def _alike(rows: Ints, words: npt.NDArray[np.uint32], field: Field) -> Floats:
    letters = field.letters
    return likeness(letters.shingles, letters.starts, letters.ends, rows, words)


def _letter_goes_round(near: Ints, beside: Ints, rows: Ints, field: Field) -> bool:
    """Whether the letter of a ring at one institution is sent between its sittings too, by people of no ring."""
    day, copies = field.docket.day, field.copies
    at, between = (some[copies.likest(some, rows) >= ONE_LETTER] for some in (near, beside))
    return sent_between(day[at], day[between], sitting_days(day[rows]))


def _of_a_member(near: Ints, theirs: Floats, expected: Floats, rows: Ints, field: Field) -> Ints:
    """Those of `near` who send a member's letter, where no more of them are strangers than may be by a letter alone."""
    as_like = theirs.size - np.searchsorted(np.sort(theirs), theirs)
    found = near[(theirs >= ALIKE) & (expected <= FALSE * as_like)]
    if found.size > AT_MOST * rows.size:
        return found[:0]
    whole, ours = as_theirs(found, rows, field)
    return found[whole & (ours >= ONE_LETTER)]


def _expected(theirs: Floats, around: Floats, usual: Floats, scale: float) -> Floats:
    """How many strangers at the sittings would be as like: as beside them, and as letters from elsewhere are."""
    beside, far = np.sort(around), np.sort(usual)
    as_like = around.size - np.searchsorted(beside, theirs - MARGIN)
    share = (1 + far.size - np.searchsorted(far, theirs - MARGIN / 2)) / (1 + far.size)
    return np.asarray(scale * (as_like + (around.size + 0.5) * share))


def on_the_matter(rows: Ints, field: Field) -> Ints:
    """Free complaints on what most of `rows` complain of and demand, or who leave one of the two unsaid."""
    mains = []
    for values in (field.profile.product, field.profile.demand):
        known = values[rows][values[rows] >= 0]
        main = int(np.bincount(known).argmax()) if known.size else -1
        mains.append(main if known.size and (known == main).mean() >= SAME else -1)
    product, demand = mains
    return np.flatnonzero(field.free & field.of_matter(product, demand))


def at_the_sittings(rows: Ints, among: Ints, profile: Profile, *, one_house: bool) -> tuple[Ints, Ints, float]:
    """Those of `among` (sorted) at the ring's institutions on its sitting days; how many strangers are usual there.

    What is usual, the same institutions show on the other days of the season around each sitting.
    """
    days = sitting_days(profile.day[rows])
    if not days.size:
        return among[:0], among[:0], 0.0
    here = among
    if one_house:
        here = among[np.isin(profile.house[among], np.unique(profile.house[rows][profile.house[rows] >= 0]))]
    season = np.unique(days[:, None] + np.arange(-SEASON_DAYS, SEASON_DAYS + 1)[None, :])
    # Earliest first, so that each day's are found without a look at the others.
    first, last = (np.searchsorted(profile.day[here], season, side=side) for side in ("left", "right"))
    each = np.repeat(season, last - first)
    inside = np.isin(each, days)
    of_season = here[np.arange(each.size) - np.repeat(np.cumsum(last - first) - last, last - first)]
    return of_season[inside], of_season[~inside], days.size / max(1, season.size - days.size)
