"""Read one rule from its file; a rule without a source, or without a case found and one not found, does not load."""

import re
from collections.abc import Mapping
from datetime import date
from math import isfinite
from pathlib import Path
from typing import Any

from evenhand.errors import BadPack
from evenhand.rules.case_file import read_cases
from evenhand.rules.condition import Value
from evenhand.rules.mapping import Reader, is_day, shown
from evenhand.rules.pack import OUTCOMES, Rule, Source, Text, Version
from evenhand.rules.parse import parse
from evenhand.rules.sentences import fields, misread
from evenhand.rules.strict_yaml import read_strict
from evenhand.rules.vocabulary import KINDS, WORDS

_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_CLOSED = {"modality": tuple(OUTCOMES), "severity": ("high", "medium", "low")}


def read_rule(path: Path, *, pack: str) -> Rule:
    """The rule in `path`; raises `BadPack` naming file, line, what is wrong and what to write instead."""
    facts = Reader(path, read_strict(path))
    identity = facts.text("rule")
    if identity != path.stem:
        raise facts.refusal("rule", f"应与文件同名（{path.stem}）", f"must be the name of its file ({path.stem})")
    if not _NAME.fullmatch(identity):
        raise facts.refusal(
            "rule",
            "名称只用小写字母、数字和连字符，如 contact-hours",
            "write its name in small letters, digits and hyphens, such as contact-hours",
        )
    facts.one_of("about", ("contact",))
    when, unverified = facts.text("when"), facts.flag("unverified")
    modality = facts.one_of("modality", _CLOSED["modality"])
    if unverified and modality != "review":
        raise facts.refusal("unverified", "未核实的规则只能是 review", "an unverified rule may only be review")
    checked = Reader(path, facts.mapping("checked_against_source"))
    versions = _versions(facts, when, unverified, _one_of(facts))
    rule = Rule(
        pack=pack,
        id=identity,
        title=facts.both("title"),
        modality=modality,  # type: ignore[arg-type]
        severity=facts.one_of("severity", _CLOSED["severity"]),  # type: ignore[arg-type]
        when=when,
        sentence=_sentence(facts, versions),
        versions=versions,
        checked_on=checked.day("on"),
        check_every_days=checked.days("every_days"),
        unverified=unverified,
        cases=read_cases(facts),
        rebutted_by=_rebutted_by(facts, modality),
    )
    checked.done()
    facts.done()
    return rule


def _one_of(facts: Reader) -> frozenset[str]:
    """The columns of which one is enough to judge from; none where the rule needs every column that it asks."""
    return frozenset(facts.names("needs_one_of") if "needs_one_of" in facts.left else ())


def _versions(facts: Reader, when: str, unverified: bool, one_of: frozenset[str]) -> tuple[Version, ...]:
    dated = facts.mapping("in_force")
    if not dated or not all(is_day(day) for day in dated):
        raise facts.refusal(
            "in_force",
            "每一项应以生效日期开头，如 2025-02-28:（不加引号，不写时刻和区间）",
            "each entry must begin with its date in force, such as 2025-02-28: (no quotes, no time of day, no range)",
        )
    if not any(dated.values()):
        raise facts.refusal("in_force", "至少要有一个版本", "there must be at least one version")
    days = sorted(dated)
    found = []
    for number, day in enumerate(days):
        if dated[day] is None:  # null ends the rule
            continue
        given = _version(facts, dated, day)
        values = _values(given)
        source = _source(given, unverified)
        given.done()
        try:
            tree = parse(when, values=values)
        except BadPack as fault:
            raise facts.refusal("when", fault.zh.removeprefix("when："), fault.en.removeprefix("when: ")) from fault
        until = days[number + 1] if number + 1 < len(days) else None
        found.append(Version(in_force=day, until=until, values=values, source=source, tree=tree, one_of=one_of))
        if unasked := sorted(one_of - found[-1].needs):
            raise facts.refusal(
                "needs_one_of",
                f"when 没有用到 {unasked[0]}，请删去",
                f"when does not ask about {unasked[0]}; remove it",
            )
    return tuple(found)


def _values(given: Reader) -> dict[str, Value]:
    """The values of a version by their names; a name of the vocabulary would mean two things."""
    if given.left.get("with") is None:
        given.left.pop("with", None)
        return {}
    values = Reader(given.path, given.mapping("with"))
    for name, value in values.given.items():
        if not isinstance(name, str) or not name.isidentifier() or name in {*WORDS, *KINDS, "at", "count", "words"}:
            raise values.refusal(
                name,
                "这个名称不能用，请另起一个词，如 limit",
                "cannot be the name of a value; choose another word, such as limit",
            )
        if not isinstance(value, str | int | float) or (isinstance(value, float) and not isfinite(value)):
            raise values.refusal(
                name,
                f'{shown(value)} 不行，应为一个数字或文字，如 3 或 "22:00"',
                f'{shown(value)}; write one number or text, such as 3 or "22:00"',
            )
    return dict(values.given)


def _version(facts: Reader, dated: Mapping[Any, Any], day: date) -> Reader:
    if not isinstance(dated[day], dict):
        raise Reader(facts.path, dated).refusal(
            day,
            "应写 with 和 source，或以 null 表示自该日起不再有效",
            "must hold with and source, or be null where the rule ends on that day",
        )
    given = Reader(facts.path, dated[day])
    for key in given.left.keys() & {"until", "to", "end"}:
        # Versions cannot overlap: each lasts until the next begins.
        raise given.refusal(
            key,
            "版本到下一个生效日期为止，不另写终止日；规则终止请写：终止日期: null",
            "a version lasts until the next date in force; to end the rule write its end date: null",
        )
    return given


def _source(given: Reader, unverified: bool) -> Source:
    if not isinstance(given.left.get("source"), dict):
        raise given.refusal(
            "source",
            "每个版本都要有来源，请写 source: {title: 文件名称, article: 条号, confidence: A}",
            "every version must have its source; write source: {title: the instrument, article: 5.3, confidence: A}",
        )
    inner = Reader(given.path, given.mapping("source"))
    title, article = inner.text("title"), inner.text("article")
    confidence = inner.one_of("confidence", ("A", "B", "C"))
    inner.done()
    if confidence == "C" and not unverified:
        raise inner.refusal(
            "confidence", "C 级来源要标 unverified: true", "a source of confidence C needs unverified: true"
        )
    return Source(title=title, article=article, confidence=confidence)  # type: ignore[arg-type]


def _rebutted_by(facts: Reader, modality: str) -> tuple[Text, ...]:
    factors = [Reader(facts.path, one) for one in facts.mappings("rebutted_by")]
    found = tuple(Text(zh=one.text("zh"), en=one.text("en")) for one in factors)
    for one in factors:
        one.done()
    if bool(found) != (modality == "presumption"):
        raise facts.refusal(
            "rebutted_by",
            "推定（presumption）要写明可由哪些因素反驳，其他规则不写",
            "a presumption must name what may rebut it, and no other rule may",
        )
    return found


def _sentence(facts: Reader, versions: tuple[Version, ...]) -> Text:
    sentence = facts.both("sentence")
    for template in (sentence.zh, sentence.en):
        if wrong := misread(template):
            raise facts.refusal(
                "sentence",
                f"句中 {shown(wrong)} 读不懂，词请写成 {{channel}}，括号要成对",
                f"{shown(wrong)} cannot be read; write a word as {{channel}}, brackets in pairs",
            )
        for version in versions:
            if unknown := [name for name, known in fields(template, version) if not known]:
                raise facts.refusal(
                    "sentence",
                    f"句中 {{{shown(unknown[0])}}} 没有这个词",
                    f"the sentence has an unknown word {{{shown(unknown[0])}}}",
                )
    return sentence
