"""How much a group's evidence weighs: a stated probability, not a measured one.

The score is a logistic sum: what speaks for one hand adds, what honest life explains takes away. The weights are
this detector's stated judgement, in natural log-odds; nothing is fitted. Words of the letters have no part in it.
"""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from evenhand.rings.v1.docket import Docket
from evenhand.rings.v1.grouping import Group
from evenhand.rings.v1.handles import SPACES
from evenhand.rings.v1.strands import WORDING, Strands
from evenhand.rings.v1.unions import distinct_per

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

# What a link shows. Numbers, agents and letter boxes are one kind: whoever speaks for the complainant.
KINDS = ("voice", "money", "paper", "machine", "wording")
KIND_OF_SPACE = {
    SPACES.index("number"): 0, SPACES.index("agent"): 0, SPACES.index("email"): 0, SPACES.index("money"): 1,
    SPACES.index("paper"): 2, SPACES.index("device"): 3, WORDING: 4,
}  # fmt: skip
VOICE, MONEY, PAPER, MACHINE, LETTER = range(5)

PRIOR = -3.0
WEIGHT = (2.0, 3.0, 2.5, 1.5, 2.0)
BREADTH = 0.5  # three institutions or more
ONE_HOUSE = -1.5  # all at one institution: a common cause is likelier
ONE_BURST = -1.0  # … and within three weeks
KIN = -1.0  # no more people than a family could have, living apart
PER_DOUBLING = 0.4  # each doubling of the households beyond four, three times at most
COUNTS_FROM = (3, 0.3)  # a kind counts when so many households hold it, and this share of them
FULL_AT = 0.6  # the share from which it counts in full
ALIKE_HOUSE = 0.9  # from this share at one institution a group is of one house
BURST_DAYS = 21
UNEXPLAINED = 0.45  # the most that evidence is given which a busy helper explains

# What one link of each kind says of one complaint. Two voices (a number and a name) are one voice, a little louder.
TRUST = (0.5, 0.65, 0.55, 0.45, 0.5)
SECOND_VOICE = 0.6
BARE_NAME = 0.5  # being paid to a name that many bear
MEMBER_FROM = 0.6


@dataclass(frozen=True, kw_only=True)
class Weighed:
    """A group with its complaints (`rows`, earliest first), each one's strength, the kinds each holds, and the score."""

    group: Group
    rows: Ints
    strength: Floats
    holds: npt.NDArray[np.bool_]
    covered: tuple[float, ...]
    homes: int
    people: int
    institutions: int
    one_house: bool
    one_burst: bool
    score: float

    @property
    def members(self) -> Ints:
        """The complaints whose own links are strong enough."""
        return self.rows[self.strength >= MEMBER_FROM]


def weigh(group: Group, strands: Strands, docket: Docket) -> Weighed:
    """Weigh one group; only complaints that are members by their own links count towards its score."""
    rows, by_space = _holds(group, strands)
    strength, holds = _strength(group, strands, by_space)
    member = strength >= MEMBER_FROM
    inner = rows[member]
    home, people = strands.household[inner], int(np.unique(strands.person[inner]).size)
    homes = int(np.unique(home).size)
    covered = tuple(_cover(home, holds[member][:, kind], homes) for kind in range(len(KINDS)))
    house, count = _one_house(docket.institution[inner])
    burst = house and _burst(docket.day[inner])
    score = _score(covered, homes=homes, people=people, institutions=count, house=house, burst=burst,
                   bare=_all_bare(group, strands))  # fmt: skip
    return Weighed(
        group=group, rows=rows, strength=strength, holds=holds, covered=covered, homes=homes, people=people,
        institutions=count, one_house=house, one_burst=burst, score=score,
    )  # fmt: skip


def _holds(group: Group, strands: Strands) -> tuple[Ints, npt.NDArray[np.bool_]]:
    """The group's complaints, and which spaces each shares with it; a public letter brings nobody in."""
    founding = [strands.rows_of(s) for s in (*group.handles, *group.own_letters)]
    rows = np.unique(np.concatenate(founding))
    by_space = np.zeros((rows.size, WORDING + 1), np.bool_)
    for strand in (*group.handles, *group.letters):
        by_space[np.isin(rows, strands.rows_of(strand), assume_unique=True), strands.space[strand]] = True
    return rows, by_space


def _strength(group: Group, strands: Strands, by_space: npt.NDArray[np.bool_]) -> tuple[Floats, npt.NDArray[np.bool_]]:
    holds = np.zeros((by_space.shape[0], len(KINDS)), np.bool_)
    for space, kind in KIND_OF_SPACE.items():
        holds[:, kind] |= by_space[:, space]
    voices = sum(by_space[:, space].astype(int) for space, kind in KIND_OF_SPACE.items() if kind == VOICE)
    trust = holds * np.array(TRUST)
    trust[:, VOICE] = np.where(voices >= 2, SECOND_VOICE, trust[:, VOICE])
    if _all_bare(group, strands):
        trust[:, MONEY] = np.minimum(trust[:, MONEY], BARE_NAME)
    return 1 - np.prod(1 - trust, axis=1), holds


def _all_bare(group: Group, strands: Strands) -> bool:
    """Whether the money goes only to personal names, which strangers share, and to no account."""
    paid = [strands.value[s].as_py() for s in group.handles if strands.space[s] == SPACES.index("money")]
    return bool(paid) and all(len(v) <= 4 and all("\u4e00" <= c <= "\u9fff" for c in v) for v in paid)


def _cover(home: Ints, held: npt.NDArray[np.bool_], homes: int) -> float:
    """The share of households that hold a kind, 0 where they are too few to count."""
    holding = int(np.unique(home[held]).size)
    share = holding / homes if homes else 0.0
    return share if holding >= COUNTS_FROM[0] and share >= COUNTS_FROM[1] else 0.0


def _one_house(institution: Ints) -> tuple[bool, int]:
    known = institution[institution >= 0]
    if not known.size:
        return False, 0
    counts = np.bincount(known)
    return bool(counts.max() >= ALIKE_HOUSE * known.size), int((counts > 0).sum())


def _burst(day: Ints) -> bool:
    """Whether four fifths came within three weeks."""
    ordered = np.sort(day)
    needed = max(1, int(np.ceil(0.8 * ordered.size)))
    return bool((ordered[needed - 1 :] - ordered[: ordered.size - needed + 1]).min(initial=1 << 30) <= BURST_DAYS)


def _score(
    covered: tuple[float, ...], *, homes: int, people: int, institutions: int, house: bool, burst: bool, bare: bool
) -> float:
    if people < 3 or homes < 3:
        return 0.0
    # At one institution a paper is the wave's public paper and a machine its meeting room's.
    counts = [0.0 if house and kind in (PAPER, MACHINE) else share for kind, share in enumerate(covered)]
    total = PRIOR + sum(w * min(1.0, share / FULL_AT) for w, share in zip(WEIGHT, counts, strict=True))
    total += BREADTH * (institutions >= 3) + ONE_HOUSE * house + ONE_BURST * burst + KIN * (people <= 6)
    total += PER_DOUBLING * min(3.0, math.log2(homes / 4))
    score = 1 / (1 + math.exp(-total))
    return min(score, UNEXPLAINED) if _a_helper_explains(counts, bare) else score


def _a_helper_explains(counts: list[float], bare: bool) -> bool:
    """A clinic, a neighbour who types, a public form: one number, one machine, one paper, and everybody's own words."""
    money = counts[MONEY] > 0 and not bare
    kinds = sum(share > 0 for share in counts)
    return not (money or (counts[LETTER] > 0 and kinds >= 2) or (counts[MONEY] > 0 and kinds >= 2))


def spread(rows: Ints, docket: Docket, person: Ints) -> tuple[int, int]:
    """How many people and how many known institutions some complaints have."""
    known = docket.institution[rows]
    return int(np.unique(person[rows]).size), int(np.unique(known[known >= 0]).size)


def people_per(group: Ints, person: Ints, size: int) -> Ints:
    """How many complainants each group has."""
    return distinct_per(group, person, size)
