"""A proposed contact as a program hands it over: its time read, and what cannot be a contact refused in words."""

from collections.abc import Mapping
from datetime import datetime, tzinfo
from math import isfinite
from typing import Any

from evenhand.conduct.facts import Contact
from evenhand.errors import Misuse
from evenhand.records import CHANNELS, CONTACTS, Column

_COLUMNS: Mapping[str, Column] = {column.name: column for column in CONTACTS if column.name != "at"}
_TIMES = tuple(column.name for column in CONTACTS if column.kind == "time" and column.name != "at")
# Days before and after lie beyond every rule, and near the ends of what a date can be.
_YEARS = range(1900, 2400)
_WANTED = {
    "text": ("文字", "a text"),
    "choice": ("文字", "a text"),
    "list": ("文字的列表", "a list of texts"),
    "choices": ("文字的列表", "a list of texts"),
    "number": ("数字", "a number"),
    "bool": ("true 或 false", "true or false"),
    "time": ("时间", "a time"),
}


def read(contact: Contact, now: datetime | None, zone: tzinfo) -> Contact:
    """The contact with its times read; times without a zone are of `zone`.

    Raises `Misuse` where debtor, channel or time are missing, or a value cannot stand in its column.
    """
    if not contact.get("debtor_id"):
        raise Misuse(
            zh="缺少 debtor_id，不知道要联系谁", en="debtor_id is missing: nobody knows who is to be contacted"
        )
    if contact.get("channel") not in CHANNELS:
        raise Misuse(
            zh=f"channel 应为 {'、'.join(CHANNELS)} 之一，写的是 {contact.get('channel')!r}",
            en=f"channel must be one of {', '.join(CHANNELS)}, not {contact.get('channel')!r}",
        )
    for name, value in contact.items():
        if value is not None and name in _COLUMNS:
            _check(_COLUMNS[name], value)
    times = {name: moment(contact[name], zone)["at"] for name in _TIMES if contact.get(name)}
    at = contact.get("at") or now
    if at is None:
        raise Misuse(zh="缺少时间：请给出 at 或 now", en="the time is missing: give at, or now")
    if contact.get("at") is at and isinstance(at, datetime) and at.tzinfo is not None:
        # Whether an offset was written is for whoever read it to say.
        return {**contact, **times, "at": moment(at, zone)["at"]}
    return {**contact, **times, **moment(at, zone)}


def moment(at: Any, zone: tzinfo) -> dict[str, Any]:
    """A time as `at`, and as `at_offset_s` the offset that was written in it, if one was."""
    if not isinstance(at, datetime):
        try:
            at = datetime.fromisoformat(at)
        except (TypeError, ValueError):
            raise Misuse(
                zh=f"看不懂时间 {at!r}，例如 2026-03-02T10:00:00+08:00",
                en=f"{at!r} is no time; an example is 2026-03-02T10:00:00+08:00",
            ) from None
    if at.year not in _YEARS:
        raise Misuse(
            zh=f"时间 {at} 不在 {_YEARS.start} 年到 {_YEARS.stop - 1} 年之间",
            en=f"the time {at} lies outside the years {_YEARS.start} to {_YEARS.stop - 1}",
        )
    if at.tzinfo is None:
        return {"at": at.replace(tzinfo=zone)}
    offset = at.utcoffset()
    return {"at": at, "at_offset_s": int(offset.total_seconds())} if offset is not None else {"at": at}


def outcome_of(outcome: str | None) -> str | None:
    """What came of a contact, one of the words that the file interface has for it. Raises `Misuse` for another."""
    if outcome is not None:
        _check(_COLUMNS["outcome"], outcome)
    return outcome or None


def _check(column: Column, value: Any) -> None:
    several = value if column.kind in ("list", "choices") else [value]
    right = isinstance(several, list | tuple) and all(_fits(column.kind, one) for one in several)
    if not right:
        zh, en = _WANTED[column.kind]
        raise Misuse(
            zh=f"{column.name} 应是{zh}，写的是 {_shown(value)}", en=f"{column.name} must be {en}, not {_shown(value)}"
        )
    if column.kind in ("choice", "choices") and column.values:
        strange = [one for one in several if one and one not in column.values]
        if strange:
            raise Misuse(
                zh=f"{column.name} 应为 {'、'.join(column.values)} 之一，写的是 {_shown(strange[0])}",
                en=f"{column.name} must be one of {', '.join(column.values)}, not {_shown(strange[0])}",
            )


def _fits(kind: str, value: Any) -> bool:
    match kind:
        case "number":
            return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)
        case "bool":
            return isinstance(value, bool)
        case "time":
            return isinstance(value, str | datetime)
    return isinstance(value, str)


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:60]}…"
