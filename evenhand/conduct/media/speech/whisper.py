"""Whisper on this machine, from a folder in CTranslate2's format: nothing leaves it, nothing is fetched.

It is told the language and that it shall write down what it hears, and nothing else: no earlier words, no words to
expect. What it is unsure of, and what it only repeats, is dropped as not understood.
"""

import re
import zlib
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Any, Literal

from evenhand.conduct.media.speech.features import HEARD_S, log_mel
from evenhand.conduct.media.speech.recogniser import RATE, Samples, Segment
from evenhand.errors import Unreadable
from evenhand.files.parts import part

Language = Literal["zh", "en"]

EXTRA = "speech"
_FILES = ("model.bin", "config.json")
_VOCABULARIES = ("vocabulary.json", "vocabulary.txt")
_BEAM = 5
# Below this mean of the logarithms a text is a guess; above this ratio it repeats itself. Both are Whisper's own.
_LEAST_SURE, _MOST_REPEATED = -1.0, 2.4
_MOST_SILENT = 0.6
_MOMENT = re.compile(r"<\|(\d+\.\d\d)\|>")


class Whisper:
    """A model of Whisper, of any size, that writes down `language`."""

    def __init__(self, folder: Path, *, language: Language = "zh") -> None:
        """Raises `Unreadable` where `folder` holds no such model, `Misuse` where the extra `speech` is missing."""
        wanted = [folder / name for name in _FILES]
        if not all(file.is_file() for file in wanted) or not any((folder / name).is_file() for name in _VOCABULARIES):
            raise _no_model(folder)
        self._start(str(folder), None, language)

    @classmethod
    def of_files(cls, files: Mapping[str, bytes], *, language: Language = "zh") -> "Whisper":
        """A model whose files are given by name and bytes; raises as the class itself does."""
        made = cls.__new__(cls)
        made._start("given", dict(files), language)
        return made

    def _start(self, place: str, files: dict[str, bytes] | None, language: Language) -> None:
        engine: ModuleType = part("ctranslate2", extra=EXTRA)
        try:
            self._model = engine.models.Whisper(place, device="cpu", compute_type="int8", files=files)
        except (RuntimeError, ValueError):
            raise _no_model(Path(place)) from None
        self._as_tensor = engine.StorageView.from_array
        self._asked = ["<|startoftranscript|>", f"<|{language}|>", "<|transcribe|>"]

    def segments(self, samples: Samples) -> list[Segment]:
        """What the piece (30 s at most) says; nothing where it is not understood."""
        features = log_mel(samples, bands=self._model.n_mels)
        (found,) = self._model.generate(
            self._as_tensor(features[None]),
            [self._asked],
            beam_size=_BEAM,
            return_scores=True,
            return_no_speech_prob=True,
        )
        spoken = _segments(found.sequences[0], min(len(samples) / RATE, HEARD_S))
        return spoken if _understood(found, spoken) else []


def _understood(found: Any, spoken: list[Segment]) -> bool:
    said = "".join(one.text for one in spoken).encode()
    if not said or found.scores[0] < _LEAST_SURE:
        return False
    if found.no_speech_prob > _MOST_SILENT and found.scores[0] < _LEAST_SURE / 2:
        return False
    return len(said) / len(zlib.compress(said)) <= _MOST_REPEATED


def _segments(tokens: list[str], whole_s: float) -> list[Segment]:
    """The tokens between two moments are one segment; what has no second moment lasts to the end."""
    found: list[Segment] = []
    start, said = 0.0, bytearray()

    def close(end: float) -> None:
        text = said.decode("utf-8", errors="ignore").strip()
        if text:
            found.append(Segment(start_s=min(start, whole_s), end_s=min(max(start, end), whole_s), text=text))
        said.clear()

    for token in tokens:
        if moment := _MOMENT.fullmatch(token):
            close(float(moment[1]))
            start = float(moment[1])
        elif not (token.startswith("<|") and token.endswith("|>")):
            said += bytes(_BYTES[sign] for sign in token)
    close(whole_s)
    return found


def _byte_signs() -> dict[str, int]:
    """Byte-level vocabularies write each byte as one printable sign: itself where it prints, else from 256 on."""
    printing = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    hidden = [byte for byte in range(256) if byte not in printing]
    return {chr(byte): byte for byte in printing} | {chr(256 + nth): byte for nth, byte in enumerate(hidden)}


_BYTES = _byte_signs()


def _no_model(folder: Path) -> Unreadable:
    return Unreadable(
        zh=f"{folder} 里没有可用的 Whisper 模型（CTranslate2 格式：model.bin、config.json、vocabulary）；"
        "请核对 --speech-model。",
        en=f"{folder} holds no usable Whisper model in CTranslate2's format (model.bin, config.json, vocabulary); "
        "check --speech-model.",
    )
