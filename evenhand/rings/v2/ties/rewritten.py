"""Rewritten letters: what two letters have in common when lines change places and words are exchanged.

Order-free: a letter is the set of its pairs of signs, and rare pairs count for more (by how few letters hold them, as
the file has it). Compared are only the complaints of one group: likeness alone brings nobody together.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from evenhand.rings.v1.compiled import compiled
from evenhand.rings.v1.normalise import fold_texts

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

SAMPLE = 2_000  # letters of the file that show how common a pair of signs is
STRANGERS = 1_000  # pairs of strangers' letters that show what likeness is chance
CHANCE = 0.002  # the share of strangers' pairs that may be as alike
SEED = 20261124
SIGNS = 21  # bits of a code point


@dataclass(frozen=True)
class Signs:
    """One letter: its pairs of neighbouring signs in order, the weight of each, and of all together."""

    pairs: Ints
    weights: Floats
    weight: float


def _pairs_of_signs(narratives: pa.Array, rows: Ints) -> list[Ints]:
    """For each of `rows` the sorted set of pairs of neighbouring signs, letters and Han characters only."""
    texts = fold_texts(narratives.take(pa.array(rows)).cast(pa.large_string())).to_pylist()
    return [_pairs("".join(filter(str.isalpha, text))) for text in texts]


def _pairs(text: str) -> Ints:
    codes = np.frombuffer(text.encode("utf-32-le"), np.uint32).astype(np.int64)
    return np.unique((codes[:-1] << SIGNS) | codes[1:])


class Rarity:
    """How rare each pair of signs is in the file, and what likeness strangers reach by chance."""

    def __init__(self, narratives: pa.Array) -> None:
        chance = np.random.Generator(np.random.PCG64(SEED))
        size = len(narratives)
        sets = _pairs_of_signs(narratives, np.sort(chance.permutation(size)[:SAMPLE]))
        self._known, held = np.unique(np.concatenate(sets) if sets else np.empty(0, np.int64), return_counts=True)
        self._weight = np.log((len(sets) + 1) / (held + 1))
        self._unknown = float(np.log(len(sets) + 1))
        self.least = 1.0
        if len(sets) > 1:
            drawn = chance.integers(0, len(sets), (STRANGERS, 2))
            letters = [self._weighed(one) for one in sets]
            likeness = [alike(letters[a], letters[b]) for a, b in drawn.tolist() if a != b]
            self.least = float(np.quantile(likeness, 1 - CHANCE))

    def letters(self, narratives: pa.Array, rows: Ints) -> list[Signs]:
        """The letters of `rows`, weighed."""
        return [self._weighed(one) for one in _pairs_of_signs(narratives, rows)]

    def _weighed(self, pairs: Ints) -> Signs:
        at = np.minimum(np.searchsorted(self._known, pairs), max(self._known.size - 1, 0))
        known = self._known[at] == pairs if self._known.size else np.zeros(pairs.size, np.bool_)
        weights = np.where(known, self._weight[at] if self._known.size else 0.0, self._unknown)
        return Signs(pairs, weights, float(weights.sum()))


def alike(one: Signs, other: Signs) -> float:
    """The weight of the pairs that both letters have, over the lighter letter's."""
    lighter = min(one.weight, other.weight)
    both = float(one.weights[_in_common(one.pairs, other.pairs)].sum())
    return both / lighter if lighter > 0 else 0.0


@compiled
def _in_common(pairs: Ints, others: Ints) -> Bools:
    """Which of `pairs` are among `others`; both are in order."""
    both = np.zeros(pairs.size, np.bool_)
    a, b = 0, 0
    while a < pairs.size and b < others.size:
        both[a] = pairs[a] == others[b]
        step = pairs[a] <= others[b]
        b += others[b] <= pairs[a]
        a += step
    return both
