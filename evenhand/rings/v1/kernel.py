"""The kernel that reads letters: UTF-8 in, shingles and sketches out, without one Python object a letter.

A letter becomes a row of *signs*: each Han character, kana or hangul syllable is one sign, each word in letters
is one sign, each run of digits (or of x, as public files mask names) is the one sign `SLOT`. Spaces, punctuation,
controls and zero-width characters are no signs. A *shingle* is the hash of four signs in a row where it begins
with a Han character and of three where it begins with a word: a Chinese word has about two characters, so both
span two or three words, and a template keeps most of them when its blanks are filled differently.
"""

import numpy as np
import numpy.typing as npt

from evenhand.rings.v1.compiled import compiled

Bytes = npt.NDArray[np.uint8]
Signs = npt.NDArray[np.uint64]
Shingles = npt.NDArray[np.uint32]
Ints = npt.NDArray[np.int64]

SLOT = np.uint64(0x51A7)
LONGEST = 50_000  # signs read of one letter: what follows is not compared
MINIMA = 96
BANDS = 32
ROWS = MINIMA // BANDS

_M1 = np.uint64(0xBF58476D1CE4E5B9)
_M2 = np.uint64(0x94D049BB133111EB)
_STEP = np.uint64(0x9E3779B97F4A7C15)
_WIDE = np.uint64(1) << np.uint64(63)

DROP, THROUGH, LETTER, DIGIT, WIDE = 0, 1, 2, 3, 4


@compiled
def mix(x: np.uint64) -> np.uint64:
    """Scramble 64 bits (the finaliser of SplitMix64)."""
    x = (x ^ (x >> np.uint64(30))) * _M1
    x = (x ^ (x >> np.uint64(27))) * _M2
    return x ^ (x >> np.uint64(31))


@compiled
def class_of(c: np.int64) -> int:
    """What a code point is to the reader: part of a word, a digit, a sign of its own, looked through, or dropped."""
    if c < 0x80:
        if 97 <= c <= 122 or 65 <= c <= 90:
            return LETTER
        if 48 <= c <= 57:
            return DIGIT
        return THROUGH if c == 39 else DROP
    if 0x4E00 <= c <= 0x9FFF or 0x3400 <= c <= 0x4DBF or 0x20000 <= c <= 0x3FFFF:
        return WIDE
    if 0x3005 <= c <= 0x3007 or 0x3041 <= c <= 0x318F or 0xAC00 <= c <= 0xD7A3 or 0xF900 <= c <= 0xFAFF:
        return WIDE
    if c == 0xAD or 0x200B <= c <= 0x200F or c in (0x2019, 0x2060, 0xFEFF) or 0x300 <= c <= 0x36F:
        return THROUGH
    if 0xC0 <= c <= 0x24F and c not in (0xD7, 0xF7):
        return LETTER
    return LETTER if 0x370 <= c <= 0x1FFF else DROP


@compiled
def code_point(raw: Bytes, at: int) -> tuple[np.int64, int]:
    """The code point that starts at `at` and the place of the next one."""
    b = raw[at]
    if b < 0x80:
        return np.int64(b), at + 1
    if b < 0xE0:
        return (np.int64(b & 0x1F) << 6) | np.int64(raw[at + 1] & 0x3F), at + 2
    if b < 0xF0:
        high = (np.int64(b & 0x0F) << 12) | (np.int64(raw[at + 1] & 0x3F) << 6)
        return high | np.int64(raw[at + 2] & 0x3F), at + 3
    high = (np.int64(b & 0x07) << 18) | (np.int64(raw[at + 1] & 0x3F) << 12)
    return high | (np.int64(raw[at + 2] & 0x3F) << 6) | np.int64(raw[at + 3] & 0x3F), at + 4


@compiled
def read_signs(raw: Bytes, start: int, end: int, signs: Signs) -> int:
    """Fill `signs` (uint64) from the bytes `raw[start:end]`; returns how many there are."""
    n = 0
    word = np.uint64(0)
    letters = 0
    only_x = True
    at = start
    while at < end and n < signs.size - 1:
        c, at = code_point(raw, at)
        kind = class_of(c)
        if kind == LETTER:
            word = mix(word ^ (np.uint64(c) + _STEP))
            letters += 1
            only_x = only_x and c == 120
            continue
        if kind == THROUGH:
            continue
        if letters > 0:
            n = _add(signs, n, SLOT if only_x and letters > 1 else word >> np.uint64(1))
            word, letters, only_x = np.uint64(0), 0, True
        if kind == DIGIT:
            n = _add(signs, n, SLOT)
        elif kind == WIDE:
            n = _add(signs, n, np.uint64(c) | _WIDE)
    if letters > 0:
        n = _add(signs, n, SLOT if only_x and letters > 1 else word >> np.uint64(1))
    return n


@compiled
def _add(signs: Signs, n: int, sign: np.uint64) -> int:
    if sign == SLOT and n > 0 and signs[n - 1] == SLOT:
        return n
    signs[n] = sign
    return n + 1


@compiled
def read_letters(raw: Bytes, offsets: Ints, first: int, last: int) -> tuple[Shingles, Ints, Signs]:
    """Letters `first` to `last` of an Arrow string buffer: their shingles as sorted sets, a hash of each whole text.

    Returns (shingles uint32, ends int64 per letter, whole uint64 per letter; 0 where a letter has no sign).
    """
    span = offsets[last] - offsets[first]
    shingles = np.empty(span // 2 + (last - first) + 1, np.uint32)
    ends = np.empty(last - first, np.int64)
    whole = np.zeros(last - first, np.uint64)
    signs = np.empty(LONGEST, np.uint64)
    used = 0
    for i in range(first, last):
        n = read_signs(raw, offsets[i], offsets[i + 1], signs)
        total = np.uint64(0)
        for k in range(n):
            total = mix(total ^ signs[k])
        whole[i - first] = total
        used = _add_shingles(signs, n, shingles, used)
        ends[i - first] = used
    return shingles[:used].copy(), ends, whole


@compiled
def _add_shingles(signs: Signs, n: int, shingles: Shingles, used: int) -> int:
    """Append the distinct shingles of one letter, sorted; returns the new fill."""
    start = used
    for k in range(n - 2):
        width = 4 if signs[k] >= _WIDE else 3
        if k + width > n:
            break
        h = np.uint64(width)
        for j in range(width):
            h = mix(h ^ signs[k + j])
        shingles[used] = np.uint32(h >> np.uint64(32))
        used += 1
    return start + _sort_distinct(shingles[start:used])


@compiled
def sort_in_place(values: Shingles) -> None:
    """Sort; a function of its own, so that numba compiles its sort once."""
    values.sort()


@compiled
def _sort_distinct(values: Shingles) -> int:
    if values.size == 0:
        return 0
    sort_in_place(values)
    kept = 1
    for k in range(1, values.size):
        if values[k] != values[kept - 1]:
            values[kept] = values[k]
            kept += 1
    return kept


@compiled
def count_holders(shingles: Shingles, table: Shingles) -> None:
    """Add to `table` (uint32, a power of two long) how many letters hold each shingle, by its low bits."""
    low = np.uint32(table.size - 1)
    for k in range(shingles.size):
        table[shingles[k] & low] += np.uint32(1)


@compiled
def set_aside(
    shingles: Shingles, starts: Ints, ends: Ints, table: Shingles, limit: float, fewest: int, share: float
) -> Ints:
    """Drop from each letter, in place, the shingles that more than `limit` letters hold; returns the new ends.

    A letter that would keep fewer than `fewest`, or less than `share` of its own, stays whole: it *is* the public text.
    """
    low = np.uint32(table.size - 1)
    kept_ends = ends.copy()
    for i in range(starts.size):
        own = 0
        for k in range(starts[i], ends[i]):
            own += table[shingles[k] & low] <= limit
        if own < fewest or own < share * (ends[i] - starts[i]):
            continue
        at = starts[i]
        for k in range(starts[i], ends[i]):
            if table[shingles[k] & low] <= limit:
                shingles[at] = shingles[k]
                at += 1
        kept_ends[i] = at
    return kept_ends


@compiled
def sketch(
    shingles: Shingles, starts: Ints, ends: Ints, fewest: int, multipliers: Shingles, addends: Shingles, bands: Signs
) -> None:
    """MinHash: `bands[i, b]` is the hash of the `ROWS` minima of letter i in band b; 0 where it is too short."""
    minima = np.empty(MINIMA, np.uint32)
    for i in range(starts.size):
        if ends[i] - starts[i] < fewest:
            bands[i, :] = 0
            continue
        minima[:] = 0xFFFFFFFF
        for k in range(starts[i], ends[i]):
            h = shingles[k]
            for m in range(MINIMA):
                v = np.uint32(h * multipliers[m] + addends[m])
                if v < minima[m]:
                    minima[m] = v
        for b in range(BANDS):
            total = np.uint64(b + 1)
            for r in range(ROWS):
                total = mix(total ^ np.uint64(minima[b * ROWS + r]))
            bands[i, b] = total | np.uint64(1)


@compiled
def jaccard(shingles: Shingles, a: int, a_end: int, b: int, b_end: int) -> float:
    """Shared shingles over all shingles of two sorted sets."""
    size = (a_end - a) + (b_end - b)
    same = 0
    while a < a_end and b < b_end:
        one, other = shingles[a], shingles[b]
        same += one == other
        a += one <= other
        b += other <= one
    return same / (size - same) if size > same else 0.0
