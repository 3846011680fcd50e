"""Read one time limit from its file; one without a source, or without a worked case, does not load."""

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from string import Formatter
from typing import Any, TypeVar

from evenhand.deadlines.event import KINDS
from evenhand.deadlines.limit import Counting, Extension, Ground, Limit, Longer, Origin, Terms, Worked
from evenhand.rules.mapping import Reader
from evenhand.rules.pack import Text
from evenhand.rules.strict_yaml import read_strict

_Part = TypeVar("_Part")
TO_STAFF = "sentence_to_staff"


def read_limit(path: Path, *, pack: str, counting: Counting, zone: str) -> Limit:
    """The limit in `path`; raises `BadPack` naming file, line, what is wrong and what to write instead."""
    facts = Reader(path, read_strict(path))
    identity = facts.text("limit")
    if identity != path.stem:
        raise facts.refusal("limit", f"应与文件同名（{path.stem}）", f"must be the name of its file ({path.stem})")
    checked = Reader(path, facts.mapping("checked_against_source"))
    limit = Limit(
        pack=pack,
        id=identity,
        title=facts.both("title"),
        binds=facts.both("binds"),
        runs_from=facts.both("runs_from"),
        sentence=_sentence(facts, "sentence"),
        sentence_to_staff=_sentence_to_staff(facts),
        terms=_versions(facts),
        counting=counting,
        zone=zone,
        checked_on=checked.day("on"),
        check_every_days=checked.days("every_days"),
        cases=_cases(facts),
    )
    checked.done()
    facts.done()
    return limit


def read_counting(facts: Reader) -> Counting:
    """How a pack counts days, from its head."""
    given = Reader(facts.path, facts.mapping("counting"))
    first, last = (Reader(facts.path, given.mapping(key)) for key in ("first_day", "last_day_off"))
    counting = Counting(
        first_day=first.one_of("rule", ("next_day", "same_day")),  # type: ignore[arg-type]
        first_day_origin=origin(first),
        last_day_off=last.one_of("rule", ("next_working_day", "stays")),  # type: ignore[arg-type]
        last_day_off_origin=origin(last),
    )
    for one in (first, last, given):
        one.done()
    return counting


def origin(facts: Reader) -> Origin:
    """The source of what `facts` hold; C and M must be marked unverified, A and B may not be."""
    unverified = facts.left.pop("unverified", False)
    if not isinstance(facts.left.get("source"), dict):
        raise facts.refusal("source", "每个期限都要有出处", "every limit must have its source")
    source = Reader(facts.path, facts.mapping("source"))
    title, article = source.text("title"), source.text("article")
    confidence = source.one_of("confidence", ("A", "B", "C", "M"))
    source.done()
    if unverified is not (confidence in ("C", "M")):
        raise source.refusal(
            "confidence",
            "C、M 级出处要标 unverified: true，A、B 级不标",
            "a source of confidence C or M needs unverified: true, and one of A or B must not have it",
        )
    return Origin(title=title, article=article, confidence=confidence, unverified=unverified)  # type: ignore[arg-type]


def _sentence_to_staff(facts: Reader) -> Text | None:
    return _sentence(facts, TO_STAFF) if TO_STAFF in facts.left else None


def _sentence(facts: Reader, key: str) -> Text:
    sentence = facts.both(key)
    for template in (sentence.zh, sentence.en):
        named = {name for _, name, _, _ in Formatter().parse(template) if name is not None}
        if named != {"who", "due"}:
            raise facts.refusal(
                key, "句中要有 {who} 和 {due}，不能有别的", "must hold {who} and {due}, and nothing else"
            )
    return sentence


def _versions(facts: Reader) -> tuple[Terms, ...]:
    dated = facts.mapping("in_force")
    if not dated or not all(type(day) is date for day in dated):
        raise facts.refusal(
            "in_force",
            "每一项应以生效日期开头，如 2020-03-01:",
            "each entry must begin with its date in force, such as 2020-03-01:",
        )
    days = sorted(dated)
    found = []
    for number, day in enumerate(days):
        if dated[day] is None:  # null ends the limit
            continue
        if not isinstance(dated[day], dict):
            raise facts.refusal("in_force", f"{day} 下应写 days、unit、source", f"{day} must hold days, unit, source")
        until = days[number + 1] if number + 1 < len(days) else None
        found.append(_terms(Reader(facts.path, dated[day]), day, until))
    if not found:
        raise facts.refusal("in_force", "至少要有一个版本", "there must be at least one version")
    return tuple(found)


def _terms(given: Reader, day: date, until: date | None) -> Terms:
    terms = Terms(
        in_force=day,
        until=until,
        days=given.days("days"),
        unit=given.one_of("unit", ("calendar", "working")),  # type: ignore[arg-type]
        longer=_parts(given, "longer", _longer),
        extensions=_parts(given, "extensions", _extension),
        pauses=_parts(given, "pauses", lambda one: _ground(one, one.text("ground"))),
        new_facts=_only(given, "new_facts"),
        merging=_only(given, "merging"),
        origin=origin(given),
    )
    given.done()
    for longer in terms.longer:
        if longer.to <= terms.days:
            raise given.refusal("longer", f"{longer.name} 应多于 days", f"{longer.name} must be more than days")
    for extension in terms.extensions:
        if extension.only_after not in {"", *(one.name for one in terms.longer)}:
            raise given.refusal(
                "extensions", f"only_after：没有 {extension.only_after}", f"only_after: no {extension.only_after}"
            )
    return terms


def _parts(given: Reader, key: str, read: Callable[[Reader], _Part]) -> tuple[_Part, ...]:
    found = []
    for one in given.mappings(key):
        facts = Reader(given.path, one)
        found.append(read(facts))
        facts.done()
    return tuple(found)


def _longer(facts: Reader) -> Longer:
    return Longer(name=facts.text("longer"), say=_say(facts), to=facts.days("to"), origin=origin(facts))


def _extension(facts: Reader) -> Extension:
    return Extension(
        name=facts.text("extension"),
        say=_say(facts),
        by=facts.days("by"),
        at_most=facts.days("at_most"),
        only_after=facts.optional_text("only_after") or "",
        approval=facts.both("approval") if facts.left.get("approval") is not None else None,
        origin=origin(facts),
    )


def _ground(facts: Reader, name: str) -> Ground:
    return Ground(name=name, say=_say(facts), origin=origin(facts))


def _only(given: Reader, key: str) -> Ground | None:
    if given.left.get(key) is None:
        given.left.pop(key, None)
        return None
    facts = Reader(given.path, given.mapping(key))
    ground = _ground(facts, key)
    facts.done()
    return ground


def _say(facts: Reader) -> Text:
    return Text(zh=facts.text("zh"), en=facts.text("en"))


def _cases(facts: Reader) -> tuple[Worked, ...]:
    cases = tuple(_case(Reader(facts.path, one)) for one in facts.mappings("cases"))
    if not cases:
        raise facts.refusal("cases", "至少要有一个算好的例子", "there must be at least one worked case")
    return cases


def _case(facts: Reader) -> Worked:
    say, events, now = facts.text("say"), facts.mappings("events"), facts.text("now")
    due = facts.left.pop("due", None)
    provisional = facts.left.pop("provisional", False)
    facts.done()
    return Worked(
        say=say, events=tuple(_event(facts, one) for one in events), now=now, due=due, provisional=provisional
    )


def _event(facts: Reader, given: Mapping[str, Any]) -> Mapping[str, str]:
    kinds = [key for key in given if key in KINDS]
    if len(kinds) != 1 or not all(isinstance(value, str) for value in given.values()):
        raise facts.refusal(
            "events",
            '每个事件写成 {started: "2026-11-23T10:00:00+08:00"}，时间加引号',
            'write each event as {started: "2026-11-23T10:00:00+08:00"}, its time in quotes',
        )
    return {"kind": kinds[0], "at": given[kinds[0]], **{key: value for key, value in given.items() if key != kinds[0]}}
