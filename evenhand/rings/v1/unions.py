"""What hangs together: connected components, and how many holders two shared things have in common."""

import numpy as np
import numpy.typing as npt

from evenhand.rings.v1.compiled import compiled

Ints = npt.NDArray[np.int64]


@compiled
def root_of(parent: Ints, i: int) -> int:
    """The representative of `i`, shortening the way there."""
    while parent[i] != i:
        parent[i] = parent[parent[i]]
        i = parent[i]
    return i


@compiled
def join(parent: Ints, a: int, b: int) -> None:
    """Put `a` and `b` under one representative: the earlier of the two."""
    a, b = root_of(parent, a), root_of(parent, b)
    if a < b:
        parent[b] = a
    else:
        parent[a] = b


@compiled
def components(size: int, a: Ints, b: Ints) -> Ints:
    """The least index of the component of each of `size` things that the pairs (`a[k]`, `b[k]`) connect."""
    parent = np.arange(size)
    for k in range(a.size):
        join(parent, a[k], b[k])
    for i in range(size):
        parent[i] = root_of(parent, i)
    return parent


@compiled
def _pairs_within(starts: Ints, ends: Ints, held: Ints, first: Ints, second: Ints) -> int:
    n = 0
    for h in range(starts.size):
        for a in range(starts[h], ends[h]):
            for b in range(a + 1, ends[h]):
                if first.size > 0:
                    first[n], second[n] = held[a], held[b]
                n += 1
    return n


def held_together(holder: Ints, strand: Ints) -> tuple[Ints, Ints, Ints]:
    """For every two strands with a common holder: (strand, later strand, number of common holders).

    `holder` and `strand` are pairs, each pair once.
    """
    order = np.lexsort((strand, holder))
    holder, strand = holder[order], strand[order]
    starts = np.flatnonzero(np.diff(holder, prepend=-1))
    ends = np.append(starts[1:], holder.size)
    none = np.empty(0, np.int64)
    total = _pairs_within(starts, ends, strand, none, none)
    first, second = np.empty(total, np.int64), np.empty(total, np.int64)
    if total:
        _pairs_within(starts, ends, strand, first, second)
    span = int(strand.max(initial=0)) + 1
    keys = np.sort(first * span + second)
    opens = np.flatnonzero(np.diff(keys, prepend=-1))
    counts = np.diff(opens, append=keys.size)
    return keys[opens] // span, keys[opens] % span, counts


def distinct_per(group: Ints, member: Ints, size: int) -> Ints:
    """How many different members each of the groups 0 … `size`-1 has."""
    if group.size == 0:
        return np.zeros(size, np.int64)
    span = int(member.max()) + 1
    return _openings(np.sort(group * span + member), span, size)


@compiled
def _openings(keys: Ints, span: int, size: int) -> Ints:
    """How many different keys each group has; `keys` are sorted, group by group."""
    found = np.zeros(size, np.int64)
    for k in range(keys.size):
        if k == 0 or keys[k] != keys[k - 1]:
            found[keys[k] // span] += 1
    return found


def pairs_once(first: Ints, second: Ints) -> Ints:
    """The different pairs of two columns of numbers from 0 on, as rows in order."""
    span = int(second.max(initial=0)) + 1
    keys = np.sort(first * span + second)
    keys = keys[np.diff(keys, prepend=-1) != 0]
    return np.column_stack([keys // span, keys % span])


def stars(group: Ints, row: Ints) -> tuple[Ints, Ints, Ints]:
    """Tie the earliest row of each group to each other one: (group, first row, other row); n rows make n - 1 ties."""
    order = np.lexsort((row, group))
    group, row = group[order], row[order]
    opens = np.diff(group, prepend=-1) != 0
    centre = row[np.flatnonzero(opens)[np.cumsum(opens) - 1]] if row.size else row
    return group[~opens], centre[~opens], row[~opens]
