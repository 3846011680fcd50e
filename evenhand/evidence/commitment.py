"""Salted commitments: what a log holds in place of a text, so that a person can be erased from it."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass

from evenhand.errors import Misuse
from evenhand.evidence.suite import INTL, require

SALT_BYTES = 32
_HEAD = {INTL: b"evenhand-entry/1 intl hmac-sha256\n"}
_DIGEST_BYTES = 32


@dataclass(frozen=True, kw_only=True)
class Sealed:
    """What sealing a text yields: `entry` goes into the log, `salt` stays with the text and is erased with it."""

    salt: bytes
    entry: bytes


def seal(text: bytes, *, salt: bytes | None = None, suite: str = INTL) -> Sealed:
    """Commit to `text` under a fresh salt of 32 random bytes, or under `salt` where one is given.

    The entry is a line that names the suite and HMAC-SHA-256 (RFC 2104) of the text under the salt. Without the salt
    not even a guessed text can be told from another. Raises `Misuse` for a salt of another length.
    """
    require(suite)
    kept = secrets.token_bytes(SALT_BYTES) if salt is None else salt
    if len(kept) != SALT_BYTES:
        raise Misuse(
            zh=f"盐应为 {SALT_BYTES} 字节，收到 {len(kept)} 字节", en=f"a salt has {SALT_BYTES} bytes, not {len(kept)}"
        )
    return Sealed(salt=kept, entry=_HEAD[suite] + hmac.digest(kept, text, hashlib.sha256))


def opens(entry: bytes, *, salt: bytes, text: bytes) -> bool:
    """Whether `entry` is the commitment to `text` under `salt`."""
    suite = suite_of(entry)
    if suite is None or len(salt) != SALT_BYTES:
        return False
    return hmac.compare_digest(seal(text, salt=salt, suite=suite).entry, entry)


def suite_of(entry: bytes) -> str | None:
    """The suite that an entry names, None where it is no commitment of ours."""
    for suite, head in _HEAD.items():
        if entry.startswith(head) and len(entry) == len(head) + _DIGEST_BYTES:
            return suite
    return None
