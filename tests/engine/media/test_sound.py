"""What is heard: length, voice, sides, and one recording that serves two calls however it was saved again."""

import shutil
import tracemalloc
import wave
from pathlib import Path

import numpy as np
import pytest
import soundfile
from made_sounds import RATE, Samples, both_sides, call, encode, noise, ringing, write
from media_checks import CALL, Checked

from evenhand.conduct.media import matching
from evenhand.conduct.media.listening import Heard, listen
from evenhand.conduct.media.matching import same_recordings, tolerance

needs_ffmpeg = pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="needs ffmpeg")


def heard(path: Path) -> Heard:
    """The recording, which must be one that can be heard."""
    found = listen(path)
    assert isinstance(found, Heard), found
    return found


@pytest.mark.parametrize("name", ["a.wav", "a.mp3", "a.ogg", "a.flac"])
@pytest.mark.parametrize("rate", [8_000, 16_000, 44_100])
def test_length_and_voice_are_the_same_in_every_format(tmp_path: Path, name: str, rate: int) -> None:
    found = heard(write(tmp_path / name, call(12, seed=1, rate=rate), rate=rate))
    assert found.seconds == pytest.approx(12, abs=0.2)
    assert 5 < found.anyone_s < 12
    assert not found.cut


@needs_ffmpeg
@pytest.mark.parametrize("name", ["a.m4a", "a.aac"])
def test_what_libsndfile_does_not_read_goes_through_ffmpeg(tmp_path: Path, name: str) -> None:
    found = heard(encode(write(tmp_path / "a.wav", both_sides(12, seed=1)), tmp_path / name))
    assert (found.kind, found.channels) == ("m4a", 2)
    assert found.seconds == pytest.approx(12, abs=0.3)
    assert min(found.voiced_s) > 2


@needs_ffmpeg
def test_amr_is_decoded(tmp_path: Path) -> None:
    # Fifty frames of AMR at 12.2 kbit/s a second, each of zero bits: no encoder is needed to know its length.
    (tmp_path / "a.amr").write_bytes(b"#!AMR\n" + (b"\x3c" + b"\0" * 31) * 250)
    assert heard(tmp_path / "a.amr").seconds == pytest.approx(5, abs=0.1)


@needs_ffmpeg
def test_a_broken_m4a_is_damaged(tmp_path: Path) -> None:
    whole = encode(write(tmp_path / "a.wav", call(5, seed=1)), tmp_path / "a.m4a").read_bytes()
    (tmp_path / "cut.m4a").write_bytes(whole[: len(whole) // 2])
    assert listen(tmp_path / "cut.m4a") == "damaged"


@needs_ffmpeg
def test_an_m4a_whose_sound_is_encrypted_is_sealed_and_not_heard_as_noise(tmp_path: Path) -> None:
    plain = write(tmp_path / "a.wav", call(5, seed=1))
    locked = ["-encryption_scheme", "cenc-aes-ctr", "-encryption_key", "0" * 32, "-encryption_kid", "1" * 32]
    for name, first in (("last.m4a", []), ("first.m4a", ["-movflags", "+faststart"])):
        assert listen(encode(plain, tmp_path / name, *locked, *first)) == "sealed"
    assert heard(encode(plain, tmp_path / "open.m4a")).kind == "m4a"


@needs_ffmpeg
@pytest.mark.parametrize("name", ["a.m4a", "a.amr", "a.ogg"])
def test_what_breaks_off_inside_is_told_where_no_header_promises_a_length(tmp_path: Path, name: str) -> None:
    if name == "a.amr":
        (tmp_path / name).write_bytes(b"#!AMR\n" + (b"\x3c" + b"\0" * 31) * 250)
    else:
        encode(write(tmp_path / "a.wav", call(12, seed=1)), tmp_path / name, "-movflags", "+faststart")
    whole = (tmp_path / name).read_bytes()
    (tmp_path / f"cut-{name}").write_bytes(whole[: len(whole) * 2 // 3 + 1])
    assert not heard(tmp_path / name).cut
    assert heard(tmp_path / f"cut-{name}").cut


def test_without_ffmpeg_m4a_is_logged_and_accuses_nobody(
    checked: Checked, media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    (media / "a.m4a").write_bytes(b"\0\0\0\x18ftypM4A " + b"\0" * 100)
    check = checked({**CALL, "recording": "a.m4a"})
    assert check.findings == []
    assert "install ffmpeg" in check.rejects[0]["hint"]


SILENT: dict[str, Samples] = {
    "a quiet line": noise(20),
    "a loud line": noise(20, level=0.1),
    "nothing at all": np.zeros(20 * RATE, np.float32),
    "ring-back only": ringing(20) + noise(20),
    "one click": np.where(np.arange(20 * RATE) == 8_000, 0.9, 0).astype(np.float32) + noise(20),
}


@pytest.mark.parametrize("what", SILENT)
def test_no_voice_is_silence(checked: Checked, media: Path, what: str) -> None:
    write(media / "a.wav", SILENT[what])
    row = {**CALL, "recording": "a.wav", "duration_s": 20}
    check = checked(row, {**row, "outcome": "voicemail", "recording": ""})
    assert check.rules("c1") == ["recording-silent"]
    assert check.one("c1", "recording-silent")["outcome"] == "review"


@pytest.mark.parametrize("outcome", ["no_answer", "voicemail", "busy"])
def test_a_call_that_did_not_connect_may_be_silent(checked: Checked, media: Path, outcome: str) -> None:
    write(media / "a.wav", noise(20))
    assert checked({**CALL, "recording": "a.wav", "outcome": outcome}).findings == []


def test_both_parties_must_be_audible_where_each_has_a_channel(checked: Checked, media: Path) -> None:
    both, mono = both_sides(20, seed=3), call(20, seed=5)
    mostly = both_sides(20, seed=4)
    mostly[:, 1] = noise(20, seed=9) + 0.02 * mostly[:, 0]
    write(media / "both.wav", both)
    write(media / "leak.wav", mostly)
    write(media / "mono.wav", mono)
    write(media / "twice.wav", np.stack([mono[::-1], mono[::-1]], axis=1))
    check = checked(*({**CALL, "recording": f"{name}.wav"} for name in ("both", "leak", "mono", "twice")))
    assert [check.rules(f"c{nth}") for nth in range(1, 5)] == [[], ["recording-one-sided"], [], []]
    assert check.one("c2", "recording-one-sided")["facts"].endswith('"right_s":0.0}')


@pytest.mark.parametrize(
    ("call_s", "stated_s", "rules"),
    [
        (20, 20, []),
        (21.9, "", []),
        (22.1, "", ["recording-short"]),
        (18.1, "", []),
        (17.9, "", ["recording-long"]),
        ("", 22.1, ["recording-altered"]),
        (20, 300, ["recording-altered"]),
        ("", "", []),
        (0, 0, []),
    ],
)
def test_length_agrees_with_the_call_and_with_what_was_registered(
    checked: Checked, media: Path, call_s: object, stated_s: object, rules: list[str]
) -> None:
    write(media / "a.wav", call(20, seed=1))
    check = checked({**CALL, "recording": "a.wav", "duration_s": call_s, "recording_s": stated_s})
    assert check.rules("c1") == rules


def test_tolerance_is_two_seconds_or_three_per_cent() -> None:
    assert [tolerance(seconds) for seconds in (10, 60, 100, 600)] == [2, 2, 3, 18]


def test_one_recording_for_two_calls_is_found_as_file_as_bytes_and_as_sound(checked: Checked, media: Path) -> None:
    sound = call(30, seed=7)
    write(media / "a.wav", sound)
    shutil.copy(media / "a.wav", media / "copy.wav")
    write(media / "b.wav", call(30, seed=8))
    write(media / "again.ogg", np.concatenate([noise(0.7), 0.4 * sound]))
    write(media / "c.wav", call(30, seed=9))
    shutil.copy(media / "c.wav", media / "d.wav")
    write(media / "e.wav", call(30, seed=10))
    names = ["a.wav", "copy.wav", "b.wav", "again.ogg", "c.wav", "d.wav", "e.wav", "e.wav"]
    check = checked(*({**CALL, "recording": name} for name in names))
    reused = {row["contact_id"]: (row["related"], row["facts"]) for row in check.findings}
    assert {contact: related for contact, (related, _) in reused.items()} == {
        **{contact: ["c1", "c2", "c4"] for contact in ("c1", "c2", "c4")},
        **{contact: ["c5", "c6"] for contact in ("c5", "c6")},
        **{contact: ["c7", "c8"] for contact in ("c7", "c8")},
    }
    assert [reused[c][1].split('"reason":')[1][:7] for c in ("c1", "c5", "c7")] == ['"sound"', '"bytes"', '"file",']
    assert {row["rule"] for row in check.findings} == {"recording-reused"}


def test_the_print_keeps_saved_again_and_different_calls_well_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The figures of docs/decisions/2026-11-23-media-findings.md: a wide empty space around the threshold."""
    original = call(30, seed=1)
    again = [
        write(tmp_path / "a.wav", original),
        write(tmp_path / "u.wav", original, subtype="ULAW"),
        write(tmp_path / "m.mp3", original),
        write(tmp_path / "q.ogg", 0.3 * original, subtype="VORBIS"),
        write(tmp_path / "o.ogg", original, subtype="OPUS"),
        write(tmp_path / "late.wav", original[6_000:]),
        write(tmp_path / "noisy.wav", original + noise(30, level=0.01, seed=3)),
        write(tmp_path / "wide.wav", np.repeat(original, 2), rate=16_000),
    ]
    others = [write(tmp_path / f"{seed}.wav", call(30, seed=seed)) for seed in range(100, 110)]
    everyone = [heard(path) for path in (*again, *others)]
    bound = matching.SAME_SOUND
    for name in ("_FIRST_LOOK", "SAME_SOUND"):  # so that every pair is told with its difference
        monkeypatch.setattr(matching, name, 1.0)
    pairs = list(same_recordings(everyone))
    one = [pair.difference for pair in pairs if pair.second < len(again)]
    two = [pair.difference for pair in pairs if pair.second >= len(again)]
    assert len(one) == 28
    assert max(one) < bound - 0.05
    assert min(two) > bound + 0.10


def test_shared_prompts_and_ring_back_are_not_one_recording(checked: Checked, media: Path) -> None:
    opening = np.concatenate([ringing(6), call(6, seed=50)])
    for seed in (1, 2):
        write(media / f"{seed}.wav", np.concatenate([opening, call(25, seed=seed)]))
    assert checked({**CALL, "recording": "1.wav"}, {**CALL, "recording": "2.wav"}).findings == []


@pytest.mark.parametrize("own_s", [5, 25])
def test_a_shared_greeting_longer_than_the_words_after_it_is_not_one_recording(
    checked: Checked, media: Path, own_s: int
) -> None:
    opening = np.concatenate([ringing(10), call(8, seed=50)])
    for seed in (1, 2):
        write(media / f"{seed}.wav", np.concatenate([opening, call(own_s, seed=80 + seed)]))
    assert checked({**CALL, "recording": "1.wav"}, {**CALL, "recording": "2.wav"}).findings == []


def test_the_same_announcement_in_two_calls_that_nobody_answered_is_not_re_use(checked: Checked, media: Path) -> None:
    for seed in (1, 2):
        write(media / f"{seed}.wav", np.concatenate([noise(seed * 0.3, seed=seed), call(12, seed=50)]))
    rows = [{**CALL, "recording": f"{seed}.wav"} for seed in (1, 2)]
    assert checked(*({**row, "outcome": "voicemail"} for row in rows)).findings == []
    assert [row["rule"] for row in checked(*rows).findings] == ["recording-reused"] * 2


@pytest.mark.parametrize(("cut_s", "found"), [(5, True), (12, True), (40, False)])
def test_a_recording_with_its_beginning_cut_off_and_saved_again_is_told_from_a_part(
    checked: Checked, media: Path, cut_s: int, found: bool
) -> None:
    sound = call(60, seed=20)
    write(media / "whole.wav", sound)
    write(media / "cut.mp3", sound[cut_s * RATE + 137 :])
    for seed in range(21, 25):
        write(media / f"{seed}.wav", call(60 - cut_s, seed=seed))
    names = ["whole.wav", "cut.mp3", *(f"{seed}.wav" for seed in range(21, 25))]
    check = checked(*({**CALL, "recording": name} for name in names))
    assert [row["contact_id"] for row in check.findings] == (["c1", "c2"] if found else [])


def test_a_file_that_cannot_be_opened_is_told_and_not_raised(tmp_path: Path) -> None:
    assert listen(tmp_path / "gone.wav") == "locked"


@pytest.mark.slow
def test_six_hours_are_heard_in_little_memory(tmp_path: Path) -> None:
    rate, hours = 4_000, 6
    with wave.open(str(tmp_path / "long.wav"), "wb") as written:
        written.setparams((1, 1, rate, 0, "NONE", ""))
        minute = (call(60, seed=1)[::2] * 127 + 128).astype(np.uint8).tobytes()
        for _ in range(hours * 60):
            written.writeframesraw(minute)
    tracemalloc.start()
    found = heard(tmp_path / "long.wav")
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    (tmp_path / "long.wav").unlink()
    assert found.seconds == hours * 3600
    assert found.whole
    assert most < 64 << 20


def test_many_channels_at_a_high_rate_are_held_in_shorter_blocks(tmp_path: Path) -> None:
    with soundfile.SoundFile(str(tmp_path / "wide.flac"), "w", 192_000, 8) as sound:
        for _ in range(20):
            sound.write(np.zeros((192_000, 8), np.int16))
    tracemalloc.start()
    found = heard(tmp_path / "wide.flac")
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (found.seconds, found.channels, found.anyone_s) == (20, 8, 0)
    assert most < 64 << 20
