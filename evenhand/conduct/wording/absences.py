"""What a message or call ought to hold: who is speaking, and a way to say no to further messages."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from evenhand.conduct.wording.turns import turns
from evenhand.rules.strict_yaml import read_strict

_LISTED = Path(__file__).parent / "absences.yaml"
_NAMED = re.compile(r"\{([a-z]+)\}")
# How many signs before and after may take the finding back.
_AROUND = 20


@dataclass(frozen=True, kw_only=True)
class _Sought:
    says: re.Pattern[str]
    unless: re.Pattern[str]

    def stands_in(self, text: str) -> bool:
        spoken = turns(text)
        for match in self.says.finditer(text):
            turn = spoken.at(match.start())
            if (turn is None or turn.speaker == "collector") and not self._taken_back(text, match):
                return True
        return False

    def _taken_back(self, text: str, match: re.Match[str]) -> bool:
        before = re.split(r"[。！？!?\n]", text[max(0, match.start() - _AROUND) : match.start()])[-1]
        after = re.split(r"[。！？!?\n,，]", text[match.end() : match.end() + _AROUND])[0]
        return self.unless.search(before) is not None or self.unless.search(after) is not None


def identified(text: str | None) -> bool | None:
    """Whether the side that collects says who it is; None where there is no text to tell from."""
    return _stands("identified", text)


def opt_out(text: str | None) -> bool | None:
    """Whether a message says how to stop further ones (12 CFR 1006.6(e)); None where there is no text."""
    return _stands("opt_out", text)


def _stands(name: str, text: str | None) -> bool | None:
    return _sought(name).stands_in(text) if text and text.strip() else None


@cache
def _sought(name: str) -> _Sought:
    listed = read_strict(_LISTED)
    says = "|".join(_NAMED.sub(lambda word: f"(?:{listed['words'][word[1]]})", line) for line in listed[name]["says"])
    return _Sought(
        says=re.compile(says, re.IGNORECASE | re.ASCII), unless=re.compile(listed[name]["unless"], re.IGNORECASE)
    )
