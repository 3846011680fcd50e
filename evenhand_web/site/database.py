"""The database: SQLite in the operator's folder, or PostgreSQL where DATABASE_URL names one."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from evenhand.errors import Misuse


def database(url: str, var: Path) -> dict[str, Any]:
    """Django's settings for `url` (`postgresql://user:password@host:port/name?option=value`); empty: SQLite in `var`.

    Raises Misuse for anything else.
    """
    if not url:
        return _sqlite(var / "evenhand.sqlite3")
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql") or not parts.path.strip("/"):
        raise Misuse(
            zh="DATABASE_URL 应写成 postgresql://用户:密码@主机:端口/数据库。",
            en="DATABASE_URL is written as postgresql://user:password@host:port/database.",
        )
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        # A socket's folder stands in the query, since a host cannot hold slashes.
        "HOST": options.pop("host", "") or (parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }


def _sqlite(place: Path) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": place,
        "OPTIONS": {
            "timeout": 20,
            # A writer takes its lock when it begins, so that it never fails half-way for another writer.
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        },
    }
