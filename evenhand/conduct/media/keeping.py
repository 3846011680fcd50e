"""Recordings that a pack says must still be kept on a day, and that are not there."""

from collections.abc import Iterator, Sequence
from datetime import date
from zoneinfo import ZoneInfo

from evenhand.conduct.media.contacts import Documented
from evenhand.conduct.media.rows import Found, shown_name
from evenhand.rules.pack import Pack, Setting

RULE = "recording-not-kept"
_SURE = ("A", "B")


def periods(packs: Sequence[Pack], *, unverified: bool) -> list[tuple[Pack, Setting]]:
    """What the packs say of how long recordings are kept; what is known too weakly only where it is asked for."""
    return [
        (pack, setting)
        for pack in packs
        for setting in pack.settings
        if setting.keep_recordings_years and (unverified or setting.confidence in _SURE)
    ]


def on_keeping(
    contacts: Sequence[Documented], stated: Sequence[tuple[Pack, Setting]], *, on: date | None, tz: str
) -> Iterator[Found]:
    """Every recording named that is not there though on the day `on` its period had not run out.

    Without `on` the day of the last of `contacts` is taken. Days are those of the pack's zone, or else of `tz`. A call
    before the pack's first rule was in force is not held to it.
    """
    for pack, setting in stated:
        zone = ZoneInfo(pack.zone or tz)
        last = on or max((one.at.astimezone(zone).date() for one in contacts), default=None)
        first = min(version.in_force for rule in pack.rules for version in rule.versions)
        for contact in contacts:
            day = contact.at.astimezone(zone).date()
            until = _years_later(day, setting.keep_recordings_years or 0)
            if _is_gone(contact) and last is not None and day >= first and last <= until:
                yield Found(contact=contact, wording=RULE, pack=pack.id, facts=_facts(contact, pack, setting, until))


def _is_gone(contact: Documented) -> bool:
    return contact.recording is not None and contact.recording.place.absence == "missing"


def _facts(contact: Documented, pack: Pack, setting: Setting, until: date) -> dict[str, object]:
    return {
        "file": shown_name(contact.recording.name) if contact.recording else "",
        "source": pack.id,
        "setting": setting.name,
        "confidence": setting.confidence,
        "years": setting.keep_recordings_years,
        "until": until.isoformat(),
    }


def _years_later(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return date(day.year + years, 3, 1)
