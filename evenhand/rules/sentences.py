"""The sentence of a finding: words of a template filled with the facts of the contact."""

from functools import cache
from pathlib import Path
from string import Formatter

import yaml

from evenhand.rules.condition import words
from evenhand.rules.pack import Version
from evenhand.rules.vocabulary import SAID, SAYINGS, WORDS

_LABELS = Path(__file__).parent / "labels.yaml"


def fields(template: str, version: Version) -> list[tuple[str, bool]]:
    """The names in `template`, each with whether the version can fill it."""
    known = {*WORDS, "at", *(["count"] if version.counts else []), *version.values}
    if saying_of(version):
        known.add("words")
    return [(name, name in known) for _, name, _, _ in Formatter().parse(template) if name]


def misread(template: str) -> str | None:
    """What in a template is no plain word in brackets; None where all is."""
    try:
        for _, name, shape, how in Formatter().parse(template):
            if name is not None and (not name.isidentifier() or shape or how):
                return f"{{{name}{'!' if how else ''}{how or ''}{':' if shape else ''}{shape}}}"
    except ValueError as fault:
        return str(fault)
    return None


def saying_of(version: Version) -> str | None:
    """The saying whose words the sentence may quote: the only one that the rule asks for."""
    asked = [word.name.removeprefix("said_") for word in words(version.tree) if word.name in SAID]
    return asked[0] if len(asked) == 1 and asked[0] in SAYINGS else None


@cache
def labels(lang: str) -> dict[str, dict[str, str]]:
    """How the closed values of each word read in `lang`: word → value → label."""
    everything = yaml.safe_load(_LABELS.read_text(encoding="utf-8"))
    return {word: {value: text[lang] for value, text in values.items()} for word, values in everything.items()}
