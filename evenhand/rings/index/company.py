"""One complaint in the company of a ring: how it fits, how strong its own links are, and which ties come of that."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from evenhand.rings.index.state import Newcomer, State
from evenhand.rings.index.tying import Holder, Tie, tie
from evenhand.rings.v1.links import Links
from evenhand.rings.v2.grouping import ALIKE, IN_STEP
from evenhand.rings.v2.profile import SEASON, STEP, SUBJECT, TOGETHER, Profile
from evenhand.rings.v2.ties.drawn import NATURAL
from evenhand.rings.v2.weighing import KINDS, own_strength

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Company:
    """The complaints of a ring, earliest first, and the new one at `at`; `fit` of each with all of them."""

    holders: list[Holder]
    house: Ints
    profile: Profile
    fit: Floats
    at: int

    @property
    def in_step(self) -> bool:
        """Whether the new one comes with the ring on the same days, on the same matter: so v2 joins a bridge."""
        fit = self.fit[self.at]
        return bool(fit[STEP] >= IN_STEP and fit[SEASON] >= ALIKE and fit[SUBJECT] >= ALIKE)

    def strength(self, holds: tuple[int, ...], *, named: bool, written_down: bool) -> float:
        """How likely the new one belongs, by the kinds of link it has and by its manner, as v2 weighs a member."""
        size = len(self.holders) + 1
        kinds, names, written = (np.zeros(shape, np.bool_) for shape in ((size, len(KINDS)), size, size))
        kinds[self.at, list(holds)] = True
        names[self.at], written[self.at] = named, written_down
        links = Links(
            rows=np.arange(size), holds=kinds, named=names, strength=np.zeros(size), bare_name=False, only_firms=False
        )
        return float(own_strength(links, self.fit, written)[self.at])

    def ties(self, new: Newcomer) -> Iterator[Tie]:
        """Synchrony and same demand: with the complaint before and the one after it in day, or on its matter."""
        yield from self._beside(new, "synchrony", STEP, self.profile.day, TOGETHER)
        yield from self._beside(new, "same_demand", SUBJECT, self.profile.matter, 0)

    def _beside(self, new: Newcomer, kind: str, manner: int, values: Ints, width: int) -> Iterator[Tie]:
        rows = np.flatnonzero(values >= 0)
        rows = rows[np.argsort(values[rows], kind="stable")]
        place = np.flatnonzero(rows == self.at)
        for one in (place - 1, place):
            if one.size and 0 <= one[0] < rows.size - 1:
                first, second = int(rows[one[0]]), int(rows[one[0] + 1])
                bits = self.fit[[first, second], manner] * NATURAL
                if values[second] - values[first] <= width and bits.min() > 0:
                    other = first + second - self.at
                    holder = self.holders[other - (other > self.at)]
                    yield tie(new, holder, kind, float(bits[1]), f"{np.exp2(bits[1]):.0f} x chance")


def company_of(ring: int, new: Newcomer, state: State) -> Company:
    """The ring with the new complaint in it."""
    rows = state.con.execute(
        """SELECT c.place, c.id, c.received, c.person, c.day, c.house, c.product, c.demand FROM members m
        JOIN complaints c ON c.place = m.place WHERE m.ring = ? ORDER BY c.received, c.id""",
        (ring,),
    ).fetchall()
    facts = new.facts
    at = sum((row[2], row[1]) < new.order for row in rows)
    table = np.array([row[4:] for row in rows] + [(facts.day, facts.house, facts.product, facts.demand)], np.int64)
    profile = _moved(state.usual.profile(table), at)
    everybody = np.arange(len(rows) + 1)
    return Company(
        holders=[Holder(place=p, id=i, received=r, person=c) for p, i, r, c, *_ in rows],
        house=table[:, 1], profile=profile, fit=profile.fit(everybody, everybody), at=at,
    )  # fmt: skip


def _moved(profile: Profile, at: int) -> Profile:
    """The same with the last complaint put where it belongs in time."""
    size = profile.day.size
    order = np.concatenate([np.arange(at), [size - 1], np.arange(at, size - 1)])
    return Profile(**{name: value[order] for name, value in vars(profile).items()})
