"""Whether a rule finds one contact after what went before, by the function that the rule compiles to."""

from collections.abc import Mapping, Sequence
from typing import Any

from evenhand.conduct.counting_one import count
from evenhand.conduct.facts import Contact, clock, date_of, facts, zones_of
from evenhand.rules.function import Truth, all_of, any_of, to_function
from evenhand.rules.pack import Pack, Version
from evenhand.rules.sql import bounds


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
    base = facts(contact, pack, tz=tz, zone=zones_of(contact, pack, tz)[0], mandates=mandates)
    for counted in version.counts:
        base |= dict(zip(bounds(counted), count(counted, pack, contact, history, tz=tz), strict=True))
    check = to_function(version.tree)
    zones = zones_of(contact, pack, tz) if version.depends_on_the_hour else zones_of(contact, pack, tz)[:1]
    return all_of(
        _in_force(version, base["local_day"]), any_of(*(check(base | clock(contact, zone)) for zone in zones))
    )


def _in_force(version: Version, day: int | None) -> Truth:
    if day is None:
        return None
    return version.in_force <= date_of(day) and (version.until is None or date_of(day) < version.until)
