"""One keyed pseudonym scheme, so that people link across files without names."""

import hashlib
import hmac
from collections.abc import Callable

import pyarrow as pa
import pyarrow.compute as pc

from evenhand.errors import Misuse
from evenhand.privacy.handles import PSEUDONYM, Handle, family, normalise
from evenhand.privacy.span import Kind

__all__ = ["SCHEME", "normalise", "normalise_array", "pseudonym", "pseudonym_array"]

SCHEME = "p1-sha256"
SHORTEST_KEY = 16
_HEX_DIGITS = 32


def pseudonym(value: str, *, kind: Kind | Handle, key: bytes) -> str:
    """`p1-sha256:` and 32 hex digits: HMAC-SHA-256 (RFC 2104) under `key` of the normalised value, cut to 128 bits.

    Kinds of one family (mobile, phone, agent_phone …) give one value one pseudonym; other kinds never meet. A
    pseudonym and an empty value stay as they are. Raises Misuse for a key under 16 bytes or an unknown kind.
    """
    if len(key) < SHORTEST_KEY:
        raise Misuse(
            zh=f"化名密钥只有 {len(key)} 字节，至少要 {SHORTEST_KEY} 字节；请用随机生成的密钥。",
            en=f"The pseudonym key has {len(key)} bytes and needs at least {SHORTEST_KEY}; use a random one.",
        )
    plain = normalise(value, kind)
    if not plain or PSEUDONYM.fullmatch(plain):
        return plain
    message = f"{SCHEME}\0{family(kind)}\0{plain}".encode("utf-8", "surrogatepass")
    return f"{SCHEME}:{hmac.new(key, message, hashlib.sha256).hexdigest()[:_HEX_DIGITS]}"


def pseudonym_array(values: pa.Array, *, kind: Kind | Handle, key: bytes) -> pa.Array:
    """A text column with each distinct value replaced by its pseudonym; null stays null."""
    return _each_distinct(values, lambda value: pseudonym(value, kind=kind, key=key))


def normalise_array(values: pa.Array, kind: Kind | Handle) -> pa.Array:
    """A text column with each distinct value in the form in which it is compared; null stays null."""
    return _each_distinct(values, lambda value: normalise(value, kind))


def _each_distinct(values: pa.Array, change: Callable[[str], str]) -> pa.Array:
    coded = values.dictionary_encode()
    changed = pa.array([change(value) for value in coded.dictionary.to_pylist()], type=values.type)
    return pc.take(changed, coded.indices)
