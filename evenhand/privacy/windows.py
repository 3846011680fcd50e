"""Neighbouring groups of digits, read together as one number however it is parted."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from evenhand.privacy.characters import BETWEEN, HIDDEN
from evenhand.privacy.cues import labelled_code

MOST_GROUPS = 7
MOST_DIGITS = 19
# A mobile with or without what is dialled before it, or enough digits for a card.
_WORTH_READING = re.compile(r"(?:(?:00|0)?86|0)?1[3-9][0-9]{9}|[0-9]{13,19}|[0-9]{17}X")

# Possessive repeats (`++`, `{6,}+`) never go back, so the time stays linear in the text.
_BLOCK = re.compile(rf"[0-9](?:[0-9]|{BETWEEN}){{6,}}+[Xx]?")
_GROUP = re.compile(r"[0-9]++(?:[ \-]?[Xx](?![0-9A-Za-z]))?")
# Digits set one by one, `1 3 8 0 0 …`, always with the same mark between them.
_ONE_BY_ONE = re.compile(rf"[0-9]([ \-._{HIDDEN}])[0-9](?![0-9])(?:\1[0-9](?![0-9])){{5,}}+(?:\1[Xx](?![0-9A-Za-z]))?")
_JOINT = re.compile(rf"{BETWEEN}{{1,3}}")
_LABEL = re.compile(
    r"(?<![A-Za-z])(?:tel|phone|mobile|mob|cell|call|vx|wx|wechat|qq|no|id|card|acct|account|number|num)$", re.I
)
_MASKED = "··"


@dataclass(frozen=True, slots=True)
class Group:
    """Digits that stand together: their place and their reading without the marks between them."""

    start: int
    end: int
    digits: str


@dataclass(frozen=True, slots=True)
class Window:
    """Neighbouring groups read as one number: their digits in a row, and whether more of one code hangs on them."""

    text: str
    groups: tuple[Group, ...]
    digits: str
    bordered: bool

    @property
    def shape(self) -> tuple[int, ...]:
        """How many digits each group has."""
        return tuple(len(group.digits) for group in self.groups)

    @property
    def start(self) -> int:
        """Where the first digit stands."""
        return self.groups[0].start

    @property
    def end(self) -> int:
        """Just after the last digit."""
        return self.groups[-1].end

    @property
    def doubtful(self) -> bool:
        """Whether the number hangs on other digits or letters, or the word before it names a code."""
        return self.bordered or self.glued or labelled_code(self.text, self.start)

    @property
    def glued(self) -> bool:
        """Whether Latin letters that are no label (`tel`, `no`) run straight into the number, or out of it."""
        before = self.text[max(0, self.start - 9) : self.start]
        after = self.text[self.end : self.end + 1]
        return (_latin(before[-1:]) and not _LABEL.search(before)) or _latin(after)


def windows(text: str) -> Iterator[Window]:
    """Every run of up to seven groups with 11 to 19 digits in all in the plain `text`; runs overlap."""
    for block in _BLOCK.finditer(text):
        groups = list(_groups(text, block.start(), block.end()))
        for first in range(len(groups)):
            yield from _from_group(text, groups, first)


def _groups(text: str, start: int, end: int) -> Iterator[Group]:
    at = start
    while found := _GROUP.search(text, at, end):
        found = _ONE_BY_ONE.match(text, found.start(), end) or found
        yield Group(found.start(), found.end(), re.sub(r"[^0-9Xx]", "", found.group()).upper())
        at = found.end()


def _from_group(text: str, groups: list[Group], first: int) -> Iterator[Window]:
    digits = ""
    for last in range(first, min(first + MOST_GROUPS, len(groups))):
        if last > first and not _JOINT.fullmatch(text, groups[last - 1].end, groups[last].start):
            return
        digits += groups[last].digits
        if len(digits) > MOST_DIGITS:
            return
        if _WORTH_READING.fullmatch(digits) and _stands_free(text, groups[first].start, groups[last].end):
            hangs = _hangs(text, groups, first) or _hangs(text, groups, last + 1)
            yield Window(text, tuple(groups[first : last + 1]), digits, hangs)


def _hangs(text: str, groups: list[Group], right: int) -> bool:
    """Whether the group `right` hangs on the one before it by a single mark, as parts of one code do."""
    return 0 < right < len(groups) and text[groups[right - 1].end : groups[right].start] in ("-", ".", "_", HIDDEN)


def _stands_free(text: str, start: int, end: int) -> bool:
    """Neither part of a decimal, nor of a number already masked, nor amid a code of letters and digits."""
    before, after = text[max(0, start - 2) : start], text[end : end + 2]
    if _MASKED in (before, after) or (after[:1] == "-" and text[end + 1 : end + 3] == _MASKED):
        return False
    if re.fullmatch(r"[0-9]\.", before) or re.fullmatch(r"\.[0-9]", after):
        return False
    amid_code = re.match(r"[A-Za-z]{1,8}[0-9]", text[end : end + 9])
    behind_code = re.search(r"[0-9][A-Za-z]{1,8}$", text[max(0, start - 9) : start])
    both_sides = _latin(before[-1:]) and _latin(after[:1])
    return not (amid_code or behind_code or both_sides)


def _latin(sign: str) -> bool:
    return sign.isascii() and sign.isalpha()
