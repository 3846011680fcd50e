"""What a message or call ought to hold: who speaks, that a debt collector does, and a way to have no more of them."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from evenhand.conduct.wording.turns import turns
from evenhand.rules.strict_yaml import read_strict

_LISTED = Path(__file__).parent / "absences.yaml"
_NAMED = re.compile(r"\{([a-z]+)\}")
# How many signs before and after may take the finding back.
_AROUND = 30
_ENDS_BEFORE = re.compile(r"[。！？!?;；\n,，]|\.\s")
_ENDS_AFTER = re.compile(r"[。！!;；\n,，]|\.(?:\s|$)")


@dataclass(frozen=True, kw_only=True)
class _Sought:
    """`says` shows that it is there, unless `unless` stands beside it; what `perhaps` finds leaves it open."""

    says: re.Pattern[str]
    unless: re.Pattern[str]
    perhaps: re.Pattern[str] | None
    readable: re.Pattern[str]

    def stands_in(self, text: str) -> bool | None:
        spoken, doubtful = turns(text), False
        for match in self.says.finditer(text):
            turn = spoken.at(match.start())
            if (turn is None or turn.speaker == "collector") and not self._taken_back(text, match):
                return True
            doubtful = True
        if self.perhaps is None:
            return False
        # What is taken back may have been misread, and of a language that is not known nothing is missing for certain.
        doubtful = doubtful or self.perhaps.search(text) is not None or self.readable.search(text) is None
        return None if doubtful else False

    def _taken_back(self, text: str, match: re.Match[str]) -> bool:
        before = _ENDS_BEFORE.split(text[max(0, match.start() - _AROUND) : match.start()])[-1]
        after = _ENDS_AFTER.split(text[match.end() : match.end() + _AROUND])[0]
        return self.unless.search(before) is not None or self.unless.search(after) is not None


def identified(text: str | None) -> bool | None:
    """Whether the side that collects says who it is; None where there is no text to tell from."""
    return _stands("identified", text)


def debt_collector(text: str | None) -> bool | None:
    """Whether a text says that it is from a debt collector (12 CFR 1006.18(e)); None where nobody can tell from it."""
    return _stands("debt_collector", text)


def opt_out(text: str | None) -> bool | None:
    """Whether a message says how to stop further ones (12 CFR 1006.6(e)); None where nobody can tell from it."""
    return _stands("opt_out", text)


def _stands(name: str, text: str | None) -> bool | None:
    return _sought(name).stands_in(text) if text and text.strip() else None


@cache
def _sought(name: str) -> _Sought:
    listed = read_strict(_LISTED)
    one = listed[name]
    return _Sought(
        says=re.compile("|".join(_with_words(line, listed["words"]) for line in one["says"]), re.IGNORECASE | re.ASCII),
        unless=re.compile(one["unless"], re.IGNORECASE),
        perhaps=re.compile(one["perhaps"], re.IGNORECASE) if "perhaps" in one else None,
        readable=re.compile(listed["readable"], re.IGNORECASE),
    )


def _with_words(line: str, words: dict[str, Any]) -> str:
    return _NAMED.sub(lambda word: f"(?:{words[word[1]]})", line)
