"""One plain form of a text, character for character, so that places found in it are places in the original."""

import re
import unicodedata

HAN = "\u3400-\u4dbf\u4e00-\u9fff"
HIDDEN = "\u200b"
# What people put between the groups of one number. Line breaks and tabs part columns, so they are not here.
BETWEEN = rf"[ \-._()（）{HIDDEN}]"

SPACES = " \u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2500\ufe58\ufe63\uff0d"
_UNSEEN = "\u00ad\u200b\u200c\u200d\u2060\ufeff"


def _plain_forms() -> dict[int, str]:
    forms = {ord(c): " " for c in SPACES} | {ord(c): "-" for c in _DASHES} | {ord(c): HIDDEN for c in _UNSEEN}
    # Beyond the first plane only the mathematical digits, which people use to disguise a number.
    for point in (*range(0x80, 0x10000), *range(0x1D7CE, 0x1D800)):
        if unicodedata.category(chr(point)) == "Nd":
            forms[point] = str(unicodedata.digit(chr(point)))
    # Full-width letters and the marks of numbers and addresses; Chinese punctuation stays as it is.
    wide = [*range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B), *map(ord, "＠．＋＿＃％")]
    return forms | {point: chr(point - 0xFEE0) for point in wide}


_PLAIN = _plain_forms()
OTHER_DIGITS = "".join(chr(point) for point, form in _PLAIN.items() if form.isdigit() and not 0xFF10 <= point <= 0xFF19)
_ODD = re.compile("[" + "".join(map(chr, (point for point in _PLAIN if point < 0x10000))) + "]|[\U0001d7ce-\U0001d7ff]")


def plain(text: str) -> str:
    """`text` with full-width and other digits, letters, spaces and dashes in their ASCII form; same length."""
    return text.translate(_PLAIN) if _ODD.search(text) else text
