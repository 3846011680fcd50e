"""Read the worked cases of a rule; a case that no record could hold is refused."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from evenhand.records import CONTACTS, MANDATES, Column
from evenhand.rules.mapping import Reader, shown
from evenhand.rules.pack import Case

_MOMENT = '"2025-03-01T22:01:00+08:00"'


def read_cases(facts: Reader) -> tuple[Case, ...]:
    """The worked cases of a rule, of which one at least is found and one is not."""
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
    if not (isinstance(found, bool) or found == "review"):
        raise facts.refusal("found", "应为 true、false 或 review", "must be true, false or review")
    for one in (contact, *after):
        _check_cells(Reader(path, one), _CONTACT)
    for one in mandates:
        held = Reader(path, one)
        _check_cells(held, _MANDATE)
        for column in MANDATES:
            if column.required:
                held.take(column.name)
    return Case(say=say, given=contact, after=tuple(after), mandates=tuple(mandates), found=found)


# Whose contacts they are, and their names, a trial of the cases says itself.
_CONTACT = {column.name: column for column in CONTACTS if column.name not in ("contact_id", "debtor_id")}
_MANDATE = {column.name: column for column in MANDATES}


def _check_cells(facts: Reader, known: Mapping[str, Column]) -> None:
    """Refuse what a record cannot hold, so that a case that is misspelled does not pass for one that is not found."""
    for name, value in facts.given.items():
        if name not in known:
            near = get_close_matches(str(name), known, n=1)
            raise facts.refusal(
                name,
                "没有这一列" + (f"，是否想写 {near[0]}" if near else ""),
                "is no column" + (f"; did you mean {near[0]}" if near else ""),
            )
        column = known[name]
        if value is None and not (column.required and column.kind == "time"):
            continue
        fitting, zh, en = _FITTING[_DAY if known is _MANDATE and column.kind == "time" else column.kind]
        if not fitting(value):
            raise facts.refusal(name, f"{shown(value)} 不行，{zh}", f"{shown(value)}; {en}")
        for each in value if isinstance(value, list) else [value]:
            if column.values and each not in ("", *column.values):
                raise facts.refusal(
                    name,
                    f"{shown(each)} 不行，可用：{'、'.join(column.values)}",
                    f"{shown(each)}; use one of {', '.join(column.values)}",
                )


def _is_moment(value: object) -> bool:
    """A moment on some clock: without its offset it would be another in each zone."""
    try:
        return isinstance(value, str) and datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False


def _is_written_day(value: object) -> bool:
    try:
        return isinstance(value, str) and bool(date.fromisoformat(value))
    except ValueError:
        return False


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < _LARGEST


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _are_texts(value: object) -> bool:
    return isinstance(value, list) and all(map(_is_text, value))


_LARGEST = 1e15
_DAY = "day"
_LIST = (_are_texts, "应为列表，如 [a, b]", "write a list such as [a, b]")
# What a cell of each kind must be, and what to write.
_FITTING: dict[str, tuple[Callable[[object], bool], str, str]] = {
    "time": (_is_moment, f"应加引号写成 {_MOMENT}", f"write it in quotes, as {_MOMENT}"),
    _DAY: (_is_written_day, '应加引号写成 "2025-03-01"', 'write it in quotes, as "2025-03-01"'),
    "number": (_is_number, "应为数字，如 30", "write a number such as 30"),
    "bool": (lambda value: isinstance(value, bool), "应为 true 或 false", "write true or false"),
    "text": (_is_text, "应加引号写成文字", "write text, in quotes"),
    "choice": (_is_text, "应为一个词", "write one word"),
    "list": _LIST,
    "choices": _LIST,
}
