"""A column of texts says what each text alone says."""

import csv
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from evenhand.conduct.wording.folding import fold
from evenhand.conduct.wording.many import columns, read_array
from evenhand.conduct.wording.phrases import phrases
from evenhand.conduct.wording.reading import SURE, Page, read
from evenhand.rules.vocabulary import SAYINGS


@pytest.fixture(scope="module")
def texts(root: Path) -> list[str]:
    with (root / "bench/wording/labelled.csv").open(encoding="utf-8", newline="") as lines:
        return [row["text"] for row in csv.DictReader(lines)]


def test_column_equals_each_text_alone(texts: list[str]) -> None:
    rows = read_array(pa.array(texts)).to_pylist()
    for text, row in zip(texts, rows, strict=True):
        alone = {saying: [hit for hit in read(text) if hit.saying == saying] for saying in SAYINGS}
        for saying, hits in alone.items():
            surest = max((hit.confidence for hit in hits), default=None)
            assert row[f"confidence_{saying}"] == surest, text
            assert row[f"said_{saying}"] == (False if surest is None else True if surest >= SURE else None), text
            assert row[f"words_{saying}"] is None or row[f"words_{saying}"] in text


def test_no_text_is_unknown_and_a_doubtful_hit_too() -> None:
    table = read_array(pa.array(["你这个老赖", None, "你这个牢来", "今天天气不错", "你这个老赖"]))
    assert table["said_insult"].to_pylist() == [True, None, None, False, True]
    assert table["words_insult"].to_pylist() == ["老赖", None, "牢来", None, "老赖"]


@pytest.mark.parametrize(
    "column",
    [
        pa.array([], pa.string()),
        pa.array([None, None]),
        pa.array(["你是骗子", "您好"], pa.large_string()),
        pa.array(["你是骗子", "您好"]).dictionary_encode(),
        pa.chunked_array([["你是骗子"], ["您好"]]),
        pa.chunked_array([], pa.string()),
    ],
    ids=["empty", "none", "large", "coded", "chunked", "no chunk"],
)
def test_any_kind_of_text_column(column: pa.Array | pa.ChunkedArray) -> None:
    table = read_array(column)
    assert table.schema == columns()
    assert table["said_insult"].to_pylist() == [text and "骗子" in text for text in column.to_pylist()]


def test_more_texts_than_a_page_keep_their_order() -> None:
    rows = 50_001
    column = pa.array([f"{'您好' if row % 3 else '你是骗子'} {row}" for row in range(rows)])
    assert read_array(column)["said_insult"].to_pylist() == [row % 3 == 0 for row in range(rows)]


def test_texts_longer_than_a_page() -> None:
    long = "今天天气不错" * 400_000
    assert read_array(pa.array([long, "你是骗子", long + "你是骗子"]))["said_insult"].to_pylist() == [False, True, True]


def test_both_engines_find_each_phrase_in_the_same_texts(texts: list[str]) -> None:
    page = Page.of(fold(texts))
    heard = [page.text(number) for number in range(len(texts))]
    for phrase in phrases():
        by_re2 = pc.match_substring_regex(pa.array(heard), phrase.expression).to_pylist()
        by_python = [any(match.end() > match.start() for match in phrase.compiled.finditer(text)) for text in heard]
        assert by_re2 == by_python, phrase.id
