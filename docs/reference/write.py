"""Write this folder's pages from the code: commands, columns, limits, rules. `make docs` runs it; a test compares."""

import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, get_args

import typer

import evenhand.intake
from evenhand.cli.main import app
from evenhand.deadlines.calendar import load_calendar
from evenhand.deadlines.limit import Limit, Origin
from evenhand.deadlines.shelf import limit_packs, load_limits
from evenhand.intake.plain_yaml import plain_yaml
from evenhand.records import COMPLAINTS, CONTACTS, MANDATES, Column
from evenhand.rules.pack import Pack, Rule
from evenhand.rules.shelf import list_packs

HERE = Path(__file__).parent
WORDS = Path(evenhand.intake.__file__).parent / "words"
NOTE = "<!-- Written from the code by `make docs`. -->\n"


def table(heads: Iterable[str], rows: Iterable[Iterable[object]]) -> list[str]:
    """A table in Markdown."""
    heads = list(heads)
    lines = [heads, ["---"] * len(heads), *rows]
    return ["| " + " | ".join(str(cell).replace("|", "\\|") for cell in line) + " |" for line in lines]


def commands() -> str:
    """docs/reference/cli.md: every command with its arguments, options and defaults."""
    lines = ["# Commands", "", NOTE]
    lines += ["Data goes to standard output, talk to standard error. Exit 0 done, 1 findings (only with `--fail-on`)"]
    lines += ["or failed cases, 2 misuse, 3 unreadable input.", ""]
    for path, command in _walk(typer.main.get_command(app), "evenhand"):
        lines += [f"## `{path}`", "", (command.help or "").strip(), ""]
        rows = [_parameter(each) for each in command.params]
        lines += [*table(("", "default", ""), rows), ""] if rows else []
    return "\n".join(lines)


def _walk(command: Any, path: str) -> Iterator[tuple[str, Any]]:
    yield path, command
    for name in sorted(command.list_commands(None)) if hasattr(command, "list_commands") else ():
        yield from _walk(command.get_command(None, name), f"{path} {name}")


def _parameter(each: Any) -> tuple[str, str, str]:
    option = each.param_type_name == "option"
    name = ", ".join(f"`{word}`" for word in each.opts) if option else f"`{each.name.upper()}`"
    default = "" if each.default in (None, False, "", ()) else f"`{each.default}`"
    choices = [value for value in get_args(each.type_descriptor.annotation) if isinstance(value, str)]
    told = " ".join(filter(None, [each.help, " or ".join(f"`{choice}`" for choice in choices)]))
    return name, "required" if each.required else default, told


def columns() -> str:
    """docs/reference/columns.md: every column of the input tables, and the headers it is known by."""
    lines = ["# Columns", "", NOTE]
    lines += ["A header is compared without case, width, spaces, underscores and hyphens. Unknown columns are kept."]
    lines += ["Lists in a CSV cell are separated by `;`. 表头可用下列任何一个叫法。", ""]
    for name, of in (("contacts", CONTACTS), ("complaints", COMPLAINTS), ("mandates", MANDATES)):
        words = plain_yaml((WORDS / f"{name}.yaml").read_text(encoding="utf-8"))["columns"]
        rows = [(f"`{c.name}`", _kind(c), _absent(c), "、".join(words.get(c.name, ()))) for c in of]
        lines += [f"## {name}", "", *table(("column", "holds", "when empty", "also called"), rows), ""]
    return "\n".join(lines)


def _kind(column: Column) -> str:
    values = " ".join(f"`{value}`" for value in column.values)
    return f"{column.kind}{': ' + values if values else ''}{', unique' if column.unique else ''}"


def _absent(column: Column) -> str:
    if column.required:
        return "allowed, but the column must be there" if column.may_be_empty else "row rejected"
    return f"`{column.default}`" if column.default else column.empty


def rules() -> str:
    """docs/reference/rules.md: pack × rule × outcome, with what was in force from when and on what authority."""
    lines = ["# Rules", "", NOTE]
    lines += ["The outcomes are those that a rule's own worked cases show; a missing fact always makes it `review`."]
    lines += ["Sure: A the text was seen, B the issuer's own summary, C one weak source.", ""]
    packs = list_packs()
    lines += ["## Rule × pack × outcome", "", "What a rule finds in each pack; empty: the pack has no such rule.", ""]
    lines += [*_side_by_side(packs), ""]
    for pack in packs:
        lines += [f"## `{pack.id}`", "", pack.title.zh, "", pack.title.en, "", pack.scope.zh, "", pack.scope.en, ""]
        rows = [
            (f"`{rule.id}`", f"{rule.title.zh}<br>{rule.title.en}", _outcomes(rule), v.in_force, source, sure)
            for rule in pack.rules
            for v in rule.versions
            for source, sure in [(f"{v.source.title}，{v.source.article}", v.source.confidence)]
        ]
        lines += [*table(("rule", "", "outcomes", "in force from", "source", "sure"), rows), ""]
        for rule in pack.rules:
            if rule.rebutted_by:
                lines += [f"What may rebut the presumption of `{rule.id}`:", ""]
                lines += [*(f"- {each.zh} {each.en}" for each in rule.rebutted_by), ""]
        if pack.settings:
            lines += ["Known, and not a rule:", ""]
            lines += [*(f"- ({s.confidence}) {s.say.zh} {s.say.en}" for s in pack.settings), ""]
    return "\n".join(lines)


def _side_by_side(packs: Sequence[Pack]) -> list[str]:
    """One table of every rule's outcomes in every pack that has it."""
    found = {(rule.id, pack.id): _outcomes(rule) for pack in packs for rule in pack.rules}
    rows = [
        (f"`{rule}`", *(found.get((rule, pack.id), "") for pack in packs))
        for rule in sorted({rule for rule, _ in found})
    ]
    return table(("rule", *(f"`{pack.id}`" for pack in packs)), rows)


def _outcomes(rule: Rule) -> str:
    shown = {rule.outcome if case.found is True else "review" for case in rule.cases if case.found}
    return " ".join(f"`{outcome}`" for outcome in sorted(shown))


def limits() -> str:
    """docs/reference/limits.md: every time limit, what may move its date, and which holidays are known."""
    lines = ["# Time limits", "", NOTE]
    lines += [
        "Sure: A the text was seen, B the issuer's own summary, C one weak source, M memory. A due date that rests on"
    ]
    lines += [
        "anything marked C or M says that it is not verified. Days begin and end at midnight of the pack's zone.",
        "",
    ]
    for pack in map(load_limits, limit_packs()):
        lines += [f"## `{pack.id}`", "", pack.title.zh, "", pack.title.en, "", pack.scope.zh, "", pack.scope.en, ""]
        rows = [row for limit in pack.limits.values() for row in _limit_rows(limit)]
        lines += [*table(("limit", "what", "days", "in force from", "source", "sure"), rows), ""]
        counting = next(iter(pack.limits.values())).counting
        counted = [
            (f"first day: `{counting.first_day}`", *_standing(counting.first_day_origin)),
            (f"last day that is a day off: `{counting.last_day_off}`", *_standing(counting.last_day_off_origin)),
        ]
        lines += [*table(("how days are counted", "source", "sure"), counted), "", "Settings and gaps:", ""]
        lines += [*(f"- ({s.confidence}) {s.say.zh} {s.say.en}" for s in pack.settings), ""]
    years = load_calendar().sources.items()
    lines += [
        "## `cn-holidays`",
        "",
        "Days off and make-up workdays. Beyond the last year a due date is provisional.",
        "",
    ]
    return "\n".join([*lines, *table(("year", "source", "sure"), [(year, *_standing(of)) for year, of in years]), ""])


def _limit_rows(limit: Limit) -> Iterator[tuple[object, ...]]:
    for terms in limit.terms:
        days = f"{terms.days} {terms.unit}"
        said = f"{limit.title.zh}<br>{limit.title.en}"
        yield f"`{limit.id}`", said, days, terms.in_force, *_standing(terms.origin)
        for longer in terms.longer:
            yield "", f"`{longer.name}` {longer.say.zh}", f"{longer.to} in all", "", *_standing(longer.origin)
        for more in terms.extensions:
            approval = f"；须{more.approval.zh}" if more.approval else ""
            days = f"+{more.by}, at most {more.at_most}"
            yield "", f"`{more.name}` {more.say.zh}{approval}", days, "", *_standing(more.origin)
        for ground in terms.pauses:
            yield "", f"`{ground.name}` {ground.say.zh}", "left out", "", *_standing(ground.origin)
        for what, told in ((terms.new_facts, "begins anew"), (terms.merging, "earlier date stays")):
            if what is not None:
                yield "", f"`{what.name}` {what.say.zh}", told, "", *_standing(what.origin)


def _standing(origin: Origin) -> tuple[str, str]:
    return f"{origin.title}，{origin.article}", origin.confidence + (" unverified" if origin.unverified else "")


PAGES = {"cli.md": commands, "columns.md": columns, "limits.md": limits, "rules.md": rules}


def main() -> None:
    """Write every page, and say which changed."""
    for name, made in PAGES.items():
        page, text = HERE / name, made()
        if not page.exists() or page.read_text(encoding="utf-8") != text:
            page.write_text(text, encoding="utf-8")
            sys.stderr.write(f"written: docs/reference/{name}\n")


if __name__ == "__main__":
    main()
