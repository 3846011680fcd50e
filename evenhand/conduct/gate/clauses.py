"""The rules of the packs as the gate holds them: compiled once, and settled once for each profile of contacts."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from evenhand.conduct.clocks import SECOND_US
from evenhand.conduct.facts import completed, countable
from evenhand.conduct.gate.answer import BARRING
from evenhand.conduct.gate.telling import Telling
from evenhand.errors import Misuse
from evenhand.rules.condition import Compare, Counted, Fixed, Has, Node, assume, counts, nodes, words
from evenhand.rules.function import Check, settle, to_function
from evenhand.rules.pack import Pack, Rule, Version, counting_trees, lacking
from evenhand.rules.vocabulary import SAID, WORDS, Word

_EPOCH = date(1970, 1, 1).toordinal()
_NEVER_ENDS = date.max.toordinal()

# What hangs on the moment, where the column that it is read from holds anything; and what hangs on one contact's text,
# number or address. All else a profile settles.
AT_ITS_TIME = {"ceased": "ceased_at", "consent_day": "consent_at"}
ITS_OWN = {"medium_closed": "opted_out", **dict.fromkeys(SAID, "text")}
MOVING = frozenset({"local_time", "mandated"})

# The columns by whose value, and by whose being there at all, profiles are told apart.
_BY_VALUE = (
    "channel",
    "direction",
    "outcome",
    "counterparty",
    "purpose",
    "exception",
    "refused",
    "place",
    "identified",
)
_BY_PRESENCE = ("agency", "recording", "media", "text", "consent_at", "ceased_at", "opted_out")
_LISTS = ("consent",)


@dataclass(frozen=True, kw_only=True)
class Clause:
    """One version of one rule; in force from the day `first` until before the day `until` (days since 1970).

    `own` are the columns that it asks of the contact itself, `counted` those that what it counts is known by.
    """

    place: int
    pack: Pack
    rule: Rule
    version: Version
    own: frozenset[str]
    counted: frozenset[str]
    first: int
    until: int
    telling: Telling

    @property
    def bars(self) -> bool:
        """Whether a finding that is certain refuses the contact."""
        return self.rule.outcome in BARRING


@dataclass(frozen=True)
class Open:
    """A clause that the profile of a contact leaves open: what is left of its condition.

    `first` is what can be said before anything is counted, None where nothing is counted.
    """

    clause: Clause
    tree: Node
    first: Check | None
    check: Check
    zoned: bool
    counts: tuple[Counted, ...]
    moving: frozenset[str]

    @cached_property
    def all_counts(self) -> tuple[Counted, ...]:
        """The counts that it asks for, and those that what is counted asks for in turn."""
        return tuple({each: None for tree in (self.tree, *counting_trees(self.tree)) for each in counts(tree)})

    @cached_property
    def times(self) -> frozenset[int]:
        """The times of day, in microseconds, at which what it says of local time may become another."""
        asked = [node for node in nodes(self.tree) if isinstance(node, Compare) and node.word.name == "local_time"]
        return frozenset(
            time
            for node in asked
            for time in (-(-int(node.value) // SECOND_US) * SECOND_US, (int(node.value) // SECOND_US + 1) * SECOND_US)
        )


@dataclass(frozen=True)
class Profile:
    """What contacts alike in all but time, person and text have in common."""

    outcome: str | None
    facts: Mapping[str, Any]
    opens: tuple[Open, ...]
    not_evaluated: Mapping[str, tuple[str, ...]]


class Clauses:
    """Every rule of the packs, in the order in which the audit gives its findings."""

    def __init__(self, packs: Sequence[Pack], *, mandates: bool, unverified: bool) -> None:
        self.all = sorted(_clauses(packs, unverified), key=lambda one: (one.pack.id, one.rule.id, one.version.in_force))
        self._mandates = frozenset({"mandates"} if mandates else ())
        asked = {word.name: word for one in self.all for word in words(one.version.tree)}
        named = {name for one in self.all for name in _asked_by_value(one.version.tree)}
        derived = {*AT_ITS_TIME, *ITS_OWN, *MOVING, "to_attorney", "to_third_person"}
        others = sorted(named - {*_BY_VALUE, *_LISTS, *derived})
        self._lists = (*_LISTS, *(name for name in others if asked[name].type in ("list", "choices")))
        self._values = (*_BY_VALUE, *(name for name in others if name not in self._lists))
        had = {node.word.name for one in self.all for node in nodes(one.version.tree) if isinstance(node, Has)}
        self._presence = (*_BY_PRESENCE, *sorted(had - {*_BY_PRESENCE, *derived}))
        self._shared = frozenset({*self._values, *self._lists, *derived, "outcome"})
        # By what contacts are told apart: by value, by whether a column holds anything, and as lists.
        self.telling = (frozenset(self._values), frozenset(self._presence), frozenset(self._lists))
        self._profiles: dict[tuple[Any, ...], Profile] = {}

    def profile(self, contact: Mapping[str, Any], present: frozenset[str]) -> Profile:
        """The profile of a contact, beside a history that has the columns `present`."""
        get = contact.get
        key = (
            present,
            *contact,
            None,
            *[get(name) for name in self._values],
            *[not get(name) for name in self._presence],
            *[tuple(get(name) or ()) for name in self._lists],
        )
        found = self._profiles.get(key)
        if found is None:
            if len(self._profiles) > _MOST_PROFILES:
                self._profiles.clear()
            found = self._profiles[key] = self._settle(contact, present)
        return found

    def _settle(self, contact: Mapping[str, Any], present: frozenset[str]) -> Profile:
        outcome = contact.get("outcome") or None
        if outcome is None and contact["channel"] == "call":
            outcome = "conversation"
        whole = countable(completed({**contact, "outcome": outcome}) | {"at_offset_s": 0}, None)
        unsettled = {*MOVING, *(name for name, column in (AT_ITS_TIME | ITS_OWN).items() if contact.get(column))}
        settled = {name: whole.get(name) for name in (*WORDS, *SAID) if name not in unsettled}
        own = frozenset(contact) | self._mandates | {"outcome"}
        known = own | present
        missing: dict[str, set[str]] = {}
        opens = []
        for clause in self.all:
            if absent := lacking(clause.own, clause.version.one_of, own) | (clause.counted - known):
                missing.setdefault(f"{clause.pack.id}/{clause.rule.id}", set()).update(absent)
                continue
            left = settle(clause.version.tree, settled)
            if left != Fixed(False):
                opens.append(_open(clause, left))
        return Profile(
            outcome=outcome,
            facts={name: value for name, value in settled.items() if name in self._shared},
            opens=tuple(opens),
            not_evaluated={name: tuple(sorted(columns)) for name, columns in missing.items()},
        )


_MOST_PROFILES = 20_000


def _clauses(packs: Sequence[Pack], unverified: bool) -> Iterator[Clause]:
    for place, pack in enumerate(packs):
        if "debtor_id" not in pack.count_by:
            raise Misuse(
                zh=f"规则包 {pack.id} 跨债务人合并计次，不能逐次询问；请用 evenhand audit",
                en=f"pack {pack.id} counts across debtors and cannot be asked contact by contact; use evenhand audit",
            )
        for rule in pack.rules:
            if rule.unverified and not unverified:
                continue
            for version in rule.versions:
                own = frozenset().union(*(word.needs for word in words(version.tree))) - {"at"}
                yield Clause(
                    place=place,
                    pack=pack,
                    rule=rule,
                    version=version,
                    own=own,
                    counted=pack.needs(version) - own,
                    first=version.in_force.toordinal() - _EPOCH,
                    until=(version.until.toordinal() if version.until else _NEVER_ENDS) - _EPOCH,
                    telling=Telling(rule, version),
                )


def _open(clause: Clause, left: Node) -> Open:
    counted = counts(left)
    trees = [left, *counting_trees(left)]
    return Open(
        clause=clause,
        tree=left,
        first=to_function(assume(left, None)) if counted else None,
        check=to_function(left),
        zoned=any(word.name == "local_time" for word in words(left)),
        counts=counted,
        moving=frozenset(word.name for tree in trees for word in words(tree)) & {*MOVING, *AT_ITS_TIME},
    )


def _asked_by_value(tree: Node) -> Iterator[str]:
    for node in nodes(tree):
        word: Word | None = getattr(node, "word", None)
        if word is not None and not isinstance(node, Has):
            yield word.name
