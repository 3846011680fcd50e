"""What every recogniser of speech does, whoever made it: samples in, words with their seconds out."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from evenhand.errors import EvenhandError

RATE = 16_000
"""Samples a second that a recogniser is given."""

LONGEST_PIECE_S = 28.0
"""No piece handed to a recogniser is longer: Whisper hears thirty seconds at a time."""

Samples = npt.NDArray[np.float32]
"""One channel at `RATE`, −1 to 1; shape (samples,)."""


@dataclass(frozen=True, kw_only=True)
class Segment:
    """What was said from `start_s` to `end_s`, in seconds from the beginning of the piece heard."""

    start_s: float
    end_s: float
    text: str


class Recogniser(Protocol):
    """Writes down what is said. It is given voice only, and no word to expect: expected words are heard in noise."""

    def segments(self, samples: Samples) -> list[Segment]:
        """What one piece says, in order; nothing where nothing is understood. Raises `CannotTranscribe`."""
        ...


class CannotTranscribe(EvenhandError):
    """One piece could not be written down (no answer, too slow, no sense in the answer); the next may be."""
