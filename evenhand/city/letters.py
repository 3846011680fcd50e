"""The stock of letters, templates and small change, cut into pieces that can be put together anew."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from evenhand.city.stock import read_folder, read_stock

_SENTENCE = re.compile(r"[^。！？!?；\n]+[。！？!?；\n]*|\n+")
_CLAUSE = re.compile(r"[^，,、 ]+[，,、 ]*")
_LONG, _SHORT = 34, 10


@dataclass(frozen=True, kw_only=True)
class Letter:
    """One hand-written letter in pieces, in order; the pieces hold slots."""

    id: str
    theme: str
    product: str
    demand: str
    pieces: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Template:
    """A template of an agent's: per sentence the wordings it may have, the first one as written."""

    id: str
    style: str
    product: str
    demand: str
    sentences: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, kw_only=True)
class Phrases:
    """How people begin and end, what they tell of themselves, other words for the same, slips, names of places."""

    openings: tuple[str, ...]
    closings: tuple[str, ...]
    details: tuple[str, ...]
    synonyms: tuple[tuple[str, str], ...]
    slips: tuple[tuple[str, str], ...]
    clerks: tuple[str, ...]
    branches: tuple[str, ...]
    places: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Letters:
    """Everything complaints are written from."""

    own: tuple[Letter, ...]
    waves: tuple[Letter, ...]
    forms: tuple[Letter, ...]
    templates: tuple[Template, ...]
    phrases: Phrases
    by_theme: Mapping[str, tuple[Letter, ...]]

    def of_theme(self, theme: str) -> tuple[Letter, ...]:
        """The hand-written letters on one theme; none where the stock has no such theme."""
        return self.by_theme.get(theme, ())


@lru_cache(maxsize=1)
def gather_letters() -> Letters:
    """Read the stock."""
    public = read_stock("public_letters.yaml")
    phrases = read_stock("phrases.yaml")
    own = tuple(_letter(one) for one in read_folder("letters"))
    return Letters(
        own=own,
        waves=tuple(_letter(one) for one in public["waves"]),
        forms=tuple(_letter(one) for one in public["forms"]),
        templates=tuple(_template(one) for one in read_folder("templates")),
        phrases=Phrases(**{name: tuple(map(_frozen, entries)) for name, entries in phrases.items()}),
        by_theme={theme: tuple(one for one in own if one.theme == theme) for theme in {one.theme for one in own}},
    )


def _frozen(entry: Any) -> Any:
    return tuple(entry) if isinstance(entry, list) else entry


def _letter(entry: dict[str, Any]) -> Letter:
    kept = {name: entry[name] for name in ("id", "theme", "product", "demand")}
    return Letter(**kept, pieces=pieces_of(entry["text"].strip()))


def _template(entry: dict[str, Any]) -> Template:
    other = entry.get("rewordings", {})
    lines = entry["text"].strip().split("\n")
    sentences = tuple((line, *other.get(number, ())) for number, line in enumerate(lines, start=1))
    kept = {name: entry[name] for name in ("id", "style", "product", "demand")}
    return Template(**kept, sentences=sentences)


def pieces_of(text: str) -> tuple[str, ...]:
    """`text` cut after its sentences, and long sentences after their clauses; joined again they are `text`."""
    pieces: list[str] = []
    for sentence in _SENTENCE.findall(text):
        pieces.extend(_clauses(sentence) if len(sentence) > _LONG else [sentence])
    return tuple(pieces)


def _clauses(sentence: str) -> list[str]:
    """The clauses of a long sentence, the short ones kept with their neighbours."""
    found: list[str] = []
    for clause in _CLAUSE.findall(sentence):
        if found and (len(found[-1]) < _SHORT or len(clause) < _SHORT):
            found[-1] += clause
        else:
            found.append(clause)
    return found
