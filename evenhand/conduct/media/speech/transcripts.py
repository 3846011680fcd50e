"""Write down one recording: each side for itself where each has a channel, voice only, with its seconds."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from evenhand.conduct.media.listening import STEP_S, Voices, voices
from evenhand.conduct.media.sound import CannotHear, open_sound
from evenhand.conduct.media.speech.recogniser import CannotTranscribe, Recogniser, Samples
from evenhand.conduct.media.speech.stretches import Piece, Stretch, pieces, stretches
from evenhand.conduct.wording.turns import Speaker

Side = Literal["left", "right"]

# Of one recording no more voice than this is written down, or one of six hours would take as long.
LONGEST_VOICE_S = 2 * 3600.0


@dataclass(frozen=True, kw_only=True)
class Spoken:
    """What one voice said without a break: seconds of the recording, channel from 1, whose voice (None unknown)."""

    channel: int
    speaker: Speaker | None
    start_s: float
    end_s: float
    text: str


@dataclass(frozen=True, kw_only=True)
class Transcript:
    """What was understood of one recording, piece by piece: `pieces` holds what each piece said.

    `voiced_s` of voice were found; `unclear_s` of them gave no words; `left_s` were too much and not handed over.
    `fault` is why the rest could not be written down.
    """

    pieces: tuple[tuple[Spoken, ...], ...]
    voiced_s: float
    unclear_s: float
    left_s: float
    fault: CannotTranscribe | None = None

    @property
    def spoken(self) -> list[Spoken]:
        """All of it in the order of time."""
        return sorted((one for piece in self.pieces for one in piece), key=lambda one: (one.start_s, one.channel))


def transcribe(path: Path, recogniser: Recogniser, *, collector: Side | None = None) -> Transcript | None:
    """Write down `path`; `collector` is the channel on which the collector speaks. None where it cannot be heard.

    A call on one channel, or on two that are the same, has one voice of unknown owner.
    """
    found = voices(path)
    if isinstance(found, str):
        return None
    written = _Writing(path, recogniser)
    try:
        for channel, speaker in _channels(found, collector):
            written.take(found, channel, speaker)
    except CannotTranscribe as fault:
        return written.done(fault)
    except CannotHear:  # it broke off where it did at the first hearing: what stands before was heard
        pass
    return written.done()


def _channels(found: Voices, collector: Side | None) -> list[tuple[int | None, Speaker | None]]:
    """The channels to write down, each with whose voice it is; None for all channels as one."""
    if not found.told_apart:
        return [(None, None)]
    if collector is None:
        return [(0, None), (1, None)]
    return [(0, "collector"), (1, "debtor")] if collector == "left" else [(0, "debtor"), (1, "collector")]


class _Writing:
    def __init__(self, path: Path, recogniser: Recogniser) -> None:
        self.path, self.recogniser = path, recogniser
        self.pieces: list[tuple[Spoken, ...]] = []
        self.voiced_s = self.unclear_s = self.left_s = 0.0

    def take(self, found: Voices, channel: int | None, speaker: Speaker | None) -> None:
        """One channel from beginning to end."""
        voiced = found.voiced.max(axis=1) if channel is None else found.voiced[:, channel]
        wanted: list[Stretch] = []
        for stretch in stretches(voiced):
            seconds = stretch.end_s - stretch.start_s
            if self.voiced_s + seconds > LONGEST_VOICE_S:
                self.left_s += seconds
            else:
                self.voiced_s += seconds
                wanted.append(stretch)
        if not wanted:
            return
        for piece in pieces(wanted, one_channel(self.path, channel), found.rate):
            said = self._said(piece, (channel or 0) + 1, speaker)
            if said:
                self.pieces.append(said)
            else:
                self.unclear_s += sum(one.end_s - one.start_s for one in piece.stretches)

    def _said(self, piece: Piece, channel: int, speaker: Speaker | None) -> tuple[Spoken, ...]:
        return tuple(
            Spoken(
                channel=channel,
                speaker=speaker,
                start_s=round(piece.moment(one.start_s), 2),
                end_s=round(max(piece.moment(one.end_s, end=True), piece.moment(one.start_s) + STEP_S), 2),
                text=one.text,
            )
            for one in self.recogniser.segments(piece.samples)
        )

    def done(self, fault: CannotTranscribe | None = None) -> Transcript:
        """What was written so far."""
        return Transcript(
            pieces=tuple(self.pieces),
            voiced_s=self.voiced_s,
            unclear_s=self.unclear_s,
            left_s=self.left_s,
            fault=fault,
        )


def one_channel(path: Path, channel: int | None) -> Iterator[Samples]:
    """The samples of one channel block by block, of all together where none is named; raises `CannotHear`."""
    with open_sound(path) as sound:
        for block in sound.blocks:
            yield block.mean(axis=1) if channel is None else block[:, channel]
