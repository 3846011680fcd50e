"""How often something may be tried; counted in the database before it is tried, so that many at once count too."""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import IntegrityError, transaction
from django.db.models import F

from evenhand.errors import EvenhandError
from evenhand_web.portal.models import Tally
from evenhand_web.privacy.cipher import blind


class TooMany(EvenhandError):
    """Tried too often; `wait_minutes` says when it is possible again."""

    def __init__(self, *, wait_minutes: int, zh: str, en: str) -> None:
        super().__init__(zh=zh, en=en)
        self.wait_minutes = wait_minutes


@dataclass(frozen=True, kw_only=True)
class Allowed:
    """So many in so many minutes."""

    times: int
    minutes: int


# Many share one address (an office, a mobile network): only wrong receipts count, so honest people rarely meet it.
LIMITS: dict[str, Allowed] = {
    "receipt": Allowed(times=10, minutes=15),
    "code_address": Allowed(times=30, minutes=60),
    "code_phone": Allowed(times=5, minutes=60),
    "file_address": Allowed(times=30, minutes=60),
}


def spend(what: str, whom: str, *, at: datetime) -> None:
    """Count one more try. Raises TooMany when there were enough."""
    allowed = LIMITS[what]
    row = _row(what, whom, at)
    row.update(count=F("count") + 1)
    if row.get().count <= allowed.times:
        return
    wait = max(1, -int((at - row.get().ends_at).total_seconds() // 60))
    raise TooMany(
        wait_minutes=wait,
        zh=f"尝试次数太多，请过 {wait} 分钟再试。已填写的内容不会丢失。",
        en=f"Too many tries. Please wait {wait} minute{'s' * (wait > 1)}; what you wrote is not lost.",
    )


def give_back(what: str, whom: str, *, at: datetime) -> None:
    """A try that turned out right does not count."""
    _row(what, whom, at).filter(count__gt=0).update(count=F("count") - 1)


def _row(what: str, whom: str, at: datetime):  # type: ignore[no-untyped-def]
    seconds = LIMITS[what].minutes * 60
    stretch = int(at.timestamp()) // seconds
    named = {"what": what, "whom": blind(whom, f"tally-{what}") or "-", "stretch": stretch}
    try:
        with transaction.atomic():
            Tally.objects.get_or_create(
                **named, defaults={"ends_at": datetime.fromtimestamp((stretch + 1) * seconds, UTC)}
            )
    except IntegrityError:  # somebody else began it at the same moment
        pass
    return Tally.objects.filter(**named)
