"""The evidence log that holds the journal's seals: where it lies, whose key signs it."""

import os
from functools import cache
from pathlib import Path

from django.conf import settings

from evenhand.evidence.log import Log
from evenhand.evidence.receipt import Receipt
from evenhand.evidence.signing import PublicKey, SigningKey, new_key
from evenhand.evidence.sqlite import SqliteStore
from evenhand_web.journal.models import Entry
from evenhand_web.privacy.keys import write_once

KEY = "EVENHAND_LOG_KEY"


@cache
def log() -> Log:
    """The log of this platform."""
    return Log(SqliteStore(settings.VAR / "evidence.sqlite3"), origin=settings.EVENHAND_LOG_ORIGIN)


@cache
def signing_key() -> SigningKey:
    """The operator's key (EVENHAND_LOG_KEY), else one made once for a trial on this machine."""
    given = os.environ.get(KEY, "")
    return SigningKey.from_text(given or _kept(settings.VAR / "log-key"))


def public_key() -> PublicKey:
    """By which anyone checks a receipt; published."""
    return signing_key().public


def append_placed(*, limit: int) -> int:
    """Add to the log what has a place and is not there yet, in order; how many. Several workers may."""
    book = log()
    size = book.size
    waiting = Entry.objects.filter(position__gte=size).order_by("position").values_list("sealed", flat=True)
    entries = [bytes(sealed) for sealed in waiting[:limit]]
    if entries:
        book.append(entries, at=size)
        book.checkpoint(signing_key())
    return len(entries)


def receipt_of(entry: Entry) -> Receipt | None:
    """What proves an entry to anyone, with what opens it; None while it is not sealed."""
    if entry.position is None or entry.position >= log().size or log().store.checkpoint(entry.position) is None:
        return None
    return log().receipt(entry.position, salt=bytes(entry.salt), text=entry.text.encode())


def _kept(place: Path) -> str:
    if not place.exists():
        write_once(place, new_key(settings.EVENHAND_LOG_ORIGIN).text)
    return place.read_text(encoding="ascii")
