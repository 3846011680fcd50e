"""Which letters are one letter: buckets, exact comparison, and families round their most typical member."""

import numpy as np
import numpy.typing as npt

from evenhand.rings.v1.compiled import compiled
from evenhand.rings.v1.kernel import BANDS, Ints, Shingles, Signs, jaccard, sort_in_place
from evenhand.rings.v1.likeness import buckets, may_resemble, pictures, resembles
from evenhand.rings.v1.unions import join, root_of

LEADERS = 4  # letters a bucket remembers: a bucket of n costs at most 4n comparisons and never n²/2
ROUNDS = 6  # how often what does not fit its family may form one of its own


@compiled
def threshold(size_a: int, size_b: int, usual: float, short: float, short_below: int) -> float:
    """Short letters agree by chance, so they must agree more."""
    return short if min(size_a, size_b) < short_below else usual


@compiled
def tie_letters(
    shingles: Shingles, starts: Ints, ends: Ints, bands: Signs, usual: float, short: float, short_below: int
) -> Ints:
    """Tie each letter to the first letter of its bucket that it truly resembles; earlier rows lead.

    Returns the parent of each letter in the forest of ties: n equal letters make n - 1.
    """
    parent = np.arange(starts.size)
    marks = pictures(shingles, starts, ends)
    bucket = np.empty(starts.size, np.int32)
    for band in range(BANDS):
        leaders = np.full((buckets(bands[:, band], bucket), LEADERS), -1, np.int32)
        for i in range(starts.size):
            # Who is alone in its bucket resembles nobody there.
            if bucket[i] >= 0:
                found = _resembled(
                    shingles, starts, ends, marks, parent, leaders[bucket[i]], i, usual, short, short_below
                )
                if found >= 0:
                    join(parent, found, i)
    return parent


@compiled
def _resembled(
    shingles: Shingles,
    starts: Ints,
    ends: Ints,
    marks: Signs,
    parent: Ints,
    leaders: npt.NDArray[np.int32],
    i: int,
    usual: float,
    short: float,
    short_below: int,
) -> int:
    """The leader that letter `i` must be tied to; -1 where it is tied already or becomes a leader itself."""
    size = ends[i] - starts[i]
    for k in range(LEADERS):
        leader = leaders[k]
        if leader < 0:
            leaders[k] = i
            return -1
        if root_of(parent, leader) == root_of(parent, i):
            return -1
        needed = threshold(ends[leader] - starts[leader], size, usual, short, short_below)
        if may_resemble(marks[leader], marks[i], ends[leader] - starts[leader], size, needed) and resembles(
            shingles, starts[leader], ends[leader], starts[i], ends[i], needed
        ):
            return int(leader)
    return -1


@compiled
def round_the_typical(
    shingles: Shingles, starts: Ints, ends: Ints, members: Ints, core_share: float, least: float
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.float64]]:
    """Keep of one chain of likenesses only what resembles its most typical letter; the rest tries again among itself.

    `members` are rows. Returns (family int32 per member, -1 where it fits none; resemblance to the typical, 0 to 1).
    """
    family = np.full(members.size, -1, np.int32)
    likeness = np.zeros(members.size, np.float64)
    open_ = np.arange(members.size)
    for number in range(ROUNDS):
        if open_.size < 2:
            break
        typical = _typical(shingles, starts, ends, members[open_], core_share)
        centre = members[open_[typical]]
        rest = np.empty(open_.size, np.int64)
        left = 0
        for k in open_:
            i = members[k]
            alike = jaccard(shingles, starts[centre], ends[centre], starts[i], ends[i])
            if alike >= least:
                family[k], likeness[k] = number, alike
            else:
                rest[left] = k
                left += 1
        open_ = rest[:left]
    return family, likeness


@compiled
def _typical(shingles: Shingles, starts: Ints, ends: Ints, rows: Ints, core_share: float) -> int:
    """The place in `rows` of the letter that holds most of what many of them hold, and least besides."""
    # A few hundred letters show what a family has in common as well as a million do.
    step = max(1, rows.size // 256)
    held = 0
    for k in range(0, rows.size, step):
        held += ends[rows[k]] - starts[rows[k]]
    pool = np.empty(held, np.uint32)
    at = letters = 0
    for k in range(0, rows.size, step):
        size = ends[rows[k]] - starts[rows[k]]
        pool[at : at + size] = shingles[starts[rows[k]] : ends[rows[k]]]
        at += size
        letters += 1
    core = _core(pool, max(2, int(core_share * letters)))
    best, best_at = -1.0, 0
    for k in range(0, rows.size, step):
        i = rows[k]
        alike = _overlap(shingles, starts[i], ends[i], core)
        if alike > best:
            best, best_at = alike, k
    return best_at


@compiled
def _core(pool: Shingles, times: int) -> Shingles:
    """The shingles that occur at least `times` in the pool, sorted."""
    sort_in_place(pool)
    kept = 0
    k = 0
    while k < pool.size:
        end = k
        while end < pool.size and pool[end] == pool[k]:
            end += 1
        if end - k >= times:
            pool[kept] = pool[k]
            kept += 1
        k = end
    return pool[:kept].copy()


@compiled
def _overlap(shingles: Shingles, start: int, end: int, core: Shingles) -> float:
    a, b, same = start, 0, 0
    while a < end and b < core.size:
        one, other = shingles[a], core[b]
        same += one == other
        a += one <= other
        b += other <= one
    size = (end - start) + core.size - same
    return same / size if size else 0.0
