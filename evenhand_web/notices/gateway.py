"""Messages by the operator's own gateway: one HTTP request each, made of what the environment says.

Whoever gets a message, and what it says, is in the request's body and nowhere else: not in its address, not in a log. A
request that fails is made again by the chore that tells, never here.
"""

import json
import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Literal, get_args
from urllib.parse import urlencode, urlsplit

from evenhand.errors import Misuse
from evenhand_web.notices.line import posted

URL, HEADERS, BODY, KIND, SAYS = (
    "EVENHAND_SMS_URL",
    "EVENHAND_SMS_HEADERS",
    "EVENHAND_SMS_BODY",
    "EVENHAND_SMS_KIND",
    "EVENHAND_SMS_SAYS",
)
USUAL_BODY = '{"to": "{to}", "text": "{text}", "id": "{id}"}'
WITHIN_S = 10
Kind = Literal["json", "form"]
PLACEHOLDER = re.compile(r"\{(to|text|id)\}")
log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Gateway:
    """Where the gateway is, and how it wants to be asked; `says` is what its answer holds when it took a message."""

    url: str
    headers: dict[str, str] = field(repr=False, default_factory=dict)
    body: dict[str, Any]
    kind: Kind = "json"
    says: str = ""
    within_s: float = WITHIN_S


def gateway(given: Mapping[str, str]) -> Gateway | None:
    """The gateway that the environment names; None where it names none. Raises Misuse."""
    url, kind = given.get(URL, ""), given.get(KIND) or "json"
    if not url:
        return None
    parts = urlsplit(url)
    if parts.scheme != "https" and parts.hostname not in ("127.0.0.1", "localhost", "::1"):
        raise Misuse(
            zh=f"{URL} 应是 https:// 开头的地址：手机号码不能明文传送。",
            en=f"{URL} must be an https:// address: telephone numbers are not sent over an open line.",
        )
    if kind not in get_args(Kind):
        raise Misuse(zh=f"{KIND} 应是 json 或 form。", en=f"{KIND} is json or form.")
    body = _read(BODY, given.get(BODY) or USUAL_BODY)
    if not all(f"{{{name}}}" in json.dumps(body) for name in ("to", "text")):
        raise Misuse(zh=f"{BODY} 里要有 {{to}} 和 {{text}}。", en=f"{BODY} must hold {{to}} and {{text}}.")
    headers = {name: str(value) for name, value in _read(HEADERS, given.get(HEADERS) or "{}").items()}
    form: Kind = "form" if kind == "form" else "json"
    return Gateway(url=url, headers=headers, body=body, kind=form, says=given.get(SAYS, ""))


def hand_over(to: str, text: str, by: Gateway) -> None:
    """Hand one message to the gateway. Raises OSError when it did not take it."""
    known = {"to": to, "text": text, "id": sha256(f"{to}\0{text}".encode()).hexdigest()[:32]}
    body = _filled(by.body, known)
    content, kind = (
        (urlencode(body), "application/x-www-form-urlencoded")
        if by.kind == "form"
        else (json.dumps(body, ensure_ascii=False), "application/json; charset=utf-8")
    )
    headers = {"Content-Type": kind, **by.headers}
    said = posted(by.url, content.encode(), headers, within_s=by.within_s, called="the gateway of messages")
    if by.says and by.says not in said.decode(errors="replace"):
        log.warning("the gateway of messages answered, but not with what %s names", SAYS)
        raise OSError("not taken")


def _filled(part: Any, known: dict[str, str]) -> Any:
    """`part` with `{to}`, `{text}` and `{id}` put into its words; what is put in is not looked through again."""
    if isinstance(part, dict):
        return {name: _filled(value, known) for name, value in part.items()}
    if isinstance(part, list):
        return [_filled(value, known) for value in part]
    if not isinstance(part, str):
        return part
    return PLACEHOLDER.sub(lambda found: known[found[1]], part)


def _read(name: str, text: str) -> dict[str, Any]:
    try:
        read = json.loads(text)
    except ValueError:
        read = None
    if not isinstance(read, dict):
        raise Misuse(zh=f"{name} 应是一个 JSON 对象。", en=f"{name} must be a JSON object.")
    return read
