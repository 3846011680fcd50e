"""Which letters are one letter: buckets, exact comparison, and families round their most typical member."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import numpy.typing as npt

from evenhand.rings.v1.compiled import compiled
from evenhand.rings.v1.kernel import Ints, Shingles, Signs, jaccard, sort_in_place
from evenhand.rings.v1.likeness import in_buckets, may_resemble, pictures, resembles
from evenhand.rings.v1.unions import join, root_of

Rows = npt.NDArray[np.int32]

LEADERS = 4  # letters a bucket remembers: a bucket of n costs at most 4n comparisons and never n²/2
ROUNDS = 6  # how often what does not fit its family may form one of its own


@compiled
def threshold(size_a: int, size_b: int, usual: float, short: float, short_below: int) -> float:
    """Short letters agree by chance, so they must agree more."""
    return short if min(size_a, size_b) < short_below else usual


def tie_letters(
    shingles: Shingles, starts: Ints, ends: Ints, bands: Signs, usual: float, short: float, short_below: int
) -> Ints:
    """Tie each letter to the first letter of its bucket that it truly resembles; earlier rows lead.

    Returns the parent of each letter in the forest of ties: n equal letters make n - 1.
    """
    parent, sizes = np.arange(starts.size), (ends - starts).astype(np.int32)
    # While letters are tied in one band, another thread sorts the next ones into buckets: that asks for no ties.
    with ThreadPoolExecutor(1) as ahead:
        told = ahead.map(in_buckets, bands.T)
        marks, hidden = pictures(shingles, starts, ends)
        for rows, bucket, many in told:
            leaders = np.full((many, LEADERS), -1, np.int32)
            _tie_band(shingles, starts, sizes, marks, hidden, parent, leaders, rows, bucket, usual, short, short_below)
    return parent


@compiled
def _tie_band(
    shingles: Shingles,
    starts: Ints,
    sizes: Rows,
    marks: Signs,
    hidden: Rows,
    parent: Ints,
    leaders: Rows,
    rows: Rows,
    bucket: Rows,
    usual: float,
    short: float,
    short_below: int,
) -> None:
    """Tie each of `rows` to the first leader of its bucket that it resembles; who resembles none may lead itself."""
    for at in range(rows.size):
        i, group = rows[at], bucket[at]
        size = int(sizes[i])
        for k in range(LEADERS):
            leader = leaders[group, k]
            if leader < 0:
                leaders[group, k] = i
                break
            if root_of(parent, leader) == root_of(parent, i):
                break
            its = int(sizes[leader])
            needed = threshold(its, size, usual, short, short_below)
            if may_resemble(marks, hidden, leader, i, its, size, needed) and resembles(
                shingles, starts[leader], starts[leader] + its, starts[i], starts[i] + size, needed
            ):
                join(parent, leader, i)
                break


@compiled
def round_all(
    shingles: Shingles,
    starts: Ints,
    ends: Ints,
    order: Ints,
    opens: Ints,
    closes: Ints,
    core_share: float,
    least: float,
    family: Ints,
    centre: Ints,
    alike: npt.NDArray[np.float64],
) -> int:
    """Round each chain `order[opens[k]:closes[k]]`, and number in `family` what two or more letters are of.

    `centre` is the most typical letter of each one's family and `alike` the resemblance to it. Returns how many
    families there are.
    """
    count = 0
    for chain in range(opens.size):
        members = order[opens[chain] : closes[chain]]
        parts, likeness = round_the_typical(shingles, starts, ends, members, core_share, least)
        for part in range(parts.max() + 1):
            size, best = 0, -1
            for k in range(members.size):
                if parts[k] == part:
                    size += 1
                    if best < 0 or likeness[k] > likeness[best]:
                        best = k
            if size < 2:
                continue
            for k in range(members.size):
                if parts[k] == part:
                    family[members[k]], centre[members[k]], alike[members[k]] = count, members[best], likeness[k]
            count += 1
    return count


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
    slots = 16
    while slots < 2 * pool.size:
        slots *= 2
    held, often = np.empty(slots, np.uint32), np.zeros(slots, np.int32)
    last, kept = np.uint32(slots - 1), 0
    core = np.empty(pool.size // times, np.uint32)
    for shingle in pool:
        slot = shingle & last
        while often[slot] > 0 and held[slot] != shingle:
            slot = (slot + np.uint32(1)) & last
        held[slot] = shingle
        often[slot] += 1
        if often[slot] == times:
            core[kept] = shingle
            kept += 1
    core = core[:kept]
    sort_in_place(core)
    return core


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
