"""One letter at one sitting: parts of a ring that have no thing in common, but send one letter on the same days.

A ring that deals out its accounts and numbers leaves parts that nothing links. Two parts are one where most of either
send one letter, and each files in step with the other: on the same days, in one season, on one subject, and hardly
at other institutions. Two rings that bought one template file on days of their own.
"""

import numpy as np
import numpy.typing as npt

from evenhand.rings.v1.strands import Strands
from evenhand.rings.v1.unions import components, distinct_per, pairs_once
from evenhand.rings.v2.pairing import pairs_within
from evenhand.rings.v2.profile import HOUSE, SEASON, SEASON_DAYS, STEP, SUBJECT, Profile

Ints = npt.NDArray[np.int64]

SENDERS, SENT = 2, 0.5  # people of a part that send its letter, and the share of the part that they are
FEWEST = {STEP: 1.0, SEASON: 0.7, SUBJECT: 0.7, HOUSE: -0.5}  # natural log over chance, both ways


def joined_by_letter(part: Ints, pairs: Ints, letter_of: Ints, strands: Strands, profile: Profile) -> Ints:
    """The parts of handles anew, those joined that send one letter in step.

    `part` is each strand's part, `pairs` who holds which thing, `letter_of` the letter of each complaint (-1: its own).
    """
    rows = _rows_of_parts(part, pairs, strands)
    sent = _letters_of_parts(rows, letter_of, strands)
    middle = {one: float(np.median(profile.day[some])) for one, some in rows.items()}
    found = []
    for parts in sent.values():
        names = np.array(parts, np.int64)
        when = np.array([middle[one] for one in parts])
        for a, b in zip(*pairs_within(np.argsort(when, kind="stable"), when, SEASON_DAYS), strict=True):
            one, other = int(names[a]), int(names[b])
            if _in_step(rows[one], rows[other], profile):
                found.append((one, other))
    ends = np.array(found, np.int64).reshape(-1, 2)
    return np.asarray(components(int(part.max(initial=0)) + 1, ends[:, 0].copy(), ends[:, 1].copy())[part])


def _rows_of_parts(part: Ints, pairs: Ints, strands: Strands) -> dict[int, Ints]:
    """The complaints of each part of two people at least, earliest first."""
    people = distinct_per(part[pairs[:, 1]], pairs[:, 0], int(part.max(initial=0)) + 1)
    glue = np.zeros(strands.size, np.bool_)
    glue[pairs[:, 1]] = True
    keep = (glue & (people[part] >= SENDERS))[strands.strand]
    held = pairs_once(part[strands.strand[keep]], strands.row[keep])
    cuts = np.flatnonzero(np.diff(held[:, 0])) + 1
    return {int(one[0, 0]): one[:, 1] for one in np.split(held, cuts) if one.size}


def _letters_of_parts(rows: dict[int, Ints], letter_of: Ints, strands: Strands) -> dict[int, list[int]]:
    """For each letter the parts whose letter it is, where they are several."""
    if not rows:
        return {}
    of = np.repeat(np.array(list(rows), np.int64), [some.size for some in rows.values()])
    flat = np.concatenate(list(rows.values()))
    whole = pairs_once(of, strands.person[flat])
    size = np.bincount(whole[:, 0])
    sent = letter_of[flat] >= 0
    sent &= ~strands.public[np.maximum(letter_of[flat], 0)]
    held = np.unique(np.column_stack([letter_of[flat], of, strands.person[flat]])[sent], axis=0)
    keys, many = np.unique(held[:, :2], axis=0, return_counts=True)
    keys = keys[(many >= SENDERS) & (many >= SENT * size[keys[:, 1]])]
    found: dict[int, list[int]] = {}
    for letter, one in keys.tolist():
        found.setdefault(letter, []).append(one)
    return {letter: parts for letter, parts in found.items() if len(parts) > 1}


def _in_step(one: Ints, other: Ints, profile: Profile) -> bool:
    """Whether the complaints of each that the other has not fit it, in all that `FEWEST` names."""
    for some, rest in ((one, other), (other, one)):
        apart = np.setdiff1d(some, rest, assume_unique=True)
        if apart.size:
            fit = profile.fit(apart, rest).mean(axis=0)
            if any(fit[kind] < least for kind, least in FEWEST.items()):
                return False
    return True
