"""Papers of one workshop: a ring that leaves nothing but forged papers has several, and each serves a few members.

Two papers are of one ring where those who enclose them complain of one thing, at the same institutions, in one season,
each far beyond what the file brings together.
"""

import numpy as np
import numpy.typing as npt

from evenhand.rings.v1.handles import SPACES
from evenhand.rings.v1.strands import Strands
from evenhand.rings.v1.unions import components
from evenhand.rings.v2.pairing import Circles, fits_of_pairs, pairs_within
from evenhand.rings.v2.profile import HOUSE, SEASON, SUBJECT, Profile

Ints = npt.NDArray[np.int64]

MOST = 60  # people behind one paper: more, and it is a form
FEWEST = {SUBJECT: 1.0, SEASON: 0.5, HOUSE: 0.5}  # natural log over chance, both ways
DAYS = 60  # between the middles of two papers of one season
DOUBT = 1e-9  # so near to a bound the last bits decide: asked again as everything else is


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
    holds = _of_one_hand(rows, first, other, profile)
    first, other = names[first[holds]], names[other[holds]]
    return np.asarray(components(int(part.max()) + 1, first, other)[part])


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


def _of_one_hand(rows: list[Ints], first: Ints, other: Ints, profile: Profile) -> npt.NDArray[np.bool_]:
    """Which of the pairs of papers one ring may have made: each fits the other in all that `FEWEST` names."""
    fits = fits_of_pairs(Circles.of(rows, profile), first, other)
    least = np.array(list(FEWEST.values()))
    over = np.array([fits[:, kind] - bound for kind, bound in zip(FEWEST, least, strict=True)])
    holds = np.asarray((over >= 0).all(axis=0))
    for at in np.flatnonzero(np.abs(over).min(axis=0, initial=np.inf) < DOUBT):
        holds[at] = _one_hand(rows[first[at]], rows[other[at]], profile)
    return holds


def _one_hand(one: Ints, other: Ints, profile: Profile) -> bool:
    there, back = profile.fit(one, other).mean(axis=0), profile.fit(other, one).mean(axis=0)
    return all(min(there[kind], back[kind]) >= least for kind, least in FEWEST.items())
