"""Blocks: what hangs together by more than one way round, so that one tie, right or wrong, never glues two groups."""

import numpy as np
import numpy.typing as npt

from evenhand.rings.v1.compiled import compiled

Ints = npt.NDArray[np.int64]


def block_of_edges(left: Ints, right: Ints, size: int) -> Ints:
    """The biconnected component of each edge (`left[k]`, `right[k]`) of a graph with `size` points; -1 for a bridge.

    Two edges are in one block where a circle goes through both (Hopcroft and Tarjan 1973). Edges are given once.
    """
    ends = np.concatenate([left, right])
    others = np.concatenate([right, left])
    edges = np.concatenate([np.arange(left.size)] * 2)
    order = np.argsort(ends, kind="stable")
    starts = np.searchsorted(ends[order], np.arange(size + 1))
    block = _walk(starts, others[order], edges[order], left.size, size)
    alone = np.bincount(block, minlength=1)[block] < 2 if block.size else np.zeros(0, np.bool_)
    return np.where(alone, -1, block)


@compiled
def _walk(starts: Ints, others: Ints, edges: Ints, count: int, size: int) -> Ints:
    """Walk the graph depth first, without recursion; an edge that closes a circle lowers what its way hangs on."""
    block = np.full(count, -1, np.int64)
    depth, low = np.full(size, -1, np.int64), np.zeros(size, np.int64)
    at = starts[:-1].copy()
    came = np.full(size, -1, np.int64)
    way, open_ = np.empty(size + 1, np.int64), np.empty(count + 1, np.int64)
    seen = np.zeros(count, np.bool_)
    blocks = 0
    for root in range(size):
        if depth[root] >= 0 or starts[root] == starts[root + 1]:
            continue
        depth[root] = low[root] = 0
        way[0], length, held = root, 1, 0
        while length > 0:
            here = way[length - 1]
            if at[here] < starts[here + 1]:
                edge, other = edges[at[here]], others[at[here]]
                at[here] += 1
                if seen[edge]:
                    continue
                seen[edge] = True
                open_[held] = edge
                held += 1
                if depth[other] >= 0:
                    low[here] = min(low[here], depth[other])
                    continue
                depth[other] = low[other] = depth[here] + 1
                came[other] = edge
                way[length] = other
                length += 1
                continue
            length -= 1
            if length > 0:
                held, blocks = _close(way[length - 1], here, depth, low, came, open_, held, block, blocks)
    return block


@compiled
def _close(
    above: int, here: int, depth: Ints, low: Ints, came: Ints, open_: Ints, held: int, block: Ints, blocks: int
) -> tuple[int, int]:
    """Go back from `here` to `above`: where nothing reaches higher, the edges since then are one block."""
    if low[here] < depth[above]:
        low[above] = min(low[above], low[here])
        return held, blocks
    while True:
        held -= 1
        block[open_[held]] = blocks
        if open_[held] == came[here]:
            return held, blocks + 1
