"""The authority that stamps checkpoints with its time (RFC 3161), as the environment names it, and how it is asked.

It is sent the digest of a checkpoint and nothing else; its reply is signed, so that the line need not be a closed one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from importlib.util import find_spec
from urllib.parse import urlsplit

from evenhand.errors import Misuse
from evenhand_web.notices.line import posted

URL, HOURS = "EVENHAND_STAMP_URL", "EVENHAND_STAMP_HOURS"
QUERY, REPLY = "application/timestamp-query", "application/timestamp-reply"
WITHIN_S = 20


@dataclass(frozen=True, kw_only=True)
class Authority:
    """Where it is, and how long after one stamp the next is asked for."""

    url: str
    every: timedelta


def authority(given: Mapping[str, str]) -> Authority | None:
    """The authority that the environment names; None where it names none. Raises Misuse."""
    url, hours = given.get(URL, ""), given.get(HOURS) or "24"
    if not url:
        return None
    if urlsplit(url).scheme not in ("http", "https"):
        raise Misuse(
            zh=f"{URL} 应是 http:// 或 https:// 开头的地址。", en=f"{URL} must be an http:// or https:// address."
        )
    if not hours.isascii() or not hours.isdigit() or int(hours) < 1:
        raise Misuse(zh=f"{HOURS} 应是不小于 1 的整数（小时）。", en=f"{HOURS} must be whole hours, one or more.")
    if find_spec("rfc3161_client") is None:
        raise Misuse(zh=f"{URL} 需要安装 evenhand[stamps]。", en=f"{URL} needs the extra: install evenhand[stamps].")
    return Authority(url=url, every=timedelta(hours=int(hours)))


def asked(query: bytes, of: Authority) -> bytes:
    """Its reply to a query. Raises OSError where it gave none."""
    headers = {"Content-Type": QUERY, "Accept": REPLY}
    return posted(of.url, query, headers, within_s=WITHIN_S, called="the authority of time stamps")
