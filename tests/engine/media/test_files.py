"""Where a name leads, what a file is by content, and what is said of files that are not there or cannot be opened."""

import hashlib
import os
import re
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from made_images import house, save
from made_sounds import both_sides, noise, write
from media_checks import CALL, VISIT, Checked

from evenhand.conduct.media.groups import same_bytes
from evenhand.errors import Unreadable
from evenhand.files.content import content_of, falsely_named
from evenhand.files.folder import LARGEST_BYTES, MediaFolder
from evenhand.records import FINDINGS


@pytest.mark.parametrize(
    ("reference", "absence"),
    [
        ("rec/1.wav", None),
        ("rec\\1.wav", None),
        ("./rec/../rec/1.wav", None),
        ("rec/2.wav", "missing"),
        ("rec/1.wav/2.wav", "missing"),
        ("../secret.wav", "outside"),
        ("..\\secret.wav", "outside"),
        ("/etc/passwd", "outside"),
        ("C:\\rec\\1.wav", "outside"),
        ("\\\\server\\rec\\1.wav", "outside"),
        ("https://rec.bank.example/1.wav", "outside"),
        ("file:///etc/passwd", "outside"),
        ("link.wav", "outside"),
        ("linked/secret.wav", "outside"),
        ("rec", "no_file"),
        ("pipe", "no_file"),
        ("a\0b", "no_file"),
        ("x" * 5000, "no_file"),
        ("round", "no_file"),
    ],
)
def test_nothing_outside_the_folder_is_ever_opened(media: Path, reference: str, absence: str | None) -> None:
    write(media / "rec" / "1.wav", noise(0.1))
    (media.parent / "secret.wav").write_bytes(b"RIFF")
    (media / "link.wav").symlink_to(media.parent / "secret.wav")
    (media / "linked").symlink_to(media.parent)
    (media / "round").symlink_to(media / "round")
    os.mkfifo(media / "pipe")
    place = MediaFolder(media).find(reference)
    assert place.absence == absence
    assert (place.path is None) == (absence is not None)


def test_a_digest_finds_its_file_and_a_file_under_another_digest_is_told(media: Path) -> None:
    path = write(media / "deep" / "1.wav", noise(0.1))
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    (media / f"{'a' * 64}.wav").write_bytes(b"other bytes")
    folder = MediaFolder(media)
    assert folder.find(f"sha256:{digest}").path == path.resolve()
    assert folder.find(f"SHA256:{digest.upper()}").path == path.resolve()
    assert folder.find(f"sha256:{'b' * 64}").absence == "missing"
    assert folder.find(f"sha256:{'a' * 64}").altered
    assert folder.find(f"{'a' * 64}.wav").altered
    assert not folder.find("deep/1.wav").altered


def test_a_file_too_large_to_open_is_not_read_for_its_digest_either(media: Path) -> None:
    small = write(media / "1.wav", noise(0.1))
    with (media / f"{'a' * 64}.wav").open("wb") as huge:
        huge.truncate(LARGEST_BYTES + 1)
    folder = MediaFolder(media)
    assert not folder.find(f"{'a' * 64}.wav").altered
    assert folder.find(f"sha256:{hashlib.sha256(small.read_bytes()).hexdigest()}").path == small.resolve()
    assert same_bytes(media / name for name in (f"{'a' * 64}.wav", "1.wav", "gone.wav")) == []


def test_a_folder_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="check --media"):
        MediaFolder(tmp_path / "no")


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"", "empty"),
        (b"RIFF\0\0\0\0WAVE", "wav"),
        (b"RIFF\0\0\0\0WEBP", "webp"),
        (b"RIFF\0\0\0\0AVI ", "other"),
        (b"\0\0\0\x18ftypheic", "heic"),
        (b"\0\0\0\x18ftypM4A ", "m4a"),
        (b"\0\0\0\x18ftypmp42", "m4a"),
        (b"#!AMR\n", "amr"),
        (b"#!AMR-WB\n", "amr"),
        (b"OggS", "ogg"),
        (b"ID3\x04", "mp3"),
        (b"\xff\xfb\x90\x64", "mp3"),
        (b"\xff\xf1\x50\x80", "m4a"),
        (b"\xff\xd8\xff\xe0", "jpg"),
        (b"\x89PNG\r\n\x1a\n", "png"),
        (b"Salted__12345678", "sealed"),
        (b"PK\x03\x04", "sealed"),
        (b"\x1f\x8b\x08", "sealed"),
        (b"-----BEGIN AGE ENCRYPTED FILE-----", "sealed"),
        (b"\x8c\x0d\x04\x09\x03", "sealed"),
        (b"plain words", "other"),
    ],
)
def test_content_is_told_by_bytes(tmp_path: Path, head: bytes, kind: str) -> None:
    (tmp_path / "x.wav").write_bytes(head)
    assert content_of(tmp_path / "x.wav") == kind
    assert falsely_named(tmp_path / "x.wav", kind) == (kind != "wav")
    assert not falsely_named(tmp_path / "x.dat", kind)


def test_a_missing_file_is_a_breach_where_a_pack_says_so_and_else_a_review(checked: Checked) -> None:
    check = checked(
        {**CALL, "recording": "rec/13800001234.wav"},
        {**CALL, "recording": "2.wav", "outcome": "no_answer"},
        {**CALL, "recording": "3.wav", "at": "2023-03-01T10:00:00+08:00"},
        {**CALL, "recording": "4.wav", "outcome": ""},
        {**CALL},
        {**VISIT, "media": "a.jpg;b.jpg"},
    )
    found = {row["contact_id"]: (row["pack"], row["rule"], row["outcome"]) for row in check.findings}
    assert found == {
        "c1": ("cn-ningbo", "recording-missing", "breach"),
        "c2": ("recordings", "recording-missing", "review"),
        "c3": ("recordings", "recording-missing", "review"),
        "c4": ("cn-ningbo", "recording-missing", "review"),
        "c5": ("cn-ningbo", "recording-missing", "breach"),
        "c6": ("cn-ningbo", "images-missing", "breach"),
    }
    first = check.one("c1", "recording-missing")
    assert first["sentence_zh"] == "记录所指的录音 rec/138····1234.wav 不在文件夹里。"
    assert first["facts"] == '{"file":"rec/138····1234.wav"}'
    assert check.one("c2", "recording-missing")["sentence_en"].startswith("For review: The recording 2.wav")
    assert check.one("c4", "recording-missing")["sentence_zh"].startswith("待核：记录所指的录音 4.wav")
    assert check.one("c5", "recording-missing")["sentence_en"].endswith("has no recording.")
    assert check.one("c6", "images-missing")["facts"] == '{"file":["a.jpg","b.jpg"],"number":2}'
    assert check.summary["recordings"] == {"named": 4, "there": 0, "heard": 0, "hours_heard": 0}


def test_some_images_missing_is_a_review_beside_those_that_are_there(checked: Checked, media: Path) -> None:
    save(media / "a.jpg", house(1), at="2025-03-01 10:05:00", place=(29.87, 121.54))
    check = checked({**VISIT, "media": "a.jpg;gone.jpg;../x.jpg"})
    assert [(row["pack"], row["rule"]) for row in check.findings] == [
        ("recordings", "image-unreadable"),
        ("recordings", "images-missing"),
    ]
    assert check.one("c1", "images-missing")["facts"] == '{"file":["gone.jpg"],"number":1}'
    assert "a path" not in check.one("c1", "image-unreadable")["sentence_en"]
    assert [(row["row"], row["column"], row["value"]) for row in check.rejects] == [("2", "media", "../x.jpg")]
    assert "leads out of the folder" in check.rejects[0]["problem"]


def test_files_that_cannot_be_opened_are_each_told_by_cause(checked: Checked, media: Path) -> None:
    whole = write(media / "whole.wav", both_sides(10, seed=1)).read_bytes()
    (media / "cut.wav").write_bytes(whole[: len(whole) // 2])
    (media / "head.wav").write_bytes(whole[:20])
    (media / "empty.wav").touch()
    (media / "sealed.wav").write_bytes(b"Salted__" + whole[8:])
    (media / "words.wav").write_text("not sound at all")
    save(media / "picture.jpg", house(1)).rename(media / "picture.wav")
    os.mkfifo(media / "pipe.wav")
    names = ["cut", "head", "empty", "sealed", "words", "picture", "pipe", "../out"]
    check = checked(*({**CALL, "recording": f"{name}.wav"} for name in names))
    reasons = [
        re.search('"reason":"(\\w+)"', check.one(f"c{nth}", "recording-unreadable")["facts"])[1]  # type: ignore[index]
        for nth in range(1, 9)
    ]
    assert reasons == ["cut", "damaged", "empty", "sealed", "not_sound", "not_sound", "no_file", "outside"]
    assert {row["outcome"] for row in check.findings} == {"review"}
    assert check.one("c4", "recording-unreadable")["sentence_zh"] == (
        "待核：录音 sealed.wav 听不了：文件已加密或打包，无法核对。"
    )


def test_a_false_name_is_logged_and_the_sound_heard(checked: Checked, media: Path) -> None:
    write(media / "x.flac", both_sides(12, seed=1)).rename(media / "x.wav")
    check = checked({**CALL, "recording": "x.wav", "duration_s": 12})
    assert check.findings == []
    assert [row["problem"] for row in check.rejects] == [
        "内容是 flac，与文件名不符，已按内容读取 / it holds flac against its name; read by content"
    ]


def test_rows_are_as_an_audit_writes_them(checked: Checked, tmp_path: Path) -> None:
    checked({**CALL, "recording": "1.wav"})
    assert pq.read_schema(tmp_path / "out" / "findings.parquet").names == FINDINGS.names
