"""`evenhand audit`."""

from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from evenhand.cli.drawing import draw_audit
from evenhand.cli.options import Engine, FailOn, Json, Lang, Mandates, Map, Master, Out, Packs, Sheet, Tz, packs_of
from evenhand.cli.talk import print_json, print_table, say, showing
from evenhand.conduct import audit as conduct
from evenhand.errors import Misuse

Unverified = Annotated[
    bool, typer.Option("--unverified", help="Also apply rules whose source is weak; they yield reviews only.")
]
Since = Annotated[str, typer.Option("--since", help="Judge only contacts from this local day on, such as 2026-02-01.")]

_OUTCOMES = ("breach", "presumed_violation", "advice", "review")


def audit(
    contacts: Annotated[
        Path, typer.Argument(help="Contacts: CSV, XLSX, XLS, Parquet, JSON Lines, or a folder of Parquet.")
    ],
    pack: Packs,
    out: Out,
    mandates: Mandates = None,
    mapping: Map = None,
    tz: Tz = "Asia/Shanghai",
    engine: Engine = "duckdb",
    master: Master = "local[*]",
    unverified: Unverified = False,
    since: Since = "",
    xlsx: Sheet = False,
    fail_on: FailOn = "",
    lang: Lang = "zh",
    as_json: Json = False,
) -> None:
    """Check every contact against rule packs: findings.parquet, rejects.csv, summary.json, report.html."""
    failing, first_day = failing_outcomes(fail_on), day_of(since)
    with showing("audit") as progress:
        summary = conduct.audit(
            contacts,
            packs=packs_of(pack),
            out=out,
            tz=tz,
            mandates=mandates,
            mapping=mapping,
            engine=engine,
            master=master,
            unverified=unverified,
            since=first_day,
            progress=progress,
        )
        draw_audit(out, lang=lang, sheet=xlsx, tz=tz, progress=progress)
    if as_json:
        print_json(summary)
    else:
        _tell(summary, out, lang)
    if any(summary["outcomes"].get(outcome) for outcome in failing):
        raise typer.Exit(1)


def failing_outcomes(fail_on: str) -> list[str]:
    """The outcomes named in `--fail-on`; raises `Misuse` for one that there is not."""
    asked = [name.strip() for name in fail_on.split(",") if name.strip()]
    if unknown := [name for name in asked if name not in _OUTCOMES]:
        raise Misuse(
            zh=f"--fail-on 不认识 {unknown[0]}，可用：{'、'.join(_OUTCOMES)}",
            en=f"--fail-on does not know {unknown[0]}; use {', '.join(_OUTCOMES)}",
        )
    return asked


def day_of(written: str) -> date | None:
    """The day given with `--since`, None where it is empty; raises `Misuse` for what is no day."""
    if not written:
        return None
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise Misuse(
            zh=f"--since 看不懂 {written}，请写成 2026-02-01 这样的日期",
            en=f"--since does not understand {written}; write a day such as 2026-02-01",
        ) from None


def _tell(summary: dict[str, Any], out: Path, lang: str) -> None:
    rows = [
        (f"{r['pack']}/{r['rule']}", r["title"][lang], *(r["outcomes"].get(o, 0) for o in _OUTCOMES), r["debtors"])
        for r in summary["rules"]
    ]
    zh = lang == "zh"
    heads = (
        ("违规", "推定违规", "建议", "待核", "债务人") if zh else ("breach", "presumed", "advice", "review", "debtors")
    )
    print_table("规则 × 结果" if zh else "Rules × outcomes", ("", "规则" if zh else "rule", *heads), rows)
    if zh:
        say(f"读入 {summary['rows_read']} 行，拒收 {summary['rows_rejected']} 行，发现 {summary['findings']} 条。")
        for name, columns in summary["not_evaluated"].items():
            say(f"未评估 {name}：文件缺少 {'、'.join(columns)}")
        say(f"报告：{out / 'report.html'}")
    else:
        say(f"{summary['rows_read']} rows read, {summary['rows_rejected']} rejected, {summary['findings']} findings.")
        for name, columns in summary["not_evaluated"].items():
            say(f"Not evaluated {name}: the file has no {', '.join(columns)}")
        say(f"Report: {out / 'report.html'}")
