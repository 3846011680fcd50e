"""How much a group's evidence weighs: kinds of evidence, what honest life explains of them, one calibrated score.

The score is logistic in a few sums, and so is each complaint's own strength. The constants follow a ridge regression on
groups of the tuning half of `bench/rings` (1,109 groups, 508 of them rings; 5,671 complaints), rounded towards what
holds elsewhere too. The words of the letters have no part in it. What honest life explains gets `HELPER` at most.
"""

import math
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt

from evenhand.rings.v1.grouping import Group
from evenhand.rings.v1.handles import SPACES
from evenhand.rings.v1.links import LETTER, MACHINE, MONEY, PAPER, VOICE, Links, link
from evenhand.rings.v1.people import HOUSEHOLD
from evenhand.rings.v1.strands import ONE_HOUSE, Strands
from evenhand.rings.v1.unions import pairs_once
from evenhand.rings.v1.weighing import VOICES
from evenhand.rings.v2.profile import HOUSE, SEASON, STEP, SUBJECT, Profile
from evenhand.rings.v2.rhythm import at_full_sittings

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

KINDS = (VOICE, MONEY, PAPER, MACHINE, LETTER)
LEAST = 3  # people, and homes, that hold a kind …
COUNTS_FROM = 0.3  # … and the share of the group's homes that they are; from FULL_FROM it counts in full
FULL_FROM = 0.6
MANNER_FROM = 0.7  # from here (natural log over chance) people file in one season, or on one subject
WHOLE_LETTER = 0.55  # likeness from which the whole letter is common, not the frame that an office puts round it
BURST, BURST_DAYS = 0.8, 21
CROSSED = 2  # homes that hold two kinds, where all come on the same days about one thing
FEW_NEED = 4  # kinds and manners that no more people than a family must leave
HELPER = 0.45
DEALT, DEALT_TO = 3, 0.6  # numbers that three homes give each, and the share of all homes that they serve together
CROSSING, PAPERS_LOOKED_AT = 3, 60  # complaints that hold both of two papers, and only one, and only the other

BASE = -3.5
WEIGHT = {VOICE: 1.8, MONEY: 2.5, PAPER: 1.5, MACHINE: 1.2, LETTER: 2.0}
IN_STEP, IN_SEASON, ON_SUBJECT, AT_HOUSE = 0.4, 1.5, 1.5, 0.2
FITS_TO = 2.0  # no manner counts more than this
PER_DOUBLING, DOUBLINGS = 0.25, 3

OWN_BASE = -2.0
OWN_NUMBER, OWN_AGENT = 0.0, 2.0  # a number can be written into a stranger's complaint; an agent it names itself
OWN_WEIGHT = {MONEY: 2.8, PAPER: 1.8, MACHINE: 1.8, LETTER: 1.8}
OWN_FIT = {STEP: 0.5, SEASON: 1.2, HOUSE: 0.5, SUBJECT: 1.0}
TWO_KINDS = 0.6  # the least strength of a complaint with two kinds of link of its own
MEMBER_FROM = 0.5
DOUBTED, SPOKEN_FROM = 0.45, 0.6  # a telephone or a name alone must fit better to make a member


@dataclass(frozen=True, kw_only=True)
class Weighed:
    """A group: how each complaint is linked, fits and how strongly; the kinds it leaves; whether explained; score."""

    group: Group
    links: Links
    fit: Floats
    strength: Floats
    covered: dict[int, float]
    people: int
    one_house: bool
    explained: bool
    score: float

    @property
    def member(self) -> Bools:
        """Whose own links and manner are strong enough."""
        return self.strength >= MEMBER_FROM


@dataclass(frozen=True, kw_only=True)
class Looks:
    """What of a group honest life might explain.

    `purse`: money that goes to a person or an account, not to a firm; `spread`: over three institutions or more;
    `doubly`: three homes have two kinds of link each, so that the kinds are not different people's; two are enough
    where all come in batches about one thing. `sittings`: they come at several sittings with quiet days between.
    """

    people: int
    covered: dict[int, float]
    season: bool
    subject: bool
    one_house: bool
    burst: bool
    names_agent: bool
    common_voice: bool
    purse: bool
    dealt_out: bool
    whole_letter: bool
    spread: bool
    doubly: bool
    sittings: bool
    numbers_dealt: bool

    def explained(self) -> bool:
        """Whether a helper, a family, a form, a firm or a common cause may be all there is."""
        kinds = {kind for kind, share in self.covered.items() if share > 0}
        return self._helper(kinds) or self._kin(kinds) or self._cause(kinds)

    def _helper(self, kinds: set[int]) -> bool:
        """One kind alone that people may come by in different ways; a clinic's line, machine and form; a letter's form.

        Money or a paper alone tells where strangers at several institutions come in one season about one thing; money
        at one institution too, where they come at several sittings.
        """
        manner = self.season and self.subject
        if len(kinds) < 2 or not self.doubly:
            alone = kinds == {MONEY} and self.sittings if self.one_house else bool(kinds) and kinds <= {MONEY, PAPER}
            return not (alone and manner)
        if kinds == {LETTER, PAPER}:
            return not self.dealt_out
        if not kinds & {LETTER, MONEY}:
            return not (PAPER in kinds and manner)
        return MONEY not in kinds and not (self.whole_letter or self.season or self.subject)

    def _kin(self, kinds: set[int]) -> bool:
        if self.people > HOUSEHOLD:
            return False
        if not (self.names_agent or kinds - {VOICE, LETTER}):
            return True
        if self.one_house and not (self.names_agent or MONEY in kinds or len(kinds - {LETTER}) >= 2):
            return True
        return len(kinds) + self.season + self.subject + self.spread < FEW_NEED

    def _cause(self, kinds: set[int]) -> bool:
        """At one institution a wave copies a letter, gives a neighbour's number, and names who took its money.

        But a wave's people come as each decides, and not at several sittings, all for one purse; and a neighbour's
        number serves some of a wave, where a ring deals out several numbers to most of its people.
        """
        if not self.one_house or self.names_agent:
            return False
        if self.numbers_dealt and (MACHINE in kinds or (LETTER in kinds and self.whole_letter)):
            return False
        if MONEY not in kinds or not self.purse:
            return True
        return self.burst and not self.sittings and not (VOICE in kinds or self.common_voice)


def weigh(group: Group, strands: Strands, profile: Profile, alike: Floats) -> Weighed:
    """Weigh one group; `alike` is how like each letter of the file is to the typical one of its family."""
    links = link(group, strands)
    rows = links.rows
    fit = profile.fit(rows, rows)
    looks = _look(group, links, fit, strands, profile, alike[rows])
    homes = int(np.unique(strands.household[rows]).size)
    score = 0.0 if min(looks.people, homes) < LEAST else _score(looks, fit.mean(axis=0), homes)
    return Weighed(
        group=group, links=links, fit=fit, strength=own_strength(links, fit, _written_down(group, links, strands)),
        covered=looks.covered,
        people=looks.people, one_house=looks.one_house, explained=looks.explained(), score=score,
    )  # fmt: skip


def _score(looks: Looks, fit: Floats, homes: int) -> float:
    manner = np.clip(fit, 0, FITS_TO)
    log_odds = (
        BASE
        + sum(weight * min(1.0, looks.covered[kind] / FULL_FROM) for kind, weight in WEIGHT.items())
        + IN_STEP * manner[STEP] + IN_SEASON * manner[SEASON] + ON_SUBJECT * manner[SUBJECT] + AT_HOUSE * manner[HOUSE]
        + PER_DOUBLING * min(DOUBLINGS, math.log2(homes / 4))
    )  # fmt: skip
    score = 1 / (1 + math.exp(-log_odds))
    return min(score, HELPER) if looks.explained() else score


def _written_down(group: Group, links: Links, strands: Strands) -> Bools:
    """Whose own number others of the group give as their agent's: a ring may have written down a stranger's."""
    found = np.zeros(links.rows.size, np.bool_)
    for strand in group.handles:
        if strands.space[strand] == SPACES.index("number") and (named := strands.named_in(strand)).any():
            found[np.searchsorted(links.rows, strands.rows_of(strand)[~named])] = True
    return found


def own_strength(links: Links, fit: Floats, written_down: Bools) -> Floats:
    """How likely each complaint belongs, by its own links and its own manner.

    A number, or an agent's name, alone makes nobody a member who comes at another time or with another matter; nor
    does one's own number in the complaints of others.
    """
    voice = np.where(links.named, OWN_AGENT, OWN_NUMBER) * links.holds[:, VOICE]
    own = sum(weight * links.holds[:, kind] for kind, weight in OWN_WEIGHT.items())
    manner = sum(weight * np.clip(fit[:, kind], -FITS_TO, FITS_TO) for kind, weight in OWN_FIT.items())
    found = 1 / (1 + np.exp(-(OWN_BASE + voice + own + manner)))
    # A line and a machine are what a helper lends.
    telling = (links.holds.sum(axis=1) >= 2) & links.holds[:, [MONEY, PAPER, LETTER]].any(axis=1)
    strength = np.where(telling, np.maximum(found, TWO_KINDS), found)
    spoken = (links.holds.sum(axis=1) == 1) & links.holds[:, VOICE]
    other_matter = fit[:, SUBJECT] < max(0.0, min(MANNER_FROM, float(fit[:, SUBJECT].mean())))
    apart = other_matter | (fit[:, SEASON] < 0) | (written_down & ~links.named)
    return np.where(spoken & (apart | (strength < SPOKEN_FROM)), np.minimum(strength, DOUBTED), strength)


def _look(group: Group, links: Links, fit: Floats, strands: Strands, profile: Profile, alike: Floats) -> Looks:
    rows, home, sends = links.rows, strands.household[links.rows], links.holds[:, LETTER]
    one_house = _one_house(profile.house[rows])
    burst = _in_one_burst(profile.day[rows])
    covered = {kind: _covered(home, links.holds[:, kind]) for kind in KINDS}
    dealt_out = _dealt_out(group, strands)
    if one_house:
        covered[PAPER] = 0.0
        covered[MACHINE] = covered[MACHINE] if covered[VOICE] or covered[MONEY] else 0.0
    if links.only_firms:
        covered[MONEY] = 0.0
    counted = [kind for kind, share in covered.items() if share > 0]
    crossing = np.unique(home[links.holds[:, counted].sum(axis=1) >= 2]).size
    mean = fit.mean(axis=0)
    return Looks(
        people=int(np.unique(strands.person[rows]).size),
        covered=covered,
        season=mean[SEASON] >= MANNER_FROM,
        subject=mean[SUBJECT] >= MANNER_FROM,
        one_house=one_house,
        burst=burst,
        names_agent=_covered(home, links.named) > 0,
        common_voice=_common_voice(rows, strands),
        purse=not links.only_firms,
        dealt_out=dealt_out,
        spread=int(np.unique(profile.house[rows]).size) >= LEAST,
        doubly=crossing >= (CROSSED if (mean[[STEP, SEASON, SUBJECT]] >= MANNER_FROM).all() else LEAST),
        sittings=at_full_sittings(rows, home, profile),
        numbers_dealt=_numbers_dealt(rows, strands),
        whole_letter=bool(sends.any()) and float(np.median(alike[sends])) >= WHOLE_LETTER,
    )


def _covered(home: Ints, held: Bools) -> float:
    """The share of homes that hold a kind, 0 where they are too few to count."""
    holding, homes = int(np.unique(home[held]).size), int(np.unique(home).size)
    share = holding / homes if homes else 0.0
    return share if holding >= LEAST and share >= COUNTS_FROM else 0.0


def _one_house(house: Ints) -> bool:
    """Whether nearly all are at one institution, or may be where it is not written down."""
    counts = np.bincount(house[house >= 0], minlength=1)
    return bool(counts.max() + (house < 0).sum() >= ONE_HOUSE * house.size)


def _in_one_burst(day: Ints) -> bool:
    ordered = np.sort(day)
    needed = max(1, math.ceil(BURST * ordered.size))
    return bool((ordered[needed - 1 :] - ordered[: ordered.size - needed + 1]).min(initial=1 << 30) <= BURST_DAYS)


def _common_voice(rows: Ints, strands: Strands) -> bool:
    """Whether three homes give one number, letter box or agent: no one family."""
    here = strands.held_by(rows)
    here = here[np.isin(strands.space[strands.strand[here]], VOICES)]
    held = pairs_once(strands.strand[here], strands.household[strands.row[here]])[:, 0]
    return int(np.unique(held, return_counts=True)[1].max(initial=0)) >= LEAST


def _numbers_dealt(rows: Ints, strands: Strands) -> bool:
    """Whether several numbers or letter boxes, given by three homes each, serve most homes of the group together."""
    here = strands.held_by(rows)
    here = here[np.isin(strands.space[strands.strand[here]], [SPACES.index("number"), SPACES.index("email")])]
    held = pairs_once(strands.strand[here], strands.household[strands.row[here]])
    given, homes = np.unique(held[:, 0], return_counts=True)
    dealt = given[homes >= LEAST]
    served = np.unique(held[np.isin(held[:, 0], dealt), 1]).size
    return dealt.size >= DEALT and served >= DEALT_TO * np.unique(strands.household[rows]).size


def _dealt_out(group: Group, strands: Strands) -> bool:
    """Whether papers are dealt out in turns, as no form is that everybody takes from one place."""
    papers = {strands.rows_of(s).tobytes(): s for s in group.handles if strands.space[s] == SPACES.index("paper")}
    kept = sorted(papers.values(), key=lambda s: (-strands.rows_of(s).size, s))[:PAPERS_LOOKED_AT]
    for one, other in combinations(kept, 2):
        rows, others = strands.rows_of(one), strands.rows_of(other)
        both = np.intersect1d(rows, others, assume_unique=True).size
        if min(both, rows.size - both, others.size - both) >= CROSSING:
            return True
    return False
