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
_USUAL_SHAPES = {(11,), (3, 4, 4), (3, 8), (7, 4)}
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
    if len(window.digits) == 18:
        return _new_id_card(window)
    if len(window.digits) == 15 and window.shape in _OLD_ID_SHAPES and _is_day("19" + window.digits[6:12]):
        cued = _cued(window, ID_CUE)
        likely = cued or (bool(_REGION.match(window.digits)) and not window.doubtful)
        return _span(window, "id_card", certain=cued) if likely else None
    return None


def _new_id_card(window: Window) -> Span | None:
    digits = window.digits
    born = "1900" <= digits[6:10] <= "2099" and _is_day(digits[6:14])
    if born and ric.calc_check_digit(digits) == digits[-1]:
        return _span(window, "id_card", certain=True)
    if window.shape not in _ID_SHAPES or window.glued or window.bordered:
        return None
    likely = (born and _REGION.match(digits)) or _cued(window, ID_CUE)
    return _span(window, "id_card", certain=False) if likely else None


def _mobile(window: Window) -> Span | None:
    found = _MOBILE.fullmatch(window.digits)
    if not found:
        return None
    prefix = found[1] or ""
    shape = _shape_after(window.shape, len(prefix))
    start = _dialled_from(window) if prefix else window.start
    if start is None or shape not in _MOBILE_SHAPES or (window.bordered and shape not in _USUAL_SHAPES):
        return None
    sure = bool(prefix) or shape == (3, 4, 4) or _cued(window, PHONE_CUE)
    return Span(start=start, end=window.end, kind="mobile", certain=sure and not window.doubtful)


def _dialled_from(window: Window) -> int | None:
    """Where a number with a country code begins, its `+` or `(+` included; None when the 86 is a number of its own."""
    code_ends = window.groups[0].end
    opening = re.search(r"([(（])?(\+ ?)?$", window.text[max(0, window.start - 3) : window.start])
    bracket, plus = (opening[1] or "", opening[2] or "") if opening else ("", "")
    if bracket and window.text[code_ends : code_ends + 1] in (")", "）"):
        return window.start - len(bracket) - len(plus)
    alone = window.groups[0].digits == "86" and window.text[code_ends : code_ends + 1] != "-"
    return None if alone and not plus else window.start - len(plus)


def _shape_after(shape: tuple[int, ...], prefix: int) -> tuple[int, ...]:
    """The shape left when `prefix` digits are taken off the front."""
    if not prefix:
        return shape
    if shape[0] == prefix:
        return shape[1:]
    return (shape[0] - prefix, *shape[1:])


def _bank_card(window: Window) -> Span | None:
    digits = window.digits
    if not (13 <= len(digits) <= 19 and digits.isdigit() and _is_card_shape(window.shape)):
        return None
    cued = _cued(window, CARD_CUE)
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
    if len(shape) < 3:
        return len(shape) == 1 or shape[0] in (6, 8)
    by_fours = set(shape[:-1]) == {4} and (shape[-1] <= 4 or shape in {(4, 4, 8), (4, 4, 4, 7)})
    return (by_fours and sum(shape) >= 13) or shape in {(4, 6, 5), (4, 8, 4), (6, 6, 7)}


def _cued(window: Window, cue: re.Pattern[str]) -> bool:
    return beside(window.text, window.start, window.end, cue)


def _is_day(digits: str) -> bool:
    try:
        date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return False
    return True


def _span(window: Window, kind: Kind, *, certain: bool) -> Span:
    return Span(start=window.start, end=window.end, kind=kind, certain=certain)
