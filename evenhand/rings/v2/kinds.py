"""The three kinds again: organised by v2's weights, one letter and nothing else, one cause."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from evenhand.rings.v1.kinds import ACCUSED_FROM, LEAST_PEOPLE, OF_RING, OF_WAVE, Ring, SameWording, SharedCause
from evenhand.rings.v1.links import LETTER
from evenhand.rings.v1.strands import Strands
from evenhand.rings.v1.waves import Wave
from evenhand.rings.v1.wording import Wording
from evenhand.rings.v2.joining import Field, joiners
from evenhand.rings.v2.sittings import sitters
from evenhand.rings.v2.weighing import Weighed

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
JOINED = 0.6  # the strength of who sends a ring's own letter and holds nothing else of it
OWN_WORDS = 0.5  # in one's own words, the theme is all that links


@dataclass(frozen=True, kw_only=True)
class Organised(Ring):
    """Linked by more than wording, and by more than honest life explains."""

    kind = "organised"
    weighed: Weighed
    joined: Ints  # those who hold its letter and nothing else

    @property
    def score(self) -> float:
        """The probability that it is organised, calibrated on the tuning half."""
        return self.weighed.score


def organised(groups: list[Weighed], strands: Strands) -> list[Organised]:
    """The groups that people should look at, strongest first; a complaint is of the one that it is best linked to.

    Who holds a ring's number is of that ring, also where another ring sends the same bought letter.
    """
    kept = [group for group in groups if group.score >= ACCUSED_FROM]
    kept.sort(key=lambda g: (-g.score, -g.people, int(g.links.rows[0])))
    while kept:
        best = _best_linked(kept)
        found = [_ring_of(group, best[group.links.rows] == place) for place, group in enumerate(kept)]
        large = [_enough(ring.rows[ring.member], strands) for ring in found]
        if all(large):
            return found
        kept = [group for group, stays in zip(kept, large, strict=True) if stays]
    return []


def _best_linked(groups: list[Weighed]) -> Ints:
    """For each complaint the group that it belongs to most: by things before letters, then by strength; -1: none."""
    rows = np.concatenate([group.links.rows for group in groups])
    of = np.repeat(np.arange(len(groups)), [group.links.rows.size for group in groups])
    things = np.concatenate([np.delete(group.links.holds, LETTER, axis=1).any(axis=1) for group in groups])
    strength = np.concatenate([group.strength for group in groups])
    best = np.full(int(rows.max()) + 1, -1, np.int64)
    order = np.lexsort((-of, strength, things))
    best[rows[order]] = of[order]
    return best


def _ring_of(group: Weighed, mine: Bools) -> Organised:
    rows, strength, member = group.links.rows[mine], group.strength[mine], group.member[mine]
    return Organised(rows=rows, strength=strength, member=member, weighed=group, joined=rows[:0])


def _enough(rows: Ints, strands: Strands) -> bool:
    return min(_voices(rows, strands.person), _voices(rows, strands.household)) >= LEAST_PEOPLE


def few(group: Weighed, strands: Strands) -> bool:
    """Whether no more than three people hold the things of a group; more may send its letter."""
    holds = np.delete(group.links.holds, LETTER, axis=1).any(axis=1)
    return _voices(group.links.rows[holds], strands.person) <= LEAST_PEOPLE


def with_the_few(rings: list[Organised], groups: list[Weighed], strands: Strands) -> list[Organised]:
    """The rings, and those that `few` people make of whom none is in another: else they are that one's."""
    taken = in_rings(rings, strands.person.size)
    apart = [group for group in groups if few(group, strands) and not taken[group.links.rows].any()]
    return [*rings, *organised(apart, strands)]


def in_rings(rings: list[Organised], size: int) -> Bools:
    """Which complaints are in a ring."""
    taken = np.zeros(size, np.bool_)
    for ring in rings:
        taken[ring.rows] = True
    return taken


def in_honest_waves(waves: list[Wave], taken: Bools) -> Bools:
    """Which complaints are in a wave that is not a ring's own doing; `taken` is who is in a ring."""
    in_wave = np.zeros(taken.size, np.bool_)
    for wave in waves:
        in_wave[wave.rows] |= taken[wave.rows].mean() < OF_RING
    return in_wave


def with_joiners(rings: list[Organised], field: Field) -> list[Organised]:
    """Each ring with those who send its own letter and hold nothing else of it; the strongest ring has them first."""
    free, found = field.free.copy(), []
    with ThreadPoolExecutor(2) as pool:
        for ring in rings:
            members, left, one_house = ring.rows[ring.member], replace(field, free=free), ring.weighed.one_house
            both = [pool.submit(who, members, left, one_house=one_house) for who in (joiners, sitters)]
            more = np.union1d(*(who.result() for who in both))
            free[more] = False
            found.append(_joined_by(ring, more))
    return found


def _joined_by(ring: Organised, more: Ints) -> Organised:
    order = np.argsort(np.concatenate([ring.rows, more]), kind="stable")
    strength = np.concatenate([ring.strength, np.full(more.size, JOINED)])[order]
    member = np.concatenate([ring.member, np.ones(more.size, np.bool_)])[order]
    rows = np.concatenate([ring.rows, more])[order]
    return replace(ring, rows=rows, strength=strength, member=member, joined=np.sort(more))


def letters_and_waves(taken: Bools, honest: list[Wave], wording: Wording, strands: Strands) -> list[Ring]:
    """Waves that are not a ring's own doing, and the letters that go beyond them; `taken` is who is in a ring."""
    in_wave = np.zeros(taken.size, np.bool_)
    for wave in honest:
        in_wave[wave.rows] = True
    plain = [rest for rows in families(wording) if _voices(rest := rows[~taken[rows]], strands.person) >= LEAST_PEOPLE]
    # A letter that goes round one wave is the wave's; one that reaches beyond it is a template, wherever it is used.
    templates = [rest for rest in plain if in_wave[rest].mean() < OF_WAVE]
    return [_shared_cause(wave, wording) for wave in honest] + [
        SameWording(rows=rest, strength=wording.alike[rest], member=np.ones(rest.size, np.bool_)) for rest in templates
    ]


def families(wording: Wording) -> list[Ints]:
    """The complaints of each family of letters."""
    order = np.argsort(wording.family, kind="stable")
    order = order[wording.family[order] >= 0]
    return np.split(order, np.flatnonzero(np.diff(wording.family[order])) + 1) if order.size else []


def _shared_cause(wave: Wave, wording: Wording) -> SharedCause:
    in_family = wording.family[wave.rows] >= 0
    strength = np.where(in_family, np.maximum(wording.alike[wave.rows], OWN_WORDS), OWN_WORDS)
    return SharedCause(rows=wave.rows, strength=strength, member=np.ones(wave.rows.size, np.bool_), wave=wave)


def _voices(rows: Ints, of: Ints) -> int:
    return int(np.unique(of[rows]).size)
