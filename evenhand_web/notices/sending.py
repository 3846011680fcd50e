"""One door for every notice. By default a notice is a file in the outbox; e-mail goes by SMTP, messages by a gateway.

Who gets a notice, and what it says, stands inside the file and nowhere else: not in its name, not in a log.
"""

import json
import os
import secrets
import smtplib
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Literal

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.module_loading import import_string

from evenhand.errors import EvenhandError
from evenhand_web.notices.gateway import hand_over


class CannotSend(EvenhandError):
    """A notice that could not be handed on."""


@dataclass(frozen=True, kw_only=True)
class Notice:
    """What is to be told, by which channel, to which number or address."""

    channel: Literal["sms", "mail"]
    to: str
    text: str
    subject: str = ""


Carrier = Callable[[Notice, datetime], None]


def send(notice: Notice, *, at: datetime) -> None:
    """Hand a notice to the carrier of its channel. Raises CannotSend."""
    try:
        carrier_of(notice.channel)(notice, at)
    except (OSError, smtplib.SMTPException):
        # The cause may quote the address, so it is not passed on.
        raise CannotSend(
            zh="通知暂时发不出去。您填写的内容已保存，请过几分钟再试。",
            en="Messages cannot be sent at the moment. What you wrote is kept; try again in a few minutes.",
        ) from None


def carrier_of(channel: str) -> Carrier:
    """The operator's carrier or gateway for messages, SMTP for e-mail where a server is named, else the outbox."""
    named = settings.EVENHAND_SMS_CARRIER if channel == "sms" else ""
    if named:
        carrier: Carrier = import_string(named)
        return carrier
    gateway = settings.EVENHAND_SMS_GATEWAY if channel == "sms" else None
    if gateway:
        return lambda notice, at: hand_over(notice.to, notice.text, gateway)
    return by_smtp if channel == "mail" and settings.EMAIL_HOST else into_outbox


def by_smtp(notice: Notice, at: datetime) -> None:
    """Hand an e-mail to the server that the settings name."""
    EmailMessage(subject=notice.subject, body=notice.text, to=[notice.to]).send()


def into_outbox(notice: Notice, at: datetime) -> None:
    """Lay a notice into the outbox, whole or not at all, for its owner's eyes only."""
    outbox = settings.VAR / "outbox"
    outbox.mkdir(parents=True, exist_ok=True, mode=0o700)
    name = f"{at.astimezone(UTC):%Y%m%dT%H%M%S%fZ}-{secrets.token_hex(4)}.json"
    private = outbox / f".{name}"
    content = json.dumps(asdict(notice) | {"at": at.isoformat()}, ensure_ascii=False, indent=1)
    with os.fdopen(os.open(private, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
        out.write(content)
    os.replace(private, outbox / name)
