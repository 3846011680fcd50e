"""FRAUDAR, written from its paper (Hooi et al., KDD 2016): the densest block of people and things, by greedy peeling.

People (complaints) and things (values of handles) make a bipartite graph; an edge to a thing that many have weighs
1 / log(degree + 5), which is what resists camouflage. Peeling away the node of least weight, over and over, leaves the
block of highest average weight at some step. Further blocks are found after its edges are taken out, as the authors do.
"""

import heapq

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]


def blocks(people: Numbers, things: Numbers, *, most: int, least_weight: float) -> list[Numbers]:
    """Up to `most` blocks of people, densest first, until a block's average weight falls below `least_weight`."""
    found = []
    for _ in range(most):
        if not len(people):
            break
        kept_people, kept_things, weight = densest(people, things)
        if weight < least_weight or len(kept_people) < 3:
            break
        found.append(kept_people)
        inside = np.isin(people, kept_people) & np.isin(things, kept_things)
        people, things = people[~inside], things[~inside]
    return found


def densest(people: Numbers, things: Numbers) -> tuple[Numbers, Numbers, float]:
    """The people and things of the block with the highest weight per node, and that weight."""
    who, row = np.unique(people, return_inverse=True)
    what, column = np.unique(things, return_inverse=True)
    weight = 1 / np.log(np.bincount(column) + 5.0)[column]
    first = len(who)
    ends = np.concatenate([row, column + first])
    others, weights = np.concatenate([column + first, row]), np.concatenate([weight, weight])
    order = np.argsort(ends, kind="stable")
    others, weights = others[order], weights[order]
    starts = np.searchsorted(ends[order], np.arange(first + len(what) + 1))
    left = np.bincount(ends, np.concatenate([weight, weight]))
    gone, steps = _peel(left, starts, others, weights)
    kept = np.ones(len(left), np.bool_)
    kept[gone[:steps]] = False
    total = float(weight[kept[row] & kept[column + first]].sum())
    return who[kept[:first]], what[kept[first:]], total / max(1, int(kept.sum()))


def _peel(
    left: NDArray[np.float64], starts: Numbers, others: Numbers, weights: NDArray[np.float64]
) -> tuple[list[int], int]:
    """The nodes in the order they are taken away, and after how many the rest was densest."""
    total, count = left.sum() / 2, len(left)
    best, steps, gone = total / count, 0, []
    alive, now = np.ones(count, np.bool_), left.tolist()
    heap = [(one, node) for node, one in enumerate(now)]
    heapq.heapify(heap)
    while heap and len(gone) < count - 1:
        value, node = heapq.heappop(heap)
        if not alive[node] or value > now[node] + 1e-9:
            continue
        alive[node] = False
        gone.append(node)
        total -= now[node]
        for at in range(starts[node], starts[node + 1]):
            other = int(others[at])
            if alive[other]:
                now[other] -= float(weights[at])
                heapq.heappush(heap, (now[other], other))
        if total / (count - len(gone)) > best:
            best, steps = total / (count - len(gone)), len(gone)
    return gone, steps
