"""GLOSSARY.md holds each word once, in both languages, and the words that the files use are in it."""

import re
from pathlib import Path

import pytest

from evenhand.records import FINDINGS, RINGS

LINE = re.compile(r"^\| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)


@pytest.fixture(scope="module")
def words(root: Path) -> list[tuple[str, str, str]]:
    """The lines of the glossary: word, Chinese, meaning."""
    found = LINE.findall((root / "GLOSSARY.md").read_text(encoding="utf-8"))
    return [(word, chinese, meaning) for word, chinese, meaning in found if word != "word"]


def test_each_word_stands_once_in_order(words: list[tuple[str, str, str]]) -> None:
    for column in (0, 1):
        each = [line[column] for line in words]
        assert sorted({word for word in each if each.count(word) > 1}) == []
    assert [word for word, _, _ in words] == sorted(word for word, _, _ in words)


def test_each_word_has_chinese_and_a_meaning_of_one_line(words: list[tuple[str, str, str]]) -> None:
    assert [word for word, chinese, _ in words if not re.search("[\u4e00-\u9fff]", chinese)] == []
    assert [word for word, _, meaning in words if not 10 < len(meaning) < 120 or meaning.endswith(".")] == []


def test_the_words_that_results_are_made_of_are_explained(words: list[tuple[str, str, str]]) -> None:
    explained = {word for word, _, _ in words}
    outcomes = {"breach", "advice", "presumed violation", "review"}
    kinds = {"organised", "same wording", "shared cause"}
    named = {"rule", "pack", "outcome", "severity", "in force", "lender", "agency"}
    columns = {name.replace("_", " ") for name in (*FINDINGS.names, *RINGS.names)}
    assert named <= columns | {"contact"}
    assert outcomes | kinds | named | {"score", "borne out", "counter", "mask"} <= explained
