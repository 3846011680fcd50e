"""The words by which files name our columns and their values, and how a word is compared."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any
from zoneinfo import available_timezones

from evenhand.intake.plain_yaml import plain_yaml
from evenhand.records import CHANNELS, COMPLAINTS, CONTACTS, MANDATES, Column

# What may stand behind a header without changing its meaning; "(minutes)" would, and is left alone.
HARMLESS_ENDING = re.compile(r"(\*|[:]|\((秒|s|sec|secs|seconds|必填|选填|可选|非必填|required|optional)\))+$")
SPACING = re.compile(r"[\s_\-\u200b\ufeff]+")

Wanted = Mapping[str, str]
"""Spellings, folded, to the value of ours."""


def folded(word: str) -> str:
    """`word` as it is compared: full width as half, without case, spaces, underscores and hyphens."""
    return SPACING.sub("", unicodedata.normalize("NFKC", word)).casefold()


def folded_header(header: str) -> str:
    """A header as it is compared: folded, without a mark for "required" or a unit that is ours anyway."""
    word = folded(header)
    return HARMLESS_ENDING.sub("", word) or word


@dataclass(frozen=True, kw_only=True)
class Vocabulary:
    """The words of one kind of table: header spellings with their strength, and the spellings of closed values."""

    columns: tuple[Column, ...]
    headers: Mapping[str, tuple[str, int]]
    values: Mapping[str, Wanted]
    nothing: frozenset[str]

    def column_of(self, header: str) -> tuple[str, int] | None:
        """Our column that `header` names and how weak the claim is (0: our own name), or None."""
        return self.headers.get(folded_header(header))

    def score(self, headers: Sequence[str]) -> int:
        """How much a row looks like a header: its recognised columns, required ones counting most."""
        found = {claim[0] for header in headers if header.strip() and (claim := self.column_of(header))}
        required = {column.name for column in self.columns if column.required}
        return len(found) + 100 * len(found & required)


@cache
def vocabulary(table: str) -> Vocabulary:
    """The words of `contacts`, `complaints` or `mandates`."""
    columns = {"contacts": CONTACTS, "complaints": COMPLAINTS, "mandates": MANDATES}[table]
    written, shared = _load(f"{table}.yaml"), _load("shared.yaml")
    headers: dict[str, tuple[str, int]] = {folded(column.name): (column.name, 0) for column in columns}
    for name, spellings in written["columns"].items():
        for strength, spelling in enumerate(spellings, start=1):
            headers.setdefault(folded_header(spelling), (name, strength))
    values = {column.name: _wanted(column, written.get("values", {}), shared) for column in columns}
    nothing = frozenset(folded(word) for word in shared["nothing"]) | {"-", "--"}
    return Vocabulary(columns=columns, headers=headers, values=values, nothing=nothing)


def layout_columns(layout: str) -> dict[str, str] | None:
    """Our columns and the headers of a published layout (`cfpb`), or None where there is no such layout."""
    layouts = plain_yaml(files("evenhand.intake").joinpath("layouts.yaml").read_text(encoding="utf-8"))
    found: dict[str, str] | None = layouts.get(layout)
    return found


def _load(name: str) -> dict[str, Any]:
    text = files("evenhand.intake").joinpath("words", name).read_text(encoding="utf-8")
    loaded: dict[str, Any] = plain_yaml(text)
    return loaded


def _wanted(column: Column, written: Mapping[str, Mapping[str, Sequence[str]]], shared: Mapping[str, Any]) -> Wanted:
    if column.name == "debtor_tz":
        return zone_words() | {folded(word): zone for zone, words in shared["zones"].items() for word in words}
    names: tuple[str, ...]
    if column.name == "opted_out":
        own, names = written.get("channel", {}), CHANNELS
    elif column.kind == "bool":
        own, names = written.get(column.name, {}), ("true", "false")
    else:
        own, names = written.get(column.name, {}), column.values
    wanted = {folded(name): name for name in names}
    for ours, words in own.items():
        for word in words:
            wanted.setdefault(folded(word), ours)
    if column.kind == "bool":
        for truth in names:
            for word in shared[truth]:
                wanted.setdefault(folded(word), truth)
    return wanted


@cache
def zone_words() -> dict[str, str]:
    """Every IANA zone, folded, to its name."""
    return {folded(zone): zone for zone in sorted(available_timezones())}
