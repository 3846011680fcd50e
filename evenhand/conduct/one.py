"""The facts of one contact and what went before, for the function that a rule compiles to."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from evenhand.conduct.counting import COUNTED_PER
from evenhand.conduct.sayings import patterns
from evenhand.records import CONTACTS
from evenhand.rules.condition import Counted
from evenhand.rules.function import Truth, all_of, any_of, to_function
from evenhand.rules.pack import Pack, Version
from evenhand.rules.parse import parse
from evenhand.rules.sql import bounds
from evenhand.rules.vocabulary import KINDS, SAYINGS, WINDOWS
from evenhand.rules.zones import DAY_US, is_zone, local_us

Contact = Mapping[str, Any]
"""A contact as column → value: `at` an aware datetime, lists as lists, None unknown; `at_offset_s` where an offset was
written in `at`, `at_only_day` where only a day was."""

_KINDS = {kind: to_function(parse(when)) for kind, when in KINDS.items()}
_EPOCH = date(1970, 1, 1)


def completed(contact: Contact) -> dict[str, Any]:
    """The contact with every column: defaults filled in, none and unknown as the file interface says."""
    whole: dict[str, Any] = {}
    for column in CONTACTS:
        value = contact.get(column.name)
        if value in (None, "") and column.default is not None:
            value = column.default
        if value is None and column.empty == "none":
            value = {"list": [], "choices": [], "bool": False, "time": None}.get(column.kind, "")
        whole[column.name] = value
    return whole


def answer(
    version: Version,
    pack: Pack,
    contact: Contact,
    history: Sequence[Contact],
    *,
    tz: str,
    mandates: Sequence[Mapping[str, Any]] | None = None,
) -> Truth:
    """Whether the rule finds `contact` after `history`: true, false, or None where a person must look."""
    base = facts(contact, pack, tz=tz, zone=_zones(contact, pack, tz)[0], mandates=mandates)
    for counted in version.counts:
        base |= dict(zip(bounds(counted), count(counted, pack, contact, history, tz=tz), strict=True))
    check = to_function(version.tree)
    zones = _zones(contact, pack, tz) if version.depends_on_the_hour else _zones(contact, pack, tz)[:1]
    return all_of(
        _in_force(version, base["local_day"]), any_of(*(check(base | _clock(contact, zone)) for zone in zones))
    )


def _in_force(version: Version, day: int | None) -> Truth:
    if day is None:
        return None
    return version.in_force <= _date(day) and (version.until is None or _date(day) < version.until)


def facts(
    contact: Contact, pack: Pack, *, tz: str, zone: str | None, mandates: Sequence[Mapping[str, Any]] | None = None
) -> dict[str, Any]:
    """Every word of the vocabulary for one contact, counts left out."""
    known = completed(contact) | _clock(contact, zone)
    if known["counterparty"] == "unknown":
        known["counterparty"] = None
    text = known["text"]
    folded = re.sub(r"\s+", "", text.lower()) if text else None
    for saying in SAYINGS:
        known[f"said_{saying}"] = None if folded is None else bool(re.search(patterns()[saying], folded))
    known["mandated"] = _mandated(known, mandates)
    return known


def count(counted: Counted, pack: Pack, contact: Contact, history: Sequence[Contact], *, tz: str) -> tuple[int, int]:
    """How many contacts of the kind lie in the window, certainly and at most; zero where this is not of the kind."""
    key = COUNTED_PER.get(counted.kind, pack.count_by)
    mine = facts(contact, pack, tz=tz, zone=_zones(contact, pack, tz)[0])
    if _KINDS[counted.kind](mine) is False:
        return 0, 0
    moment = (contact["at"], contact["contact_id"])
    least = most = 0
    for other in (*history, contact):
        theirs = facts(other, pack, tz=tz, zone=_zones(other, pack, tz)[0])
        if (other["at"], other["contact_id"]) > moment or any(theirs[name] != mine[name] for name in key):
            continue
        if not mine["local_day"] - WINDOWS[counted.window] < theirs["local_day"] <= mine["local_day"]:
            continue
        of_the_kind = _KINDS[counted.kind](theirs)
        least += of_the_kind is True
        most += of_the_kind is not False
    return least, most


def _zones(contact: Contact, pack: Pack, tz: str) -> list[str | None]:
    """Every zone the debtor may be in, else the pack's, else the offset written in `at` (None), else `tz`."""
    if named := contact.get("debtor_tz"):
        return list(named)
    if pack.zone is not None:
        return [pack.zone]
    return [None if contact.get("at_offset_s") is not None else tz]


def _clock(contact: Contact, zone: str | None) -> dict[str, Any]:
    moment: datetime = contact["at"]
    if zone is not None and not is_zone(zone):
        return {"local_time": None, "local_day": None}
    local = local_us(moment, zone or "UTC") + (0 if zone else contact["at_offset_s"] * 1_000_000)
    hour = None if contact.get("at_only_day") else local % DAY_US
    return {"local_time": hour, "local_day": local // DAY_US}


def _mandated(known: Mapping[str, Any], mandates: Sequence[Mapping[str, Any]] | None) -> Truth:
    if known["lender"] is None or known["local_day"] is None:
        return None
    day = _date(known["local_day"])
    return any(
        held["agency"] == known["agency"]
        and held["lender"] == known["lender"]
        and held["from"] <= day <= (held.get("to") or date.max)
        for held in mandates or ()
    )


def _date(day: int) -> date:
    return date.fromordinal(_EPOCH.toordinal() + day)
