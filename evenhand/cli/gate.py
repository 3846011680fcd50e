"""`evenhand gate`."""

from pathlib import Path
from typing import Annotated

import typer

from evenhand.cli.options import Lang, Map, Packs, Tz, packs_of
from evenhand.cli.proposed import given, proposed
from evenhand.cli.talk import print_json, say
from evenhand.conduct.gate.gate import Gate
from evenhand.conduct.gate.loading import mandates_held, recall
from evenhand.intake.reading import read_contacts, read_mandates
from evenhand.rules.shelf import load_packs
from evenhand.tables.connection import connect


def gate(
    pack: Packs,
    history: Annotated[Path, typer.Option("--history", help="Contacts made so far: a file as `audit` reads.")],
    contact: Annotated[
        str, typer.Option("--contact", help="The proposed contact as JSON; @FILE reads a file, - standard input.")
    ],
    now: Annotated[str, typer.Option("--now", help="The time of a contact that has no `at`.")] = "",
    mandates: Annotated[
        Path | None, typer.Option("--mandates", help="Agencies' mandates: agency, lender, from, to.")
    ] = None,
    mapping: Map = None,
    tz: Tz = "Asia/Shanghai",
    unverified: Annotated[
        bool, typer.Option("--unverified", help="Also apply rules whose source is weak; they yield reviews only.")
    ] = False,
    lang: Lang = "zh",
) -> None:
    """May this contact be made? One decision as JSON: allowed, findings, next_allowed_at, reason."""
    packs = load_packs(packs_of(pack))
    told = given(contact, now)
    with connect() as con:
        asked = proposed(con, told, mapping, tz)
        read = read_contacts(con, history, mapping=mapping, tz=tz)
        past = recall(con, read, debtor=asked["debtor_id"], number=asked.get("number"))
        held = mandates_held(con, read_mandates(con, mandates, tz=tz), tz) if mandates is not None else None
    answer = Gate(packs, past, tz=tz, mandates=held, unverified=unverified).judge(asked)
    for name, columns in answer.not_evaluated.items():
        missing = "、".join(columns) if lang == "zh" else ", ".join(columns)
        say(f"未评估 {name}：缺少 {missing}" if lang == "zh" else f"Not evaluated {name}: there is no {missing}")
    if read.rows_rejected:
        zh, en = f"历史中拒收 {read.rows_rejected} 行", f"{read.rows_rejected} rows of the history were rejected"
        say(zh if lang == "zh" else en)
    print_json(answer.as_json(lang))
