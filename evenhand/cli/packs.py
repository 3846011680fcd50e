"""`evenhand packs`: list, show, try and compare the rule packs; replay one rule on a file."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from evenhand.cli.options import Json, Lang, Map, Tz
from evenhand.cli.talk import print_json, print_table, say, showing
from evenhand.conduct.cases import try_cases
from evenhand.conduct.replay import replay
from evenhand.deadlines.calendar import load_calendar
from evenhand.deadlines.cases import try_limits
from evenhand.deadlines.shelf import limit_packs, load_limits
from evenhand.errors import BadPack, EvenhandError, Misuse
from evenhand.rules.difference import difference
from evenhand.rules.pack import Pack
from evenhand.rules.shelf import SHELF, load_pack, read_packs, read_shelf

packs = typer.Typer(help="List the rule packs, show one, try their worked cases.", invoke_without_command=True)


Shelf = Annotated[
    Path | None, typer.Option("--shelf", help="A folder of packs; those that ship with Evenhand where left out.")
]


@packs.callback()
def listing(context: typer.Context, shelf: Shelf = None, lang: Lang = "zh", as_json: Json = False) -> None:
    """List the rule packs, show one, try their worked cases."""
    if context.invoked_subcommand is not None:
        return
    sound, broken = read_shelf(shelf or SHELF)
    if as_json:
        faulty = [{"id": name, "fault": {"zh": fault.zh, "en": fault.en}} for name, fault in broken.items()]
        print_json([*(_as_json(pack) for pack in sound), *faulty])
    else:
        zh = lang == "zh"
        heads = ("规则包", "名称", "规则数", "效力", "摘要") if zh else ("pack", "title", "rules", "force", "digest")
        rows = [(pack.id, getattr(pack.title, lang), len(pack.rules), pack.force, pack.sha256[:12]) for pack in sound]
        faulty_word = "有错，不能用" if zh else "faulty, cannot be used"
        print_table("", heads, [*rows, *((name, faulty_word, "", "", "") for name in broken)])
    _name_faults(broken, lang)


def _name_faults(broken: Mapping[str, EvenhandError], lang: str) -> None:
    for name, fault in broken.items():
        say(f"{name}: {fault.sentence(lang)}")


@packs.command()
def show(
    pack: Annotated[str, typer.Argument(help="Id of the pack, or a folder that holds one.")],
    lang: Lang = "zh",
    as_json: Json = False,
) -> None:
    """Show the rules of a pack with their sources."""
    loaded = load_pack(pack)
    if as_json:
        print_json(_as_json(loaded))
        return
    rows = [
        (rule.id, getattr(rule.title, lang), rule.outcome, v.in_force, v.source.article, v.source.confidence)
        for rule in loaded.rules
        for v in rule.versions
    ]
    zh = lang == "zh"
    heads = (
        ("规则", "名称", "结果", "生效", "出处", "可信度")
        if zh
        else ("rule", "title", "outcome", "in force", "source", "confidence")
    )
    print_table(getattr(loaded.title, lang), heads, rows)
    for rule in loaded.rules:
        for factor in rule.rebutted_by:
            say(f"{rule.id}{'：可反驳该推定的因素：' if zh else ': may be rebutted: '}{getattr(factor, lang)}")
    for setting in loaded.settings:
        say(f"{'未入规则' if zh else 'not a rule'} ({setting.confidence}) {getattr(setting.say, lang)}")


@packs.command("test")
def try_packs(
    pack: Annotated[list[str] | None, typer.Argument(help="Packs to try; all where none is named.")] = None,
    shelf: Shelf = None,
    lang: Lang = "zh",
    as_json: Json = False,
) -> None:
    """Try the worked cases inside the rules, by SQL and by the function; exit 1 where one fails."""
    if pack and shelf:
        raise Misuse(zh="--shelf 和规则包名称只能给一个", en="give either --shelf or packs by name")
    sound, broken = read_packs(pack) if pack else read_shelf(shelf or SHELF)
    _name_faults(broken, lang)
    tried = try_cases(sound)
    failed = [one for one in tried if not one.holds]
    if as_json:
        print_json([vars(one) | {"holds": one.holds} for one in tried])
    for one in failed:
        say(f"{one.pack}/{one.rule}: {one.say}: expected {one.expected}, SQL {one.by_sql}, function {one.by_function}")
    say(f"{len(tried) - len(failed)} cases hold, {len(failed)} fail, {len(broken)} packs do not load")
    if failed or broken:
        raise typer.Exit(1)


@packs.command("limits")
def list_limits(
    pack: Annotated[list[str] | None, typer.Argument(help="Packs of time limits; all where none is named.")] = None,
    lang: Lang = "zh",
) -> None:
    """List time limits with their sources, and try their worked cases; exit 1 where one fails."""
    loaded = [load_limits(name) for name in pack or limit_packs()]
    rows = [
        (f"{limit.pack}/{limit.id}", getattr(limit.title, lang), days, terms.in_force, article, terms.origin.confidence)
        for one in loaded
        for limit in one.limits.values()
        for terms in limit.terms
        for days, article in [(f"{terms.days} {terms.unit}", f"{terms.origin.title} {terms.origin.article}")]
    ]
    zh = lang == "zh"
    heads = ("期限", "名称", "日数", "生效", "出处", "可信度")
    print_table("", heads if zh else ("limit", "title", "days", "in force", "source", "confidence"), rows)
    tried = [case for one in loaded for case in try_limits(one, load_calendar())]
    failed = [case for case in tried if not case.holds]
    for case in failed:
        say(f"{case.limit}: {case.say}: expected {case.expected}, found {case.found} {case.refused}".rstrip())
    held = len(tried) - len(failed)
    say(f"例子成立 {held} 个，不成立 {len(failed)} 个" if zh else f"{held} cases hold, {len(failed)} fail")
    if failed:
        raise typer.Exit(1)


@packs.command()
def diff(
    before: Annotated[str, typer.Argument(help="Id of a pack, or a folder that holds one.")],
    after: Annotated[str, typer.Argument(help="The pack or folder to compare it with.")],
    lang: Lang = "zh",
    as_json: Json = False,
) -> None:
    """Show what changed between two packs, or between two copies of one."""
    changes = difference(*_both(before, after))
    if as_json:
        print_json([vars(change) for change in changes])
        return
    heads = ("规则", "什么", "原来", "现在") if lang == "zh" else ("rule", "what", "before", "after")
    print_table("", heads, [(one.rule, one.what, one.before, one.after) for one in changes])
    say(f"{len(changes)} 处不同。" if lang == "zh" else f"{len(changes)} changes.")


def _both(before: str, after: str) -> tuple[Pack, Pack]:
    """The two packs; both are read before a fault of either is told, so that both faults are."""
    (old, wrong), (new, wrong_too) = (read_packs([name]) for name in (before, after))
    told = [*wrong.values(), *(wrong_too.values() if before != after else ())]
    if told:
        raise BadPack(zh="\n".join(one.zh for one in told), en="\n".join(one.en for one in told))
    return old[0], new[0]


@packs.command("replay")
def try_rule(
    contacts: Annotated[Path, typer.Argument(help="Contacts: CSV, XLSX, XLS, Parquet or JSON Lines.")],
    rule: Annotated[Path, typer.Option("--rule", help="The rule file to try.")],
    pack: Annotated[
        str | None, typer.Option("--pack", help="Pack whose zone and counting it takes; else that of its folder.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="Folder for findings.parquet and rejects.csv; none where left out.")
    ] = None,
    mandates: Annotated[
        Path | None, typer.Option("--mandates", help="Agencies' mandates: agency, lender, from, to.")
    ] = None,
    mapping: Map = None,
    tz: Tz = "Asia/Shanghai",
    lang: Lang = "zh",
    as_json: Json = False,
) -> None:
    """Which contacts of a file one rule would have found, had it been in force already."""
    with showing("replay") as progress:
        told = replay(
            contacts, rule=rule, pack=pack, out=out, tz=tz, mandates=mandates, mapping=mapping, progress=progress
        )
    zh = lang == "zh"
    if as_json:
        print_json(told)
    else:
        heads = ("月份", "结果", "联系数", "债务人数") if zh else ("month", "outcome", "contacts", "debtors")
        print_table(told["rule"], heads, [tuple(month.values()) for month in told["months"]])
    for fault in told["faults"].values():
        besides = "另有规则有错，未影响本次重放：" if zh else "Another rule is faulty, which did not stop this: "
        say(f"{besides}{fault[lang]}")
    for columns in told["not_evaluated"].values():
        say(f"未评估：文件缺少 {'、'.join(columns)}" if zh else f"Not evaluated: the file has no {', '.join(columns)}")
    found, rows, bad = told["findings"], told["rows_read"], told["rows_rejected"]
    if zh:
        say(f"读入 {rows} 行，拒收 {bad} 行，会发现 {found} 条。")
    else:
        say(f"{rows} rows read, {bad} rejected, {found} would have been found.")


def _as_json(pack: Pack) -> dict[str, Any]:
    return {
        "id": pack.id,
        "title": vars(pack.title),
        "issuer": vars(pack.issuer),
        "force": pack.force,
        "scope": vars(pack.scope),
        "zone": pack.zone,
        "count_by": pack.count_by,
        "sha256": pack.sha256,
        "rules": [
            {
                "rule": rule.id,
                "title": vars(rule.title),
                "modality": rule.modality,
                "outcome": rule.outcome,
                "severity": rule.severity,
                "unverified": rule.unverified,
                "when": rule.when,
                "rebutted_by": [vars(factor) for factor in rule.rebutted_by],
                "versions": [
                    {"in_force": v.in_force.isoformat(), "with": dict(v.values), "source": vars(v.source)}
                    for v in rule.versions
                ],
            }
            for rule in pack.rules
        ],
        "settings": [{"setting": s.name, "confidence": s.confidence, **vars(s.say)} for s in pack.settings],
    }
