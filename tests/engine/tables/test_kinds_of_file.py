"""What a file is, by content; and the sentence for each file that cannot be read."""

import zipfile
from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from evenhand.errors import Unreadable
from evenhand.tables.connection import connect
from evenhand.tables.kinds import digest_of, kind_of
from evenhand.tables.opening import open_table


def nothing(_cells: Sequence[str]) -> int:
    return 0


def refused(path: Path) -> Unreadable:
    with connect() as con, pytest.raises(Unreadable) as caught:
        open_table(con, path, score=nothing, name="written")
    return caught.value


@pytest.mark.parametrize(
    ("name", "content", "zh", "en"),
    [
        ("a.csv", b"", "空文件", "is empty"),
        ("a.csv", b"\xef\xbb\xbf\r\n \n", "空文件", "is empty"),
        ("a.xlsx", b"", "空文件", "is empty"),
        ("a.csv", b"\n" * 9000, "空文件", "is empty"),
        ("a.parquet", b"PAR1 and then nothing", "不是完整的 Parquet", "not a whole Parquet file"),
        ("a.parquet", b"PAR1PAR1PAR1PAR1", "不是完整的 Parquet", "not a whole Parquet file"),
        ("a.xlsx", b"PK\x03\x04 torn", "不是完整的 Excel", "not a whole workbook"),
        ("a.xls", b"\xd0\xcf\x11\xe0 torn", "不是完整的 Excel", "not a whole workbook"),
        ("a.xls", b"\n<html><table><tr><td>1</td></tr></table>", "网页", "a web page"),
        ("a.csv", b"%PDF-1.7", "PDF", "a PDF"),
        ("a.csv.gz", b"\x1f\x8b\x08\x00", "压缩包", "compressed"),
        ("a.json", b'[{"a": 1}]', "JSON 数组", "one JSON array"),
        ("a.json", b'{\n  "a": 1\n}\n', "没有一行是完整的 JSON 记录", "no line of a.json is a whole JSON record"),
        ("a.csv", b"a,b\n\x81\xff,\x80\x80\n", "不是 UTF-8，也不是 GB18030", "neither UTF-8 nor GB18030"),
    ],
)
def test_a_file_that_cannot_be_read_gets_its_sentence(
    tmp_path: Path, name: str, content: bytes, zh: str, en: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    sentence = refused(path)
    assert zh in sentence.zh
    assert en in sentence.en
    assert name in sentence.zh
    assert name in sentence.en
    assert sentence.exit_code == 3


def test_a_missing_file_and_a_folder_get_their_sentences(tmp_path: Path) -> None:
    assert "找不到" in refused(tmp_path / "none.csv").zh
    assert "文件夹" in refused(tmp_path).zh


def test_a_zip_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        archive.writestr("readme.txt", "no workbook")
    assert "a.xlsx" in refused(tmp_path / "a.xlsx").en


@pytest.mark.parametrize("kept", [0.99, 0.5, 0.1])
def test_a_truncated_parquet_file_gets_one_sentence(tmp_path: Path, kept: float) -> None:
    whole = tmp_path / "whole.parquet"
    pq.write_table(pa.table({"contact_id": [f"K{n}" for n in range(5000)]}), whole)
    torn = tmp_path / "torn.parquet"
    torn.write_bytes(whole.read_bytes()[: int(whole.stat().st_size * kept)])
    assert "没有传完" in refused(torn).zh


@pytest.mark.parametrize(
    ("content", "kind"),
    [(b'\xef\xbb\xbf {"a": 1}\n', "json_lines"), (b"a,b\n", "delimited"), (b"PK\x03\x04", "workbook")],
)
def test_the_content_decides_and_not_the_name(tmp_path: Path, content: bytes, kind: str) -> None:
    path = tmp_path / "contacts.parquet"
    path.write_bytes(content)
    assert kind_of(path) == kind


def test_the_digest_is_that_of_the_bytes(tmp_path: Path) -> None:
    (tmp_path / "abc").write_bytes(b"abc")
    assert digest_of(tmp_path / "abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
