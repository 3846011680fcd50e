"""A finding of the gate in words: the facts used and one sentence in each language, as the audit writes them."""

import json
from functools import cache
from string import Formatter
from typing import Any

from evenhand.conduct.clocks import moment_of
from evenhand.conduct.gate.answer import Found
from evenhand.conduct.gate.clauses import Clause, Open
from evenhand.conduct.gate.proposal import UNNAMED, Instant
from evenhand.conduct.texts import facts_of
from evenhand.records import CONTACTS
from evenhand.rules.condition import Reaches, nodes, words
from evenhand.rules.function import Truth
from evenhand.rules.pack import Version
from evenhand.rules.sentences import labels, saying_of
from evenhand.rules.sql import bounds
from evenhand.rules.vocabulary import SAID, WORDS

_LABELS = {lang: labels(lang) for lang in ("zh", "en")}
_QUANTITIES = frozenset(column.name for column in CONTACTS if column.kind == "number")
_ASKED = {"zh": "待核：", "en": "For review: "}


def explain(one: Open, instant: Instant, truth: Truth) -> Found:
    """What the clause says about the contact at that moment; `truth` is not false."""
    clause, certain = one.clause, truth is True
    return Found(
        pack=clause.pack.id,
        rule=clause.rule.id,
        in_force=clause.version.in_force,
        outcome=clause.rule.outcome if certain else "review",
        severity=clause.rule.severity,
        related=tuple(one for one in _related(clause, instant, certain) if one != UNNAMED),
        facts=_facts(clause, instant, certain),
        sentence_zh=_sentence(clause, instant, certain, "zh"),
        sentence_en=_sentence(clause, instant, certain, "en"),
    )


def _related(clause: Clause, instant: Instant, certain: bool) -> list[str]:
    if not clause.version.counts:
        return [instant.me.contact_id]
    stated = clause.version.counts[0]
    limit = next(n.limit for n in nodes(clause.version.tree) if isinstance(n, Reaches) and n.counted == stated)
    counting = instant.proposal.places[clause.place].counting
    return counting.related(
        stated, limit, certain, instant.me, instant.before, instant.numbers_for(stated, clause.pack)
    )


def _facts(clause: Clause, instant: Instant, certain: bool) -> str:
    """Canonical JSON: keys sorted, no spaces, every fact and every value the rule used."""
    known = instant.facts(clause.place)
    facts = {name: _plain(name, known[name]) for name in _asked(clause.pack.id, clause.rule.id, clause.version)}
    if "local_time" in facts:
        facts["local_time"] = _local(clause, instant, "%H:%M:%S")
    for counted in clause.version.counts:
        facts[counted.name] = known[bounds(counted)[0 if certain else 1]]
    facts |= clause.version.values
    return json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)


def _asked(pack: str, rule: str, version: Version) -> tuple[str, ...]:
    """The words whose facts a finding states; but for the words found, what was said stays in the lender's file."""
    place = (pack, rule, version.in_force)
    if place not in _ASKED_BY:
        asked = [word.name for word in words(version.tree)]
        heard = [name for word in asked if word in SAID for name in facts_of(word.removeprefix("said_"))[1:]]
        _ASKED_BY[place] = tuple(name for name in (*asked, *heard) if name != "text")
    return _ASKED_BY[place]


_ASKED_BY: dict[tuple[Any, ...], tuple[str, ...]] = {}


def _plain(name: str, value: Any) -> Any:
    return float(value) if value is not None and name in _QUANTITIES else value


def _local(clause: Clause, instant: Instant, shape: str) -> str | None:
    """Local time as text; where the debtor may be in several zones, each different one."""
    clocks = [clock for clock in instant.proposal.clocks(clause.place) if clock.known]
    times = {moment_of(clock.local_us(instant.us)).strftime(shape) for clock in clocks}
    return " / ".join(sorted(times)) or None


def _sentence(clause: Clause, instant: Instant, certain: bool, lang: str) -> str:
    template = clause.rule.sentence.zh if lang == "zh" else clause.rule.sentence.en
    told = "" if certain else _ASKED[lang]
    for before, name in _pieces(template):
        told += before
        if name:
            shown = _shown(name, clause, instant, certain, lang)
            told += "?" if shown is None else shown
    return told


@cache
def _pieces(template: str) -> tuple[tuple[str, str | None], ...]:
    return tuple((before, name) for before, name, _, _ in Formatter().parse(template))


def _shown(name: str, clause: Clause, instant: Instant, certain: bool, lang: str) -> str | None:
    known = instant.facts(clause.place)
    if name == "at":
        return _local(clause, instant, "%Y-%m-%d %H:%M:%S")
    if name == "count":
        return str(known[bounds(clause.version.counts[0])[0 if certain else 1]])
    if name in clause.version.values:
        return str(clause.version.values[name])
    value = known[f"words_{saying_of(clause.version)}" if name == "words" else name]
    if named := _LABELS[lang].get(name):
        return str(named.get("unknown" if value is None else value, value))
    if value is None:
        return None
    if name in WORDS and WORDS[name].type == "number":
        return str(int(value)) if value == int(value) else str(float(value))
    return str(value)
