"""When two letters are one letter: what the kernel reads, what it passes over, and how ties stay few."""

import numpy as np
import pyarrow as pa
import pytest
from complaint_scenes import Scene

from evenhand.rings.v1 import wording

BASE = "我于二零二四年办理信用卡分期业务时客户经理未告知手续费率现要求退还多收的费用并书面答复"
ENGLISH = (
    "I have asked the bureau twice to remove an account that is not mine and nobody has ever shown me "
    "a single paper with my signature on it"
)


def family_of(*texts: str) -> list[int]:
    """The family of each text among these alone."""
    found = wording.compare(wording.read(pa.array(texts, pa.large_string())))
    return [int(one) for one in found.family]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(BASE + "金额1200元", BASE + "金额98元", id="numbers are blanks"),
        pytest.param(BASE, "，".join(BASE), id="punctuation is nothing"),
        pytest.param(BASE, "\u200b".join(BASE) + "\ufeff", id="zero-width signs are nothing"),
        pytest.param(BASE, " \n\t".join(BASE) + "\x00\x07", id="spaces and controls are nothing"),
        pytest.param(BASE, "😀".join(BASE), id="emoji are nothing"),
        pytest.param(BASE + "ABC", BASE + "ａｂｃ", id="full width and case are one"),
        pytest.param(BASE + "123", BASE + "１２３", id="full-width digits are digits"),
        pytest.param(ENGLISH, ENGLISH.upper().replace(" ", "  "), id="English, case and spacing"),
        pytest.param(ENGLISH + " XXXX", ENGLISH + " XX/XX/2019", id="what the publisher masked is a blank"),
        pytest.param(ENGLISH.replace("bureau", "agency"), ENGLISH, id="English, one word changed"),
        pytest.param(BASE.replace("信用卡", "消费贷"), BASE, id="Chinese, one word changed"),
    ],
)
def test_one_letter(one: str, other: str) -> None:
    assert family_of(one, other) == [0, 0]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("请尽快处理我的投诉", "请尽快处理我的投诉", id="too short to mean anything"),
        pytest.param("", "", id="nothing is like nothing"),
        pytest.param("😀" * 40, "😀" * 40, id="only emoji"),
        pytest.param("1" * 400, "2" * 400, id="only digits"),
        pytest.param(BASE, BASE[::-1], id="the same signs in another order"),
        pytest.param(ENGLISH, " ".join(reversed(ENGLISH.split())), id="the same words in another order"),
    ],
)
def test_not_one_letter(one: str, other: str) -> None:
    assert family_of(one, other) == [-1, -1]


def test_copied_statutes_and_headings_tie_nobody() -> None:
    scene = Scene()
    statute = scene.letter(200)
    letters = [statute + scene.letter(120) for _ in range(150)]
    assert set(family_of(*letters)) == {-1}


def test_a_template_among_letters_that_quote_one_statute_is_still_found() -> None:
    scene = Scene()
    statute, template = scene.letter(200), scene.letter(160)
    letters = [statute + scene.letter(120) for _ in range(150)] + [statute + scene.copy(template) for _ in range(5)]
    assert family_of(*letters) == [-1] * 150 + [0] * 5


def test_one_bridge_does_not_glue_two_templates() -> None:
    scene = Scene()
    first, second = scene.letter(200), scene.letter(200)
    letters = [scene.copy(first) for _ in range(8)] + [scene.copy(second) for _ in range(8)]
    found = family_of(*letters, first[:110] + second[:110])
    assert len(set(found[:8])) == len(set(found[8:16])) == 1
    assert found[0] != found[8]


def test_likeness_is_the_jaccard_of_the_shingles() -> None:
    scene = Scene()
    base = scene.letter(100)
    found = wording.compare(wording.read(pa.array([base, base[:80] + scene.letter(20)], pa.large_string())))
    # 97 shingles of four signs each; 77 are in both, 117 in either.
    assert found.alike.max() == pytest.approx(1.0)
    assert found.alike.min() == pytest.approx(77 / 117)


def test_families_do_not_depend_on_slices_or_threads() -> None:
    scene = Scene()
    template = scene.letter()
    texts = pa.array(["x", *[scene.copy(template) for _ in range(20)], None], pa.large_string())
    whole, part = wording.read(texts), wording.read(texts.slice(1, 20))
    np.testing.assert_array_equal(whole.whole[1:21], part.whole)
