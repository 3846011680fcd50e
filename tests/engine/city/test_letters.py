"""Claims about the stock of honest letters: many, each its own, and free with the words that naive detectors punish."""

import re
from importlib import resources
from typing import Any

import numpy as np
import pytest
import yaml

SLOTS = frozenset(
    [
        "bank",
        "amount",
        "amount2",
        "date",
        "date2",
        "agency",
        "branch",
        "last4",
        "days",
        "times",
        "name_clerk",
        "city_place",
    ]
)  # what the generator can fill in
FIELDS = {"id", "theme", "product", "demand", "voice", "text"}
VOICES = {"elder", "worker", "student", "small_business", "office", "rural", "formal", "other"}
THEMES = {
    "account_freeze",
    "agent_and_family",
    "atm_branch_service",
    "card_fees",
    "collection_calls",
    "credit_record",
    "credit_repair_victims",
    "debit_autorenew",
    "early_repayment",
    "fraud_loss",
    "hardship_instalment",
    "insurance_claims",
    "insurance_sales",
    "insurance_surrender",
    "loan_interest",
    "micro_loan_platform",
    "misfiled",
    "mortgage",
    "payment_dispute",
    "praise",
    "privacy_leak",
    "questions",
    "rural_small_business",
    "third_party_collection",
    "wealth_products",
}
LAWFUL_WORDS = [
    "停息挂账",
    "个性化分期",
    "第七十条",
    "12378",
    "监管",
    "律师",
    "代理",
    "征信",
    "暴力催收",
    "非恶意逾期",
    "授权书",
    "全额退保",
    "减免利息",
    "精神损失",
]
LIKENESS_BOUND = 0.35


@pytest.fixture(scope="module")
def letters() -> list[dict[str, Any]]:
    folder = resources.files("evenhand.city") / "stock" / "letters"
    files = sorted((each for each in folder.iterdir() if each.name.endswith(".yaml")), key=lambda each: each.name)
    return [letter for file in files for letter in yaml.safe_load(file.read_text(encoding="utf-8"))]


def trigrams(text: str) -> set[str]:
    """Runs of three characters, without slots, blanks and punctuation."""
    bare = re.sub(r"\{\w+\}|\W", "", text)
    return {bare[start : start + 3] for start in range(len(bare) - 2)}


def likeness(texts: list[str]) -> np.ndarray:
    """Jaccard similarity of every pair of texts, n × n, with nothing on the diagonal."""
    sets = [trigrams(text) for text in texts]
    places = {gram: place for place, gram in enumerate(sorted(set().union(*sets)))}
    marks = np.zeros((len(sets), len(places)), dtype=np.float32)
    for row, grams in enumerate(sets):
        marks[row, [places[gram] for gram in grams]] = 1
    shared = marks @ marks.T
    sizes = marks.sum(axis=1)
    pairs = shared / (sizes[:, None] + sizes[None, :] - shared)
    np.fill_diagonal(pairs, 0)
    return pairs


def suspicious(letter: dict[str, Any]) -> int:
    return sum(word in letter["text"] for word in LAWFUL_WORDS)


def test_every_letter_has_the_same_filled_fields(letters: list[dict[str, Any]]) -> None:
    odd = [letter.get("id") for letter in letters if set(letter) != FIELDS]
    empty = [letter["id"] for letter in letters for field in FIELDS if not str(letter[field]).strip()]
    assert (odd, empty) == ([], [])


def test_there_are_many_and_ids_are_unique(letters: list[dict[str, Any]]) -> None:
    assert len(letters) >= 400
    assert len({letter["id"] for letter in letters}) == len(letters)


def test_every_theme_and_voice_is_heard_and_no_other(letters: list[dict[str, Any]]) -> None:
    assert {letter["theme"] for letter in letters} == THEMES
    assert {letter["voice"] for letter in letters} == VOICES


@pytest.mark.parametrize("theme", sorted(THEMES))
def test_a_theme_has_enough_letters_and_voices(letters: list[dict[str, Any]], theme: str) -> None:
    own = [letter for letter in letters if letter["theme"] == theme]
    assert len(own) >= 7
    assert len({letter["voice"] for letter in own}) >= 4


def test_braces_hold_known_slots_only(letters: list[dict[str, Any]]) -> None:
    unknown = {
        (letter["id"], braces)
        for letter in letters
        for braces in re.findall(r"\{[^}]*\}?|\}", re.sub(r"\{(?:" + "|".join(SLOTS) + r")\}", "", letter["text"]))
    }
    assert unknown == set()
    assert {slot for letter in letters for slot in re.findall(r"\{(\w+)\}", letter["text"])} == SLOTS


def test_about_half_of_the_letters_have_slots_and_none_is_made_of_them(letters: list[dict[str, Any]]) -> None:
    counts = np.array([len(re.findall(r"\{\w+\}", letter["text"])) for letter in letters])
    assert 0.35 <= (counts > 0).mean() <= 0.65
    assert counts.max() <= 6


def test_likeness_sees_a_letter_with_other_values_filled_in() -> None:
    template = "我在{branch}办的卡被多扣了年费，打了三次客服电话都没有人处理，请退还。"
    pairs = likeness(
        [template.replace("{branch}", "鼓楼支行"), template.replace("{branch}", "东门支行"), "机器吞了我的卡。"]
    )
    assert pairs[0, 1] > LIKENESS_BOUND
    assert pairs[0, 2] < LIKENESS_BOUND


def test_no_two_letters_are_alike(letters: list[dict[str, Any]]) -> None:
    pairs = np.triu(likeness([letter["text"] for letter in letters]))
    alike = [(letters[one]["id"], letters[other]["id"]) for one, other in np.argwhere(pairs > LIKENESS_BOUND)]
    assert alike == []


def test_no_opening_is_a_habit(letters: list[dict[str, Any]]) -> None:
    openings, counts = np.unique([letter["text"][:4] for letter in letters], return_counts=True)
    assert {opening: int(n) for opening, n in zip(openings, counts, strict=True) if n > 5} == {}


def test_lengths_are_spread(letters: list[dict[str, Any]]) -> None:
    lengths = np.array([len(letter["text"]) for letter in letters])
    assert lengths.min() >= 35
    assert (lengths < 80).sum() >= 60
    assert ((lengths >= 200) & (lengths < 500)).sum() >= 60
    assert (lengths >= 800).sum() >= 3


def test_honest_people_use_the_words_that_naive_detectors_punish(letters: list[dict[str, Any]]) -> None:
    hits = [suspicious(letter) for letter in letters]
    assert sum(hit >= 1 for hit in hits) >= 90
    assert sum(hit >= 2 for hit in hits) >= 40


@pytest.mark.parametrize("word", LAWFUL_WORDS)
def test_each_such_word_stands_in_several_letters_and_themes(letters: list[dict[str, Any]], word: str) -> None:
    using = [letter for letter in letters if word in letter["text"]]
    assert len(using) >= 3
    assert len({letter["theme"] for letter in using}) >= 2
