"""Shared passages and slots."""

import pytest

from evenhand.reports.passages import compare

A = "本人因失业无力偿还,欠款12300元,请贵行停止催收并减免利息。"
B = "您好!本人因失业无力偿还,欠款8800元,请贵行停止催收并减免利息。谢谢"


def pieces(text: str, *others: str) -> list[tuple[str, str]]:
    return [(piece.kind, piece.text) for piece in compare(text, others)]


def test_shared_passages_and_the_slot_between_them() -> None:
    assert pieces(A, B) == [
        ("shared", "本人因失业无力偿还,欠款"),
        ("slot", "12300"),
        ("shared", "元,请贵行停止催收并减免利息。"),
    ]
    assert pieces(B, A)[0] == ("plain", "您好!")


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("今天天气很好我们去公园", "今天天气很坏我们留在家"),
        ("I want my money back today", "I want my car back tomorrow"),
        ("", "任何文字"),
        ("短", "短"),
    ],
)
def test_a_few_words_in_common_are_no_passage(text: str, other: str) -> None:
    assert all(kind == "plain" for kind, _ in pieces(text, other))


def test_moved_passages_are_shared_too() -> None:
    one, two = "请贵行停止一切催收行为。", "并且书面答复本人诉求内容。"
    assert [kind for kind, _ in pieces(one + two, two + "另外," + one)] == ["shared"]


def test_pieces_put_together_are_the_text() -> None:
    text = (A + B) * 7
    assert "".join(text for _, text in pieces(text, B * 5, A)) == text


def test_a_text_of_one_character_repeated_is_done_at_once() -> None:
    assert pieces("哈" * 1500, "哈" * 1500) == [("shared", "哈" * 1500)]
