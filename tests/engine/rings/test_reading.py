"""Letters are read as they were written, and say what they say when Arrow folds them first."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from evenhand.rings.v1 import wording
from evenhand.rings.v1.kernel import mix
from evenhand.rings.v1.normalise import fold_texts
from evenhand.rings.v1.reading import LONGEST, SLOT
from evenhand.rings.v1.signs import BEYOND, DIGIT, DROP, FOLD, LETTER, THROUGH, WIDE, class_of, folded, unfolded

# What folds, moves, merges, hides or looks alike, and what stands beside it.
HOSTILE = [
    "_x000D_", "_x000D", "x000D_", "_", "＿x000D_", "_X000D_", "_x000d_",  # left by a spreadsheet, or only so looking
    "\u200b", "\u200d", "\ufeff", "\u00ad", "\u2060", "\u180e", "\u034f", "\ufe0f", "\x00", "\r\n", "\u3000", "\u00a0",
    "е", "а", "ѕ", "Ι", "ο", "㎏", "Å", "Å", "K", "ſ", "ı", "İ", "ẞ", "ß", "Σ", "ς", "ǅ", "Ǆ",  # look-alikes and case
    "\u0301", "\u0323", "\u0345", "\u0334", "\u0344", "\u0338", "e", "é", "ệ", "a\u0323\u0302", "a\u0302\u0323", "=",
    "<",
    "ᄒ", "ᅡ", "ᆫ", "하", "한", "ㅎ", "ㅏ", "ﾡ", "ﾂ",  # jamo, which merge
    "ｶ", "ﾞ", "ﾟ", "か", "\u3099", "\u309a", "゛", "が", "ﾊﾟ",  # half-width kana and voiced marks
    "ﬁ", "ﬃ", "ĳ", "…", "‥", "⑴", "①", "㊀", "㍿", "㎡", "½", "№", "℃", "¨", "´", "ﷺ", "Ⅷ", "㈱", "﹏", "﨎", "\uf900",
    "Ａ", "ｚ", "１", "％", "＿", "𝐀", "𝟘", "🄰", "🈚", "😀", "𠮷", "𪘁", "\U0002f800", "\U00030000", "\U000e0100",
    "\U0010fffd",
    "क", "\u093c", "ক", "\u09be", "\u09c7", "த", "\u0bbe", "\u0bc6", "\u102e", "\u1025", "\u0f71\u0f72", "\u0f40\u0fb5",
    "银行", "催收", "电话", "x", "xx", "X", "XX/XX/2019", "12", "a1b2", "don't", "don’t", "，", "。", " ", "\u9fff",
    "\u4dff",
]  # fmt: skip
TEXTS = st.lists(st.sampled_from(HOSTILE) | st.characters(codec="utf-8"), max_size=40).map("".join)


def parts_of(letters: wording.Letters) -> list[tuple[int, list[int]]]:
    """The hash and the shingles of each letter."""
    bounds = zip(letters.whole.tolist(), letters.starts, letters.ends, strict=True)
    return [(whole, letters.shingles[start:end].tolist()) for whole, start, end in bounds]


def folded_first(texts: list[str | None]) -> list[tuple[int, list[int]]]:
    """The same where Arrow folds all of them before."""
    shingles, ends, whole = wording.read_folded(fold_texts(pa.array(texts, pa.large_string())))
    starts = np.concatenate([np.zeros(1, np.int64), ends[:-1]])
    return parts_of(wording.Letters(shingles=shingles, starts=starts, ends=ends, whole=whole))


def plainly(text: str) -> tuple[int, list[int]]:
    """The same of one folded text, one sign after the other."""
    signs: list[np.uint64] = []
    word: list[str] = []

    def put(sign: np.uint64) -> None:
        if sign != SLOT or signs[-1:] != [SLOT]:
            signs.append(sign)

    def close() -> None:
        if word:
            total = np.uint64(0)
            for letter in word:
                total = mix(total ^ (np.uint64(ord(letter)) + np.uint64(0x9E3779B97F4A7C15)))
            put(SLOT if len(word) > 1 and set(word) == {"x"} else total >> np.uint64(1))
        word.clear()

    for letter in text:
        kind = class_of(np.int64(ord(letter)))
        if kind == LETTER:
            word.append(letter)
        elif kind != THROUGH:
            close()
        if kind == DIGIT:
            put(SLOT)
        if kind == WIDE:
            put(np.uint64(ord(letter) | 1 << 63))
    close()
    found, whole = set(), np.uint64(0)
    for at, sign in enumerate(signs):
        whole = mix(whole ^ sign)
        width = 4 if int(sign) >> 63 else 3
        if at + width <= len(signs):
            total = np.uint64(width)
            for one in signs[at : at + width]:
                total = mix(total ^ one)
            found.add(int(total) >> 32)
    return int(whole), sorted(found)


@given(st.lists(st.none() | TEXTS, min_size=1, max_size=6))
@example([*HOSTILE, "".join(HOSTILE), "".join(reversed(HOSTILE)), None, ""])
def test_what_is_folded_while_it_is_read_says_the_same(texts: list[str | None]) -> None:
    with np.errstate(over="ignore"):
        expected = [plainly(text) for text in fold_texts(pa.array(texts, pa.large_string())).to_pylist()]
    assert folded_first(texts) == expected
    assert parts_of(wording.read(pa.array(texts, pa.large_string()))) == expected
    assert parts_of(wording.read(pa.array(["before", *texts], pa.string()).slice(1))) == expected


@pytest.mark.parametrize("beside", ["e", "\u0301", "\u0345", "ᄒ", "ᅡ", "か", "\u3099", "_", "x000D_"])
def test_every_code_point_says_the_same_beside_one_that_may_change_it(beside: str) -> None:
    texts = [f"{sign}{beside}{sign}" for sign in map(chr, [*range(0xD800), *range(0xE000, BEYOND + 9)])]
    raw = wording.read(pa.array(texts, pa.large_string()))
    _, _, whole = wording.read_folded(fold_texts(pa.array(texts, pa.large_string())))
    assert np.array_equal(raw.whole, whole)


def test_the_table_leaves_to_arrow_what_is_rare() -> None:
    kinds = unfolded() >> 24
    common = "催收电话，。！？…“”、：；（）\n\r\t abcXYZ019éüñ①②"
    common += "ＡＢ１２％　😀𝐀ｶかカ한"
    assert FOLD not in kinds[[ord(sign) for sign in common]]
    assert (kinds[[ord(sign) for sign in "\u0301ᅡﾞ\u3099ﬁ"]] == FOLD).all()
    # The reader does not ask the table about these.
    assert np.array_equal(unfolded()[0x4E00:0xA000], folded()[0x4E00:0xA000])
    assert unfolded()[ord("…")] >> 24 == DROP


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("a1" * 900, id="each byte a sign"),
        pytest.param("银行" * 30_000, id="two shingles, many thousand times, and longer than is read"),
        pytest.param("".join(map(chr, range(0x4E00, 0x9FFF))) * 2, id="each shingle twice"),
        pytest.param("催收电话" + "xx1 " * 9_000, id="one blank"),
    ],
)
def test_long_letters_are_read_as_plainly(text: str) -> None:
    ((whole, shingles),) = parts_of(wording.read(pa.array([text])))
    with np.errstate(over="ignore"):
        assert (whole, shingles) == plainly(text[: LONGEST - 1])


def test_bytes_that_are_no_text_are_refused_as_before() -> None:
    offsets, raw = pa.py_buffer(np.array([0, 5], np.int64)), pa.py_buffer(b"ab\xe9\x93c")
    broken = pa.LargeStringArray.from_buffers(1, offsets, raw)
    with pytest.raises(pa.ArrowInvalid, match="Invalid UTF-8"):
        wording.read(broken)
