"""Cut the voiced stretches out of one channel and put them into pieces for a recogniser, silence left out."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from evenhand.conduct.media.listening import STEP_S
from evenhand.conduct.media.speech.recogniser import LONGEST_PIECE_S, RATE, Samples

# Voice is told by its loud parts: the beginning and end of a word are weaker.
_BEFORE_S, _AFTER_S = 0.2, 0.3
# A breath does not end a stretch.
_BREATH_S = 0.6
# So much silence stands between two stretches of one piece.
_BETWEEN_S = 0.4


@dataclass(frozen=True)
class Stretch:
    """Seconds of a recording that hold voice."""

    start_s: float
    end_s: float


@dataclass(frozen=True, kw_only=True)
class Piece:
    """Stretches one after the other with silence between: `begins` says where each begins in `samples`, in seconds."""

    samples: Samples
    stretches: tuple[Stretch, ...]
    begins: tuple[float, ...]

    def moment(self, seconds: float, *, end: bool = False) -> float:
        """The second of the recording at `seconds` of the piece; `end` of a segment: what ends there, not begins."""
        nth = max(int(np.searchsorted(self.begins, seconds, side="left" if end else "right")) - 1, 0)
        stretch = self.stretches[nth]
        return min(stretch.start_s + max(0.0, seconds - self.begins[nth]), stretch.end_s)


def stretches(voiced: npt.NDArray[np.bool_]) -> list[Stretch]:
    """Where one channel holds voice, told by steps of `STEP_S`; none longer than a recogniser takes."""
    turns = np.flatnonzero(np.diff(np.concatenate([[False], voiced, [False]]))) * STEP_S
    found: list[Stretch] = []
    for start, end in zip(turns[::2], turns[1::2], strict=True):
        whole = Stretch(max(0.0, float(start) - _BEFORE_S), float(end) + _AFTER_S)
        if found and whole.start_s - found[-1].end_s < _BREATH_S:
            found[-1] = Stretch(found[-1].start_s, whole.end_s)
        else:
            found.append(whole)
    return [part for whole in found for part in _parts(whole)]


def _parts(whole: Stretch) -> Iterator[Stretch]:
    count = int(np.ceil((whole.end_s - whole.start_s) / LONGEST_PIECE_S)) or 1
    edges = np.linspace(whole.start_s, whole.end_s, count + 1)
    return (Stretch(float(start), float(end)) for start, end in pairwise(edges))


def pieces(wanted: Sequence[Stretch], blocks: Iterable[Samples], rate: int) -> Iterator[Piece]:
    """Pieces of at most `LONGEST_PIECE_S`, cut from `blocks` of one channel at `rate` as they come."""
    waiting: list[tuple[Stretch, Samples]] = []
    length = 0.0
    for stretch, samples in cut(wanted, blocks, rate):
        seconds = len(samples) / RATE
        if waiting and length + _BETWEEN_S + seconds > LONGEST_PIECE_S:
            yield _piece(waiting)
            waiting, length = [], 0.0
        length += seconds + _BETWEEN_S * bool(waiting)
        waiting.append((stretch, samples))
    if waiting:
        yield _piece(waiting)


def _piece(parts: Sequence[tuple[Stretch, Samples]]) -> Piece:
    silence = np.zeros(round(_BETWEEN_S * RATE), np.float32)
    joined: list[Samples] = []
    begins: list[float] = []
    for _, samples in parts:
        joined += [silence] if joined else []
        begins.append(sum(map(len, joined)) / RATE)
        joined.append(samples)
    return Piece(samples=np.concatenate(joined), stretches=tuple(one for one, _ in parts), begins=tuple(begins))


def cut(wanted: Sequence[Stretch], blocks: Iterable[Samples], rate: int) -> Iterator[tuple[Stretch, Samples]]:
    """Each stretch with its samples at `RATE`; no more of the recording is held than one block and one stretch."""
    left = iter(wanted)
    stretch = next(left, None)
    held, first = np.empty(0, np.float32), 0  # `first`: the place of held[0] in the recording
    for block in blocks:
        held = np.concatenate([held, block])
        while stretch is not None and first + len(held) >= stretch.end_s * rate:
            yield stretch, _at_rate(_between(held, first, stretch, rate), rate)
            stretch = next(left, None)
        if stretch is None:
            return
        kept = min(max(0, int(stretch.start_s * rate) - first), len(held))
        held, first = held[kept:], first + kept
    while stretch is not None:  # the last stretch may end with the recording
        if len(rest := _between(held, first, stretch, rate)):
            yield stretch, _at_rate(rest, rate)
        stretch = next(left, None)


def _between(held: Samples, first: int, stretch: Stretch, rate: int) -> Samples:
    start = max(0, int(stretch.start_s * rate) - first)
    return held[start : max(start, int(stretch.end_s * rate) - first)]


def _at_rate(samples: Samples, rate: int) -> Samples:
    """The same sound at `RATE`, its spectrum cut or filled with nothing."""
    if rate == RATE or not len(samples):
        return samples
    length = max(1, round(len(samples) * RATE / rate))
    lines = np.fft.rfft(samples)[: length // 2 + 1]
    return (np.fft.irfft(lines, length) * (length / len(samples))).astype(np.float32)
