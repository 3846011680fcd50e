"""Which handles run together: blocks of people and things, so that no chain and no bridge makes a group."""

import numpy as np
import numpy.typing as npt

from evenhand.rings.v1.grouping import Group
from evenhand.rings.v1.handles import SPACES
from evenhand.rings.v1.strands import WORDING, Strands
from evenhand.rings.v1.unions import components, distinct_per, pairs_once
from evenhand.rings.v2.blocks import block_of_edges
from evenhand.rings.v2.hinges import joined_at_hinges
from evenhand.rings.v2.one_letter import joined_by_letter
from evenhand.rings.v2.papers import joined_papers
from evenhand.rings.v2.profile import SEASON, STEP, SUBJECT, Profile

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

GLUE = ("number", "agent", "email", "money", "paper", "device")
IN_STEP, ALIKE = 1.0, 0.7  # natural log over chance from which a bridge holds: same days; same season and subject
LEAST_PEOPLE = 3  # people that a group must have to be looked at
STRANGERS, MOSTLY = 3, 0.5  # people on either side, and the share of a handle's holders that must be linked to others
LOOKED_AT = 200  # handles of a group: a complaint with ten thousand files is not looked through
SENT_BY = 0.3  # a letter is a group's when this share of its people send it, and two at least …
OWN = 0.8  # … and its own, so that its other senders are looked at too, from this share of all who send it


def glueing(strands: Strands, profile: Profile) -> Bools:
    """Which strands may hold a group together: handles that two homes share, and no hub's.

    What very many share is a hub, unless they come in one season, on one subject, about several institutions: to a
    hotline people come at all times with all things.
    """
    handles = np.isin(strands.space, [SPACES.index(name) for name in GLUE]) & (strands.homes >= 2)
    hub = strands.hub & handles
    for strand in np.flatnonzero(hub & ~strands.one_house):
        rows = strands.rows_of(int(strand))
        fit = profile.fit(rows, rows).mean(axis=0)
        hub[strand] = min(fit[SEASON], fit[SUBJECT]) < IN_STEP
    return np.asarray(handles & ~hub)


def group(strands: Strands, profile: Profile) -> list[Group]:
    """Find the groups: each block of handles is one, and each handle that is in none is one by itself.

    A block that only one tie leads to is joined where the people behind it file in step with the others.
    """
    glue = glueing(strands, profile)
    keep = glue[strands.strand]
    pairs = pairs_once(strands.person[strands.row[keep]], strands.strand[keep])
    offset = strands.person.size
    block = block_of_edges(pairs[:, 0].copy(), pairs[:, 1] + offset, offset + strands.size)
    of = _block_of_strands(pairs, block, strands)
    named, part = np.unique(np.where(of >= 0, of, -1 - np.arange(strands.size)), return_inverse=True)
    part = joined_at_hinges(part, pairs, block, strands, profile)
    part = _joined_in_step(part, pairs, strands, profile)
    part = joined_papers(part, np.unique(pairs[:, 1]), strands, profile)
    letter = _letters(strands)
    part = joined_by_letter(part, pairs, letter, strands, profile)
    people = distinct_per(part[pairs[:, 1]], pairs[:, 0], named.size)
    large = glue & (people[part] >= LEAST_PEOPLE)
    order = np.flatnonzero(large)[np.argsort(part[large], kind="stable")]
    cuts = np.flatnonzero(np.diff(part[order])) + 1
    if not order.size:
        return []
    kept = [_without_strangers(handles, strands, profile) for handles in np.split(order, cuts)]
    senders = pairs_once(letter[letter >= 0], strands.person[letter >= 0])  # once: many groups may send one letter
    return [_with_letters(handles, letter, senders, strands) for handles in kept]


def _without_strangers(handles: Ints, strands: Strands, profile: Profile) -> Ints:
    """A group without the handles whose holders mostly hold nothing else of it and come at other times.

    So a hotline stays outside that two of a ring's people gave, and so does a family whose number a ring wrote down.
    """
    if not 2 <= handles.size <= LOOKED_AT:
        return handles
    rows = [strands.rows_of(int(strand)) for strand in handles]
    stays = np.array([_belongs(place, rows, profile) for place in range(handles.size)])
    return handles[stays] if stays.any() else handles


def _belongs(place: int, rows: list[Ints], profile: Profile) -> bool:
    """Whether most holders of one handle hold what others of the group hold, or come as those do."""
    mine = rows[place]
    others = [one for at, one in enumerate(rows) if at != place]
    rest = np.setdiff1d(np.unique(np.concatenate(others)), mine, assume_unique=True)
    beyond = [one for one in others if np.isin(one, mine, assume_unique=True, invert=True).any()]
    linked = np.isin(mine, np.concatenate(beyond)).sum() if beyond else mine.size
    if rest.size < STRANGERS or mine.size < STRANGERS or linked >= MOSTLY * mine.size:
        return True
    fit, own = profile.fit(mine, rest).mean(axis=0), profile.fit(mine, mine).mean(axis=0)
    if fit[SEASON] >= ALIKE or fit[SUBJECT] >= ALIKE:
        return True
    return bool(mine.size > rest.size and (own[SEASON] >= ALIKE or own[SUBJECT] >= ALIKE))


def _letters(strands: Strands) -> Ints:
    """The strand of each complaint's letter, -1 where nobody else sends it."""
    found = np.full(strands.person.size, -1, np.int64)
    of_letter = strands.space[strands.strand] == WORDING
    found[strands.row[of_letter]] = strands.strand[of_letter]
    return found


def _block_of_strands(pairs: Ints, block: Ints, strands: Strands) -> Ints:
    """The block that most holders of each strand are in; -1 where no circle goes through it."""
    inside = block >= 0
    keys, counts = np.unique(np.column_stack([pairs[inside, 1], block[inside]]), axis=0, return_counts=True)
    found = np.full(strands.size, -1, np.int64)
    order = np.lexsort((-keys[:, 1], counts))
    found[keys[order, 0]] = keys[order, 1]
    return found


def _joined_in_step(part: Ints, pairs: Ints, strands: Strands, profile: Profile) -> Ints:
    """Join parts that one person leads to, where all of the lesser part's people fit the greater part's manner."""
    held = pairs_once(pairs[:, 0], part[pairs[:, 1]])
    follows = held[1:, 0] == held[:-1, 0]
    bridges = pairs_once(held[:-1, 1][follows], held[1:, 1][follows])
    if not bridges.size:
        return part
    rows = _rows_of_parts(np.unique(bridges), part, strands)
    holds = np.array([_in_step(rows[one], rows[other], profile) for one, other in bridges.tolist()])
    kept = bridges[holds]
    return np.asarray(components(int(part.max()) + 1, kept[:, 0].copy(), kept[:, 1].copy())[part])


def _rows_of_parts(wanted: Ints, part: Ints, strands: Strands) -> dict[int, Ints]:
    """The complaints that hold anything of each part, earliest first."""
    of = part[strands.strand]
    keep = np.isin(of, wanted) & (strands.space[strands.strand] != WORDING)
    held = pairs_once(of[keep], strands.row[keep])
    cuts = np.flatnonzero(np.diff(held[:, 0])) + 1
    return {int(one[0, 0]): one[:, 1] for one in np.split(held, cuts)}


def _in_step(one: Ints, other: Ints, profile: Profile) -> bool:
    """Whether those of the lesser part file in step with the greater: who is in both, only where nobody else is asked.

    Two who gave a hotline's number and share one of their own do not lead from a ring to all who gave the hotline's.
    """
    less, more = sorted((one, other), key=len)
    apart = np.setdiff1d(less, more, assume_unique=True)
    fit = profile.fit(apart if apart.size else less, more).mean(axis=0)
    return bool(fit[STEP] >= IN_STEP and fit[SEASON] >= ALIKE and fit[SUBJECT] >= ALIKE)


def _with_letters(handles: Ints, letter_of: Ints, senders: Ints, strands: Strands) -> Group:
    """A group with the letters that its people send; `senders` are (letter, person), in order."""
    rows = np.unique(np.concatenate([strands.rows_of(int(s)) for s in handles]))
    people = np.unique(strands.person[rows])
    family, letters = letter_of[rows], []
    own = []
    for letter in np.unique(family[family >= 0]):
        first, last = (int(np.searchsorted(senders[:, 0], letter, side=side)) for side in ("left", "right"))
        theirs = senders[first:last, 1]
        ours = int((np.searchsorted(theirs, people, side="right") > np.searchsorted(theirs, people)).sum())
        if ours >= max(2, SENT_BY * people.size) and not strands.public[letter]:
            letters.append(int(letter))
            if ours >= OWN * theirs.size:
                own.append(int(letter))
    return Group(handles=tuple(int(s) for s in handles), letters=tuple(letters), own_letters=tuple(own))
