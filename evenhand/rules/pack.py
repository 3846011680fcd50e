"""A pack: the rules of one instrument, each with its versions by date in force, source and worked cases."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from evenhand.rules.condition import Counted, Node, Value, counts, nodes, words
from evenhand.rules.parse import parse
from evenhand.rules.vocabulary import BREAKS, KEYS, KINDS, WHATEVER_THE_DEBT

Modality = Literal["shall_not", "should_not", "presumption", "review"]
Outcome = Literal["breach", "advice", "presumed_violation", "review"]

OUTCOMES: dict[Modality, Outcome] = {
    "shall_not": "breach",
    "should_not": "advice",
    "presumption": "presumed_violation",
    "review": "review",
}


@dataclass(frozen=True, kw_only=True)
class Text:
    """The same words in Chinese and in English."""

    zh: str
    en: str


@dataclass(frozen=True, kw_only=True)
class Source:
    """Where a rule stands: the instrument, the article, and how sure we are of the wording.

    Confidence: A original text seen, B the issuer's own summary, C one weak source (only for an unverified rule).
    """

    title: str
    article: str
    confidence: Literal["A", "B", "C"]


@dataclass(frozen=True, kw_only=True)
class Version:
    """A rule as it stands from `in_force` until (not including) `until`, its values put in."""

    in_force: date
    until: date | None
    values: Mapping[str, Value]
    source: Source
    tree: Node
    # Of these columns one is enough: the rule is judged from whichever the file has.
    one_of: frozenset[str] = frozenset()

    @property
    def counts(self) -> tuple[Counted, ...]:
        """The counts this version asks for; a sentence states the first."""
        return counts(self.tree)

    @property
    def needs(self) -> frozenset[str]:
        """The columns without which this version cannot be evaluated."""
        # In a count, who was reached can only take a contact out, and is the debtor where it is not said.
        counted = {word for tree in counting_trees(self.tree) for word in words(tree) if word.name != "counterparty"}
        return frozenset().union(*(word.needs for word in (*words(self.tree), *counted))) - {"at"}

    @property
    def depends_on_the_hour(self) -> bool:
        """Whether the answer may differ between the zones a debtor may be in."""
        return any(word.name == "local_time" for node in nodes(self.tree) for word in words(node))


def kind_tree(kind: str) -> Node:
    """What makes a contact one of the kind."""
    return _KIND_TREES[kind]


def break_tree(kind: str) -> Node:
    """What ends a row of contacts of the kind."""
    return _BREAK_TREES[kind]


def counting_trees(root: Node) -> Iterator[Node]:
    """The trees that define what `root` counts, and what those count in turn."""
    for counted in counts(root):
        for tree in (kind_tree(counted.kind), *([break_tree(counted.kind)] if counted.window == "in_a_row" else [])):
            yield tree
            yield from counting_trees(tree)


_KIND_TREES = {kind: parse(when) for kind, when in KINDS.items()}
_BREAK_TREES = {kind: parse(when) for kind, when in BREAKS.items()}


@dataclass(frozen=True, kw_only=True)
class Case:
    """A worked case: one contact, what went before, and whether the rule finds it."""

    say: str
    given: Mapping[str, Any]
    after: tuple[Mapping[str, Any], ...]
    mandates: tuple[Mapping[str, Any], ...]
    found: Literal[True, False, "review"]


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One rule of a pack with all its versions, oldest first."""

    pack: str
    id: str
    title: Text
    modality: Modality
    severity: Literal["high", "medium", "low"]
    when: str
    sentence: Text
    versions: tuple[Version, ...]
    checked_on: date
    check_every_days: int
    unverified: bool
    cases: tuple[Case, ...]
    # What may rebut a presumption: a person weighs it, the engine does not.
    rebutted_by: tuple[Text, ...] = ()

    @property
    def outcome(self) -> Outcome:
        """What a finding of this rule is."""
        return OUTCOMES[self.modality]

    def in_force(self, day: date) -> Version | None:
        """The version in force on `day`, None where there is none."""
        for version in reversed(self.versions):
            if version.in_force <= day and (version.until is None or day < version.until):
                return version
        return None


@dataclass(frozen=True, kw_only=True)
class Setting:
    """A fact that is no rule: its source is too weak (C, or M for memory), or a contact record cannot show it.

    It is kept, marked, and used by nothing but the check of recordings, which asks how long those are kept.
    """

    name: str
    say: Text
    confidence: Literal["A", "B", "C", "M"]
    keep_recordings_years: int | None = None


@dataclass(frozen=True, kw_only=True)
class Pack:
    """One instrument as data. `zone` is the IANA zone its hours are read in, None for the debtor's own.

    `count_by` names the columns, or other keys of the vocabulary, whose contacts are counted together.
    """

    id: str
    title: Text
    issuer: Text
    force: str
    scope: Text
    zone: str | None
    count_by: tuple[str, ...]
    rules: tuple[Rule, ...]
    settings: tuple[Setting, ...]
    sha256: str

    def needs(self, version: Version) -> frozenset[str]:
        """The columns that the version asks; each debt is counted only where it is named."""
        keyed = "debt" in self.count_by and any(one.kind not in WHATEVER_THE_DEBT for one in version.counts)
        return version.needs | (KEYS["debt"] if keyed else frozenset())

    def lacking(self, version: Version, present: frozenset[str]) -> frozenset[str]:
        """The columns for want of which the version cannot be evaluated beside the columns `present`."""
        return lacking(self.needs(version), version.one_of, present)


def lacking(needed: frozenset[str], one_of: frozenset[str], present: frozenset[str]) -> frozenset[str]:
    """Of the columns `needed` those that are absent; of `one_of` none where one is there, else all of them."""
    without = frozenset() if one_of & present else one_of
    return (needed - one_of - present) | without
