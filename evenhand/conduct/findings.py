"""Contacts that a rule finds, or may find, with the facts used and one sentence in each language."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from string import Formatter

import duckdb

from evenhand.conduct.candidates import Place
from evenhand.conduct.counting import Tally, related, tallies
from evenhand.conduct.frame import Frame
from evenhand.conduct.texts import facts_of, read_texts
from evenhand.intake.reading import Intake
from evenhand.records import FINDINGS
from evenhand.rules.condition import Counted, Reaches, nodes, words
from evenhand.rules.pack import Pack, Rule, Version
from evenhand.rules.sentences import labels, saying_of
from evenhand.rules.sql import bounds, may_hold, to_sql
from evenhand.rules.vocabulary import SAID, WORDS
from evenhand.tables.connection import identifier, literal
from evenhand.tables.keeping import Keeping, keep_in
from evenhand.tables.progress import Progress

_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, kw_only=True)
class Applied:
    """One version of one rule as the audit applies it; `mark` is the column that holds its answer."""

    pack: Pack
    rule: Rule
    version: Version
    mark: str


def not_evaluated(packs: Sequence[Pack], framed: Frame, *, unverified: bool) -> dict[str, list[str]]:
    """The rules that the file has too few columns for, as `pack/rule`, with the columns missing."""
    missing: dict[str, set[str]] = {}
    for pack in packs:
        for rule in pack.rules:
            if rule.unverified and not unverified:
                continue
            for version in rule.versions:
                if lacking := pack.lacking(version, framed.present):
                    missing.setdefault(f"{pack.id}/{rule.id}", set()).update(lacking)
    return {name: sorted(columns) for name, columns in sorted(missing.items())}


def applied_rules(packs: Sequence[Pack], framed: Frame, *, unverified: bool) -> tuple[Applied, ...]:
    """Every version of every rule that can be evaluated, in the order findings of one contact are given."""
    found = [
        (pack, rule, version)
        for pack in packs
        for rule in pack.rules
        for version in rule.versions
        if not pack.lacking(version, framed.present) and (unverified or not rule.unverified)
    ]
    found.sort(key=lambda one: (one[0].id, one[1].id, one[2].in_force))
    return tuple(
        Applied(pack=pack, rule=rule, version=version, mark=f"mark_{number}")
        for number, (pack, rule, version) in enumerate(found)
    )


def find(
    con: duckdb.DuckDBPyConnection, framed: Frame, contacts: Intake, applied: Sequence[Applied], progress: Progress
) -> None:
    """Leave the contacts found in the table `marked` and their findings, in order, in the view `findings`.

    Only the narrow rows of contacts are sorted; facts and sentences are written out as the view is read.
    """
    if framed.sayings:
        read_texts(con, contacts.relation, framed.sayings)
    counted = mark(keep_in(con), framed, applied, progress)
    # A view: what was found is put in order on its way out, and nowhere held a second time.
    con.execute(f'CREATE OR REPLACE TEMP VIEW hits AS {hits(applied, counted)} ORDER BY "at", contact_id')
    tell_findings(con, framed, applied, counted)


def mark(held: Keeping, framed: Frame, applied: Sequence[Applied], progress: Progress) -> dict[Place, Tally]:
    """Leave the contacts found in the table `marked` of any engine; returns the tallies by which they were counted."""
    counted = tallies(held, framed, [(one.pack, one.version) for one in applied])
    progress("counted", 0.4)
    _mark(held, framed, applied, counted)
    progress("marked", 0.7)
    return counted


def tell_findings(
    con: duckdb.DuckDBPyConnection, framed: Frame, applied: Sequence[Applied], counted: dict[Place, Tally]
) -> None:
    """Leave the view `findings` over `hits`: one row per contact and rule, with facts and sentences."""
    con.execute(f"CREATE OR REPLACE TEMP VIEW findings AS {_findings(applied, framed, counted)}")


def _mark(held: Keeping, framed: Frame, applied: Sequence[Applied], counted: dict[Place, Tally]) -> None:
    """One pass over the contacts: those that some rule may find are kept, with each rule's answer as a column."""
    leaves: dict[str, str] = {}
    possible = " OR ".join(["never", *(_may_find(one, framed, counted, leaves) for one in applied)])
    marks = [f"({_answer(one, framed, counted, leaves)}) AS {one.mark}" for one in applied]
    chosen = ", ".join([*_kept(applied, framed, counted), *marks])
    # What several rules ask is asked once, in a step of its own. The engine would take the filter apart and ask it all
    # again before anything else, were it not held above this step by a term that is new in every row. What one rule
    # asks is left to the filter, which asks it of those contacts only that the rule's other terms leave open.
    shared = {sql: leaf for sql, leaf in leaves.items() if possible.count(f'"{leaf}"') > 1}
    for sql, leaf in leaves.items() - shared.items():
        possible, chosen = (text.replace(f'"{leaf}"', f"({sql})") for text in (possible, chosen))
    each = ", ".join(["*", "random() < 0 AS never", *(f"{sql} AS {leaf}" for sql, leaf in shared.items())])
    joins = " ".join(
        f"LEFT JOIN (SELECT row AS {t.table}_row, least AS {t.table}_least, most AS {t.table}_most FROM {t.joined}) "
        f"{t.table}_of ON {t.table}_row = framed.row"
        for t in counted.values()
    )
    asked = {word.name for one in applied for word in words(one.version.tree)}
    known = f"SELECT {each} FROM {framed.knowing(asked)} framed {joins}"
    held.keep("marked", f"SELECT {chosen} FROM ({known}) WHERE {possible}")


def hits(applied: Sequence[Applied], counted: dict[Place, Tally]) -> str:
    """SQL for the contacts of `marked`, with the words that were found, and the ids counted where a rule counts."""
    joins, lists, kept = [], list(dict.fromkeys(name for one in applied for name in _heard(one))), "marked.*"
    if lists:
        joins.append("LEFT JOIN said ON said.text = marked.said_text")
        kept = "marked.* EXCLUDE (said_text)"
    for one in applied:
        if one.version.counts:
            stated = one.version.counts[0]
            tally = counted[one.pack.id, stated]
            limit = next(n.limit for n in nodes(one.version.tree) if isinstance(n, Reaches) and n.counted == stated)
            found = f"SELECT row, coalesce({one.mark}, FALSE) AS certain FROM marked WHERE {_possible(one)}"
            joins.append(f"LEFT JOIN ({related(tally, found, limit)}) AS r_{one.mark} ON r_{one.mark}.row = marked.row")
            lists.append(f"coalesce(r_{one.mark}.related, [marked.contact_id]) AS {_related(one)}")
    return f"SELECT {', '.join([kept, *lists])} FROM marked {' '.join(joins)}"


def _answer(one: Applied, framed: Frame, counted: dict[Place, Tally], leaves: dict[str, str]) -> str:
    """True, false or NULL for one contact: in force on its own local day, in any zone the debtor may be in."""
    answers = [
        f"({to_sql(one.version.tree, dialect='duckdb', names=names, leaves=leaves)})"
        for names in _names(one, framed, counted)
    ]
    return " AND ".join([*_in_force(one, framed, leaves), f"({' OR '.join(answers)})"])


def _may_find(one: Applied, framed: Frame, counted: dict[Place, Tally], leaves: dict[str, str]) -> str:
    """False where the answer is false, else true."""
    answers = [f"({may_hold(one.version.tree, names=names, leaves=leaves)})" for names in _names(one, framed, counted)]
    in_force = [f"coalesce({day}, TRUE)" for day in _in_force(one, framed, leaves)]
    found = f"({' OR '.join(answers)})"
    return f"({' AND '.join([*in_force, found])})"


def _names(one: Applied, framed: Frame, counted: dict[Place, Tally]) -> Iterator[dict[str, str]]:
    """Where the words of the rule stand, once for each zone the debtor may be in if the hour matters."""
    counts = {name: at for count in one.version.counts for name, at in counted[one.pack.id, count].columns().items()}
    for candidate in range(1, (framed.candidates if one.version.depends_on_the_hour else 1) + 1):
        yield framed.names(one.pack, candidate) | counts


def _in_force(one: Applied, framed: Frame, leaves: dict[str, str]) -> list[str]:
    """Whether the rule is in force on the contact's day; nothing to ask where it is so on every day of the file."""
    day = identifier(framed.names(one.pack)["local_day"])
    first = (one.version.in_force - _EPOCH).days
    until = None if one.version.until is None else (one.version.until - _EPOCH).days
    if framed.days is not None and first <= framed.days[0] and (until is None or framed.days[1] < until):
        return []
    asked = f"{day} >= {first}" + (f" AND {day} < {until}" if until is not None else "")
    return [identifier(leaves.setdefault(asked, f"leaf_{len(leaves)}"))]


def _kept(applied: Sequence[Applied], framed: Frame, counted: dict[Place, Tally]) -> list[str]:
    """The columns that findings, sentences and the summary need later."""
    kept = ["row", "contact_id", "debtor_id", "at", "lender", "agency"]
    for one in applied:
        asked = {word.name for word in words(one.version.tree)} | (set(_fields(one.rule)) & WORDS.keys())
        kept += ["said_text"] if _heard(one) else []
        kept += [_column(name, one.pack, framed) for name in sorted(asked) if name != "local_time"]
        kept += framed.local_us(one.pack)
        for count in one.version.counts:
            kept += counted[(one.pack.id, count)].columns().values()
    return [identifier(name) for name in dict.fromkeys(kept) if name != "text"]


def _column(name: str, pack: Pack, framed: Frame) -> str:
    return framed.names(pack).get(name, name)


def _findings(applied: Sequence[Applied], framed: Frame, counted: dict[Place, Tally]) -> str:
    """One row per contact and rule, written out by the rule's own place in `applied`."""
    if not applied:
        columns = ", ".join(f"NULL::{_sql_type(f.name)} AS {identifier(f.name)}" for f in FINDINGS)
        return f"SELECT {columns} WHERE FALSE"
    numbers = ", ".join(f"CASE WHEN {_possible(one)} THEN {n} END" for n, one in enumerate(applied))
    certain = _by_rule([f"coalesce({one.mark}, FALSE)" for one in applied])
    outcome = _by_rule([literal(one.rule.outcome) for one in applied])
    ids = _by_rule([f"h.{_related(one)}" if one.version.counts else "[h.contact_id]" for one in applied])
    return f"""SELECT h.contact_id, h.debtor_id, h."at", h.lender, h.agency,
        {_by_rule([literal(one.pack.id) for one in applied])} AS pack,
        {_by_rule([literal(one.rule.id) for one in applied])} AS rule,
        {_by_rule([f"DATE {literal(one.version.in_force.isoformat())}" for one in applied])} AS in_force,
        CASE WHEN h.certain THEN {outcome} ELSE 'review' END AS outcome,
        {_by_rule([literal(one.rule.severity) for one in applied])} AS severity, {ids} AS related,
        {_by_rule([_facts(one, framed, counted) for one in applied])} AS facts,
        {_by_rule([_sentence(one, framed, counted, "zh") for one in applied])} AS sentence_zh,
        {_by_rule([_sentence(one, framed, counted, "en") for one in applied])} AS sentence_en
        FROM (SELECT *, {certain} AS certain{_clocks(applied, framed)} FROM (
            SELECT *, unnest(list_filter([{numbers}], lambda n: n IS NOT NULL)) AS rule_number FROM hits)) h"""


def _by_rule(values: Sequence[str]) -> str:
    """The value that belongs to the rule of the row; equal ones are written once."""
    if len(set(values)) == 1:
        return values[0]
    places: dict[str, list[int]] = {}
    for number, value in enumerate(values):
        places.setdefault(value, []).append(number)
    cases = " ".join(
        f"WHEN rule_number IN ({', '.join(map(str, numbers))}) THEN {value}" for value, numbers in places.items()
    )
    return f"CASE {cases} END"


def _possible(one: Applied) -> str:
    return f"{one.mark} IS DISTINCT FROM FALSE"


def _related(one: Applied) -> str:
    return f"related_{one.mark}"


def _facts(one: Applied, framed: Frame, counted: dict[Place, Tally]) -> str:
    """Canonical JSON: keys sorted, no spaces, every fact and every value the rule used."""
    facts = {word.name: f"h.{identifier(_column(word.name, one.pack, framed))}" for word in words(one.version.tree)}
    facts.pop("text", None)  # but for the words found, what was said stays in the lender's own file
    facts |= {name: f"h.{name}" for name in _heard(one)}
    if "local_time" in facts:
        facts["local_time"] = _local(one, framed, "[12:]")
    for count in one.version.counts:
        facts[count.name] = _count(one, counted, count)
    for name, value in one.version.values.items():
        facts[name] = literal(value) if isinstance(value, str) else str(value)
    parts = ", ".join(f"{identifier(name)} := {facts[name]}" for name in sorted(facts))
    return f"to_json(struct_pack({parts}))::VARCHAR" if parts else "'{}'"


def _heard(one: Applied) -> list[str]:
    """The columns that hold the words found by what the rule asks of texts, and how sure they are."""
    asked = [word.name for word in words(one.version.tree) if word.name in SAID]
    return [name for word in asked for name in facts_of(word.removeprefix("said_"))[1:]]


def _count(one: Applied, counted: dict[Place, Tally], count: Counted) -> str:
    """The count a finding states: what is certain for a breach, what may be for a review."""
    columns = counted[(one.pack.id, count)].columns()
    least, most = (f"h.{columns[name]}" for name in bounds(count))
    # A contact that no tally holds has nothing to count.
    return f"coalesce(CASE WHEN h.certain THEN {least} ELSE {most} END, 0)"


def _clocks(applied: Sequence[Applied], framed: Frame) -> str:
    """SQL for local time as text, written once for all that quotes it."""
    times = dict.fromkeys(name for one in applied for name in framed.local_us(one.pack))
    return "".join(f", strftime(make_timestamp({name}), '%Y-%m-%d %H:%M:%S') AS clock_{name}" for name in times)


def _local(one: Applied, framed: Frame, part: str = "") -> str:
    """Local time as text, or a part of it; where the debtor may be in several zones, each different one."""
    times = [f"h.clock_{name}{part}" for name in framed.local_us(one.pack)]
    if len(times) == 1:
        return times[0]
    return f"array_to_string(list_sort(list_distinct([{', '.join(times)}])), ' / ')"


def _fields(rule: Rule) -> list[str]:
    return [name for text in (rule.sentence.zh, rule.sentence.en) for _, name, _, _ in Formatter().parse(text) if name]


def _sentence(one: Applied, framed: Frame, counted: dict[Place, Tally], lang: str) -> str:
    pieces = []
    for words_before, name, _, _ in Formatter().parse(one.rule.sentence.zh if lang == "zh" else one.rule.sentence.en):
        if words_before:
            pieces.append(literal(words_before))
        if name:
            pieces.append(f"coalesce({_shown(name, one, framed, counted, lang)}, '?')")
    asked = literal("待核：" if lang == "zh" else "For review: ")
    said = [f"CASE WHEN h.certain THEN '' ELSE {asked} END", *pieces]
    return f"concat({', '.join(said)})"


def _shown(name: str, one: Applied, framed: Frame, counted: dict[Place, Tally], lang: str) -> str:
    if name == "at":
        return _local(one, framed)
    if name == "count":
        return f"({_count(one, counted, one.version.counts[0])})::VARCHAR"
    if name == "words":
        return f"h.words_{saying_of(one.version)}"
    if name in one.version.values:
        return literal(str(one.version.values[name]))
    column = f"h.{identifier(_column(name, one.pack, framed))}"
    known = labels(lang).get(name)
    if known:
        cases = [f"WHEN {column} = {literal(value)} THEN {literal(label)}" for value, label in known.items()]
        if "unknown" in known:
            cases.append(f"WHEN {column} IS NULL THEN {literal(known['unknown'])}")
        return f"CASE {' '.join(cases)} ELSE {column} END"
    if WORDS[name].type == "number":
        return f"CASE WHEN {column} = floor({column}) THEN {column}::BIGINT::VARCHAR ELSE {column}::VARCHAR END"
    return f"{column}::VARCHAR"


def _sql_type(name: str) -> str:
    return {"at": "TIMESTAMPTZ", "in_force": "DATE", "related": "VARCHAR[]"}.get(name, "VARCHAR")
