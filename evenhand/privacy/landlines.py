"""Fixed lines: with an area code anywhere, without one only behind a word for telephone; hotlines are nobody's."""

import re
from collections.abc import Iterator

from evenhand.privacy.cues import PHONE_CUE, beside, labelled_code
from evenhand.privacy.span import Span

# Area codes in use, without their leading 0 (the national numbering plan).
_AREA = (
    "(?:10|2[0-57-9]|3(?:1[0-9]|35|49|5[0-9]|7[0-9]|9[1-8])|4(?:1[1-9]|2[179]|3[1-9]|5[1-9]|6[4789]|7[0-9]|8[23])"
    "|5(?:1[0-9]|2[037]|3[0-9]|4[36]|5[0-9]|6[1-6]|7[0-9]|80|9[1-9])|6(?:3[1-5]|6[0238]|9[12])"
    "|7(?:01|1[0-9]|2[248]|3[0-9]|4[3-6]|5[0-9]|6[023689]|7[0-9]|9[0-9])"
    "|8(?:1[23678]|2[567]|3[0-9]|5[1-9]|7[0-9]|8[13678]|9[1-8])"
    "|9(?:0[123689]|1[1-79]|3[0-9]|4[13]|5[1-5]|7[0-79]|9[0-9]))"
)
_NUMBER = r"[2-8][0-9]{2,3}[ \-]?[0-9]{4}"
_TURNED = r"(?:转分机|转接|转|分机号?|ext\.?|extension|x|#)[:： ]{0,2}[0-9]{1,5}"
_EXTENSION = rf"(?: {{0,2}}(?:{_TURNED}|[(（]{_TURNED}[)）]|-[0-9]{{1,5}})(?![0-9]))?"
_FREE = r"(?<![0-9·])(?<![0-9][.\-])"
_CLEAR = r"(?![0-9])(?!\.[0-9])(?!··)"
_ABROAD = r"(?:[(（](?:\+ ?|00)86[)）]|\+ ?86|0086)[ \-]{0,2}"
_WITH_AREA = re.compile(
    rf"{_FREE}(?:{_ABROAD}(?:[(（]0?{_AREA}[)）]|0?{_AREA})|[(（]0{_AREA}[)）]|0{_AREA})"
    rf"(?P<joint>[ \-]{{0,3}}){_NUMBER}{_EXTENSION}{_CLEAR}",
    re.I,
)
# Looked for first: it is quick, and every number with an area code begins with one of these.
_OPENING = re.compile(r"[+(（0]")
_BARE = re.compile(
    rf"(?:电话|座机|固话|宅电|(?<![A-Za-z])(?:tel|telephone|phone))(?:号码?)?(?:是|为)?[:：. ]{{0,3}}"
    rf"(?P<number>{_NUMBER}(?![ \-]?[0-9]{{3,4}}(?![0-9])){_EXTENSION}{_CLEAR})",
    re.I,
)


def find_landlines(text: str) -> Iterator[Span]:
    """Each fixed line in the plain `text`, extension included; spans may overlap."""
    for opening in _OPENING.finditer(text):
        found = _WITH_AREA.match(text, opening.start())
        if not found:
            continue
        start, end = found.span()
        parted = bool(found["joint"]) or text[start] in "(（+"
        certain = (parted or beside(text, start, end, PHONE_CUE)) and not labelled_code(text, start)
        if parted or certain or not _in_code(text, start, end):
            yield Span(start=start, end=end, kind="landline", certain=certain)
    for found in _BARE.finditer(text):
        yield Span(start=found.start("number"), end=found.end("number"), kind="landline", certain=True)


def _in_code(text: str, start: int, end: int) -> bool:
    """Whether Latin letters touch the number."""
    around = text[max(0, start - 1) : start] + text[end : end + 1]
    return any(sign.isascii() and sign.isalpha() for sign in around)
