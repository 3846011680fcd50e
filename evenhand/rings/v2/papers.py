"""Papers of one workshop: a ring that leaves nothing but forged papers has several, and each serves a few members.

Two papers are of one ring where those who enclose them complain of one thing, at the same institutions, in one season,
each far beyond what the file brings together.
"""

import numpy as np
import numpy.typing as npt

from evenhand.rings.v1.handles import SPACES
from evenhand.rings.v1.strands import Strands
from evenhand.rings.v1.unions import components
from evenhand.rings.v2.profile import HOUSE, SEASON, SUBJECT, Profile

Ints = npt.NDArray[np.int64]

MOST = 60  # people behind one paper: more, and it is a form
FEWEST = {SUBJECT: 1.0, SEASON: 0.5, HOUSE: 0.5}  # natural log over chance, both ways
DAYS = 60  # between the middles of two papers of one season


def joined_papers(part: Ints, glue: Ints, strands: Strands, profile: Profile) -> Ints:
    """The parts of handles anew, those of nothing but papers joined where one ring may have made them.

    `part` is each strand's part, `glue` the strands that may hold groups together.
    """
    papers = _parts_of_papers(part, glue, strands)
    if len(papers) < 2:
        return part
    order = sorted(papers, key=lambda one: _middle(papers[one], profile))
    first, other = [], []
    for at, one in enumerate(order):
        for two in order[at + 1 :]:
            if _middle(papers[two], profile) - _middle(papers[one], profile) > DAYS:
                break
            if _one_hand(papers[one], papers[two], profile):
                first.append(one)
                other.append(two)
    return np.asarray(components(int(part.max()) + 1, np.array(first, np.int64), np.array(other, np.int64))[part])


def _parts_of_papers(part: Ints, glue: Ints, strands: Strands) -> dict[int, Ints]:
    """The complaints of each part that holds papers alone, of two people at least and no more than `MOST`."""
    paper = strands.space[glue] == SPACES.index("paper")
    mixed = np.unique(part[glue[~paper]])
    found = {}
    for one in np.setdiff1d(np.unique(part[glue[paper]]), mixed):
        rows = np.unique(np.concatenate([strands.rows_of(int(s)) for s in glue[part[glue] == one]]))
        if 2 <= np.unique(strands.person[rows]).size <= MOST:
            found[int(one)] = rows
    return found


def _middle(rows: Ints, profile: Profile) -> float:
    return float(np.median(profile.day[rows]))


def _one_hand(one: Ints, other: Ints, profile: Profile) -> bool:
    there, back = profile.fit(one, other).mean(axis=0), profile.fit(other, one).mean(axis=0)
    return all(min(there[kind], back[kind]) >= least for kind, least in FEWEST.items())
