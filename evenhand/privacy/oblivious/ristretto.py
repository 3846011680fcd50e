"""The group ristretto255 (RFC 9496) as RFC 9497 uses it; the arithmetic is libsodium's, in constant time."""

import hashlib
import importlib
from types import ModuleType

from evenhand.errors import Misuse, Unreadable

EXTRA = "private"
ELEMENT_BYTES = SCALAR_BYTES = 32
IDENTITY = bytes(ELEMENT_BYTES)
SUITE = b"ristretto255-SHA512"
_BLOCK_BYTES = 128  # what SHA-512 takes in at once


def sodium() -> ModuleType:
    """The part that computes in the group; raises `Misuse` that names the extra where it is missing."""
    try:
        return importlib.import_module("rbcl")
    except (ImportError, OSError):
        raise Misuse(
            zh=f'隐私关联需要附加组件，请先在源码目录里运行 pip install ".[{EXTRA}]"。',
            en=f'Private linking needs an extra; run pip install ".[{EXTRA}]" in the folder of the source first.',
        ) from None


def random_scalar() -> bytes:
    """A random scalar, not zero."""
    return bytes(sodium().crypto_core_ristretto255_scalar_random())


def hash_to_group(message: bytes, tag: bytes) -> bytes:
    """An element that nobody knows the logarithm of (RFC 9380, section 5.3.1 and appendix B)."""
    return bytes(sodium().crypto_core_ristretto255_from_hash(expanded(message, tag)))


def hash_to_scalar(message: bytes, tag: bytes) -> bytes:
    """A scalar that depends on every bit of `message`."""
    return bytes(sodium().crypto_core_ristretto255_scalar_reduce(expanded(message, tag)))


def expanded(message: bytes, tag: bytes) -> bytes:
    """expand_message_xmd with SHA-512 to 64 bytes (RFC 9380, section 5.3.1)."""
    ending = tag + len(tag).to_bytes(1, "big")
    first = hashlib.sha512(bytes(_BLOCK_BYTES) + message + (64).to_bytes(2, "big") + b"\0" + ending).digest()
    return hashlib.sha512(first + b"\x01" + ending).digest()


def times(scalar: bytes, element: bytes) -> bytes:
    """`scalar` times `element`."""
    return bytes(sodium().crypto_scalarmult_ristretto255_allow_scalar_zero(scalar, element))


def times_base(scalar: bytes) -> bytes:
    """`scalar` times the generator."""
    return bytes(sodium().crypto_scalarmult_ristretto255_base_allow_scalar_zero(scalar))


def plus(one: bytes, other: bytes) -> bytes:
    """The sum of two elements."""
    return bytes(sodium().crypto_core_ristretto255_add(one, other))


def inverse(scalar: bytes) -> bytes:
    """The scalar that undoes `scalar`."""
    return bytes(sodium().crypto_core_ristretto255_scalar_invert(scalar))


def less_product(one: bytes, factor: bytes, other: bytes) -> bytes:
    """`one` − `factor` · `other`, scalars."""
    part = sodium()
    return bytes(part.crypto_core_ristretto255_scalar_sub(one, part.crypto_core_ristretto255_scalar_mul(factor, other)))


def must_be_element(element: bytes) -> bytes:
    """`element` where it is one and not the identity (RFC 9497, section 2.1); raises `Unreadable` otherwise."""
    if (
        len(element) != ELEMENT_BYTES
        or element == IDENTITY
        or not sodium().crypto_core_ristretto255_is_valid_point(element)
    ):
        raise Unreadable(
            zh="文件里有不合格式的数值，可能传输时损坏或被改动；没有写出任何结果，请重新取得这份文件。",
            en="The file holds a value that is no element of the group: it was damaged or altered on the way. Nothing "
            "was written; get the file again.",
        )
    return element
