"""What was said: voice alone is handed over, each side for itself, and whatever comes back is for a person to hear."""

import json
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
from made_sounds import RATE, both_sides, noise, ringing, voice, write
from media_checks import CALL, Checked
from speech_service import Service, serving

from evenhand.cli.transport import check_url, post
from evenhand.conduct.media.speech.endpoint import Endpoint
from evenhand.conduct.media.speech.features import log_mel, mel_filters
from evenhand.conduct.media.speech.stretches import Stretch, pieces, stretches
from evenhand.errors import Misuse
from evenhand.records import TRANSCRIPTS

THREAT = "再不还钱我就打断你的腿"
WORDS = ["threat", "insult", "impersonation", "false-consequence", "borrow-elsewhere", "disclosure"]


@pytest.fixture
def service() -> Iterator[Service]:
    """A transcription service over real HTTP."""
    with serving() as one:
        yield one


def endpoint(service: Service, **how: object) -> Endpoint:
    """The recogniser that asks the service."""
    return Endpoint(url=service.url, transport=post, **how)  # type: ignore[arg-type]


def test_a_threat_is_for_review_and_says_where_to_listen(checked: Checked, media: Path, service: Service) -> None:
    write(
        media / "rec" / "13800001234.wav", np.concatenate([noise(65), voice(6, seed=3), noise(3)]) + noise(74, seed=2)
    )
    service.says([(0.0, 1.5, "您好"), (2.0, 4.0, THREAT + "，我的电话13800001234")])
    check = checked({**CALL, "recording": "rec/13800001234.wav"}, recogniser=endpoint(service))
    found = check.one("c1", "threat")
    assert (found["pack"], found["outcome"], found["severity"]) == ("recordings", "review", "high")
    facts = json.loads(found["facts"])
    assert 66 <= facts["at_s"] <= 69
    assert facts["seconds"] == [facts["at_s"]]
    assert (facts["file"], facts["voice"], facts["number"]) == ("rec/138····1234.wav", "unknown", 1)
    assert found["sentence_zh"].startswith(
        f"待核：录音 rec/138····1234.wav 第 {facts['at_s']} 秒（1:0{facts['at_s'] - 60}，说话人不明）疑似威胁、恐吓："
    )
    assert "请听录音核对" in found["sentence_zh"]
    assert "13800001234" not in json.dumps(found, default=str, ensure_ascii=False)
    assert "A machine wrote this down and may be wrong: listen." in found["sentence_en"]
    assert check.summary["speech"]["written"] == 1


def test_only_voice_is_handed_over_and_nothing_to_expect(checked: Checked, media: Path, service: Service) -> None:
    said = np.concatenate([ringing(20), voice(5, seed=1), noise(30), voice(5, seed=2), noise(10)])
    write(media / "a.wav", said + noise(70, seed=1))
    write(media / "b.wav", noise(30, level=0.1))
    service.says("您好")
    checked(
        *({**CALL, "recording": name} for name in ("a.wav", "b.wav")), recogniser=endpoint(service, key="k", name="n")
    )
    (asked,) = service.asked
    assert asked.fields == {"model": "n", "language": "zh", "response_format": "verbose_json", "temperature": "0"}
    assert asked.headers["Authorization"] == "Bearer k"
    assert (asked.rate, asked.sound.ndim) == (16_000, 1)
    assert 8 < len(asked.sound) / asked.rate < 13


@pytest.mark.parametrize(
    ("collector", "found"),
    [("left", ["threat"]), ("right", ["insult"]), (None, ["insult", "threat"])],
)
def test_each_side_is_written_down_for_itself(
    checked: Checked, media: Path, tmp_path: Path, service: Service, collector: str | None, found: list[str]
) -> None:
    write(media / "a.wav", both_sides(20, seed=1))
    service.says(THREAT, "你们这些人渣")
    check = checked({**CALL, "recording": "a.wav"}, recogniser=endpoint(service), collector=collector)
    assert check.rules("c1") == found
    assert len(service.asked) == 2
    written = pq.read_table(tmp_path / "out" / "transcripts.parquet")
    assert written.schema.equals(TRANSCRIPTS)
    sides = {"left": ["collector", "debtor"], "right": ["debtor", "collector"], None: [None, None]}[collector]
    rows = sorted(written.to_pylist(), key=lambda row: row["channel"])
    assert [(row["channel"], row["speaker"], row["text"]) for row in rows] == [
        (1, sides[0], THREAT),
        (2, sides[1], "你们这些人渣"),
    ]


def test_that_a_debt_is_spoken_of_matters_only_to_others(checked: Checked, media: Path, service: Service) -> None:
    write(media / "a.wav", voice(8, seed=1) + noise(8))
    service.says("他欠我们三千块钱，已经逾期了")
    rows = [{**CALL, "recording": "a.wav", "counterparty": who} for who in ("debtor", "spouse", "guarantor")]
    check = checked(*rows, recogniser=endpoint(service))
    assert ["disclosure" in check.rules(f"c{nth}") for nth in (1, 2, 3)] == [False, True, False]
    assert len(service.asked) == 1


def test_ordinary_words_and_words_cut_in_two_are_read_as_spoken(
    checked: Checked, media: Path, service: Service
) -> None:
    write(media / "a.wav", voice(12, seed=1) + noise(12))
    service.says([(0, 2, "我没有威胁你"), (2, 4, "不还钱就打断"), (4, 6, "你的腿")])
    check = checked({**CALL, "recording": "a.wav"}, recogniser=endpoint(service))
    facts = json.loads(check.one("c1", "threat")["facts"])
    assert (facts["number"], facts["said"]) == (1, "不还钱就打断")


def test_without_a_recogniser_nothing_is_written_down_and_that_is_said(
    checked: Checked, media: Path, tmp_path: Path, service: Service
) -> None:
    write(media / "a.wav", voice(8, seed=1) + noise(8))
    service.says("您好")
    checked({**CALL, "recording": "a.wav"}, recogniser=endpoint(service))
    assert (tmp_path / "out" / "transcripts.parquet").exists()
    check = checked({**CALL, "recording": "a.wav"})
    assert not (tmp_path / "out" / "transcripts.parquet").exists()
    assert {f"recordings/{rule}": ["speech"] for rule in WORDS}.items() <= check.summary["not_evaluated"].items()
    assert check.summary["speech"] is None


@pytest.mark.parametrize(
    ("how", "problem"),
    [
        ({"status": 500}, "it answers 500"),
        ({"status": 302, "Location": "http://127.0.0.1:9/elsewhere"}, "it answers 302"),
        ({"body": b"<html>"}, "its answer is no transcript"),
        ({"body": {"text": 5}}, "its answer is no transcript"),
        ({"body": {"segments": [{"start": "NaN", "end": 1, "text": "a"}]}}, "its answer is no transcript"),
        ({"body": b"[" * 100_000}, "its answer is no transcript"),
        ({"body": {"text": "a" * (2 << 20)}}, "it cannot be reached"),
        ({"wait_s": 1.5}, "no answer within 0.5 s"),
    ],
)
def test_a_failing_service_leaves_a_note_and_no_finding(
    checked: Checked, media: Path, service: Service, how: dict[str, object], problem: str
) -> None:
    write(media / "a.wav", voice(8, seed=1) + noise(8))
    service.answer(**how)  # type: ignore[arg-type]
    check = checked({**CALL, "recording": "a.wav"}, recogniser=endpoint(service, wait_s=0.5))
    assert check.findings == []
    assert [problem in row["problem"] for row in check.rejects] == [True]
    assert check.summary["speech"]["failed"] == 1


def test_a_service_that_keeps_failing_is_left_alone(checked: Checked, media: Path, service: Service) -> None:
    for nth in range(5):
        write(media / f"{nth}.wav", voice(8, seed=nth) + noise(8))
    service.answer(status=503)
    check = checked(*({**CALL, "recording": f"{nth}.wav"} for nth in range(5)), recogniser=endpoint(service))
    assert len(service.asked) == 3
    assert ["again and again" in row["problem"] for row in check.rejects] == [False] * 3 + [True] * 2
    assert check.summary["speech"]["failed"] == 5


@pytest.mark.parametrize(("status", "sentence"), [(401, "the key is not accepted"), (404, "check --speech-url")])
def test_a_service_asked_wrongly_ends_the_run(
    checked: Checked, media: Path, service: Service, status: int, sentence: str
) -> None:
    write(media / "a.wav", voice(8, seed=1) + noise(8))
    service.answer(status=status)
    with pytest.raises(Misuse, match=sentence):
        checked({**CALL, "recording": "a.wav"}, recogniser=endpoint(service))


def test_answers_without_segments_or_outside_the_piece_are_taken_as_far_as_they_go(service: Service) -> None:
    piece = np.zeros(5 * 16_000, np.float32)
    service.answer({"text": " 您好 "})
    service.says([(9.0, 99.0, "再见"), (-4.0, 2.0, "您好"), (2.0, 1.0, ""), (3.0, 2.0, "好")])
    told = [
        [(one.start_s, one.end_s, one.text) for one in endpoint(service).segments(piece)],
        [(one.start_s, one.end_s, one.text) for one in endpoint(service).segments(piece)],
    ]
    assert told == [[(0.0, 5.0, "您好")], [(0.0, 2.0, "您好"), (3.0, 3.0, "好"), (5.0, 5.0, "再见")]]


@pytest.mark.parametrize(
    "url", ["", "speech", "ftp://x/", "file:///etc/passwd", "http://", "http://key@x/", "http://[x"]
)
def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(Misuse, match="--speech-url"):
        check_url(url)


def test_nobody_there_is_a_note(checked: Checked, media: Path) -> None:
    write(media / "a.wav", voice(8, seed=1) + noise(8))
    with serving() as gone:
        pass
    check = checked({**CALL, "recording": "a.wav"}, recogniser=endpoint(gone))
    assert "it cannot be reached" in check.rejects[0]["problem"]


def test_moments_of_a_piece_lead_back_to_the_recording() -> None:
    wanted = [Stretch(10.0, 12.0), Stretch(60.0, 63.0), Stretch(100.0, 127.0)]
    sound = np.arange(130 * RATE, dtype=np.float32)
    blocks = (sound[start : start + 10 * RATE] for start in range(0, len(sound), 10 * RATE))
    first, second = pieces(wanted, blocks, RATE)
    assert (first.begins, second.begins) == ((0.0, 2.4), (0.0,))
    assert [first.moment(second) for second in (0.0, 1.5, 2.1, 2.4, 4.0, 9.0)] == [10.0, 11.5, 12.0, 60.0, 61.6, 63.0]
    assert first.moment(2.4, end=True) == 12.0
    assert [len(piece.samples) / 16_000 for piece in (first, second)] == pytest.approx([5.4, 27.0])
    # What was cut out is what stood there: the ramp's own values, away from the edges of a stretch.
    assert first.samples[16_000] == pytest.approx(11.0 * RATE, rel=0.01)


def test_six_hours_are_cut_in_little_memory() -> None:
    wanted = [Stretch(hour * 3600.0, hour * 3600.0 + 20) for hour in range(6)]
    blocks = (np.zeros(10 * RATE, np.float32) for _ in range(6 * 360))
    tracemalloc.start()
    lengths = [len(piece.samples) / 16_000 for piece in pieces(wanted, blocks, RATE)]
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert lengths == [20.0] * 6
    assert most < 24 << 20


def test_long_voice_is_cut_and_short_breaths_are_not() -> None:
    voiced = np.zeros(5_000, np.bool_)
    voiced[100:200] = voiced[210:300] = True
    voiced[1000:3000] = True
    found = stretches(voiced)
    assert [round(one.start_s, 1) for one in found] == [3.8, 39.8, 66.6, 93.5]
    assert found[0].end_s == pytest.approx(12.3)
    assert max(one.end_s - one.start_s for one in found) <= 28


def test_features_are_those_that_whisper_learned_on() -> None:
    """The weights as published with the model, and a tone where it belongs."""
    filters = mel_filters(80)
    assert filters[0, 1] == pytest.approx(0.02486259, abs=1e-8)
    assert filters[1, 1:3] == pytest.approx([0.00199082, 0.02287177], abs=1e-8)
    assert mel_filters(128).shape == (128, 201)
    tone = np.sin(2 * np.pi * 1_000 * np.arange(16_000) / 16_000).astype(np.float32)
    features = log_mel(tone)
    assert features.shape == (80, 3000)
    assert set(features[:, 20:80].argmax(axis=0)) == {26}
    assert features.max() - features.min() == pytest.approx(2.0)
    assert features[:, 200:].max() == features.min()
