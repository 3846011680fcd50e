"""`evenhand gate`."""

import json
import sys
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import duckdb
import typer

from evenhand.cli.options import Lang, Map, Packs, Tz, packs_of
from evenhand.cli.talk import print_json, say
from evenhand.conduct.gate.gate import Gate
from evenhand.conduct.gate.loading import mandates_held, recall
from evenhand.errors import Misuse
from evenhand.intake.reading import Intake, read_contacts, read_mandates
from evenhand.rules.shelf import load_packs
from evenhand.tables.connection import connect, identifier

_NAMELESS = "-proposed-"


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
    given = _given(contact, now)
    with connect() as con:
        proposed = _proposed(con, given, mapping, tz)
        read = read_contacts(con, history, mapping=mapping, tz=tz)
        past = recall(con, read, debtor=proposed["debtor_id"], number=proposed.get("number"))
        held = mandates_held(con, read_mandates(con, mandates, tz=tz), tz) if mandates is not None else None
    answer = Gate(packs, past, tz=tz, mandates=held, unverified=unverified).judge(proposed)
    for name, columns in answer.not_evaluated.items():
        missing = "、".join(columns) if lang == "zh" else ", ".join(columns)
        say(f"未评估 {name}：缺少 {missing}" if lang == "zh" else f"Not evaluated {name}: there is no {missing}")
    if read.rows_rejected:
        zh, en = f"历史中拒收 {read.rows_rejected} 行", f"{read.rows_rejected} rows of the history were rejected"
        say(zh if lang == "zh" else en)
    print_json(answer.as_json(lang))


def _given(contact: str, now: str) -> dict[str, Any]:
    """The JSON object that was handed over, its time filled in."""
    text, place = contact, "--contact"
    if contact == "-":
        text = sys.stdin.read()
    elif contact.startswith("@"):
        place = contact[1:]
        try:
            text = Path(place).read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as fault:
            raise Misuse(zh=f"读不了 {place}：{fault}", en=f"cannot read {place}: {fault}") from fault
    try:
        given = json.loads(text)
    except ValueError as fault:
        raise Misuse(
            zh=f"{place} 不是 JSON：{fault}；例如 {_EXAMPLE}",
            en=f"{place} is no JSON: {fault}; an example is {_EXAMPLE}",
        ) from fault
    if not isinstance(given, dict):
        raise Misuse(zh=f"{place} 应是一个联系，例如 {_EXAMPLE}", en=f"{place} must be one contact, such as {_EXAMPLE}")
    if not now and not given.get("at"):
        raise Misuse(
            zh="联系没有时间：请在 at 里写明，或用 --now 给出",
            en="the contact has no time: write it in at, or give --now",
        )
    return {**({"at": now} if now else {}), **{name: value for name, value in given.items() if value is not None}}


_EXAMPLE = '{"debtor_id": "D01", "channel": "call", "at": "2026-03-02T10:00:00+08:00"}'


def _proposed(con: duckdb.DuckDBPyConnection, given: dict[str, Any], mapping: Path | None, tz: str) -> dict[str, Any]:
    """The contact as files of contacts are read: the same headers, values and times; what cannot be read is named."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "contact.jsonl"
        line = {"contact_id": _NAMELESS, **given}
        path.write_text(json.dumps(line, ensure_ascii=False) + "\n", encoding="utf-8")
        read = read_contacts(con, path, mapping=mapping, tz=tz)
        wrong = con.execute(f'SELECT "column", value, problem, hint FROM {identifier(read.rejects)}').fetchall()
        if wrong:
            told = "; ".join(" ".join(str(part) for part in row if part) for row in wrong)
            raise Misuse(zh=f"看不懂这个联系：{told}", en=f"the contact cannot be read: {told}")
        (whole,) = con.sql(f"SELECT * FROM {identifier(read.relation)}").to_arrow_table().to_pylist()
    return _kept_columns(whole, read, ZoneInfo(tz))


def _kept_columns(whole: dict[str, Any], read: Intake, zone: ZoneInfo) -> dict[str, Any]:
    """The columns that were given, with what was read of the time; a name of ours is taken out again."""
    contact = {name: whole[name] for name in read.present} | {"at_only_day": whole["at_only_day"]}
    offset = whole["at_offset_s"]
    at: datetime = whole["at"]
    contact |= {"at": at.astimezone(zone), "at_offset_s": offset}
    if contact.get("contact_id") == _NAMELESS:
        del contact["contact_id"]
    return contact
