"""E-mail addresses, searched from their @ outwards so that long texts cost no more than short ones."""

import re
import string
from collections.abc import Iterator

from evenhand.privacy.span import Span

_AT = re.compile(r" ?(?:@|[(\[（]at[)\]）]) ?", re.I)
_LOCAL = string.ascii_letters + string.digits + "._%+-"
_HOST = re.compile(
    r"(?:[A-Za-z0-9](?:[A-Za-z0-9\-]{0,61}[A-Za-z0-9])?\.){0,5}[A-Za-z0-9](?:[A-Za-z0-9\-]{0,61}[A-Za-z0-9])?"
    r"(?:\.[A-Za-z]{2,18}|。(?:com|cn|net|org)(?![A-Za-z]))",
    re.I,
)
LONGEST_LOCAL = 64
LONGEST_HOST = 255


def find_emails(text: str) -> Iterator[Span]:
    """Each e-mail address in the plain `text`."""
    for at in _AT.finditer(text):
        before = text[max(0, at.start() - LONGEST_LOCAL) : at.start()]
        local = len(before) - len(before.rstrip(_LOCAL))
        host = _HOST.match(text, at.end(), at.end() + LONGEST_HOST)
        if local and host:
            yield Span(start=at.start() - local, end=host.end(), kind="email", certain=True)
