"""A finding from speech leads to its sound: a passage cut out of the recording, played on the page of the run."""

import io
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
import soundfile
from made_sounds import noise, voice, write
from media_checks import CALL, VISIT, Checked
from page_reading import Reading
from speech_service import Service, serving

from evenhand.cli.transport import post
from evenhand.conduct.media.speech.endpoint import Endpoint
from evenhand.errors import Unreadable
from evenhand.records import PASSAGES
from evenhand.reports.recordings_page import write_recordings_page

THREAT = "再不还钱我就打断你的腿"


@pytest.fixture
def service() -> Iterator[Service]:
    """A transcription service over real HTTP."""
    with serving() as one:
        yield one


def long_call(media: Path) -> None:
    """A minute of an empty line, six seconds of voice, and an empty line again."""
    sound = np.concatenate([noise(60), voice(6, seed=3) + noise(6, seed=1), noise(60, seed=2)])
    write(media / "13800001234.wav", sound)


def test_the_passage_holds_the_words_and_a_little_around_them(
    checked: Checked, media: Path, tmp_path: Path, service: Service
) -> None:
    long_call(media)
    service.says([(0.0, 4.0, THREAT)])
    row = {**CALL, "recording": "13800001234.wav"}
    checked(row, row, {**CALL, "recording": "gone.wav"}, recogniser=Endpoint(url=service.url, transport=post))
    kept = pq.read_table(tmp_path / "out" / "passages.parquet")
    assert kept.schema.equals(PASSAGES)
    first, second = kept.to_pylist()
    assert (first["contact_id"], first["rule"], first["recording"]) == ("c1", "threat", "138····1234.wav")
    assert second == first | {"contact_id": "c2"}
    sound, rate = soundfile.read(io.BytesIO(first["sound"]))
    assert len(sound) / rate == pytest.approx(first["to_s"] - first["from_s"], abs=0.2)
    assert 56 <= first["from_s"] <= 58
    loud = [float(np.sqrt(np.mean(np.square(sound[at * rate : (at + 1) * rate])))) for at in (0, 4, 5)]
    assert min(loud[1:]) > 10 * loud[0]


def test_the_page_plays_it_and_says_what_was_found_and_not_looked_for(
    checked: Checked, media: Path, tmp_path: Path, service: Service
) -> None:
    long_call(media)
    write(media / "silent.wav", noise(20))
    service.says([(0.0, 2.0, THREAT), (3.0, 4.0, "你这个人渣")])
    checked(
        {**CALL, "recording": "13800001234.wav"},
        {**CALL, "recording": "silent.wav"},
        {**CALL, "recording": "../out.wav"},
        {**VISIT, "media": "gone.jpg"},
        recogniser=Endpoint(url=service.url, transport=post),
    )
    page = Reading(write_recordings_page(tmp_path / "out"))
    page.must_be_inert()
    page.must_be_ordered()
    assert page.tags.count("audio") == 2
    for words in (
        "登记录音 3 份，听了 2 份；登记影像 1 份，看了 0 份。",
        "3 recordings named, 2 heard",
        "疑似威胁、恐吓",
        "Suspected insult",
        THREAT,
        "以原录音为准",
        "Images missing",
        "录音没有人声",
        "leads out of the folder",
        "recordings/image-personal-data",
        "evenhand recordings contacts.csv --media FOLDER --pack cn-ningbo --out out",
    ):
        assert words in page.text, words
    assert re.search(r"Listen: 0:5[678]–1:0\d", page.text)
    assert "13800001234" not in page.source
    assert "media-src data:" in page.source


def test_without_speech_the_page_plays_nothing(checked: Checked, media: Path, tmp_path: Path) -> None:
    long_call(media)
    checked({**CALL, "recording": "13800001234.wav"})
    page = Reading(write_recordings_page(tmp_path / "out", lang="en"))
    assert "audio" not in page.tags
    assert "没有发现。没有做的检查见下。" in page.text
    assert "recordings/threat" in page.text


def test_results_that_are_gone_are_a_sentence(checked: Checked, tmp_path: Path) -> None:
    checked({**CALL})
    (tmp_path / "out" / "findings.parquet").write_bytes(b"")
    with pytest.raises(Unreadable, match="Run the check again"):
        write_recordings_page(tmp_path / "out")
