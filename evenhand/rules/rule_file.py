"""Read one rule from its file; a rule without a source, or without a case found and one not found, does not load."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from evenhand.errors import BadPack
from evenhand.records import CONTACTS, MANDATES, Column
from evenhand.rules.condition import Value
from evenhand.rules.pack import OUTCOMES, Case, Rule, Source, Text, Version
from evenhand.rules.parse import parse
from evenhand.rules.sentences import fields
from evenhand.rules.strict_yaml import Placed, place_of, read_strict

_CLOSED = {"modality": tuple(OUTCOMES), "severity": ("high", "medium", "low")}


class Reader:
    """Takes the keys of a mapping one by one, so that a missing or unknown one is named with its line."""

    def __init__(self, path: Path, given: Mapping[Any, Any]) -> None:
        self.path = path
        self.given = given
        self.left = dict(given)

    def refusal(self, key: object, zh: str, en: str) -> BadPack:
        """A refusal that names file, line and key."""
        # A key that is missing is to be written where its mapping begins.
        line = self.given.lines.get(key, self.given.line) if isinstance(self.given, Placed) else 1
        place = place_of(self.path)
        return BadPack(zh=f"{place} 第 {line} 行，{key}：{zh}", en=f"{place} line {line}, {key}: {en}")

    def take(self, key: str) -> Any:
        """The value of a required key."""
        if key not in self.left or self.left[key] is None:
            raise self.refusal(key, "缺少这一项，请补上", "is missing; add it")
        return self.left.pop(key)

    def text(self, key: str) -> str:
        """A required text."""
        value = self.take(key)
        if not isinstance(value, str) or not value.strip():
            raise self.refusal(key, "应为文字", "must be text")
        return value

    def optional_text(self, key: str) -> str | None:
        """A text, None where the key is absent or null."""
        return self.text(key) if self.left.get(key) is not None else self.left.pop(key, None)

    def both(self, key: str) -> Text:
        """A text in Chinese and in English."""
        inner = Reader(self.path, self.mapping(key))
        text = Text(zh=inner.text("zh"), en=inner.text("en"))
        inner.done()
        return text

    def one_of(self, key: str, values: Sequence[str]) -> str:
        """A text out of a closed list."""
        value = self.text(key)
        if value not in values:
            raise self.refusal(
                key, f"{value} 不行，可用：{'、'.join(values)}", f"{value}; use one of {', '.join(values)}"
            )
        return value

    def mapping(self, key: str) -> dict[Any, Any]:
        """A required mapping."""
        value = self.take(key)
        if not isinstance(value, dict):
            raise self.refusal(key, "应为键值对", "must be a mapping")
        return value

    def mappings(self, key: str) -> list[dict[str, Any]]:
        """A list of mappings, empty where the key is absent."""
        value = self.left.pop(key, None) or []
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            raise self.refusal(key, "应为列表", "must be a list of mappings")
        return value

    def names(self, key: str) -> tuple[str, ...]:
        """A required list of names."""
        value = self.take(key)
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            raise self.refusal(key, "应为名称列表", "must be a list of names")
        return tuple(value)

    def day(self, key: str) -> date:
        """A required date."""
        value = self.take(key)
        if not _is_day(value):
            raise self.refusal(key, "应为日期，如 2025-02-28", "must be a date such as 2025-02-28")
        return value  # type: ignore[no-any-return]

    def days(self, key: str) -> int:
        """A required number of days, at least one."""
        value = self.take(key)
        if type(value) is not int or value < 1:
            raise self.refusal(key, f"{value} 不行，应为天数，如 180", f"{value}; write a number of days such as 180")
        return value

    def done(self) -> None:
        """Refuse what nobody asked for."""
        for key in self.left:
            raise self.refusal(key, "没有这个键，请核对拼写", "is not a known key; check its spelling")


def read_rule(path: Path, *, pack: str) -> Rule:
    """The rule in `path`; raises `BadPack` naming file, line, what is wrong and what to write instead."""
    facts = Reader(path, read_strict(path))
    identity = facts.text("rule")
    if identity != path.stem:
        raise facts.refusal("rule", f"应与文件同名（{path.stem}）", f"must be the name of its file ({path.stem})")
    facts.one_of("about", ("contact",))
    when, unverified = facts.text("when"), bool(facts.left.pop("unverified", False))
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
        cases=_cases(facts),
        rebutted_by=_rebutted_by(facts, modality),
    )
    checked.done()
    facts.done()
    return rule


def _is_day(value: object) -> bool:
    return isinstance(value, date) and not isinstance(value, datetime)


def _one_of(facts: Reader) -> frozenset[str]:
    """The columns of which one is enough to judge from; none where the rule needs every column that it asks."""
    return frozenset(facts.names("needs_one_of") if "needs_one_of" in facts.left else ())


def _versions(facts: Reader, when: str, unverified: bool, one_of: frozenset[str]) -> tuple[Version, ...]:
    dated = facts.mapping("in_force")
    if not dated or not all(_is_day(day) for day in dated):
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
        values: dict[str, Value] = given.mapping("with") if given.left.get("with") is not None else {}
        given.left.pop("with", None)
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
    for version in versions:
        for template in (sentence.zh, sentence.en):
            if unknown := [name for name, known in fields(template, version) if not known]:
                raise facts.refusal(
                    "sentence",
                    f"句中 {{{unknown[0]}}} 没有这个词",
                    f"the sentence has an unknown word {{{unknown[0]}}}",
                )
    return sentence


def _cases(facts: Reader) -> tuple[Case, ...]:
    cases = tuple(_case(facts.path, one) for one in facts.mappings("cases"))
    if not any(case.found is True or case.found == "review" for case in cases):
        raise facts.refusal(
            "cases",
            "至少要有一个应发现的例子，请补上一个 found: true（或 review）的例子",
            "at least one case must be found; add one with found: true, or review",
        )
    if not any(case.found is False for case in cases):
        raise facts.refusal(
            "cases",
            "至少要有一个不应发现的例子，请补上一个 found: false 的例子",
            "at least one case must not be found; add one with found: false",
        )
    return cases


def _case(path: Path, given: dict[str, Any]) -> Case:
    facts = Reader(path, given)
    say, contact = facts.text("say"), facts.mapping("given")
    after, mandates = facts.mappings("after"), facts.mappings("mandates")
    found = facts.take("found")
    facts.done()
    if found not in (True, False, "review"):
        raise facts.refusal("found", "应为 true、false 或 review", "must be true, false or review")
    for one in (contact, *after):
        _check_cells(Reader(path, one), CONTACTS)
    for one in mandates:
        _check_cells(Reader(path, one), MANDATES)
    return Case(say=say, given=contact, after=tuple(after), mandates=tuple(mandates), found=found)


def _check_cells(facts: Reader, columns: Sequence[Column]) -> None:
    """Refuse what a record cannot hold, so that a case that is misspelled does not pass for one that is not found."""
    known = {column.name: column for column in columns}
    for name, value in facts.given.items():
        if name not in known:
            near = get_close_matches(str(name), known, n=1)
            raise facts.refusal(
                name,
                "没有这一列" + (f"，是否想写 {near[0]}" if near else ""),
                "is no column" + (f"; did you mean {near[0]}" if near else ""),
            )
        column = known[name]
        if column.kind == "time" and value is not None and not _is_moment(value):
            raise facts.refusal(
                name,
                f'{value} 不行，应加引号写成 "2025-03-01T22:01:00+08:00"',
                f'{value}; write it in quotes, as "2025-03-01T22:01:00+08:00"',
            )
        for each in value if isinstance(value, list) else [value]:
            if column.kind in ("choice", "choices") and each not in (None, "", *column.values):
                raise facts.refusal(
                    name,
                    f"{each} 不行，可用：{'、'.join(column.values)}",
                    f"{each}; use one of {', '.join(column.values)}",
                )


def _is_moment(value: object) -> bool:
    try:
        return isinstance(value, str) and bool(datetime.fromisoformat(value))
    except ValueError:
        return False
