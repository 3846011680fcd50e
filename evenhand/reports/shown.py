"""What may stand on a page: personal data masked, hidden characters made visible, lengths bounded."""

import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

from evenhand.privacy.masking import mask

# Controls, direction overrides, invisible spaces and tags: a reader must see that they are there.
# Tab and line feed are ordinary text, and so is the joiner inside an emoji (U+200D).
HIDDEN = re.compile(
    "[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b\u200c\u200e\u200f"
    "\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffc\ufffe\uffff\U000e0000-\U000e0fff]"
)
CHINESE = re.compile("[\u4e00-\u9fff]")
SPARE = 64
BROKEN_END = re.compile(r"(?:[0-9·][0-9Xx·+\- ]*|[0-9A-Za-z@._+\-·]+)$")


def visible(text: str) -> str:
    """`text` with every control or direction character written out as a sign that a reader can see."""
    return HIDDEN.sub(_sign, text)


def shown(text: str, limit: int = 400) -> str:
    """`text` as a page may show it: the first `limit` characters, masked, hidden characters visible.

    A number cut in two could escape the mask, so a little more is masked than shown and a broken end is dropped.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if len(text) <= limit:
        return visible(_masked(text))
    head = BROKEN_END.sub("", _masked(text[: limit + SPARE])[:limit])
    return visible(head) + "…"


def two_sides(said: str, limit: int = 400) -> tuple[str, str]:
    """What is written "Chinese / English" as a pair to be shown; what is in one language stands in both."""
    zh, parted, en = said.partition(" / ")
    if parted and CHINESE.search(zh) and not CHINESE.search(en[:1]):
        return shown(zh, limit), shown(en, limit)
    return shown(said, limit), shown(said, limit)


def number(value: float) -> str:
    """A count with thousands set apart: 1,234,567."""
    return f"{round(value):,}"


def percent(share: float) -> str:
    """A share as per cent with as many places as it takes to see it: 12.3%, 0.04%, <0.01%."""
    if share <= 0 or share >= 1:
        return "100%" if share > 0 else "0%"
    if share < 0.0001:
        return "<0.01%"
    places = 2 if share < 0.001 else 1
    # Rounded up, almost all would read as all.
    return "99.9%" if share >= 0.9995 else f"{share * 100:.{places}f}%"


def day_words(day: date | str, lang: str) -> str:
    """A day as it is said: 2026年3月1日, or 1 March 2026; text that is no day stays as it is."""
    try:
        value = day if isinstance(day, date) else date.fromisoformat(str(day)[:10])
    except ValueError:
        return str(day)
    if lang == "zh":
        return f"{value.year}年{value.month}月{value.day}日"
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def moment(at: datetime, tz: str) -> str:
    """A moment on the clock of `tz`, to the second: 2026-03-01 22:01:00."""
    return f"{at.astimezone(ZoneInfo(tz)):%Y-%m-%d %H:%M:%S}"


MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def _masked(text: str) -> str:
    bare = HIDDEN.sub("", text)
    masked = mask(bare)
    if masked == bare:
        return text
    # A number broken up by hidden characters would slip through the mask: they are told after the text instead.
    return masked + "".join(dict.fromkeys(HIDDEN.findall(text)))


def _sign(match: re.Match[str]) -> str:
    code = ord(match.group())
    if code < 0x20:
        return chr(0x2400 + code)
    return "␡" if code == 0x7F else f"⟨U+{code:04X}⟩"
