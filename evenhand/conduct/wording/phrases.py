"""The phrases and the excuses as they are listed, ready to be looked for."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from evenhand.conduct.wording.characters import characters
from evenhand.rules.strict_yaml import read_strict
from evenhand.rules.vocabulary import SAYINGS

_HERE = Path(__file__).parent

_NAMED = re.compile(r"\{([a-z]+)\}")


@dataclass(frozen=True, kw_only=True, eq=False)
class Phrase:
    """One expression for a saying, the confidence it gives, and what around it shows an ordinary use."""

    saying: str
    id: str
    confidence: float
    expression: str
    lang: str
    compiled: re.Pattern[str]
    unless: re.Pattern[str] | None


@dataclass(frozen=True, kw_only=True)
class Excuse:
    """Why a phrase does not say what it seems to; `where` is the stretch it is looked for in."""

    id: str
    where: str
    sayings: frozenset[str]
    ids: frozenset[str]
    not_ids: frozenset[str]
    says: re.Pattern[str]
    cancel: re.Pattern[str] | None

    def is_for(self, phrase: Phrase) -> bool:
        """Whether it may excuse `phrase`."""
        chosen = phrase.id in self.ids if self.ids else phrase.id not in self.not_ids
        return phrase.saying in self.sayings and chosen


@cache
def phrases() -> tuple[Phrase, ...]:
    """Every phrase, in the order of the list."""
    listed = read_strict(_HERE / "phrases.yaml")
    return tuple(_phrase(saying, entry, listed["words"]) for saying in SAYINGS for entry in listed[saying])


@cache
def excuses(phrase: Phrase) -> tuple[Excuse, ...]:
    """The excuses that `phrase` may have."""
    return tuple(excuse for excuse in _excuses() if excuse.is_for(phrase))


def _phrase(saying: str, entry: dict[str, Any], words: dict[str, str]) -> Phrase:
    expression = _folded(_NAMED.sub(lambda name: f"(?:{words[name[1]]})", entry["say"]))
    return Phrase(
        saying=saying,
        id=entry["id"],
        confidence=entry["confidence"],
        expression=expression,
        lang="en" if entry["id"].endswith("-en") else "zh",
        compiled=re.compile(expression, re.ASCII),
        unless=_compiled(entry.get("unless")),
    )


@cache
def _excuses() -> tuple[Excuse, ...]:
    return tuple(
        Excuse(
            id=entry["id"],
            where=entry["where"],
            sayings=frozenset(entry.get("sayings", SAYINGS)),
            ids=frozenset(entry.get("ids", ())),
            not_ids=frozenset(entry.get("not_ids", ())),
            says=re.compile(_folded(entry["says"]), re.ASCII),
            cancel=_compiled(entry.get("cancel")),
        )
        for entry in read_strict(_HERE / "excuses.yaml")["excuses"]
    )


def _compiled(expression: str | None) -> re.Pattern[str] | None:
    return re.compile(_folded(expression), re.ASCII) if expression else None


def _folded(expression: str) -> str:
    """The expression with its Chinese signs as texts have them once folded."""
    meant = characters().meant
    return "".join(chr(int(meant[ord(sign)])) if "一" <= sign <= "鿿" else sign for sign in expression)
