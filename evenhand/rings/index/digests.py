"""Values as 64-bit numbers that only this index makes: what stands in the file is neither a number nor a name."""

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from evenhand.rings.v1.compiled import compiled
from evenhand.rings.v1.kernel import mix

Ints = npt.NDArray[np.int64]

UNKNOWN = 0


def digests(values: pa.Array, *, salt: int, sort: int) -> Ints:
    """The digest of each text among those of one `sort`; `UNKNOWN` for empty and null."""
    plain = pc.fill_null(values, "").cast(pa.large_string())
    _, offsets, raw = plain.buffers()
    places = np.frombuffer(offsets, np.int64)[plain.offset : plain.offset + len(plain) + 1]
    signs = np.frombuffer(raw, np.uint8) if raw is not None and raw.size else np.zeros(1, np.uint8)
    return _digests(signs, places, np.uint64(salt), np.uint64(sort))


def digest(value: str | None, *, salt: int, sort: int) -> int:
    """The digest of one text."""
    raw = (value or "").encode("utf-8", "surrogatepass")
    signs = np.frombuffer(raw or b"\0", np.uint8)
    return int(_digests(signs, np.array([0, len(raw)]), np.uint64(salt), np.uint64(sort))[0])


@compiled
def _digests(raw: npt.NDArray[np.uint8], offsets: Ints, salt: np.uint64, sort: np.uint64) -> Ints:
    found = np.zeros(offsets.size - 1, np.int64)
    for i in range(found.size):
        if offsets[i] == offsets[i + 1]:
            continue
        h = mix(salt ^ mix(sort + np.uint64(1)))
        for k in range(offsets[i], offsets[i + 1]):
            h = mix(h ^ (np.uint64(raw[k]) + np.uint64(0x9E3779B97F4A7C15)))
        # Never UNKNOWN.
        found[i] = np.int64(h | np.uint64(1))
    return found


@compiled
def paired(one: Ints, other: Ints) -> Ints:
    """A digest of each pair of digests; `UNKNOWN` where either is."""
    found = np.zeros(one.size, np.int64)
    for i in range(one.size):
        if one[i] != 0 and other[i] != 0:
            found[i] = np.int64(mix(mix(np.uint64(one[i])) ^ np.uint64(other[i])) | np.uint64(1))
    return found
