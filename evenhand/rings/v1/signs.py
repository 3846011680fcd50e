"""What each code point is to the reader of letters: a table, so that a letter is folded while it is read.

Folding is NFKC and lower case, as `normalise.fold_texts` has it. What a code point becomes depends on its neighbours
only where one of them may move or merge; a letter without such is folded by the table, any other by Arrow. What stands
in the table was asked of Arrow too, so that no two versions of Unicode can disagree.
"""

from functools import cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from evenhand.rings.v1.compiled import compiled

Codes = npt.NDArray[np.uint32]
Flags = npt.NDArray[np.bool_]

DROP, THROUGH, LETTER, DIGIT, WIDE = 0, 1, 2, 3, 4
FOLD = 5  # only Arrow knows what becomes of a letter that holds this
RETURN = 6  # `_`, with which a carriage return that a spreadsheet could not write begins
KIND_BITS = 24  # an entry is the kind of a code point above these bits, and what it becomes in them
BEYOND = 0x40000  # this and all code points above have one entry; so has what is no code point
_ASKED = 0x20000  # Arrow is asked about the code points below
_SURROGATES = slice(0xD800, 0xE000)
# Marks of the classes 1 and 240: whatever combines moves past one of them.
_LOW, _HIGH = "\u0334", "\u0345"


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
def entries(codes: Codes) -> Codes:
    """Each code point as it is, with its kind."""
    found = np.empty(codes.size, np.uint32)
    for i in range(codes.size):
        found[i] = np.uint32(class_of(np.int64(codes[i])) << KIND_BITS) | codes[i]
    return found


@cache
def folded() -> Codes:
    """The entries for texts that are folded already."""
    return np.append(entries(np.arange(BEYOND, dtype=np.uint32)), np.uint32(DROP))


@cache
def unfolded() -> Codes:
    """The entries for texts as they were written; made once, in some hundredths of a second."""
    table = np.full(BEYOND + 1, FOLD << KIND_BITS, np.uint32)
    codes = np.arange(_ASKED, dtype=np.uint32)
    codes[_SURROGATES] = ord(" ")
    texts = pa.array(list(codes.tobytes().decode("utf-32-le")), pa.large_string())
    plain = pc.utf8_normalize(texts, form="NFKC")
    became, opens = _points(pc.utf8_lower(plain))
    alone = np.diff(opens, append=became.size) == 1
    kinds = entries(became) >> KIND_BITS
    # Three dots for an ellipsis: however many they are, they are dropped.
    dropped = np.logical_and.reduceat(kinds == DROP, opens)
    settled = _settled(texts, plain)
    table[:_ASKED] = np.where(alone & settled, entries(became[opens]), table[:_ASKED])
    table[:_ASKED][dropped & settled] = DROP << KIND_BITS
    table[_SURROGATES] = FOLD << KIND_BITS
    table[ord("_")] = RETURN << KIND_BITS
    return table


def _settled(texts: pa.Array, plain: pa.Array) -> Flags:
    """Which code points keep what they become (`plain`) beside any neighbour.

    Two merge only if the second is a later part of some code point (UAX 15: a primary composite), and change places
    only if both combine.
    """
    apart = pc.utf8_normalize(texts, form="NFD")
    parts, opens = _points(apart)
    later = np.ones(parts.size, np.bool_)
    later[opens] = False
    loose = np.zeros(0x110000, np.bool_)
    loose[parts[later]] = True
    # `é` is no mark, though it ends with one: a mark is one part.
    loose[: len(texts)] |= (np.diff(opens, append=parts.size) == 1) & (_moves(apart, _LOW) | _moves(_HIGH, apart))
    became, starts = _points(plain)
    return ~(loose[: len(texts)] | np.logical_or.reduceat(loose[became], starts))


def _moves(one: pa.Array | str, other: pa.Array | str) -> Flags:
    """Where two that stand side by side change places."""
    pair = (pa.scalar(part, pa.large_string()) if isinstance(part, str) else part for part in (one, other, ""))
    joined = pc.binary_join_element_wise(*pair)
    return np.asarray(pc.not_equal(pc.utf8_normalize(joined, form="NFD"), joined))


def _points(texts: pa.Array) -> tuple[Codes, npt.NDArray[np.int64]]:
    """All code points of some texts, none empty, and where each text begins."""
    sizes = np.asarray(pc.utf8_length(texts))
    flat = texts.buffers()[2].to_pybytes().decode("utf-8").encode("utf-32-le")
    return np.frombuffer(flat, np.uint32), np.cumsum(sizes) - sizes
