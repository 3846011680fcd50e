"""A finding of the gate in words: the facts used and one sentence in each language, as the audit writes them."""

import json
from typing import Any

from evenhand.conduct.gate.answer import Found
from evenhand.conduct.gate.clauses import Clause, Open
from evenhand.conduct.gate.proposal import UNNAMED, Facts, Instant
from evenhand.records import CONTACTS
from evenhand.rules.function import Truth
from evenhand.rules.sentences import labels
from evenhand.rules.vocabulary import WORDS

_LABELS = {lang: labels(lang) for lang in ("zh", "en")}
_QUANTITIES = frozenset(column.name for column in CONTACTS if column.kind == "number")
_ASKED = {"zh": "待核：", "en": "For review: "}
# Canonical: keys sorted, no spaces.
_to_json = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str).encode


def explain(one: Open, instant: Instant, truth: Truth) -> Found:
    """What the clause says about the contact at that moment; `truth` is not false."""
    clause, certain = one.clause, truth is True
    known = instant.facts(clause.place)
    return Found(
        pack=clause.pack.id,
        rule=clause.rule.id,
        in_force=clause.version.in_force,
        outcome=clause.rule.outcome if certain else "review",
        severity=clause.rule.severity,
        related=_related(clause, instant, certain),
        facts=_facts(clause, instant, known, certain),
        sentence_zh=_sentence(clause, instant, known, certain, "zh"),
        sentence_en=_sentence(clause, instant, known, certain, "en"),
    )


def _related(clause: Clause, instant: Instant, certain: bool) -> tuple[str, ...]:
    telling = clause.telling
    several = [instant.me.contact_id]
    if telling.stated is not None:
        tallies = instant.tallies(telling.stated, clause.place)
        several = instant.proposal.places[clause.place].counting.related(tallies, telling.limit, certain, instant.me)
    return tuple([name for name in several if name != UNNAMED])


def _facts(clause: Clause, instant: Instant, known: Facts, certain: bool) -> str:
    """Canonical JSON: every fact and every value the rule used."""
    facts = {name: _plain(name, known[name]) for name in clause.telling.facts}
    if "local_time" in facts:
        facts["local_time"] = _each_once(time[11:] for time in instant.shown(clause.place))
    for name, ends in clause.telling.counts:
        facts[name] = known[ends[0 if certain else 1]]
    facts |= clause.version.values
    return _to_json(facts)


def _plain(name: str, value: Any) -> Any:
    return float(value) if value is not None and name in _QUANTITIES else value


def _each_once(times: Any) -> str | None:
    """Local times as text; where the debtor may be in several zones, each different one."""
    return " / ".join(sorted(set(times))) or None


def _sentence(clause: Clause, instant: Instant, known: Facts, certain: bool, lang: str) -> str:
    told = ["" if certain else _ASKED[lang]]
    for before, name in clause.telling.pieces[lang]:
        told.append(before)
        if name:
            shown = _shown(name, clause, instant, known, certain, lang)
            told.append("?" if shown is None else shown)
    return "".join(told)


def _shown(name: str, clause: Clause, instant: Instant, known: Facts, certain: bool, lang: str) -> str | None:
    if name == "at":
        return _each_once(instant.shown(clause.place))
    if name == "count":
        return str(known[clause.telling.counts[0][1][0 if certain else 1]])
    if name in clause.version.values:
        return str(clause.version.values[name])
    value = known[clause.telling.words if name == "words" else name]
    if named := _LABELS[lang].get(name):
        return str(named.get("unknown" if value is None else value, value))
    if value is None:
        return None
    if name in WORDS and WORDS[name].type == "number":
        return str(int(value)) if value == int(value) else str(float(value))
    return str(value)
