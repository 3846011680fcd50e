"""Listen to a recording once: how long it is, who is heard on which channel, and its acoustic print.

The print follows Haitsma and Kalker, "A Highly Robust Audio Fingerprinting System" (ISMIR 2002): signs of the
differences of band energies, along frequency and along time. Voice is told by level and movement; the thresholds are
our own and are measured in docs/decisions/2026-11-23-media-findings.md.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from evenhand.conduct.media.sound import LONGEST_S, CannotHear, Fault, Samples, open_sound

STEP_S = 0.04
PRINT_S = 180
_STEPS_A_FRAME = 8
_PRINT_STEPS = int(PRINT_S / STEP_S)
# 33 bands of the telephone's range make 32 bits a step.
_PRINT_EDGES = np.geomspace(300.0, 2000.0, 34)
_VOICE_HZ = (300.0, 3400.0)
_PLAIN_RATE = 8_000

_QUIETEST_DB = -80.0
_AUDIBLE_DB = -60.0
_ABOVE_FLOOR_DB = 9.0
_MOVING_DB = 2.0
# What may be voice on a noisy line: enough to hand it to a recogniser, too little to say that somebody speaks.
_PERHAPS_ABOVE_DB = 4.0
_PERHAPS_MOVING_DB = 1.0
_MOVING_STEPS = 51
# The ten strongest lines of a tone hold nearly all of it; those of a voice do not.
_TONE_LINES = 10
_TONE_SHARE = 0.9
_SHORTEST_RUN = 6
# The far party's voice leaks into the near channel much weaker than it stands on its own.
_LEAK_DB = 15.0
_ALIKE_DB = -30.0
# A header that promises more than this over what is there was cut off, not rounded.
_CUT_SHARE = 0.02
_CUT_S = 0.5


@dataclass(frozen=True, kw_only=True)
class Heard:
    """What one recording holds.

    `voiced_s`: seconds of voice on each channel, leaks from the other left out; `anyone_s`: on any. `told_apart`: two
    channels that differ. `cut`: less there than its header promises. `whole`: heard to its end. `words`: 32 bits each
    `STEP_S` of the first `PRINT_S` seconds; `spoken`: which of them hold voice.
    """

    kind: str
    seconds: float
    channels: int
    voiced_s: tuple[float, ...]
    anyone_s: float
    told_apart: bool
    cut: bool
    whole: bool
    words: npt.NDArray[np.uint32]
    spoken: npt.NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True)
class Voices:
    """Where voice may be: steps of `STEP_S` × channels. `told_apart`: two channels that differ; `rate` as recorded."""

    rate: int
    told_apart: bool
    voiced: npt.NDArray[np.bool_]


def listen(path: Path) -> Heard | Fault:
    """Hear `path` from beginning to end in blocks; what cannot be heard is told by its fault."""
    taken = _taken(path)
    return taken if isinstance(taken, str) else taken[0].heard(taken[1], cut=taken[2])


def voices(path: Path) -> Voices | Fault:
    """Where `path` may hold voice, sooner than `listen` counts it; what cannot be heard is told by its fault."""
    taken = _taken(path)
    if isinstance(taken, str):
        return taken
    spectra = taken[0]
    return Voices(
        rate=spectra.rate, told_apart=spectra.told_apart, voiced=spectra.voiced(_PERHAPS_ABOVE_DB, _PERHAPS_MOVING_DB)
    )


def _taken(path: Path) -> tuple["_Spectra", str, bool] | Fault:
    """The whole recording taken in, its kind, and whether it was cut."""
    try:
        with open_sound(path) as sound:
            spectra = _Spectra(sound.rate, sound.channels)
            try:
                for block in sound.blocks:
                    spectra.take(block)
            except CannotHear as broken:
                return (spectra, sound.kind, True) if spectra.frames else broken.fault
            if not spectra.frames:
                return "empty"
            missing = (sound.promised or 0) - spectra.frames
            cut = missing > max(_CUT_S * sound.rate, _CUT_SHARE * spectra.frames)
            return spectra, sound.kind, cut and spectra.seconds < LONGEST_S
    except CannotHear as broken:
        return broken.fault


class _Spectra:
    """Takes blocks of samples and keeps a few numbers for every step of 40 ms."""

    def __init__(self, rate: int, channels: int) -> None:
        self.rate, self.channels, self.frames = rate, channels, 0
        self.fold = _fold(rate)
        plain = rate / self.fold
        self.step = round(plain * STEP_S)
        self.size = self.step * _STEPS_A_FRAME
        lines = np.fft.rfftfreq(self.size, 1 / plain)
        self.window = np.hanning(self.size).astype(np.float32)
        self.voice = slice(*np.searchsorted(lines, _VOICE_HZ))
        self.edges = np.searchsorted(lines, _PRINT_EDGES)
        self.waiting = np.empty((0, channels), np.float32)
        self.unfolded = np.empty((0, channels), np.float32)
        self.levels: list[npt.NDArray[np.float32]] = []
        self.tones: list[npt.NDArray[np.bool_]] = []
        self.words: list[npt.NDArray[np.uint32]] = []
        self.printed = 0
        self.previous: npt.NDArray[np.float32] | None = None
        self.energy = self.difference = 0.0

    @property
    def seconds(self) -> float:
        return self.frames / self.rate

    def take(self, block: Samples) -> None:
        self.frames += len(block)
        if self.channels == 2:
            self.energy += float(np.square(block).sum())
            self.difference += float(np.square(block[:, 0] - block[:, 1]).sum())
        ready = np.concatenate([self.waiting, self._folded(block)])
        count = (len(ready) - self.size) // self.step + 1
        if count <= 0:
            self.waiting = ready
            return
        views = np.lib.stride_tricks.sliding_window_view(ready, self.size, axis=0)[: count * self.step : self.step]
        self._measure(np.fft.rfft(views * self.window, axis=2))
        self.waiting = ready[count * self.step :].copy()

    def _folded(self, block: Samples) -> Samples:
        """The block at about 8,000 samples a second, by averaging neighbours: what counts lies below 3,400 Hz."""
        if self.fold == 1:
            return block
        joined = np.concatenate([self.unfolded, block])
        whole = len(joined) // self.fold * self.fold
        self.unfolded = joined[whole:].copy()
        averaged: Samples = joined[:whole].reshape(-1, self.fold, self.channels).mean(axis=1)
        return averaged

    def _measure(self, lines: npt.NDArray[np.complexfloating]) -> None:
        power = np.square(np.abs(lines[:, :, self.voice]))
        total = power.sum(axis=2)
        full = float(self.window.sum()) ** 2 / 4  # a sine at full scale
        self.levels.append((10 * np.log10(np.maximum(total / full, 1e-12))).astype(np.float32))
        strongest = np.partition(power, -_TONE_LINES, axis=2)[:, :, -_TONE_LINES:].sum(axis=2)
        self.tones.append(strongest > _TONE_SHARE * total)
        if self.printed < _PRINT_STEPS:
            self._print(lines[: _PRINT_STEPS - self.printed])

    def _print(self, lines: npt.NDArray[np.complexfloating]) -> None:
        mixed = np.square(np.abs(lines.mean(axis=1)))
        bands = np.add.reduceat(mixed[:, : self.edges[-1]], self.edges[:-1], axis=1)
        slopes = np.diff(bands, axis=1)
        before = slopes[:1] if self.previous is None else self.previous
        bits = np.diff(np.concatenate([before, slopes]), axis=0) < 0
        self.previous = slopes[-1:]
        self.words.append(np.packbits(bits, axis=1, bitorder="little").view(np.uint32)[:, 0])
        self.printed += len(bits)

    @property
    def told_apart(self) -> bool:
        """Whether there are two channels and they differ."""
        return self.channels == 2 and self.difference > 10 ** (_ALIKE_DB / 10) * self.energy

    def voiced(self, above_db: float, moving_db: float) -> npt.NDArray[np.bool_]:
        """Steps × channels: where voice was heard, so far above the floor and so lively."""
        levels = np.concatenate([np.empty((0, self.channels), np.float32), *self.levels])
        tones = np.concatenate([np.empty((0, self.channels), np.bool_), *self.tones])
        return _voiced(levels, tones, above_db, moving_db)

    def heard(self, kind: str, *, cut: bool) -> Heard:
        """What was taken so far, as one record."""
        voiced = self.voiced(_ABOVE_FLOOR_DB, _MOVING_DB)
        anyone: npt.NDArray[np.bool_] = voiced.max(axis=1, initial=False)
        words = np.concatenate(self.words) if self.words else np.empty(0, np.uint32)
        return Heard(
            kind=kind,
            seconds=self.seconds,
            channels=self.channels,
            voiced_s=tuple(float(seconds) for seconds in voiced.sum(axis=0) * STEP_S),
            anyone_s=float(anyone.sum() * STEP_S),
            told_apart=self.told_apart,
            cut=cut,
            whole=self.seconds < LONGEST_S,
            words=words,
            spoken=anyone[: len(words)],
        )


def _fold(rate: int) -> int:
    """How many samples are averaged into one so that a step stays a whole number of samples."""
    fits = (by for by in range(rate // _PLAIN_RATE, 1, -1) if rate % (by * 25) == 0)
    return next(fits, 1)


def _voiced(
    levels: npt.NDArray[np.float32], tones: npt.NDArray[np.bool_], above_db: float, moving_db: float
) -> npt.NDArray[np.bool_]:
    """Steps × channels: louder than the channel's own floor, moving as speech does, no tone, no leak."""
    if not len(levels):  # shorter than one frame
        return np.zeros(levels.shape, np.bool_)
    levels = np.maximum(levels, _QUIETEST_DB)
    other: npt.NDArray[np.bool_] = tones | (levels < levels.max(axis=1, keepdims=True) - _LEAK_DB)
    sides = range(levels.shape[1])
    return np.stack([_spoken(levels[:, one], other[:, one], above_db, moving_db) for one in sides], axis=1)


def _spoken(
    levels: npt.NDArray[np.float32], other: npt.NDArray[np.bool_], above_db: float, moving_db: float
) -> npt.NDArray[np.bool_]:
    """The steps of one channel that hold voice; `other` tells those that are something else."""
    floor = float(np.percentile(levels, 10))
    loud = levels > max(floor + above_db, _AUDIBLE_DB)
    return _lasting(loud & (_spread(levels) > moving_db) & ~other)


def _lasting(voiced: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Only runs that last: a click, or the edge of a tone, is no voice."""
    turns = np.flatnonzero(np.diff(np.concatenate([[False], voiced, [False]])))
    lasting = np.zeros_like(voiced)
    for start, end in zip(turns[::2], turns[1::2], strict=True):
        lasting[start:end] = end - start >= _SHORTEST_RUN
    return lasting


def _spread(levels: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
    """The standard deviation of the level over the two seconds around each step, in dB."""
    around = min(_MOVING_STEPS, len(levels))
    kernel = np.full(around, 1 / around)
    padded = np.pad(levels.astype(np.float64), (around // 2, around - 1 - around // 2), mode="edge")
    mean = np.convolve(padded, kernel, "valid")
    spread: npt.NDArray[np.float64] = np.convolve(np.square(padded), kernel, "valid") - np.square(mean)
    return np.sqrt(np.maximum(spread, 0))
