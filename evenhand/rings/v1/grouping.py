"""Which strands run together: groups that do not chain, so that one chance tie never glues two rings."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from evenhand.rings.v1.handles import SPACES
from evenhand.rings.v1.strands import WORDING, Strands
from evenhand.rings.v1.unions import components, distinct_per, held_together, pairs_once

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

LEAST_HOMES = 3  # households that must hold a strand before it can found a group
TOGETHER = 3  # households that must hold two strands both …
TOGETHER_SHARE = 0.3  # … and the share of the smaller strand that they must be
LETTER_TOGETHER = 2  # households of a handle that must send one letter …
LETTER_SHARE = 0.4  # … and the share of the handle's holders that they must be
ITS_LETTER = 0.6  # a letter joins groups when at least this share of its senders hold handles of groups …
OWN_LETTER = 0.8  # … and it is one group's own, so that its other senders are looked at too, from this share
FOUNDERS = ("number", "agent", "email", "money", "paper", "device")
MEETING_DAYS = 60  # how long people of one cause meet round one machine
FULL_SPACES = 2  # kinds of evidence by which a group stands on its own feet


@dataclass(frozen=True, kw_only=True)
class Group:
    """Handles that run together, the letters their holders send, and whether these letters are the group's own."""

    handles: tuple[int, ...]
    letters: tuple[int, ...]
    own_letters: tuple[int, ...]


def group(strands: Strands, day: Ints) -> list[Group]:
    """Find the groups. Handles are joined by common holders; letters join only what cannot stand alone."""
    founders = _founders(strands, day)
    usable = founders | ((strands.space == WORDING) & ~strands.public & (strands.homes >= LEAST_HOMES))
    keep = usable[strands.strand]
    pairs = pairs_once(strands.household[strands.row[keep]], strands.strand[keep])
    part = _handle_groups(strands, founders, pairs)
    return _with_letters(strands, founders, part, pairs, day)


def _founders(strands: Strands, day: Ints) -> Bools:
    spaces = [SPACES.index(name) for name in FOUNDERS]
    # What only one institution's complainants share may be its own paper, or the machine in their meeting room.
    paper, device = strands.space == SPACES.index("paper"), strands.space == SPACES.index("device")
    common = strands.one_house & (paper | (device & (strands.days_of(day) <= MEETING_DAYS)))
    founding = np.isin(strands.space, spaces) & (strands.homes >= LEAST_HOMES)
    return np.asarray(founding & ~strands.hub & ~common)


def _handle_groups(strands: Strands, founders: Bools, pairs: Ints) -> Ints:
    """The group of each handle strand: the least strand that it hangs together with."""
    pairs = pairs[founders[pairs[:, 1]]]
    twin = _twins(strands, pairs)
    once = pairs[twin[pairs[:, 1]] == pairs[:, 1]]
    first, second, common = held_together(once[:, 0], once[:, 1])
    smaller = np.minimum(strands.homes[first], strands.homes[second])
    enough = (common >= TOGETHER) & (common >= TOGETHER_SHARE * smaller)
    alone = np.arange(strands.size)
    return components(
        strands.size, np.concatenate([twin, first[enough]]), np.concatenate([alone, second[enough]])
    )  # fmt: skip


def _twins(strands: Strands, pairs: Ints) -> Ints:
    """For each strand the first with the same holders: ten thousand files on each of ten complaints are one thing."""
    scrambled = (pairs[:, 0].astype(np.uint64) + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
    scrambled = (scrambled ^ (scrambled >> np.uint64(29))) * np.uint64(0xBF58476D1CE4E5B9)
    holders = np.zeros(strands.size, np.uint64)
    np.add.at(holders, pairs[:, 1], scrambled ^ (scrambled >> np.uint64(32)))
    twin = np.arange(strands.size)
    known = np.unique(pairs[:, 1])
    keys = np.column_stack([holders[known], strands.space[known].astype(np.uint64)])
    _, first, which = np.unique(keys, axis=0, return_index=True, return_inverse=True)
    twin[known] = known[first[which.ravel()]]
    return twin


def _with_letters(strands: Strands, founders: Bools, part: Ints, pairs: Ints, day: Ints) -> list[Group]:
    home, strand = pairs[:, 0], pairs[:, 1]
    of_handle = founders[strand]
    held = pairs_once(home[of_handle], part[strand[of_handle]])
    sent = pairs[~of_handle]
    sizes = distinct_per(held[:, 1], held[:, 0], strands.size)
    touches = _touches(held, sent, sizes)
    covered = _covered(held, sent, touches)
    spans = _spans(strands, founders, part, day)
    merged = _merge_by_letters(strands, founders, part, [t for t in touches if covered[t[0]] >= ITS_LETTER], spans)
    return _collect(strands, founders, merged, touches, held, sent)


def _spans(strands: Strands, founders: Bools, part: Ints, day: Ints) -> dict[int, tuple[int, int]]:
    """First and last day of each group of handles."""
    keep = founders[strands.strand]
    one, when = part[strands.strand[keep]], day[strands.row[keep]]
    first = np.full(strands.size, np.iinfo(np.int64).max)
    last = np.full(strands.size, np.iinfo(np.int64).min)
    np.minimum.at(first, one, when)
    np.maximum.at(last, one, when)
    return {int(g): (int(first[g]), int(last[g])) for g in np.unique(one)}


def _touches(held: Ints, sent: Ints, sizes: Ints) -> list[tuple[int, int]]:
    """Pairs (letter, group) where enough of the group's households send the letter."""
    if not held.size or not sent.size:
        return []
    shift = int(max(held[:, 1].max(), sent[:, 1].max())) + 1
    home = np.concatenate([held[:, 0], sent[:, 0]])
    thing = np.concatenate([held[:, 1], sent[:, 1] + shift])
    first, second, common = held_together(home, thing)
    across = (first < shift) & (second >= shift)
    enough = across & (common >= LETTER_TOGETHER) & (common >= LETTER_SHARE * sizes[np.where(across, first, 0)])
    return [(int(b) - shift, int(a)) for a, b in zip(first[enough], second[enough], strict=True)]


def _merge_by_letters(
    strands: Strands, founders: Bools, part: Ints, touches: list[tuple[int, int]], spans: dict[int, tuple[int, int]]
) -> Ints:
    """Groups with one same kind of evidence that send one letter at one time are one: a ring rotates its numbers.

    What stands on its own feet stays as it is: two rings that bought one template are two rings.
    """
    kinds: dict[int, set[int]] = {}
    for strand in np.flatnonzero(founders):
        kinds.setdefault(int(part[strand]), set()).add(int(strands.space[strand]))
    senders: dict[tuple[int, int], list[int]] = {}
    for letter, one in touches:
        if len(kinds[one]) < FULL_SPACES:
            senders.setdefault((letter, min(kinds[one])), []).append(one)
    joins = []
    for key in sorted(senders):
        in_time = sorted(senders[key], key=lambda one: (spans[one], one))
        joins += [(a, b) for a, b in pairwise(in_time) if _at_one_time(spans[a], spans[b])]
    if not joins:
        return part
    ends = np.array(joins, np.int64)
    return np.asarray(components(part.size, ends[:, 0].copy(), ends[:, 1].copy())[part])


def _at_one_time(one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether two spans of days share at least half of the shorter."""
    common = min(one[1], other[1]) - max(one[0], other[0]) + 1
    return common * 2 >= min(one[1] - one[0], other[1] - other[0]) + 1


def _covered(held: Ints, sent: Ints, touches: list[tuple[int, int]]) -> dict[int, float]:
    """The share of each touched letter's senders that hold a handle of a group that it touches."""
    groups_of: dict[int, list[int]] = {}
    for letter, one in touches:
        groups_of.setdefault(letter, []).append(one)
    senders = {letter: sent[sent[:, 1] == letter, 0] for letter in groups_of}
    return {
        letter: float(np.isin(senders[letter], held[np.isin(held[:, 1], groups), 0]).mean())
        for letter, groups in groups_of.items()
    }


def _collect(
    strands: Strands, founders: Bools, part: Ints, touches: list[tuple[int, int]], held: Ints, sent: Ints
) -> list[Group]:
    handles: dict[int, list[int]] = {}
    for strand in np.flatnonzero(founders):
        handles.setdefault(int(part[strand]), []).append(int(strand))
    letters: dict[int, set[int]] = {}
    for letter, one in touches:
        letters.setdefault(int(part[one]), set()).add(letter)
    now = part[held[:, 1]] if held.size else held
    groups = []
    for one, strand_list in handles.items():
        homes = held[now == one, 0]
        mine = sorted(letters.get(one, ()))
        own = [t for t in mine if np.isin(sent[sent[:, 1] == t, 0], homes).mean() >= OWN_LETTER]
        groups.append(Group(handles=tuple(strand_list), letters=tuple(mine), own_letters=tuple(own)))
    return groups
