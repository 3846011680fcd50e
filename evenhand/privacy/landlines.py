"""Fixed lines: with an area code anywhere, without one only behind a word for telephone; hotlines are nobody's."""

import re
from collections.abc import Iterator

from evenhand.privacy.cues import PHONE_CUE, beside, labelled_code
from evenhand.privacy.span import Span

_AREA = r"(?:10|2[0-9]|[3-9][0-9]{2})"
_NUMBER = r"[2-8][0-9]{2,3}[ \-]?[0-9]{4}"
_EXTENSION = (
    r"(?:[ ]{0,2}(?:[(（]?(?:转分机|转接|转|分机号?|ext\.?|extension|x|#)[:： ]{0,2}|-)[0-9]{1,5}[)）]?(?![0-9]))?"
)
_FREE = r"(?<![0-9·])(?<![0-9][.\-])"
_CLEAR = r"(?![0-9])(?!\.[0-9])(?!··)"
_WITH_AREA = re.compile(
    rf"{_FREE}(?:[(（]?(?:\+ ?|00)86[)）]?[ \-]{{0,2}}(?:[(（]0?{_AREA}[)）]|0?{_AREA})|[(（]0{_AREA}[)）]|0{_AREA})"
    rf"(?P<joint>[ \-]{{0,3}}){_NUMBER}{_EXTENSION}{_CLEAR}",
    re.I,
)
_BARE = re.compile(
    rf"(?:电话|座机|固话|宅电|(?<![A-Za-z])(?:tel|telephone|phone))(?:号码?)?(?:是|为)?[:：. ]{{0,3}}"
    rf"(?P<number>{_NUMBER}(?![ \-]?[0-9]{{3,4}}(?![0-9])){_EXTENSION}{_CLEAR})",
    re.I,
)


def find_landlines(text: str) -> Iterator[Span]:
    """Each fixed line in the plain `text`, extension included; spans may overlap."""
    for found in _WITH_AREA.finditer(text):
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
