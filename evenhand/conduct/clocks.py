"""Local time in microseconds since 1970, read again and again: a zone's offsets kept at hand."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache

from evenhand.rules.zones import DAY_US, is_zone, stretches

SECOND_US = 1_000_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_EVER = 1 << 62
_Stretch = tuple[int, int, int]


class Clock:
    """The clock of an IANA zone, or of a fixed offset; where there is no such zone it tells nothing."""

    def __init__(self, zone: str | None, offset_s: int | None = None) -> None:
        self.known = zone is None or is_zone(zone)
        self._zone = zone
        # One stretch (since, until, offset, in microseconds), replaced as a whole: threads may share a clock.
        fixed = (-_EVER, _EVER, (offset_s or 0) * SECOND_US)
        self._now: _Stretch = fixed if zone is None or not self.known else (0, 0, 0)

    def local_us(self, us: int) -> int:
        """Microseconds since 1970 on this clock; only for a clock that is known."""
        since, until, offset = self._now
        if since <= us < until:
            return us + offset
        self._now = self._find(us)
        return us + self._now[2]

    def day(self, us: int) -> int | None:
        """The local day, days since 1970."""
        return self.local_us(us) // DAY_US if self.known else None

    def instants(self, local: int) -> Iterator[int]:
        """The moments at which this clock shows `local`: none, one or, where it is put back, two."""
        if self.known:
            around = {self.local_us(local + shift) - (local + shift) for shift in (-DAY_US, 0, DAY_US)}
            for offset in sorted(around):
                if self.local_us(local - offset) == local:
                    yield local - offset

    def changes(self, first_us: int, last_us: int) -> Iterator[int]:
        """The moments at which this clock is put forward or back."""
        if self._zone is not None and self.known:
            for year in range(moment_of(first_us).year, moment_of(last_us).year + 1):
                yield from (since for since, _, _ in _year(self._zone, year)[1:] if first_us <= since <= last_us)

    def _find(self, us: int) -> _Stretch:
        year = _year(self._zone or "UTC", moment_of(us).year)
        return next(one for one in year if us < one[1])


@cache
def clock_of(zone: str | None, offset_s: int | None = None) -> Clock:
    """The clock of a zone; with no zone, that of an offset in seconds. Each is made once."""
    return Clock(zone, offset_s)


@cache
def _year(zone: str, year: int) -> tuple[_Stretch, ...]:
    first, last = datetime(year, 1, 1, tzinfo=UTC), datetime(year + 1, 1, 1, tzinfo=UTC)
    found = [(one.since_us, one.offset_s * SECOND_US) for one in stretches(zone, first, last) or ()]
    ends = [since for since, _ in found[1:]] + [microseconds(last)]
    return tuple((since, until, offset) for (since, offset), until in zip(found, ends, strict=True))


def microseconds(moment: datetime) -> int:
    """Microseconds since 1970, UTC."""
    return (moment - _EPOCH) // _MICROSECOND


def moment_of(us: int) -> datetime:
    """The moment that many microseconds after 1970."""
    return _EPOCH + timedelta(microseconds=us)
