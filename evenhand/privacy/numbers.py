"""Read a window of digits as an identity card, a mobile or a bank card."""

import re
from collections.abc import Iterator
from datetime import date

from stdnum import luhn
from stdnum.cn import ric

from evenhand.privacy.cues import CARD_CUE, ID_CUE, PHONE_CUE, beside
from evenhand.privacy.span import Kind, Span
from evenhand.privacy.windows import Window, windows

# The first two digits of an identity card: provinces (GB/T 2260), Hong Kong, Macau, Taiwan, foreigners' cards (9);
# 00 and 99 belong to nobody and are what made-up examples use.
_REGION = re.compile(r"00|1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[123]|9[0-9]")
_ID_SHAPES = {(18,), (6, 8, 4), (6, 4, 4, 4), (6, 8, 3, 1), (17, 1), (4, 4, 4, 4, 2), (3, 3, 8, 4), (14, 4), (6, 12)}
_ID_SHAPES |= {(3, 3, 4, 4, 4), (6, 4, 2, 2, 4), (10, 8), (3, 3, 4, 2, 2, 4), (6, 4, 4, 3, 1), (9, 9), (6, 6, 6)}
_OLD_ID_SHAPES = {(15,), (6, 6, 3), (5, 5, 5), (3, 3, 6, 3), (6, 9), (6, 2, 2, 2, 3)}
_MOBILE = re.compile(r"((?:00|0)?86|0)?(1[3-9][0-9]{9})")
_MOBILE_SHAPES = {(11,), (3, 4, 4), (3, 8), (7, 4), (4, 4, 3), (4, 3, 4), (3, 3, 5), (5, 6), (6, 5), (3, 4, 2, 2)}
_MOBILE_SHAPES |= {(3, 2, 2, 2, 2), (3, 3, 3, 2), (4, 7), (3, 2, 3, 3), (3, 2, 2, 4), (3, 5, 3), (3, 3, 2, 3), (8, 3)}
# Chinese issuers first, then the other schemes at the lengths they use (ISO/IEC 7812 issuer numbers).
_HOME_ISSUER = re.compile(r"62[0-9]{14,17}|(?:9558|9559|6013|6227|4367|4563|5218|5240)[0-9]{12,15}")
_OTHER_ISSUER = re.compile(r"4[0-9]{15}|5[0-8][0-9]{14}|6[0-9]{15,18}|3[47][0-9]{13}")
_RARE_ISSUER = re.compile(r"[2-9][0-9]{15,18}|4[0-9]{12}|3[0-9]{13}|1[08][0-9]{14,17}")


def find_numbers(text: str) -> Iterator[Span]:
    """Each window of the plain `text` that reads as an identity card, a mobile or a bank card; spans may overlap."""
    for window in windows(text):
        readings = [span for span in (_id_card(window), _mobile(window), _bank_card(window)) if span]
        yield from sorted(readings, key=lambda span: not span.certain)[:1]


def _id_card(window: Window) -> Span | None:
    digits, cued = window.digits, beside(window.text, window.start, window.end, ID_CUE)
    if re.fullmatch(r"[0-9]{17}[0-9X]", digits):
        born = _is_day(digits[6:14]) and "1900" <= digits[6:10] <= "2099"
        if born and ric.calc_check_digit(digits) == digits[-1]:
            return _span(window, "id_card", certain=True)
        likely: bool = window.shape in _ID_SHAPES and not (window.glued or window.bordered)
        if likely and (cued or (born and _REGION.match(digits))):
            return _span(window, "id_card", certain=False)
    elif re.fullmatch(r"[0-9]{15}", digits) and window.shape in _OLD_ID_SHAPES and _is_day("19" + digits[6:12]):
        likely = cued or (bool(_REGION.match(digits)) and not window.doubtful)
        return _span(window, "id_card", certain=cued) if likely else None
    return None


def _mobile(window: Window) -> Span | None:
    found = _MOBILE.fullmatch(window.digits)
    if not found:
        return None
    prefix = found[1] or ""
    shape = _shape_after(window.shape, len(prefix))
    if shape not in _MOBILE_SHAPES:
        return None
    start = window.start
    if prefix:
        opening = re.search(r"[(（]?\+ ?$|[(（]$", window.text[max(0, start - 3) : start])
        closed = window.text[window.groups[0].end : window.groups[0].end + 1] in (")", "）")
        if opening and (closed or opening.group()[0] == "+"):
            start -= len(opening.group())
        elif opening and "+" in opening.group():
            start -= len(opening.group()) - 1
        elif prefix == "86" and len(window.groups) > 1 and window.shape[0] == 2 and not _dash_follows(window):
            return None
    cued = beside(window.text, window.start, window.end, PHONE_CUE)
    certain = (cued or bool(prefix) or shape == (3, 4, 4)) and not window.doubtful
    return Span(start=start, end=window.end, kind="mobile", certain=certain)


def _shape_after(shape: tuple[int, ...], prefix: int) -> tuple[int, ...]:
    """The shape left when `prefix` digits are taken off the front."""
    if not prefix:
        return shape
    if shape[0] == prefix:
        return shape[1:]
    return (shape[0] - prefix, *shape[1:])


def _dash_follows(window: Window) -> bool:
    return window.text[window.groups[0].end : window.groups[0].end + 1] == "-"


def _bank_card(window: Window) -> Span | None:
    digits = window.digits
    if not (13 <= len(digits) <= 19 and digits.isdigit() and _is_card_shape(window.shape)):
        return None
    cued = beside(window.text, window.start, window.end, CARD_CUE)
    by_fours = len(window.shape) > 2
    home, other = _HOME_ISSUER.fullmatch(digits), _OTHER_ISSUER.fullmatch(digits)
    if not luhn.is_valid(digits):
        mistyped = cued and (home or other) and not window.doubtful
        return _span(window, "bank_card", certain=False) if mistyped else None
    if home or (other and not window.bordered):
        return _span(window, "bank_card", certain=bool(home or cued or by_fours) and not window.doubtful)
    if _RARE_ISSUER.fullmatch(digits) and (cued or (other and by_fours)):
        return _span(window, "bank_card", certain=cued and not window.doubtful)
    return None


def _is_card_shape(shape: tuple[int, ...]) -> bool:
    if len(shape) == 1:
        return True
    fours = all(size == 4 for size in shape[:-1]) and shape[-1] <= 4 and len(shape) > 3
    return fours or shape in {
        (4, 6, 5),
        (6, 10),
        (6, 13),
        (4, 4, 8),
        (4, 8, 4),
        (8, 8),
        (8, 11),
        (6, 6, 7),
        (4, 4, 4, 7),
    }


def _is_day(digits: str) -> bool:
    try:
        date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return False
    return True


def _span(window: Window, kind: Kind, *, certain: bool) -> Span:
    return Span(start=window.start, end=window.end, kind=kind, certain=certain)
