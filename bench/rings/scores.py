"""How well groups were found, beside the truth: B-cubed, false accusation with its bound, calibration, waves."""

import math
from collections import defaultdict
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

Numbers = NDArray[np.int64]
ON_THEIR_OWN = "ordinary"
NOTICEABLE = 8  # a wave of fewer honest voices is not asked for


@dataclass(kw_only=True)
class Share:
    """So many of so many."""

    hit: float = 0.0
    of: float = 0.0

    def add(self, hit: float, of: float) -> None:
        """Count more."""
        self.hit, self.of = self.hit + hit, self.of + of

    @property
    def value(self) -> float:
        """The share; not a number where there was nothing to count."""
        return self.hit / self.of if self.of else math.nan

    @property
    def at_most(self) -> float:
        """The largest share that leaves so few hits credible at 95 % (Clopper-Pearson, one-sided)."""
        return upper_bound(round(self.hit), round(self.of))


def upper_bound(wrong: int, of: int) -> float:
    """The largest share that `wrong` out of `of` leaves credible at 95 %, found by halving."""
    if of == 0 or wrong >= of:
        return 1.0
    low, high = wrong / of, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if _at_most(wrong, of, middle) > 0.05 else (low, middle)
    return high


def _at_most(wrong: int, of: int, share: float) -> float:
    if share >= 1:
        return 0.0
    k = np.arange(wrong + 1)
    falling = np.concatenate([[0.0], np.cumsum(np.log(of - k[:-1]) - np.log(k[1:]))])
    return float(np.exp(falling + k * math.log(share) + (of - k) * math.log1p(-share)).sum())


@dataclass(frozen=True, kw_only=True)
class Guess:
    """What a detector said, by complaint id: the organised ring whose member it is, the wave it is in; scored rings."""

    accused: dict[str, str]
    waves: dict[str, str]
    suspected: dict[str, str] = field(default_factory=dict)  # accused, or held for review
    scored: dict[str, float] = field(default_factory=dict)
    seconds: float = math.nan


@dataclass(kw_only=True)
class Tally:
    """Counts of one run or of many."""

    precision: Share = field(default_factory=Share)
    recall: Share = field(default_factory=Share)
    members: Share = field(default_factory=Share)
    reviewed: Share = field(default_factory=Share)
    wrong: dict[str, Share] = field(default_factory=lambda: defaultdict(Share))
    by_style: dict[str, Share] = field(default_factory=lambda: defaultdict(Share))
    rings_by_style: dict[str, Share] = field(default_factory=lambda: defaultdict(Share))
    by_evidence: dict[str, Share] = field(default_factory=lambda: defaultdict(Share))
    by_own_trace: dict[str, Share] = field(default_factory=lambda: defaultdict(Share))
    no_evidence: dict[str, Share] = field(default_factory=lambda: defaultdict(Share))
    waves: dict[str, Share] = field(default_factory=lambda: defaultdict(Share))
    true_waves: Share = field(default_factory=Share)
    scores: list[tuple[float, bool]] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    def add(self, other: "Tally") -> None:
        """Count another run's too."""
        for name in ("precision", "recall", "members", "reviewed", "true_waves"):
            getattr(self, name).add(getattr(other, name).hit, getattr(other, name).of)
        for name in ("wrong", "by_style", "rings_by_style", "by_evidence", "by_own_trace", "no_evidence", "waves"):
            for key, share in getattr(other, name).items():
                getattr(self, name)[key].add(share.hit, share.of)
        self.scores += other.scores
        self.seconds += other.seconds


def tally(truth: pa.Table, guess: Guess) -> Tally:
    """Hold `guess` against the truth that `plant` wrote."""
    told, ids = Tally(), truth["complaint_id"].to_pylist()
    ring = _codes(truth["ring_id"].to_pylist())
    nominable = np.array(truth["nominable"].to_pylist())
    style, look = truth["style"].to_pylist(), truth["look_alike"].to_pylist()
    traces, evidence = truth["traces"].to_pylist(), truth["evidence"].to_pylist()
    said = _codes([guess.accused.get(one, "") for one in ids])
    suspected = np.array([one in guess.suspected or one in guess.accused for one in ids])
    traced = np.array([bool(one) for one in traces]) & nominable & (ring >= 0)
    _pairs(told, ring, said, nominable, traced)
    told.members.add(int((said[traced] >= 0).sum()), int(traced.sum()))
    told.reviewed.add(int(suspected[traced].sum()), int(traced.sum()))
    for at in np.flatnonzero(ring < 0):
        told.wrong[look[at] or ON_THEIR_OWN].add(int(said[at] >= 0), 1)
    for at in np.flatnonzero(traced):
        told.by_style[style[at]].add(int(said[at] >= 0), 1)
        for one in evidence[at]:
            told.by_evidence[one].add(int(said[at] >= 0), 1)
        for one in traces[at]:
            told.by_own_trace[one].add(int(said[at] >= 0), 1)
    _rings(told, ring, said, nominable, style)
    _waves(told, truth, guess, ids, look)
    _calibration(told, ids, ring, nominable, guess)
    told.seconds.append(guess.seconds)
    return told


def _codes(names: list[str]) -> Numbers:
    known: dict[str, int] = {}
    return np.array([known.setdefault(one, len(known)) if one else -1 for one in names], np.int64)


def _pairs(told: Tally, ring: Numbers, said: Numbers, nominable: NDArray[np.bool_], traced: NDArray[np.bool_]) -> None:
    """B-cubed over organised members: an honest one accused has precision 0, a member not found recall 0.

    Members of rings that leave nothing to go by are neither: they are counted apart.
    """
    fair = (ring < 0) | nominable
    held = np.flatnonzero((said >= 0) & fair)
    _, cluster, sizes = np.unique(said[held], return_inverse=True, return_counts=True)
    _, both, shared = np.unique(np.stack([said[held], ring[held]], 1), axis=0, return_inverse=True, return_counts=True)
    share = np.where(ring[held] >= 0, shared[both.reshape(-1)] / sizes[cluster], 0.0)
    told.precision.add(float(share.sum()), len(held))
    wanted = np.flatnonzero(traced)
    _, whole, sizes = np.unique(ring[wanted], return_inverse=True, return_counts=True)
    pair = np.stack([said[wanted], ring[wanted]], 1)
    _, both, shared = np.unique(pair, axis=0, return_inverse=True, return_counts=True)
    share = np.where(said[wanted] >= 0, shared[both.reshape(-1)] / np.maximum(1, sizes[whole]), 0.0)
    told.recall.add(float(share.sum()), len(wanted))


def _rings(told: Tally, ring: Numbers, said: Numbers, nominable: NDArray[np.bool_], style: list[str]) -> None:
    """Rings of which one organised ring holds half or more; those that leave too little are counted apart."""
    order = np.argsort(ring, kind="stable")
    order = order[ring[order] >= 0]
    for rows in np.split(order, np.flatnonzero(np.diff(ring[order])) + 1) if len(order) else []:
        in_rings = said[rows][said[rows] >= 0]
        most = int(np.bincount(in_rings).max()) if len(in_rings) else 0
        where = told.rings_by_style if nominable[rows[0]] else told.no_evidence
        where[style[rows[0]]].add(int(most * 2 >= len(rows)), 1)


def _waves(told: Tally, truth: pa.Table, guess: Guess, ids: list[str], look: list[str]) -> None:
    """Waves of which one found wave holds half or more of the honest voices, and found waves that are one."""
    wave = truth["wave_id"].to_pylist()
    voices: dict[str, list[str]] = defaultdict(list)
    kind = {}
    of_found: dict[str, list[str]] = defaultdict(list)
    for one, mine, why in zip(ids, wave, look, strict=True):
        if mine and why.startswith("wave"):
            voices[mine].append(guess.waves.get(one, ""))
            kind[mine] = why
        if one in guess.waves:
            of_found[guess.waves[one]].append(mine)
    for name, said in voices.items():
        if len(said) >= NOTICEABLE:
            most = max(said.count(one) for one in set(said) - {""}) if any(said) else 0
            size = "20 voices or more" if len(said) >= 20 else "8 to 19 voices"
            told.waves[f"{kind[name]}, {size}"].add(int(most * 2 >= len(said)), 1)
    for mine in of_found.values():
        most = max((mine.count(one) for one in set(mine) - {""}), default=0)
        told.true_waves.add(int(most * 2 >= len(mine)), 1)


def _calibration(told: Tally, ids: list[str], ring: Numbers, nominable: NDArray[np.bool_], guess: Guess) -> None:
    """For each scored ring: is it right, that is, do half or more of those it holds belong to one true ring?"""
    true_of = {one: int(mine) for one, mine, fair in zip(ids, ring, nominable, strict=True) if mine >= 0 and fair}
    held: dict[str, list[int]] = defaultdict(list)
    for one, name in (guess.suspected | guess.accused).items():
        held[name].append(true_of.get(one, -1))
    for name, score in guess.scored.items():
        mine = np.array(held.get(name, []), np.int64)
        right = bool(len(mine)) and int(np.bincount(mine[mine >= 0], minlength=1).max()) * 2 >= len(mine)
        told.scores.append((score, right))


def reliability(scores: list[tuple[float, bool]]) -> tuple[list[tuple[str, int, float, float]], float]:
    """Bins of a tenth: (bin, rings, mean score, share right); and the expected calibration error."""
    bins, error = [], 0.0
    for low in range(10):
        here = [one for one in scores if min(9, int(one[0] * 10)) == low]
        if here:
            mean, right = sum(one[0] for one in here) / len(here), sum(one[1] for one in here) / len(here)
            bins.append((f"{low / 10:.1f} to {(low + 1) / 10:.1f}", len(here), mean, right))
            error += abs(mean - right) * len(here) / len(scores)
    return bins, error
