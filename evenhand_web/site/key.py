"""The key that signs cookies: from the environment, or made once and kept where only its owner can read it."""

import os
import secrets
from pathlib import Path


def secret_key(var: Path) -> str:
    """The key in `EVENHAND_SECRET_KEY`, else the one kept in `var`, made on first use."""
    given = os.environ.get("EVENHAND_SECRET_KEY", "")
    if given:
        return given
    place = var / "secret-key"
    if not place.exists():
        _make(place)
    return place.read_text(encoding="ascii").strip()


def _make(place: Path) -> None:
    # Written in full under a private name and then linked: two processes starting at once agree on one key.
    private = place.with_name(f"{place.name}.{os.getpid()}")
    with os.fdopen(os.open(private, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as out:
        out.write(secrets.token_urlsafe(50))
    try:
        os.link(private, place)
    except FileExistsError:
        pass
    finally:
        private.unlink()
