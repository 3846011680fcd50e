"""What YAML would silently change is refused with its line."""

from pathlib import Path

import pytest

from evenhand.errors import BadPack
from evenhand.rules.strict_yaml import read_strict


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a: 1\nquiet: 22:00\n", ["第 2 行", 'write "22:00"']),
        ("a: no\n", ["第 1 行", 'write "no"']),
        ("a: 1\nb: 2\na: 3\n", ["第 3 行", "key a is repeated (first on line 1)"]),
        ("a: {b: 1, b: 2}\n", ["key b is repeated"]),
        ("a: [1, 2\n", ["not valid YAML"]),
        ("- a\n", ["a mapping was expected"]),
        ("a: !!python/object/apply:os.system [ls]\n", ["os.system is not used", "第 1 行"]),
    ],
    ids=["time", "no", "repeated", "repeated-inline", "unclosed", "list", "code"],
)
def test_a_faulty_file_is_refused_by_line_and_word(tmp_path: Path, text: str, words: list[str]) -> None:
    path = tmp_path / "faulty.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadPack) as refused:
        read_strict(path)
    for word in ["faulty.yaml", *words]:
        assert word in str(refused.value)


def test_bytes_that_are_not_utf8_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "faulty.yaml"
    path.write_bytes("规则: 一".encode("gb18030"))
    with pytest.raises(BadPack, match="UTF-8"):
        read_strict(path)


def test_what_is_plain_stays_as_written(tmp_path: Path) -> None:
    path = tmp_path / "plain.yaml"
    path.write_text('on: 2026-11-23\nquiet: "22:00"\nlimit: 3\nsure: true\nnone: null\n', encoding="utf-8")
    read = read_strict(path)
    assert set(read) == {"on", "quiet", "limit", "sure", "none"}
    assert (read["quiet"], read["limit"], read["sure"], read["none"]) == ("22:00", 3, True, None)
