"""The one door through which the command line reaches a network: only to an address its user gave, and no further."""

from collections.abc import Mapping
from http.client import HTTPException
from time import monotonic
from typing import IO, Any
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from evenhand.conduct.media.speech.endpoint import Answer
from evenhand.errors import Misuse

_BLOCK = 64 << 10


class _StayHere(HTTPRedirectHandler):
    """A service that sends on to another place is not followed: sound and key are for the address given."""

    def redirect_request(self, *_: Any) -> None:
        return None


def check_url(url: str) -> None:
    """Raise `Misuse` where `url` is no address of a service."""
    try:
        parts = urlsplit(url)
        fits = parts.scheme in ("http", "https") and bool(parts.hostname) and not parts.username and parts.port != 0
    except ValueError:
        fits = False
    if not fits:
        raise Misuse(
            zh=f"--speech-url 应为 http:// 或 https:// 开头的完整地址，密钥不写在地址里：{url}",
            en=f"--speech-url is a whole address that begins with http:// or https://, without a key in it: {url}",
        )


def post(url: str, *, headers: Mapping[str, str], body: bytes, wait_s: float, largest: int) -> Answer:
    """Post `body` to `url`; raises `TimeoutError` after `wait_s` in all, `OSError` for every other fault on the way."""
    until = monotonic() + wait_s
    request = Request(url, data=body, headers=dict(headers), method="POST")  # noqa: S310 checked by `check_url`
    try:
        with build_opener(_StayHere).open(request, timeout=wait_s) as answer:
            return Answer(status=answer.status, body=_read(answer, until, largest))
    except HTTPError as refusal:
        with refusal:
            return Answer(status=refusal.code, body=b"")
    except TimeoutError:
        raise
    except (OSError, HTTPException) as fault:
        reason = getattr(fault, "reason", None)
        if isinstance(reason, TimeoutError):
            raise TimeoutError from None
        raise OSError(str(reason or fault)) from None


def _read(answer: IO[bytes], until: float, largest: int) -> bytes:
    """All of the answer; one that drips is cut off at the time allowed."""
    body = bytearray()
    while block := answer.read1(_BLOCK):  # type: ignore[attr-defined]
        body += block
        if len(body) > largest:
            raise OSError(f"> {largest} bytes")
        if monotonic() > until:
            raise TimeoutError
    return bytes(body)
