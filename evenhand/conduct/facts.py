"""The facts of one contact: every word of the vocabulary but the counts."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from evenhand.conduct.texts import said
from evenhand.records import CHANNELS, CONTACTS
from evenhand.rules.function import Truth
from evenhand.rules.pack import Pack
from evenhand.rules.vocabulary import THIRD_PERSONS
from evenhand.rules.zones import DAY_US, is_zone, local_us

Contact = Mapping[str, Any]
"""A contact as column → value: `at` an aware datetime, lists as lists, None unknown; `at_offset_s` where an offset was
written in `at`, `at_only_day` where only a day was."""

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


def facts(
    contact: Contact, pack: Pack, *, tz: str, zone: str | None, mandates: Sequence[Mapping[str, Any]] | None = None
) -> dict[str, Any]:
    """Every word of the vocabulary for one contact, counts left out."""
    known = countable(contact, zone)
    known |= said(known["text"])
    known["mandated"] = mandated(known, mandates)
    return known


def countable(contact: Contact, zone: str | None) -> dict[str, Any]:
    """The facts by which contacts are counted: all but what the text says and who held a mandate."""
    known = completed(contact) | clock(contact, zone)
    if known["counterparty"] == "unknown":
        known["counterparty"] = None
    known["to_attorney"] = _is_one_of(known["counterparty"], ("attorney",))
    known["to_third_person"] = _is_one_of(known["counterparty"], THIRD_PERSONS)
    known["ceased"] = known["ceased_at"] is not None and known["ceased_at"] <= known["at"]
    known["medium_closed"] = _medium_closed(known)
    known["consent_day"] = _consent_day(contact, known, zone)
    return known


def _is_one_of(value: str | None, values: Sequence[str]) -> Truth:
    return None if value is None else value in values


def _medium_closed(known: Mapping[str, Any]) -> Truth:
    closed = known["opted_out"]
    if known["channel"] in closed:
        return True
    if known["number"] is not None:
        return known["number"] in closed
    # A number that is not known may be one of those closed.
    return None if any(one not in CHANNELS for one in closed) else False


def _consent_day(contact: Contact, known: Mapping[str, Any], zone: str | None) -> int | None:
    received = known["consent_at"]
    if received is None:
        return None
    if received > known["at"]:
        return 0
    first = clock({**contact, "at": received}, zone)["local_day"]
    return None if first is None else known["local_day"] - first + 1


def zones_of(contact: Contact, pack: Pack, tz: str) -> list[str | None]:
    """Every zone the debtor may be in, else the pack's, else the offset written in `at` (None), else `tz`."""
    if named := contact.get("debtor_tz"):
        return list(named)
    if pack.zone is not None:
        return [pack.zone]
    return [None if contact.get("at_offset_s") is not None else tz]


def clock(contact: Contact, zone: str | None) -> dict[str, Any]:
    """Local time and local day of the contact in a zone; None: on the clock of the offset written."""
    moment: datetime = contact["at"]
    if zone is not None and not is_zone(zone):
        return {"local_time": None, "local_day": None}
    local = local_us(moment, zone or "UTC") + (0 if zone else contact["at_offset_s"] * 1_000_000)
    hour = None if contact.get("at_only_day") else local % DAY_US
    return {"local_time": hour, "local_day": local // DAY_US}


def mandated(known: Mapping[str, Any], mandates: Sequence[Mapping[str, Any]] | None) -> Truth:
    """Whether the agency held a mandate of the lender on the local day; unknown where lender or day is."""
    if known["lender"] is None or known["local_day"] is None:
        return None
    day = date_of(known["local_day"])
    return any(
        held["agency"] == known["agency"]
        and held["lender"] == known["lender"]
        and held["from"] <= day <= (held.get("to") or date.max)
        for held in mandates or ()
    )


def date_of(day: int) -> date:
    """The date that is `day` days after 1970-01-01."""
    return date.fromordinal(_EPOCH.toordinal() + day)
