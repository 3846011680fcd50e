"""Letters are tied, and families rounded, on two threads as they are one after the other."""

import numpy as np
import numpy.typing as npt
import pytest

from evenhand.rings.v1 import families, kernel, wording
from evenhand.rings.v1.families import LEADERS

Sets = list[npt.NDArray[np.uint32]]
COUNT = 300


def some_letters(chance: np.random.Generator) -> Sets:
    """Sets of which many are copies of a few, more or less changed, so that some chains are no family."""
    bases = [chance.integers(0, 1 << 32, chance.integers(12, 120), dtype=np.uint32) for _ in range(25)]
    sets = []
    for at in chance.integers(0, 25, COUNT):
        kept = bases[at][chance.random(bases[at].size) < chance.choice([0.5, 0.8, 1.0])]
        own = chance.integers(0, 1 << 32, chance.integers(0, 40), dtype=np.uint32)
        sets.append(np.unique(np.concatenate([kept, own, bases[(at + 1) % 25][:9]])))
    return sets


def alike(one: npt.NDArray[np.uint32], other: npt.NDArray[np.uint32]) -> float:
    """The Jaccard of two sets."""
    same = np.intersect1d(one, other).size
    return same / (one.size + other.size - same)


def tied(sets: Sets, bands: npt.NDArray[np.uint64]) -> list[int]:
    """The first of each letter's component, as the kernel's sentence has it."""
    parent = list(range(len(sets)))

    def root(at: int) -> int:
        while parent[at] != at:
            at = parent[at]
        return at

    for band in range(kernel.BANDS):
        leaders: dict[int, list[int]] = {}
        for at, key in enumerate(bands[:, band].tolist()):
            if key == 0:
                continue
            bucket = leaders.setdefault(key, [])
            for leader in bucket:
                needed = 0.75 if min(sets[leader].size, sets[at].size) < 40 else 0.42
                if root(leader) == root(at):
                    break
                if alike(sets[leader], sets[at]) >= needed:
                    first, later = sorted([root(leader), root(at)])
                    parent[later] = first
                    break
            else:
                bucket += [at] if len(bucket) < LEADERS else []
    return [root(at) for at in range(len(sets))]


@pytest.mark.parametrize("seed", range(3))
def test_letters_are_tied_as_one_by_one(seed: int) -> None:
    sets = some_letters(np.random.default_rng(seed))
    ends = np.cumsum([one.size for one in sets])
    starts = ends - [one.size for one in sets]
    letters = wording.Letters(shingles=np.concatenate(sets), starts=starts, ends=ends, whole=np.zeros(COUNT, np.uint64))
    bands = np.empty((COUNT, kernel.BANDS), np.uint64)
    wording._sketch(letters, bands)
    parent = families.tie_letters(letters.shingles, starts, ends, bands, 0.42, 0.75, 40)
    roots = wording._roots(parent)
    assert roots.tolist() == tied(sets, bands)
    found = wording._families(letters, letters, roots)
    count = 0
    for chain in (np.flatnonzero(roots == root) for root in np.unique(roots)):
        parts, likeness = families.round_the_typical(letters.shingles, starts, ends, chain, 0.4, 0.35)
        for part in range(-1, parts.max() + 1):
            rows, own = chain[parts == part], likeness[parts == part]
            if part < 0 or rows.size < 2:
                assert (found.family[rows] == -1).all()
                assert np.array_equal(found.centre[rows], rows)
                assert not found.alike[rows].any()
                continue
            assert (found.family[rows] == count).all()
            assert (found.centre[rows] == rows[np.argmax(own)]).all()
            assert np.array_equal(found.alike[rows], own)
            count += 1
    assert count > 20
    assert (found.family < 0).any()


def test_minima_are_the_least_of_all() -> None:
    chance = np.random.default_rng(4)
    by = chance.integers(0, 1 << 32, kernel.MINIMA, dtype=np.uint32) | np.uint32(1)
    plus = chance.integers(0, 1 << 32, kernel.MINIMA, dtype=np.uint32)
    sets = [np.unique(chance.integers(0, 1 << 32, size, dtype=np.uint32)) for size in range(1, 40)]
    ends = np.cumsum([one.size for one in sets])
    starts, bands = ends - [one.size for one in sets], np.empty((len(sets), kernel.BANDS), np.uint64)
    kernel.sketch(np.concatenate(sets), starts, ends, 9, by, plus, bands)
    for one, line in zip(sets, bands, strict=True):
        minima = (one[:, None] * by + plus).min(axis=0).reshape(kernel.BANDS, -1)
        for band, rows in enumerate(minima):
            total = np.uint64(band + 1)
            for least in rows:
                total = kernel.mix(total ^ np.uint64(least))
            assert line[band] == (total | np.uint64(1) if one.size >= 9 else 0)


@pytest.mark.parametrize("times", [1, 2, 5])
def test_a_core_is_what_many_hold(times: int) -> None:
    pool = np.random.default_rng(times).integers(0, 60, 150, dtype=np.uint32) << np.uint32(20)
    values, often = np.unique(pool, return_counts=True)
    assert families._core(pool, times).tolist() == values[often >= times].tolist()
