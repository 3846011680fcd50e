"""Take the keys of a mapping one by one: what is missing, misspelled or of another kind is named with its line."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from evenhand.errors import BadPack
from evenhand.rules.pack import Text
from evenhand.rules.strict_yaml import Placed, place_of

_SHOWN = 60


class Reader:
    """Takes the keys of a mapping one by one, so that a missing or unknown one is named with its line."""

    def __init__(self, path: Path, given: Mapping[Any, Any]) -> None:
        self.path = path
        self.given = given
        self.left = dict(given)

    def refusal(self, key: object, zh: str, en: str) -> BadPack:
        """A refusal that names file, line and key."""
        # A key that is missing is to be written where its mapping begins.
        line = self.given.lines.get(key, self.given.line) if isinstance(self.given, Placed) else 1
        place, name = place_of(self.path), shown(key)
        return BadPack(zh=f"{place} 第 {line} 行，{name}：{zh}", en=f"{place} line {line}, {name}: {en}")

    def take(self, key: str) -> Any:
        """The value of a required key."""
        if key not in self.left or self.left[key] is None:
            near = get_close_matches(key, map(str, self.left.keys() - {key}), n=1, cutoff=0.8)
            zh, en = (f"，是否写成了 {shown(near[0])}", f", or correct {shown(near[0])}") if near else ("", "")
            raise self.refusal(key, f"缺少这一项，请补上{zh}", f"is missing; add it{en}")
        return self.left.pop(key)

    def text(self, key: str) -> str:
        """A required text."""
        value = self.take(key)
        if not isinstance(value, str) or not value.strip():
            raise self.refusal(key, "应为文字", "must be text")
        return value

    def optional_text(self, key: str) -> str | None:
        """A text, None where the key is absent or null."""
        return self.text(key) if self.left.get(key) is not None else self.left.pop(key, None)

    def both(self, key: str) -> Text:
        """A text in Chinese and in English."""
        inner = Reader(self.path, self.mapping(key))
        text = Text(zh=inner.text("zh"), en=inner.text("en"))
        inner.done()
        return text

    def one_of(self, key: str, values: Sequence[str]) -> str:
        """A text out of a closed list."""
        value = self.text(key)
        if value not in values:
            raise self.refusal(
                key,
                f"{shown(value)} 不行，可用：{'、'.join(values)}",
                f"{shown(value)}; use one of {', '.join(values)}",
            )
        return value

    def flag(self, key: str) -> bool:
        """True or false, false where the key is absent."""
        value = self.left.pop(key, None)
        if value is not None and not isinstance(value, bool):
            raise self.refusal(key, f"{shown(value)} 不行，请写 true 或 false", f"{shown(value)}; write true or false")
        return bool(value)

    def mapping(self, key: str) -> dict[Any, Any]:
        """A required mapping."""
        value = self.take(key)
        if not isinstance(value, dict):
            raise self.refusal(key, "应为键值对", "must be a mapping")
        return value

    def mappings(self, key: str) -> list[dict[str, Any]]:
        """A list of mappings, empty where the key is absent."""
        value = self.left.pop(key, None) or []
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            raise self.refusal(key, "应为列表", "must be a list of mappings")
        return value

    def names(self, key: str) -> tuple[str, ...]:
        """A required list of names."""
        value = self.take(key)
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            raise self.refusal(key, "应为名称列表", "must be a list of names")
        return tuple(value)

    def day(self, key: str) -> date:
        """A required date."""
        value = self.take(key)
        if not is_day(value):
            raise self.refusal(key, "应为日期，如 2025-02-28", "must be a date such as 2025-02-28")
        return value  # type: ignore[no-any-return]

    def days(self, key: str) -> int:
        """A required number of days, at least one."""
        value = self.take(key)
        if type(value) is not int or value < 1:
            raise self.refusal(
                key, f"{shown(value)} 不行，应为天数，如 180", f"{shown(value)}; write a number of days such as 180"
            )
        return value

    def done(self) -> None:
        """Refuse what nobody asked for."""
        for key in self.left:
            raise self.refusal(key, "没有这个键，请核对拼写", "is not a known key; check its spelling")


def shown(value: object) -> str:
    """What was written, short enough for a sentence."""
    text = str(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def is_day(value: object) -> bool:
    """Whether a value is a day without an hour."""
    return isinstance(value, date) and not isinstance(value, datetime)
