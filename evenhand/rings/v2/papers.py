"""Papers of one workshop: a ring that leaves nothing but forged papers has several, and each serves a few members.

Two papers are of one ring where those who enclose them complain of one thing, at the same institutions, in one season,
far beyond what the file brings together. Evidence adds up over all who enclose them: a workshop has its matter, its
institutions, and a time at which it is at work. The more papers a file holds, the more two of them must have in common
before they are joined.
"""

import math

import numpy as np
import numpy.typing as npt

from evenhand.rings.v1.handles import SPACES
from evenhand.rings.v1.strands import Strands
from evenhand.rings.v1.unions import components
from evenhand.rings.v2.pairing import Circles, fits_of_pairs, pairs_within
from evenhand.rings.v2.profile import SEASON, SEASON_DAYS, SUBJECT, Profile

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

MOST = 60  # people behind one paper: more, and it is a form
FEWEST = {SUBJECT: 0.4, SEASON: -0.5}  # natural log over chance, both ways, below which a pair is not looked at
DAYS = 60  # between the middles of two papers of one season
VARIED = {"matter": 1.0, "house": 3.0}  # how varied what one hand files may be: matters hardly, institutions some
SPREAD_SHAPE = 2.0  # how little is known of how long a workshop goes on: as much as four days would tell
MOSTLY = 0.5  # of the complaints must say product and demand before both are compared together
RIGHT = 30  # a join must be right so many times as often as wrong, whatever the number of papers in the file


def joined_papers(part: Ints, glue: Ints, strands: Strands, profile: Profile) -> Ints:
    """The parts of handles anew, those of nothing but papers joined where one ring may have made them.

    `part` is each strand's part, `glue` the strands that may hold groups together.
    """
    papers = _parts_of_papers(part, glue, strands)
    if len(papers) < 2:
        return part
    names, rows = np.array(list(papers), np.int64), list(papers.values())
    middle = np.array([np.median(profile.day[one]) for one in rows])
    first, other = pairs_within(np.argsort(middle, kind="stable"), middle, DAYS)
    fits = fits_of_pairs(Circles.of(rows, profile), first, other)
    near = np.flatnonzero(np.array([fits[:, kind] >= bound for kind, bound in FEWEST.items()]).all(axis=0))
    needed = math.log(RIGHT * len(papers))
    usual = float(profile.day.mean()), max(float(profile.day.std()), 1.0)
    sure = [
        of_one_hand(rows[first[at]], rows[other[at]], profile)
        + _one_time(profile.day[rows[first[at]]], profile.day[rows[other[at]]], usual)
        for at in near
    ]
    holds = near[np.array(sure, np.float64) >= needed]
    return np.asarray(components(int(part.max()) + 1, names[first[holds]], names[other[holds]])[part])


def _parts_of_papers(part: Ints, glue: Ints, strands: Strands) -> dict[int, Ints]:
    """The complaints of each part that holds papers alone, of two people at least and no more than `MOST`."""
    paper = strands.space[glue] == SPACES.index("paper")
    only = np.setdiff1d(part[glue[paper]], part[glue[~paper]])
    ours = glue[np.isin(part[glue], only)]
    ours = ours[np.argsort(part[ours], kind="stable")]
    found = {}
    for some in np.split(ours, np.flatnonzero(np.diff(part[ours])) + 1) if ours.size else []:
        rows = np.unique(np.concatenate([strands.rows_of(int(s)) for s in some]))
        if 2 <= np.unique(strands.person[rows]).size <= MOST:
            found[int(part[some[0]])] = rows
    return found


def _one_time(one: Ints, other: Ints, usual: tuple[float, float]) -> float:
    """The log of the Bayes factor that the days of both are spread round one middle, against a middle each.

    Middle and spread are not known: the one may be anywhere in the file's days (`usual`: their mean and deviation), the
    other is some season (Normal and inverse gamma; Gelman and others 2013, section 3.3).
    """
    both = np.concatenate([one, other])
    return _spread(both, usual) - _spread(one, usual) - _spread(other, usual)


def _spread(day: Ints, usual: tuple[float, float]) -> float:
    """The log of how likely some days are round a middle, both it and the spread not known."""
    anywhere = (SEASON_DAYS / usual[1]) ** 2
    weight, shape = anywhere + day.size, SPREAD_SHAPE + day.size / 2
    middle, begin = float(day.mean()), SPREAD_SHAPE * SEASON_DAYS**2
    beyond = float(((day - middle) ** 2).sum()) + anywhere * day.size * (middle - usual[0]) ** 2 / weight
    gain = math.lgamma(shape) - math.lgamma(SPREAD_SHAPE) + (math.log(anywhere) - math.log(weight)) / 2
    return gain + SPREAD_SHAPE * math.log(begin) - shape * math.log(begin + beyond / 2)


def of_one_hand(one: Ints, other: Ints, profile: Profile) -> float:
    """How much likelier two sets of complaints are as one hand's than as two hands' (natural log), by what they say."""
    known = [(profile.subject[some] >= 0).mean() for some in (one, other)]
    both = profile.subject, profile.usual_subject
    matter = both if min(known) >= MOSTLY else (profile.product, profile.usual_product)
    return _one_source(one, other, *matter, VARIED["matter"]) + _one_source(
        one, other, profile.house, profile.usual_house_of_product, VARIED["house"]
    )


def _one_source(one: Ints, other: Ints, values: Ints, usual: Floats, varied: float) -> float:
    """The log of the Bayes factor that the values of both come from one mixture, against one each.

    A mixture is drawn from a Dirichlet round the file's own shares (Good 1965), so a rare value in both tells most.
    """
    one, other = one[values[one] >= 0], other[values[other] >= 0]
    both = np.concatenate([one, other])
    return _mixture(both, values, usual, varied) - sum(_mixture(some, values, usual, varied) for some in (one, other))


def _mixture(rows: Ints, values: Ints, usual: Floats, varied: float) -> float:
    """The log of how likely the values are under a mixture that is not known."""
    _, first, many = np.unique(values[rows], return_index=True, return_counts=True)
    weight = varied * usual[rows[first]]
    terms = sum(math.lgamma(w + n) - math.lgamma(w) for w, n in zip(weight.tolist(), many.tolist(), strict=True))
    return math.lgamma(varied) - math.lgamma(varied + rows.size) + terms
