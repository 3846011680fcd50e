"""AES-256-GCM with the algorithm's and the key's name in the cipher text, and a keyed index for exact look-up."""

import base64
import hmac
import os
import re
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from evenhand.errors import EvenhandError
from evenhand_web.privacy.keys import KeyRing

ALGORITHM = "A256GCM"
NONCE_BYTES = 12
_KEPT_DIGITS = re.compile(r"[^0-9xX]")


class CannotRead(EvenhandError):
    """A cipher text that none of the keys at hand opens in the place where it stands."""


def encrypt(text: str, place: str) -> str:
    """`A256GCM.<key id>.<base64 of nonce and cipher text>`; `place` (table and column) is bound in."""
    ring = _ring()
    nonce = os.urandom(NONCE_BYTES)
    sealed = AESGCM(ring.keys[ring.current]).encrypt(nonce, text.encode(), place.encode())
    return f"{ALGORITHM}.{ring.current}.{base64.b64encode(nonce + sealed).decode()}"


def decrypt(written: str, place: str) -> str:
    """The text of what `encrypt` wrote for the same place. Raises CannotRead."""
    algorithm, _, rest = written.partition(".")
    key_id, _, coded = rest.partition(".")
    key = _ring().keys.get(key_id)
    if algorithm != ALGORITHM or key is None:
        raise CannotRead(
            zh=f"数据用钥匙“{key_id}”加密，而这把钥匙不在 EVENHAND_KEYS 里。请把它补上。",
            en=f"the data is encrypted with the key {key_id}, which EVENHAND_KEYS does not hold. Add it.",
        )
    raw = base64.b64decode(coded)
    try:
        return AESGCM(key).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], place.encode()).decode()
    except InvalidTag as fault:
        raise CannotRead(
            zh=f"{place} 的一项数据打不开：它被改动过，或是从别处搬来的。",
            en=f"one entry of {place} does not open: it was changed, or brought from elsewhere.",
        ) from fault


def is_current(written: str) -> bool:
    """Whether the current key wrote it."""
    return written.startswith(f"{ALGORITHM}.{_ring().current}.")


def blind(value: str, kind: str) -> str:
    """The index under which `value` is found exactly and nothing else is learnt; empty for nothing."""
    plain = normal(value, kind)
    if not plain:
        return ""
    return hmac.new(_ring().index, f"{kind}\0{plain}".encode(), sha256).hexdigest()[:40]


def normal(value: str, kind: str) -> str:
    """The one spelling of a telephone (mainland prefix dropped), an ID number or anything else."""
    if kind == "phone":
        digits = "".join(sign for sign in value if sign.isascii() and sign.isdigit())
        trimmed = digits.removeprefix("0086")
        return trimmed[2:] if len(trimmed) == 13 and trimmed.startswith("86") else trimmed
    if kind == "id_number":
        return _KEPT_DIGITS.sub("", value).upper()
    return "".join(value.split()).casefold()


def _ring() -> KeyRing:
    ring: KeyRing = settings.EVENHAND_KEY_RING
    return ring
