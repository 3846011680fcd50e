"""How much a group's evidence weighs: a stated probability, not a measured one.

The score is a logistic sum: what speaks for one hand adds, what honest life explains takes away. The weights are
this detector's stated judgement, in natural log-odds; nothing is fitted. The words of the letters have no part in it.
"""

import math
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt

from evenhand.rings.v1.docket import Docket
from evenhand.rings.v1.grouping import Group
from evenhand.rings.v1.handles import SPACES
from evenhand.rings.v1.links import KIND_OF_SPACE, LETTER, MACHINE, MONEY, PAPER, VOICE, Links, link
from evenhand.rings.v1.people import HOUSEHOLD
from evenhand.rings.v1.strands import ONE_HOUSE, Strands
from evenhand.rings.v1.unions import pairs_once

Ints = npt.NDArray[np.int64]

VOICES = [space for space, kind in KIND_OF_SPACE.items() if kind == VOICE]
BASE = -3.0
WEIGHT = {VOICE: 2.0, MONEY: 3.0, PAPER: 2.5, MACHINE: 1.5, LETTER: 2.0}
COUNTS_FROM = 0.3  # a kind counts when three households and this share of them hold it …
FULL_FROM = 0.6  # … in proportion, and in full from this share
MOST = 0.5  # a letter is common to a group when this share of its households sends it
WIDE, WIDE_FROM = 0.5, 3  # so many institutions or more
AT_ONE_HOUSE = -1.5  # all at one institution: a common cause is likelier
IN_ONE_BURST, BURST_DAYS = -1.0, 21  # … and four fifths within three weeks, with no agent named in common
KIN, KIN_WITH_AGENT = -3.0, -1.0  # no more people than a family, living apart; less where they name an agent
PER_DOUBLING, DOUBLINGS = 0.4, 3  # for each doubling of the households beyond four
LEAST = 3  # people, and households
HELPER = 0.45  # the most that is given to what a clinic, a form, a firm that many pay or a common cause explains
SEVERAL = 5  # people behind one number or letter box who are hardly one small family
CROSSING, PAPERS_LOOKED_AT = 3, 60  # complaints that hold both of two papers, and only one, and only the other


@dataclass(frozen=True, kw_only=True)
class Reach:
    """How far a group's members reach, and whether one house, one burst or a named agent marks them.

    `may_be_one_house`: so it is, or so it may be where institutions are not written down. `crossing`: papers are
    dealt out by hand. `purse`: the money goes to a person or an account, not only to firms that many may have paid.
    """

    people: int
    homes: int
    institutions: int
    one_house: bool
    may_be_one_house: bool
    one_burst: bool
    name_agent: bool
    crossing: bool
    purse: bool
    common_voice: bool

    @property
    def few(self) -> bool:
        """Whether they are no more than a family could be."""
        return self.people <= HOUSEHOLD


@dataclass(frozen=True, kw_only=True)
class Weighed:
    """A group, how its complaints are linked, how far its members reach, the share that holds each kind, the score."""

    group: Group
    links: Links
    reach: Reach
    covered: tuple[float, ...]
    score: float


def weigh(group: Group, strands: Strands, docket: Docket) -> Weighed:
    """Weigh one group; only complaints that are members by their own links count."""
    links = link(group, strands)
    reach = _reach(links, group, strands, docket)
    home = strands.household[links.rows[links.member]]
    covered = tuple(_covered(home, links.holds[links.member, kind], reach.homes) for kind in WEIGHT)
    return Weighed(group=group, links=links, reach=reach, covered=covered, score=_score(covered, reach))


def _reach(links: Links, group: Group, strands: Strands, docket: Docket) -> Reach:
    rows = links.rows[links.member]
    house, may_be, institutions = _houses(docket.house[rows])
    return Reach(
        people=int(np.unique(strands.person[rows]).size),
        homes=int(np.unique(strands.household[rows]).size),
        institutions=institutions,
        one_house=house,
        may_be_one_house=may_be,
        one_burst=may_be and _in_one_burst(docket.day[rows]),
        name_agent=bool(rows.size) and float(links.named[links.member].mean()) >= 0.5,
        crossing=_crossing(group, strands),
        purse=not links.only_firms,
        common_voice=_common_voice(rows, strands),
    )


def _score(covered: tuple[float, ...], reach: Reach) -> float:
    """The logistic sum of what speaks for one hand and what honest life explains."""
    if min(reach.people, reach.homes) < LEAST:
        return 0.0
    counted = _discounted(covered, reach)
    log_odds = (
        BASE
        + sum(weight * min(1.0, counted[kind] / FULL_FROM) for kind, weight in WEIGHT.items())
        + WIDE * (reach.institutions >= WIDE_FROM)
        + AT_ONE_HOUSE * reach.one_house
        + IN_ONE_BURST * (reach.one_house and reach.one_burst and not reach.name_agent)
        + (KIN_WITH_AGENT if reach.name_agent else KIN) * reach.few
        + PER_DOUBLING * min(DOUBLINGS, math.log2(reach.homes / 4))
    )
    score = 1 / (1 + math.exp(-log_odds))
    return min(score, HELPER) if _helper_explains(counted) or _cause_explains(counted, reach) else score


def _covered(home: Ints, held: npt.NDArray[np.bool_], homes: int) -> float:
    """The share of households that hold a kind, 0 where they are too few to count."""
    holding = int(np.unique(home[held]).size)
    share = holding / homes if homes else 0.0
    return share if holding >= LEAST and share >= COUNTS_FROM else 0.0


def _discounted(covered: tuple[float, ...], reach: Reach) -> list[float]:
    """At one institution a paper is its own or the wave's, and a machine stands in the wave's meeting room.

    Elsewhere a paper that goes round with a letter is a part of the letter.
    """
    enclosed = covered[LETTER] > 0 and not reach.crossing
    common = {PAPER: reach.may_be_one_house or enclosed, MACHINE: reach.may_be_one_house}
    return [0.0 if common.get(kind, False) else share for kind, share in enumerate(covered)]


def _helper_explains(covered: list[float]) -> bool:
    """One kind alone, or a number, a machine and a paper without a common letter or purse.

    So a clinic helps its clients, a form goes round, and a firm is paid by many who then complain of it.
    """
    kinds = sum(share > 0 for share in covered)
    return kinds < 2 or not (covered[LETTER] >= MOST or covered[MONEY])


def _cause_explains(covered: list[float], reach: Reach) -> bool:
    """At one institution a wave copies a letter, gives a neighbour's number, and names the firm that took its money.

    More than that is an agent whom they name, or a purse; in one burst not a purse alone, for one fraud has one purse,
    but a purse and a number or letter box that more than a small family give as theirs.
    """
    if not reach.may_be_one_house or reach.name_agent:
        return False
    purse = bool(covered[MONEY]) and reach.purse
    return not purse or (reach.one_burst and not (covered[VOICE] or reach.common_voice))


def _crossing(group: Group, strands: Strands) -> bool:
    """Whether papers are dealt out in turns, as no form is that everybody takes from one place."""
    papers = {strands.rows_of(s).tobytes(): s for s in group.handles if strands.space[s] == SPACES.index("paper")}
    kept = sorted(papers.values(), key=lambda s: (-strands.rows_of(s).size, s))[:PAPERS_LOOKED_AT]
    for one, other in combinations(kept, 2):
        rows, others = strands.rows_of(one), strands.rows_of(other)
        both = np.intersect1d(rows, others, assume_unique=True).size
        if min(both, rows.size - both, others.size - both) >= CROSSING:
            return True
    return False


def _common_voice(rows: Ints, strands: Strands) -> bool:
    """Whether several of some complaints give one number, letter box or agent."""
    here = strands.held_by(rows)
    here = here[np.isin(strands.space[strands.strand[here]], VOICES)]
    held = pairs_once(strands.strand[here], strands.person[strands.row[here]])[:, 0]
    return int(np.unique(held, return_counts=True)[1].max(initial=0)) >= SEVERAL


def _houses(house: Ints) -> tuple[bool, bool, int]:
    """Whether nearly all are at one known institution, whether they may be, and how many known ones there are."""
    counts = np.bincount(house[house >= 0])
    most, known = int(counts.max(initial=0)), int(counts.sum())
    may_be = most + house.size - known >= ONE_HOUSE * house.size
    return bool(known) and most >= ONE_HOUSE * known, may_be, int((counts > 0).sum())


def _in_one_burst(day: Ints) -> bool:
    ordered = np.sort(day)
    needed = max(1, math.ceil(0.8 * ordered.size))
    return bool((ordered[needed - 1 :] - ordered[: ordered.size - needed + 1]).min(initial=1 << 30) <= BURST_DAYS)
