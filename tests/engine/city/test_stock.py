"""The stock of templates and small change: enough of it, whole, and in slots that are filled."""

import string
from collections import Counter

import pytest

from evenhand.city.dice import Dice
from evenhand.city.letters import gather_letters, pieces_of
from evenhand.city.stock import read_folder, read_stock
from evenhand.city.texts import Writer

LETTERS = gather_letters()
# What the law lets anyone write; each stands in templates and in honest letters alike.
LAWFUL = ("12378", "监管", "协商", "分期", "律师", "书面", "录音", "征信", "退还", "停止")


def slots_in(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_there_are_thirty_templates_of_all_styles_with_rewordings() -> None:
    assert len(LETTERS.templates) >= 30
    assert len({one.id for one in LETTERS.templates}) == len(LETTERS.templates)
    styles = Counter(one.style for one in LETTERS.templates)
    assert set(styles) == {"rigid", "slots", "reworded", "surrender"}
    reworded = [one for one in LETTERS.templates if one.style == "reworded"]
    assert all(len(wordings) >= 2 for one in reworded for wordings in one.sentences[:3])


def test_rewordings_belong_to_a_sentence() -> None:
    for entry in read_folder("templates"):
        lines = entry["text"].strip().count("\n") + 1
        assert all(1 <= number <= lines for number in entry.get("rewordings", {})), entry["id"]


def test_details_are_many_and_different() -> None:
    details = LETTERS.phrases.details
    assert len(details) >= 150
    assert len(set(details)) == len(details)


def test_every_slot_can_be_filled() -> None:
    known = set(Writer(letters=LETTERS, dice=Dice(1)).slots("某银行"))
    texts = ["".join(one.pieces) for one in (*LETTERS.own, *LETTERS.waves, *LETTERS.forms)]
    texts += [wording for one in LETTERS.templates for wordings in one.sentences for wording in wordings]
    texts += [*LETTERS.phrases.details, *LETTERS.phrases.openings, *LETTERS.phrases.closings]
    assert set().union(*map(slots_in, texts)) <= known


def test_pieces_join_to_the_letter_again() -> None:
    for entry in read_folder("letters"):
        text = entry["text"].strip()
        assert "".join(pieces_of(text)) == text


@pytest.mark.parametrize("word", LAWFUL)
def test_no_word_tells_a_template_from_an_honest_letter(word: str) -> None:
    templates = [str(one.sentences) for one in LETTERS.templates]
    honest = ["".join(one.pieces) for one in LETTERS.own]
    assert any(word in one for one in templates)
    assert any(word in one for one in honest)


def test_texts_of_contacts_say_what_they_give_away() -> None:
    for use, texts in read_stock("contact_texts.yaml").items():
        for one in texts:
            assert set(one["says"]) <= {"debt", "threat", "insult"}
            assert use.startswith(("rough", "disclosure", "post")) or not {"threat", "insult"} & set(one["says"])
            assert not use.startswith("rough") or {"threat", "insult"} & set(one["says"])
            assert not use.startswith(("relay", "notice")) or not one["says"]
