"""What may stand on a page."""

import pytest

from evenhand.reports.shown import percent, shown, two_sides, visible


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("普通 text\n换行", "普通 text\n换行"),
        ("a\u202eb", "a⟨U+202E⟩b"),
        ("a\x00b\x1b", "a␀b␛"),
        ("x\u200by\ufeff", "x⟨U+200B⟩y⟨U+FEFF⟩"),
        ("\U000e0041", "⟨U+E0041⟩"),
        ("👨\u200d👩", "👨\u200d👩"),
        ("a\u2028b", "a⟨U+2028⟩b"),
    ],
)
def test_hidden_characters_are_seen(text: str, seen: str) -> None:
    assert visible(text) == seen


def test_a_number_is_masked() -> None:
    assert shown("请打13800001111找我") == "请打138····1111找我"


def test_a_number_broken_by_hidden_characters_is_masked_and_they_are_told() -> None:
    said = shown("请打138\u200b0000\u200b1111找我")
    assert "138····1111" in said
    assert "⟨U+200B⟩" in said


@pytest.mark.parametrize("cut", range(1, 30))
def test_a_number_at_the_cut_does_not_escape_the_mask(cut: int) -> None:
    said = shown("电话:13800001111,证号11010119000101123X,卡6222020200112233445", limit=cut)
    assert "00001" not in said
    assert "19000101" not in said


@pytest.mark.parametrize(
    ("share", "said"),
    [(0, "0%"), (0.00001, "<0.01%"), (0.0004, "0.04%"), (0.123, "12.3%"), (0.99999, "99.9%"), (1, "100%")],
)
def test_percent_shows_what_is_there(share: float, said: str) -> None:
    assert percent(share) == said


@pytest.mark.parametrize(
    ("said", "sides"),
    [
        ("为空 / is empty", ("为空", "is empty")),
        ("one side only", ("one side only", "one side only")),
        ("a / b", ("a / b", "a / b")),
        ("周一 / 周二", ("周一 / 周二", "周一 / 周二")),
    ],
)
def test_what_is_written_in_two_languages_is_told_apart(said: str, sides: tuple[str, str]) -> None:
    assert two_sides(said) == sides
