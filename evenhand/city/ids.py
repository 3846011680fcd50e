"""Ids, digests and pseudonyms as Arrow text, built from numbers a whole column at a time."""

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from evenhand.city.dice import Flags

_HEX = np.frombuffer(b"0123456789abcdef", dtype=np.uint8)
_ODD = np.uint64(0x9E3779B97F4A7C15)
_OTHER_ODD = np.uint64(0xD6E8FEB86659FD93)


def scrambled(numbers: NDArray[np.int64], salt: int) -> NDArray[np.uint64]:
    """Each number as another 64-bit number, no two alike for one `salt`: what makes a pseudonym look like one."""
    with np.errstate(over="ignore"):
        mixed = numbers.astype(np.uint64) + np.uint64(salt) * _OTHER_ODD
        for _ in range(2):
            mixed = (mixed ^ (mixed >> np.uint64(32))) * _ODD
        return mixed ^ (mixed >> np.uint64(29))


def numbered(prefix: str, numbers: NDArray[np.int64], width: int) -> pa.Array:
    """`prefix` and the number with leading zeros, `width` digits."""
    powers = 10 ** np.arange(width - 1, -1, -1, dtype=np.int64)
    digits = (numbers[:, None] // powers) % 10
    return _text(prefix, digits.astype(np.uint8) + np.uint8(ord("0")))


def pseudonyms(prefix: str, numbers: NDArray[np.int64], salt: int, *, missing: Flags | None = None) -> pa.Array:
    """`prefix` and sixteen hexadecimal digits, one for each number and the same wherever that number stands."""
    return _text(prefix, _hex(scrambled(numbers, salt)), missing)


def digests(numbers: NDArray[np.int64], salt: int) -> pa.Array:
    """`sha256:` and 64 hexadecimal digits, one for each number; made up, the digest of nothing."""
    parts = [_hex(scrambled(numbers, salt + part)) for part in range(4)]
    return _text("sha256:", np.concatenate(parts, axis=1))


def _hex(numbers: NDArray[np.uint64]) -> NDArray[np.uint8]:
    shifts = np.arange(60, -4, -4, dtype=np.uint64)
    return _HEX[((numbers[:, None] >> shifts) & np.uint64(15)).astype(np.int64)]


def _text(prefix: str, letters: NDArray[np.uint8], missing: Flags | None = None) -> pa.Array:
    """Rows of ASCII letters, all of one length, as an Arrow text column."""
    rows, width = letters.shape
    head = np.frombuffer(prefix.encode(), dtype=np.uint8)
    whole = np.empty((rows, len(head) + width), dtype=np.uint8)
    whole[:, : len(head)] = head
    whole[:, len(head) :] = letters
    offsets = np.arange(rows + 1, dtype=np.int32) * np.int32(whole.shape[1])
    present = None if missing is None else pa.array(~missing).buffers()[1]
    return pa.StringArray.from_buffers(rows, pa.py_buffer(offsets), pa.py_buffer(whole.reshape(-1)), present)
