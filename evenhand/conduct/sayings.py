"""What a text may say, from a list of phrases; a hit asks a person to read, it decides nothing."""

from functools import cache
from pathlib import Path

from evenhand.rules.strict_yaml import read_strict
from evenhand.rules.vocabulary import SAYINGS
from evenhand.tables.connection import literal

_PHRASES = Path(__file__).parent / "sayings.yaml"


@cache
def patterns() -> dict[str, str]:
    """One regular expression for each saying, in the part of the syntax that RE2, Java and Python read alike."""
    listed = read_strict(_PHRASES)
    return {saying: "|".join(f"(?:{phrase})" for phrase in listed[saying]) for saying in SAYINGS}


def said(saying: str, *, text: str = "text") -> str:
    """SQL that is true where the column `text` may say `saying`, NULL where there is no text."""
    return f"regexp_matches({folded(text)}, {literal(patterns()[saying])})"


def folded(text: str) -> str:
    """SQL for the text as phrases are matched: white space removed, letters in lower case."""
    return f"regexp_replace(lower({text}), '[\\s　]+', '', 'g')"
