"""Local time as plain arithmetic: a zone's offsets over a stretch of time, the same on every engine."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

DAY_US = 86_400_000_000


@dataclass(frozen=True)
class Stretch:
    """From `since_us` (microseconds since 1970, UTC) on, local time is UTC plus `offset_s` seconds."""

    since_us: int
    offset_s: int


@lru_cache(maxsize=512)
def stretches(zone: str, first: datetime, last: datetime) -> tuple[Stretch, ...] | None:
    """The offsets of an IANA zone between two moments, oldest first; None where there is no such zone."""
    try:
        clock = ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
    found = [Stretch(_us(first), _offset(clock, first))]
    day = first
    while day < last:
        following = min(day + timedelta(days=1), last)
        if _offset(clock, following) != found[-1].offset_s:
            change = _change(clock, day, following)
            found.append(Stretch(_us(change), _offset(clock, change)))
        day = following
    return tuple(found)


def is_zone(zone: str) -> bool:
    """Whether `zone` is an IANA zone."""
    moment = datetime(2025, 1, 1, tzinfo=UTC)
    return stretches(zone, moment, moment) is not None


def local_us(moment: datetime, zone: str) -> int:
    """Microseconds since 1970 on the clock of `zone` at `moment`."""
    return _us(moment) + _offset(ZoneInfo(zone), moment) * 1_000_000


def _offset(clock: ZoneInfo, moment: datetime) -> int:
    offset = moment.astimezone(clock).utcoffset()
    return int(offset.total_seconds()) if offset else 0


def _change(clock: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """The second at which the offset is no longer that of `before`."""
    was = _offset(clock, before)
    while after - before > timedelta(seconds=1):
        middle = (before + (after - before) / 2).replace(microsecond=0)
        if middle <= before:
            middle = before + timedelta(seconds=1)
        if _offset(clock, middle) == was:
            before = middle
        else:
            after = middle
    return after.replace(microsecond=0)


def _us(moment: datetime) -> int:
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
