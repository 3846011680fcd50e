"""What falls due about accounts: sessions that ran out are forgotten, with all that was kept in them."""

from collections.abc import Callable
from datetime import datetime

from django.contrib.sessions.models import Session

AT_ONCE = 200


def forget_sessions(*, worker: str, clock: Callable[[], datetime], stopping: Callable[[], bool]) -> bool:
    """Drop sessions that ran out, and what was kept for them; False when there was none."""
    over = Session.objects.filter(expire_date__lt=clock()).values_list("pk", flat=True)[:AT_ONCE]
    gone, _ = Session.objects.filter(pk__in=list(over)).delete()
    return bool(gone)
