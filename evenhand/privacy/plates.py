"""Number plates of vehicles: province, letter and five signs, or six for new-energy vehicles (GA 36)."""

import re
from collections.abc import Iterator

from evenhand.privacy.cues import PLATE_CUE, beside
from evenhand.privacy.span import Span

PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_PART = "[A-HJ-NP-Za-hj-np-z]"
_SIGN = "[A-HJ-NP-Za-hj-np-z0-9]"
_PLATE = re.compile(
    rf"[{PROVINCES}] ?{_PART}(?P<joint>[·•・．.\- ]|)"
    rf"(?P<tail>{_SIGN}{{4}}[学警港澳挂试超]|{_SIGN}{{5,6}})(?![A-Za-z0-9])(?!-[0-9])"
)
_NEW_ENERGY = re.compile(r"[A-HJ-K][A-HJ-NP-Z0-9][0-9]{4}|[0-9]{5}[A-HJ-K]")


def find_plates(text: str) -> Iterator[Span]:
    """Each number plate in the plain `text`."""
    for found in _PLATE.finditer(text):
        tail = found["tail"].upper()
        if len(tail) == 6 and not _NEW_ENERGY.fullmatch(tail):
            continue
        if sum(sign.isdigit() for sign in tail) < min(3, len(tail) - 2):
            continue
        certain = found["joint"] in {"·", "•", "・"} or beside(text, *found.span(), PLATE_CUE)
        yield Span(start=found.start(), end=found.end(), kind="plate", certain=certain)
