"""The evidence log that holds the journal's seals: where it lies, whose key signs it, who stamps it."""

import logging
import os
from dataclasses import replace
from datetime import datetime
from functools import cache
from pathlib import Path

from django.conf import settings

from evenhand.evidence.checkpoint import stated
from evenhand.evidence.faults import NotVerified
from evenhand.evidence.log import Log
from evenhand.evidence.receipt import Receipt
from evenhand.evidence.signing import PublicKey, SigningKey, new_key
from evenhand.evidence.sqlite import SqliteStore
from evenhand.evidence.stamp import stamped
from evenhand_web.journal.authority import Authority, asked
from evenhand_web.journal.models import Entry, Stamp
from evenhand_web.privacy.keys import write_once

KEY = "EVENHAND_LOG_KEY"
told = logging.getLogger(__name__)


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
    stamp = Stamp.objects.filter(size__gt=entry.position).order_by("size").first()
    receipt = log().receipt(
        entry.position,
        checkpoint=stated(stamp.checkpoint) if stamp else None,
        salt=bytes(entry.salt),
        text=entry.text.encode(),
    )
    return replace(receipt, stamp=bytes(stamp.reply)) if stamp else receipt


def stamp_last(*, by: Authority, now: datetime) -> bool:
    """Have the last checkpoint stamped, if the log has grown and the last stamp is old enough; whether it was.

    Raises OSError where the authority gave no stamp.
    """
    last, newest = Stamp.objects.order_by("size").last(), log().store.checkpoint(0)
    if newest is None or (last is not None and (newest[0] <= last.size or now < last.at + by.every)):
        return False
    size, note = newest
    try:
        reply = stamped(note, lambda query: asked(query, by))
    except NotVerified as refused:
        told.warning("the authority gave no time stamp: %s", refused.en)
        raise OSError("no time stamp") from None
    Stamp.objects.get_or_create(size=size, defaults={"checkpoint": note, "reply": reply, "at": now})
    return True


def _kept(place: Path) -> str:
    if not place.exists():
        write_once(place, new_key(settings.EVENHAND_LOG_ORIGIN).text)
    return place.read_text(encoding="ascii")
