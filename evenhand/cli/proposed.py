"""The contact that `evenhand gate` is asked about: one JSON object, read as files of contacts are."""

import json
import sys
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any, NoReturn
from zoneinfo import ZoneInfo

import duckdb

from evenhand.errors import Misuse, Unreadable
from evenhand.intake.reading import Intake, read_contacts
from evenhand.records import CONTACTS
from evenhand.tables.connection import identifier

_NAMELESS = "-proposed-"
_EXAMPLE = '{"debtor_id": "D01", "channel": "call", "at": "2026-03-02T10:00:00+08:00"}'
_LISTS = frozenset(column.name for column in CONTACTS if column.kind in ("list", "choices"))
_ONE_VALUE = frozenset(column.name for column in CONTACTS) - _LISTS


def given(contact: str, now: str) -> dict[str, Any]:
    """The JSON object that was handed over, as text, `@FILE` or `-` for standard input; its time filled in.

    Raises `Misuse` where it is not one JSON object with a time.
    """
    text, place = contact, "--contact"
    if contact == "-" or contact.startswith("@"):
        place = contact[1:] or "-"
        text = _text_of(place)
    try:
        found = json.loads(text, object_pairs_hook=_each_once, parse_constant=_no_number)
        # Half a character of two cannot be written anywhere.
        text.encode()
        json.dumps(found, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as fault:
        raise Misuse(
            zh=f"{place} 不是 JSON：{fault}；例如 {_EXAMPLE}",
            en=f"{place} is no JSON: {fault}; an example is {_EXAMPLE}",
        ) from fault
    if not isinstance(found, dict):
        raise Misuse(zh=f"{place} 应是一个联系，例如 {_EXAMPLE}", en=f"{place} must be one contact, such as {_EXAMPLE}")
    if not now and not found.get("at"):
        raise Misuse(
            zh="联系没有时间：请在 at 里写明，或用 --now 给出",
            en="the contact has no time: write it in at, or give --now",
        )
    return {**({"at": now} if now else {}), **{name: value for name, value in found.items() if value is not None}}


def proposed(con: duckdb.DuckDBPyConnection, told: dict[str, Any], mapping: Path | None, tz: str) -> dict[str, Any]:
    """The contact as files of contacts are read: the same headers, values and times.

    Raises `Misuse` naming what is missing or cannot be read.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "contact.jsonl"
        line = {"contact_id": _NAMELESS, **told}
        path.write_text(json.dumps(line, ensure_ascii=False) + "\n", encoding="utf-8")
        try:
            read = read_contacts(con, path, mapping=mapping, tz=tz)
        except Unreadable as fault:
            # It was no file to whoever asks.
            zh, en = fault.zh.replace(f"“{path.name}”", "这个联系"), fault.en.replace(path.name, "the contact")
            raise Misuse(zh=zh, en=en) from fault
        _refuse_shapes(told, read)
        _refuse_cells(con, read)
        (whole,) = con.sql(f"SELECT * FROM {identifier(read.relation)}").to_arrow_table().to_pylist()
    return _kept_columns(whole, read, ZoneInfo(tz))


def _text_of(place: str) -> str:
    try:
        if place == "-":
            return sys.stdin.buffer.read().decode("utf-8-sig")
        return Path(place).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as fault:
        raise Misuse(zh=f"读不了 {place}：{fault}", en=f"cannot read {place}: {fault}") from fault


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object; of two values under one name nobody knows which is meant."""
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise Misuse(zh=f"这个联系里 {twice} 写了两次，请只留一个", en=f"the contact gives {twice} twice; keep one")
    return found


def _no_number(name: str) -> NoReturn:
    raise Misuse(zh=f"这个联系里的 {name} 不是数字", en=f"{name} in the contact is no number")


def _refuse_shapes(told: dict[str, Any], read: Intake) -> None:
    """Refuse what is of another shape than its column: read as text it would be somebody whom nobody knows."""
    for name, value in told.items():
        several = value if isinstance(value, list) else [value]
        nested = any(isinstance(one, dict | list) for one in several)
        if name not in read.extra and (nested or (isinstance(value, list) and name in _ONE_VALUE)):
            zh, en = ("文字的列表", "a list of texts") if name in _LISTS else ("一个值", "one value")
            raise Misuse(
                zh=f"看不懂这个联系：{name} 应是{zh}，写的是 {_shown(value)}",
                en=f"the contact cannot be read: {name} must be {en}, not {_shown(value)}",
            )


def _shown(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else f"{text[:60]}…"


def _refuse_cells(con: duckdb.DuckDBPyConnection, read: Intake) -> None:
    wrong = con.execute(f'SELECT "column", value, problem, hint FROM {identifier(read.rejects)}').fetchall()
    if not wrong:
        return
    zh, en = (
        "; ".join(
            f"{column} {value or ''} {_half(problem, end)} ({_half(hint, end)})"
            for column, value, problem, hint in wrong
        )
        for end in (0, -1)
    )
    raise Misuse(zh=f"看不懂这个联系：{zh}", en=f"the contact cannot be read: {en}")


def _half(both: str | None, end: int) -> str:
    """What rejects say in both languages, in one of them."""
    return (both or "").split(" / ", 1)[end]


def _kept_columns(whole: dict[str, Any], read: Intake, zone: ZoneInfo) -> dict[str, Any]:
    """The columns that were given, with what was read of the time; a name of ours is taken out again."""
    contact = {name: whole[name] for name in read.present} | {"at_only_day": whole["at_only_day"]}
    offset = whole["at_offset_s"]
    at: datetime = whole["at"]
    contact |= {"at": at.astimezone(zone), "at_offset_s": offset}
    if contact.get("contact_id") == _NAMELESS:
        del contact["contact_id"]
    return contact
