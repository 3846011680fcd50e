"""What the findings of one clause state, worked out once: facts, counts, and the pieces of both sentences."""

from string import Formatter

from evenhand.conduct.texts import facts_of
from evenhand.rules.condition import Counted, Reaches, nodes, words
from evenhand.rules.pack import Rule, Version
from evenhand.rules.sentences import saying_of
from evenhand.rules.sql import bounds
from evenhand.rules.vocabulary import SAID

Pieces = tuple[tuple[str, str | None], ...]
"""The text before each name of a template, and the name; None where the template ends without one."""


class Telling:
    """`facts` are the words whose facts are stated, `counts` the name of each count and of its two bounds.

    `stated` is the count whose contacts a finding names, None where nothing is counted, and `limit` what it reaches.
    """

    def __init__(self, rule: Rule, version: Version) -> None:
        asked = [word.name for word in words(version.tree)]
        heard = [name for word in asked if word in SAID for name in facts_of(word.removeprefix("said_"))[1:]]
        # But for the words found, what was said stays in the lender's file.
        self.facts = tuple(name for name in (*asked, *heard) if name != "text")
        self.counts = tuple((counted.name, bounds(counted)) for counted in version.counts)
        self.stated: Counted | None = version.counts[0] if version.counts else None
        limits = [one.limit for one in nodes(version.tree) if isinstance(one, Reaches) and one.counted == self.stated]
        self.limit = limits[0] if limits else 0
        self.words = f"words_{saying_of(version)}"
        self.pieces = {"zh": _pieces(rule.sentence.zh), "en": _pieces(rule.sentence.en)}


def _pieces(template: str) -> Pieces:
    return tuple((before, name) for before, name, _, _ in Formatter().parse(template))
