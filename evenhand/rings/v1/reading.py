"""The kernel that reads letters: UTF-8 in, shingles out, without one Python object a letter.

A letter becomes a row of *signs*: each Han character, kana or hangul syllable is one sign, each word in letters
is one sign, each run of digits (or of x, as public files mask names) is the one sign `SLOT`. Spaces, punctuation,
controls and zero-width characters are no signs. A *shingle* is the hash of four signs in a row where it begins
with a Han character and of three where it begins with a word: a Chinese word has about two characters, so both
span two or three words, and a template keeps most of them when its blanks are filled differently.
"""

import numpy as np
import numpy.typing as npt

from evenhand.rings.v1.compiled import compiled
from evenhand.rings.v1.kernel import Bytes, Ints, Shingles, Signs, mix, sort_in_place
from evenhand.rings.v1.signs import BEYOND, DIGIT, DROP, FOLD, KIND_BITS, LETTER, RETURN, THROUGH, WIDE, Codes

SLOT = np.uint64(0x51A7)
LONGEST = 50_000  # signs read of one letter: what follows is not compared
CROWD = 32  # shingles of one drawer that are still put in order one by one

_STEP = np.uint64(0x9E3779B97F4A7C15)
_WIDE = np.uint64(1) << np.uint64(63)
_BITS = np.uint32(KIND_BITS)
_CODE = np.uint32((1 << KIND_BITS) - 1)
_FEWEST_BITS, _MOST_BITS = 4, 16


@compiled
def code_point(raw: Bytes, at: int, end: int) -> tuple[np.int64, int]:
    """The code point that starts at `at` and the place of the next one; `BEYOND` for what is none."""
    b = raw[at]
    if b < 0x80:
        return np.int64(b), at + 1
    if 0xC2 <= b < 0xE0:
        if at + 1 < end and _follows(raw[at + 1]):
            return (np.int64(b & 0x1F) << 6) | np.int64(raw[at + 1] & 0x3F), at + 2
    elif 0xE0 <= b < 0xF0:
        if at + 2 < end and _follows(raw[at + 1]) and _follows(raw[at + 2]):
            c = (np.int64(b & 0x0F) << 12) | (np.int64(raw[at + 1] & 0x3F) << 6) | np.int64(raw[at + 2] & 0x3F)
            return (c if c >= 0x800 else np.int64(BEYOND)), at + 3
    elif b >= 0xF0 and at + 3 < end and _follows(raw[at + 1]) and _follows(raw[at + 2]) and _follows(raw[at + 3]):
        high = (np.int64(b & 0x0F) << 18) | (np.int64(raw[at + 1] & 0x3F) << 12)
        c = high | (np.int64(raw[at + 2] & 0x3F) << 6) | np.int64(raw[at + 3] & 0x3F)
        return (c if 0x10000 <= c < BEYOND else np.int64(BEYOND)), at + 4
    return np.int64(BEYOND), at + 1


@compiled
def _follows(b: np.uint8) -> bool:
    return bool(b & np.uint8(0xC0) == np.uint8(0x80))


@compiled
def _common_han(raw: Bytes, at: int, end: int) -> np.int64:
    """The code point that starts at `at` where it is one of the 20,992 that Chinese is written in; 0 otherwise.

    Unicode promises that these never fold to anything; without them half the time of reading goes to the table.
    """
    b = raw[at]
    if b < 0xE4 or b > 0xE9 or at + 2 >= end:
        return np.int64(0)
    two, three = raw[at + 1] ^ np.uint8(0x80), raw[at + 2] ^ np.uint8(0x80)
    c = (np.int64(b & 0x0F) << 12) | (np.int64(two) << 6) | np.int64(three)
    return c if (two | three) < 0x40 and c >= 0x4E00 else np.int64(0)


@compiled
def read_signs(raw: Bytes, start: int, end: int, table: Codes, signs: Signs) -> tuple[int, np.uint64]:
    """Fill `signs` (uint64) from the bytes `raw[start:end]`; returns how many there are, and a hash of them all.

    Where the table says that only Arrow can fold the text, there are -1.
    """
    n, total = 0, np.uint64(0)
    word, letters, only_x = np.uint64(0), 0, True
    at = start
    while at < end and n < LONGEST - 1:
        if letters == 0:
            han = _common_han(raw, at, end)
            if han > 0:
                signs[n] = np.uint64(han) | _WIDE
                total = mix(total ^ signs[n])
                n += 1
                at += 3
                continue
        c, at = code_point(raw, at, end)
        entry = table[c]
        kind = entry >> _BITS
        if kind == LETTER:
            word = mix(word ^ (np.uint64(entry & _CODE) + _STEP))
            letters += 1
            only_x = only_x and entry & _CODE == 120
            continue
        if kind == THROUGH or (kind == DROP and letters == 0):
            continue
        if kind == FOLD:
            return -1, total
        if kind == RETURN and _is_return(raw, at, end):
            at += 6
        if letters > 0:
            n, total = _add(signs, n, SLOT if only_x and letters > 1 else word >> np.uint64(1), total)
            word, letters, only_x = np.uint64(0), 0, True
        if kind == DIGIT:
            n, total = _add(signs, n, SLOT, total)
        elif kind == WIDE:
            n, total = _add(signs, n, np.uint64(entry & _CODE) | _WIDE, total)
    if letters > 0:
        n, total = _add(signs, n, SLOT if only_x and letters > 1 else word >> np.uint64(1), total)
    return n, total


@compiled
def _is_return(raw: Bytes, at: int, end: int) -> bool:
    """Whether `x000D_` follows: its letters would stand beside those of a word before it."""
    return bool(
        at + 6 <= end
        and raw[at] == 120
        and raw[at + 1] == raw[at + 2] == raw[at + 3] == 48
        and raw[at + 4] == 68
        and raw[at + 5] == 95
    )


@compiled
def _add(signs: Signs, n: int, sign: np.uint64, total: np.uint64) -> tuple[int, np.uint64]:
    if sign == SLOT and n > 0 and signs[n - 1] == SLOT:
        return n, total
    signs[n] = sign
    return n + 1, mix(total ^ sign)


@compiled
def read_letters(raw: Bytes, offsets: Ints, table: Codes) -> tuple[Shingles, Ints, Signs, npt.NDArray[np.bool_]]:
    """The letters of an Arrow string buffer: their shingles as sorted sets, a hash of each whole text.

    Returns (shingles uint32, ends int64 per letter, whole uint64 per letter, 0 where a letter has no sign; which
    letters were not read, for the table left their folding to Arrow).
    """
    letters = offsets.size - 1
    # In `a1b2` each byte is a sign.
    shingles = np.empty(offsets[letters] - offsets[0] + 1, np.uint32)
    ends, whole = np.empty(letters, np.int64), np.zeros(letters, np.uint64)
    left = np.zeros(letters, np.bool_)
    signs, loose = np.empty(LONGEST + 1, np.uint64), np.empty(LONGEST, np.uint32)
    drawers = np.empty((1 << _MOST_BITS) + 1, np.uint32)
    used = 0
    for i in range(letters):
        n, total = read_signs(raw, offsets[i], offsets[i + 1], table, signs)
        if n >= 0:
            whole[i] = total
            n = _hash_shingles(signs, n, loose)
            used += _sort_distinct(loose[:n], shingles[used : used + n], drawers)
        left[i] = n < 0
        ends[i] = used
    return shingles[:used].copy(), ends, whole, left


@compiled
def _hash_shingles(signs: Signs, n: int, loose: Shingles) -> int:
    """The shingles of `n` signs, in the order of the letter; returns how many there are."""
    signs[n] = np.uint64(0)
    many = max(n - 2, 0)
    # Four signs are hashed wherever three would do, so that the processor may take many places at a time.
    for k in range(many):
        wide = signs[k] >= _WIDE
        three = mix(mix(mix((np.uint64(4) if wide else np.uint64(3)) ^ signs[k]) ^ signs[k + 1]) ^ signs[k + 2])
        four = mix(three ^ signs[k + 3])
        loose[k] = np.uint32((four if wide else three) >> np.uint64(32))
    return many - 1 if many > 0 and signs[many - 1] >= _WIDE else many


@compiled
def _sort_distinct(loose: Shingles, found: Shingles, drawers: Shingles) -> int:
    """Sort into `found` what is in `loose`, each value once; returns how many there are.

    Hashes fall evenly: by their high bits into about as many drawers as there are hashes, and few are out of order.
    """
    if loose.size == 0:
        return 0
    bits = np.uint32(_FEWEST_BITS)
    while (1 << bits) < loose.size and bits < _MOST_BITS:
        bits += np.uint32(1)
    fullest = _into_drawers(loose, found, drawers[: (1 << bits) + 1], np.uint32(32) - bits)
    if fullest > CROWD:
        sort_in_place(found)
    kept = 1
    for k in range(1, found.size):
        value = found[k]
        at = kept
        while at > 0 and found[at - 1] > value:
            at -= 1
        if at > 0 and found[at - 1] == value:
            continue
        for later in range(kept, at, -1):
            found[later] = found[later - 1]
        found[at] = value
        kept += 1
    return kept


@compiled
def _into_drawers(loose: Shingles, found: Shingles, drawers: Shingles, shift: np.uint32) -> np.uint32:
    """Put the values in order of their drawers; returns how many the fullest holds."""
    drawers[:] = 0
    for k in range(loose.size):
        drawers[(loose[k] >> shift) + np.uint32(1)] += np.uint32(1)
    fullest, before = np.uint32(0), np.uint32(0)
    for drawer in range(1, drawers.size):
        fullest = max(fullest, drawers[drawer])
        before += drawers[drawer]
        drawers[drawer] = before
    for k in range(loose.size):
        drawer = loose[k] >> shift
        found[drawers[drawer]] = loose[k]
        drawers[drawer] += np.uint32(1)
    return fullest
