"""Delimited text becomes records as a spreadsheet would show them, and no line is lost."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from evenhand.tables.connection import connect
from evenhand.tables.delimited import read_delimited
from evenhand.tables.written import Written


def score(cells: Sequence[str]) -> int:
    return sum(cell in ("id", "at", "编号") for cell in cells)


def read(path: Path, content: bytes) -> tuple[Written, list[tuple[object, ...]]]:
    path.write_bytes(content)
    with connect() as con:
        written = read_delimited(con, path, score=score, name="written")
        return written, con.execute("SELECT * FROM written ORDER BY row").fetchall()


@pytest.mark.parametrize(
    ("content", "rows"),
    [
        (b"id,x\n1,2\n3,4", [(2, "1", "2"), (3, "3", "4")]),
        (b"id,x\r\n1,2\r\n\r\n3,4\r\n", [(2, "1", "2"), (4, "3", "4")]),
        (b"id,x\r1,2\r3,4", [(2, "1", "2"), (3, "3", "4")]),
        (b"\xef\xbb\xbfid;x\n1;2\n", [(2, "1", "2")]),
        (b"id\tx\n007\t\n", [(2, "007", "")]),
        (b'id,x\n1,"two\nlines, and a ""word"""\n', [(2, "1", 'two\nlines, and a "word"')]),
        (b'id,x\n1,he said "no"\n"q"x,5" screen\n', [(2, "1", 'he said "no"'), (3, "qx", '5" screen')]),
        (b'id,x\n1,""\n,\n', [(2, "1", ""), (3, "", "")]),
        (b"id,x\n1,a\x00b\x01\x7f\n", [(2, "1", "a\x00b\x01\x7f")]),
        ("id,x\n1,😀👩‍👩‍👧\n".encode(), [(2, "1", "😀👩‍👩‍👧")]),
        ("编号,x\n1,催收\n".encode("gb18030"), [(2, "1", "催收")]),
        ("id,x\n1,催收\n".encode("utf-16"), [(2, "1", "催收")]),
        ("id,x\n1,plain\n".encode("utf-16-le"), [(2, "1", "plain")]),
        ("催收记录,\n制表人：某某,\nid,x\n1,2\n".encode(), [(4, "1", "2")]),
        (b"id,x\n", []),
    ],
)
def test_the_rows_are_those_a_spreadsheet_shows(tmp_path: Path, content: bytes, rows: list[tuple[object, ...]]) -> None:
    written, found = read(tmp_path / "a.csv", content)
    assert found == rows
    assert written.broken == []


@pytest.mark.parametrize(
    ("content", "broken", "whole"),
    [
        (b"id,x\n1\n2,3\n4,5,6\n", [(2, "1", "cells", 1), (4, "4,5,6", "cells", 3)], [3]),
        (b'id,x\n1,"open\n2,3\n4,5\n', [(2, '1,"open', "quote", 1)], [3, 4]),
        (b'id,x\n1,"open\n2,"shut",\n3,4\n', [(2, '1,"open', "quote", 1), (3, '2,"shut",', "cells", 3)], [4]),
        (b'id,x\n1,2\n3,"', [(3, '3,"', "quote", 1)], [2]),
    ],
)
def test_a_broken_line_is_named_and_spoils_no_other(
    tmp_path: Path, content: bytes, broken: list[tuple[object, ...]], whole: list[int]
) -> None:
    written, found = read(tmp_path / "a.csv", content)
    assert [(b.row, b.value, b.fault, b.found) for b in written.broken] == broken
    assert [row for row, *_ in found] == whole


def test_a_letter_of_a_million_characters_comes_through_whole(tmp_path: Path) -> None:
    letter = "催收，\n\"'" * 200_000
    quoted = letter.replace('"', '""')
    _, found = read(tmp_path / "a.csv", f'id,x\n1,"{quoted}"\n2,short\n'.encode())
    assert found == [(2, "1", letter), (3, "2", "short")]


def test_rows_beyond_one_piece_keep_their_numbers(tmp_path: Path) -> None:
    lines = [f"{n},x" if n % 1000 else f"{n}" for n in range(2, 700_000)]
    written, found = read(tmp_path / "a.csv", ("id,x\n" + "\n".join(lines)).encode())
    assert [b.row for b in written.broken] == list(range(1000, 700_000, 1000))
    assert all(row == int(str(id_)) for row, id_, _ in found)
    assert len(found) + len(written.broken) == len(lines)


def test_a_few_broken_bytes_do_not_turn_utf8_into_another_language(tmp_path: Path) -> None:
    content = b"id,x\n1," + "催收记录".encode() * 100 + b"\xff\n"
    written, found = read(tmp_path / "a.csv", content)
    assert found == [(2, "1", "催收记录" * 100 + "�")]
    assert written.undecoded
