"""Rewritten letters: what two letters have in common when lines change places and words are exchanged.

Order-free: a letter is the set of its pairs of signs, and rare pairs count for more (by how few letters hold them, as
the file has it). Compared are only the complaints of one group: likeness alone brings nobody together.
"""

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from evenhand.rings.v1.normalise import fold_texts

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

SAMPLE = 2_000  # letters of the file that show how common a pair of signs is
STRANGERS = 1_000  # pairs of strangers' letters that show what likeness is chance
CHANCE = 0.002  # the share of strangers' pairs that may be as alike
SEED = 20261124
SIGNS = 21  # bits of a code point


def pairs_of_signs(narratives: pa.Array, rows: Ints) -> list[Ints]:
    """For each of `rows` the sorted set of pairs of neighbouring signs, letters and Han characters only."""
    texts = fold_texts(narratives.take(pa.array(rows)).cast(pa.large_string())).to_pylist()
    return [_pairs("".join(sign for sign in text if sign.isalpha())) for text in texts]


def _pairs(text: str) -> Ints:
    codes = np.frombuffer(text.encode("utf-32-le"), np.uint32).astype(np.int64)
    return np.unique((codes[:-1] << SIGNS) | codes[1:])


class Rarity:
    """How rare each pair of signs is in the file, and what likeness strangers reach by chance."""

    def __init__(self, narratives: pa.Array) -> None:
        chance = np.random.Generator(np.random.PCG64(SEED))
        size = len(narratives)
        sets = pairs_of_signs(narratives, np.sort(chance.permutation(size)[:SAMPLE]))
        self._known, held = np.unique(np.concatenate(sets) if sets else np.empty(0, np.int64), return_counts=True)
        self._weight = np.log((len(sets) + 1) / (held + 1))
        self._unknown = float(np.log(len(sets) + 1))
        self.least = 1.0
        if len(sets) > 1:
            drawn = chance.integers(0, len(sets), (STRANGERS, 2))
            likeness = [self.alike(sets[a], sets[b]) for a, b in drawn.tolist() if a != b]
            self.least = float(np.quantile(likeness, 1 - CHANCE))

    def alike(self, one: Ints, other: Ints) -> float:
        """The weight of the pairs that both letters have, over the lighter letter's."""
        both = self._weigh(np.intersect1d(one, other, assume_unique=True))
        lighter = min(self._weigh(one), self._weigh(other))
        return both / lighter if lighter > 0 else 0.0

    def _weigh(self, pairs: Ints) -> float:
        at = np.minimum(np.searchsorted(self._known, pairs), max(self._known.size - 1, 0))
        known = self._known[at] == pairs if self._known.size else np.zeros(pairs.size, np.bool_)
        return float(np.where(known, self._weight[at] if self._known.size else 0.0, self._unknown).sum())
