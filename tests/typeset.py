"""How Chinese is set: no space between a sentence and the next."""

import re

INLINE = re.compile(r"</?(?:a|b|bdi|code|em|small|span|strong|time)\b[^>]*>")
STRAY = re.compile(r".{0,20}[。！？；，：、）”] +[\u4e00-\u9fff“（].{0,20}")


def stray_spaces(text: str) -> list[str]:
    """Where a space stands between a Chinese stop and a Chinese sign, in a page's text or its source."""
    return STRAY.findall(INLINE.sub("", text))
