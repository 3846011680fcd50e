"""The three kinds: organised, one letter and nothing else, one cause. A complaint is in one wave and one other ring."""

from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from evenhand.rings.v1.docket import Docket
from evenhand.rings.v1.strands import Strands
from evenhand.rings.v1.waves import Wave, in_one_letter
from evenhand.rings.v1.weighing import Weighed
from evenhand.rings.v1.wording import Wording

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

ACCUSED_FROM = 0.5  # the score from which a group is put before people as a suspicion
LEAST_PEOPLE = 3
OF_RING = 0.5  # the share of suspected complaints from which a surge is the ring's own doing
OF_WAVE = 0.8  # the share of a letter's senders in waves from which the letter is a wave's


@dataclass(frozen=True, kw_only=True)
class Ring:
    """A ring or a wave: its complaints, earliest first, how strong each one's own link is, and who is a member."""

    kind: ClassVar[str]
    rows: Ints
    strength: Floats
    member: npt.NDArray[np.bool_]

    @property
    def score(self) -> float | None:
        """The stated probability that it is organised; None where nobody is suspected."""
        return None


@dataclass(frozen=True, kw_only=True)
class Organised(Ring):
    """Linked by more than wording, and by more than honest life explains."""

    kind = "organised"
    weighed: Weighed

    @property
    def score(self) -> float:
        """The stated probability that it is organised."""
        return self.weighed.score


@dataclass(frozen=True, kw_only=True)
class SameWording(Ring):
    """A template and nothing else: not enough to nominate."""

    kind = "same_wording"


@dataclass(frozen=True, kw_only=True)
class SharedCause(Ring):
    """An honest wave: one institution, one cause, many voices."""

    kind = "shared_cause"
    wave: Wave


def organised(groups: list[Weighed], strands: Strands) -> list[Organised]:
    """The groups that people should look at, strongest first; a complaint goes to the strongest."""
    taken = np.zeros(strands.person.size, np.bool_)
    found: list[Organised] = []
    for group in sorted(groups, key=lambda g: (-g.score, -g.reach.people, int(g.links.rows[0]))):
        if group.score < ACCUSED_FROM:
            break
        free = ~taken[group.links.rows]
        rows, strength, member = group.links.rows[free], group.links.strength[free], group.links.member[free]
        if min(_voices(rows[member], strands.person), _voices(rows[member], strands.household)) >= LEAST_PEOPLE:
            taken[rows] = True
            found.append(Organised(rows=rows, strength=strength, member=member, weighed=group))
    return found


def letters(
    rings: list[Organised], surges: list[Wave], docket: Docket, wording: Wording, strands: Strands
) -> list[Ring]:
    """What the families of letters and the surges are, once the organised rings are known."""
    taken = np.zeros(docket.size, np.bool_)
    for ring in rings:
        taken[ring.rows] = True
    waves, plain = list(surges), []
    for rows in _families(wording):
        if _voices(rows[~taken[rows]], strands.person) >= LEAST_PEOPLE:
            waves += in_one_letter(rows, docket, strands.person)
            plain.append(rows[~taken[rows]])
    # A ring that files at one institution makes a surge too; a wave is one where most are not of a ring.
    merged = [wave for wave in _merge(waves, docket, strands) if taken[wave.rows].mean() <= OF_RING]
    in_wave = np.zeros(docket.size, np.bool_)
    for wave in merged:
        in_wave[wave.rows] = True
    # A letter that goes round one wave is the wave's; one that reaches beyond it is a template, wherever it is used.
    templates = [rest for rest in plain if in_wave[rest].mean() < OF_WAVE]
    return [_wave_ring(wave, wording) for wave in merged] + [
        SameWording(rows=rest, strength=wording.alike[rest], member=np.ones(rest.size, np.bool_)) for rest in templates
    ]


def _wave_ring(wave: Wave, wording: Wording) -> SharedCause:
    # In one's own words, the theme is all that links: half.
    strength = np.where(wording.family[wave.rows] >= 0, np.maximum(wording.alike[wave.rows], 0.5), 0.5)
    return SharedCause(rows=wave.rows, strength=strength, member=np.ones(wave.rows.size, np.bool_), wave=wave)


def _families(wording: Wording) -> list[Ints]:
    order = np.argsort(wording.family, kind="stable")
    order = order[wording.family[order] >= 0]
    return np.split(order, np.flatnonzero(np.diff(wording.family[order])) + 1) if order.size else []


def _merge(waves: list[Wave], docket: Docket, strands: Strands) -> list[Wave]:
    """One wave per complaint: a wave half within a larger one of the same institution is part of it."""
    owner = np.full(docket.size, -1, np.int64)
    merged: list[Wave] = []
    for wave in sorted(waves, key=lambda w: (-w.rows.size, int(w.rows[0]))):
        owners = owner[wave.rows]
        free = wave.rows[owners < 0]
        host = int(np.bincount(owners[owners >= 0]).argmax()) if (owners >= 0).any() else -1
        if host >= 0 and free.size * 2 <= wave.rows.size and _same_house(wave, merged[host], docket):
            rows = np.union1d(merged[host].rows, free)
            merged[host] = replace(merged[host], rows=rows, copied=max(merged[host].copied, wave.copied))
            owner[free] = host
        elif _voices(free, strands.person) >= LEAST_PEOPLE:
            owner[free] = len(merged)
            merged.append(replace(wave, rows=free, copied=min(wave.copied, int(free.size))))
    return merged


def _same_house(one: Wave, other: Wave, docket: Docket) -> bool:
    return _house(one.rows, docket) == _house(other.rows, docket)


def _house(rows: Ints, docket: Docket) -> int:
    known = docket.house[rows]
    return int(np.bincount(known[known >= 0]).argmax())


def _voices(rows: Ints, of: Ints) -> int:
    return int(np.unique(of[rows]).size)
