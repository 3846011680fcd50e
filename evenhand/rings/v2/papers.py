"""Papers of one workshop: a ring that leaves nothing but forged papers has several, and each serves a few members.

Two papers are of one ring where those who enclose them complain of one thing, at the same institutions, in one season,
far beyond what the file brings together. Evidence adds up over all who enclose them: a workshop has its matter, its
institutions, and a time at which it is at work. The more papers a file holds, the more two of them must have in common
before they are joined.
"""

import math
from collections.abc import Iterable
from heapq import heapify, heappop, heappush

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
BESIDE = 50  # papers that each is looked at beside, the best fitting: no hand forges so many for one matter and season
MOSTLY = 0.5  # of the complaints must say product and demand before both are compared together
RIGHT = 5  # a join must be right so many times as often as wrong, whatever the number of papers in the file


def joined_papers(part: Ints, glue: Ints, strands: Strands, profile: Profile) -> Ints:
    """The parts of handles anew, those of nothing but papers joined where one ring may have made them.

    `part` is each strand's part, `glue` the strands that may hold groups together.
    """
    papers = _parts_of_papers(part, glue, strands)
    if len(papers) < 2:
        return part
    names, workshop = np.array(list(papers), np.int64), _of_workshops(list(papers.values()), profile)
    return np.asarray(components(int(part.max()) + 1, names, names[workshop])[part])


class _Workshops:
    """Papers that are joined two by two: `held` the complaints that enclose each, or each of what was joined.

    `papers` are those joined in each, none where it was joined further; `near` is what each is looked at beside.
    """

    def __init__(self, rows: list[Ints], profile: Profile) -> None:
        self.held, self.papers = list(rows), [[place] for place in range(len(rows))]
        self.near, self.profile = _near(rows, profile), profile
        self.usual = float(profile.day.mean()), max(float(profile.day.std()), 1.0)
        self.needed = math.log(RIGHT * len(rows))

    def likely(self, one: int, others: Iterable[int]) -> list[tuple[float, int, int]]:
        """Which of `others` are likely enough of one hand with `one`: (minus how surely, one, other)."""
        return [(-sure, one, other) for other in others if (sure := self._sure(one, other)) >= self.needed]

    def _sure(self, one: int, other: int) -> float:
        rows, others, day = self.held[one], self.held[other], self.profile.day
        return of_one_hand(rows, others, self.profile) + _one_time(day[rows], day[others], self.usual)

    def join(self, one: int, other: int) -> int:
        """The two as one more."""
        both = len(self.held)
        self.held.append(np.union1d(self.held[one], self.held[other]))
        self.papers.append(self.papers[one] + self.papers[other])
        self.papers[one], self.papers[other] = [], []
        self.near.append({place for place in self.near[one] | self.near[other] if self.papers[place]})
        for place in self.near[both]:
            self.near[place].add(both)
        return both


def _of_workshops(rows: list[Ints], profile: Profile) -> Ints:
    """For each paper the first one of its workshop; `rows` are the complaints that enclose each.

    The two that are most surely one hand's are joined, and what they are together is held against the others anew,
    while that is sure enough (Heller and Ghahramani 2005): a chain of papers each a little like the next is none.
    """
    all_of = _Workshops(rows, profile)
    likely = [pair for one, near in enumerate(all_of.near) for pair in all_of.likely(one, (k for k in near if k > one))]
    heapify(likely)
    while likely:
        _, one, other = heappop(likely)
        if all_of.papers[one] and all_of.papers[other]:
            both = all_of.join(one, other)
            for pair in all_of.likely(both, all_of.near[both]):
                heappush(likely, pair)
    first = np.arange(len(rows))
    for papers in all_of.papers:
        first[papers] = min(papers, default=0)
    return first


def _near(rows: list[Ints], profile: Profile) -> list[set[int]]:
    """The other papers that each is near enough to in time and matter to be looked at beside."""
    middle = np.array([np.median(profile.day[one]) for one in rows])
    first, other = pairs_within(np.argsort(middle, kind="stable"), middle, DAYS)
    fits = fits_of_pairs(Circles.of(rows, profile), first, other)
    near = np.array([fits[:, kind] >= bound for kind, bound in FEWEST.items()]).all(axis=0)
    found: list[set[int]] = [set() for _ in rows]
    for one, two in _nearest(first[near], other[near], fits[near].sum(axis=1)).tolist():
        found[one].add(two)
        found[two].add(one)
    return found


def _nearest(first: Ints, other: Ints, fit: Floats) -> Ints:
    """Of pairs that fit so well, those that are among the `BESIDE` best of either, as rows (one, other)."""
    one, two = np.concatenate([first, other]), np.concatenate([other, first])
    order = np.lexsort((two, -np.tile(fit, 2), one))
    one, two = one[order], two[order]
    kept = np.arange(one.size) - np.searchsorted(one, one) < BESIDE
    return np.column_stack([one[kept], two[kept]])


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
