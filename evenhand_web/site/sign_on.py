"""Single sign-on by OpenID Connect: the provider that the operator names in the environment; none by default."""

import importlib.util
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from evenhand.errors import Misuse

SERVER, CLIENT, SECRET = "EVENHAND_OIDC_SERVER", "EVENHAND_OIDC_CLIENT", "EVENHAND_OIDC_SECRET"
NEEDED = ("requests", "oauthlib", "jwt")


def provider(given: Mapping[str, str]) -> dict[str, Any]:
    """The provider as allauth takes it; empty where none is named. Raises Misuse for one that cannot be used."""
    named = {name: given.get(name, "") for name in (SERVER, CLIENT, SECRET)}
    if not any(named.values()):
        return {}
    missing = [name for name, value in named.items() if not value]
    if missing:
        raise Misuse(
            zh=f"单点登录（OIDC）还缺少设置：{'、'.join(missing)}。",
            en=f"single sign-on by OIDC also needs {', '.join(missing)}.",
        )
    _check(named[SERVER])
    return {
        "provider_id": "sso",
        "name": given.get("EVENHAND_OIDC_NAME", ""),
        "client_id": named[CLIENT],
        "secret": named[SECRET],
        "settings": {"server_url": named[SERVER]},
    }


def _check(server: str) -> None:
    parts = urlsplit(server)
    if parts.scheme != "https" and parts.hostname not in ("127.0.0.1", "localhost", "::1"):
        raise Misuse(
            zh=f"{SERVER} 应是 https:// 开头的地址：登录信息不能明文传送。",
            en=f"{SERVER} must be an https:// address: who signs in is not told over an open line.",
        )
    if not all(importlib.util.find_spec(name) for name in NEEDED):
        raise Misuse(
            zh='单点登录（OIDC）需要附加组件 oidc：请在源码文件夹里执行 pip install ".[web,oidc]"。',
            en='single sign-on by OIDC needs the extra oidc: in the folder of the source, pip install ".[web,oidc]".',
        )
