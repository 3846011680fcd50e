"""Log-mel features as Whisper was trained on: Radford et al., "Robust Speech Recognition via Large-Scale Weak
Supervision" (2022), 2.2; the bands are Slaney's (Auditory Toolbox, 1998), each of area one.
"""

from functools import cache

import numpy as np
import numpy.typing as npt

from evenhand.conduct.media.speech.recogniser import RATE, Samples

WINDOW, HOP = 400, 160
HEARD_S = 30
FRAMES = HEARD_S * RATE // HOP

# Slaney's scale is even up to 1,000 Hz and a logarithm above.
_HZ_A_MEL, _BEND_HZ = 200 / 3, 1_000.0
_BEND_MEL = _BEND_HZ / _HZ_A_MEL
_MELS_A_LOG = 27 / np.log(6.4)


def log_mel(samples: Samples, *, bands: int = 80) -> npt.NDArray[np.float32]:
    """Features of the first `HEARD_S` seconds, silence added where there are fewer; shape (bands, FRAMES)."""
    padded = np.zeros(HEARD_S * RATE, np.float32)
    padded[: len(samples)] = samples[: len(padded)]
    padded = np.pad(padded, WINDOW // 2, mode="reflect")
    views = np.lib.stride_tricks.sliding_window_view(padded, WINDOW)[::HOP][:FRAMES]
    lines = np.fft.rfft(views * _window(), axis=1)
    power = np.square(np.abs(lines)).astype(np.float32)
    logs = np.log10(np.maximum(mel_filters(bands) @ power.T, 1e-10))
    logs = np.maximum(logs, logs.max() - 8.0)
    return np.ascontiguousarray((logs + 4.0) / 4.0, dtype=np.float32)


@cache
def mel_filters(bands: int) -> npt.NDArray[np.float32]:
    """The weight of each line of the spectrum in each band; shape (bands, WINDOW / 2 + 1)."""
    lines = np.fft.rfftfreq(WINDOW, 1 / RATE)
    edges = _hertz(np.linspace(0.0, _mel(RATE / 2), bands + 2))
    widths = np.diff(edges)
    up = (lines - edges[:-2, None]) / widths[:-1, None]
    down = (edges[2:, None] - lines) / widths[1:, None]
    triangles = np.maximum(0.0, np.minimum(up, down))
    return (triangles * (2.0 / (edges[2:] - edges[:-2]))[:, None]).astype(np.float32)


def _hertz(mels: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    above = _BEND_HZ * np.exp((np.maximum(mels, _BEND_MEL) - _BEND_MEL) / _MELS_A_LOG)
    return np.where(mels < _BEND_MEL, mels * _HZ_A_MEL, above)


def _mel(hertz: float) -> float:
    return float(_BEND_MEL + np.log(hertz / _BEND_HZ) * _MELS_A_LOG)


@cache
def _window() -> npt.NDArray[np.float32]:
    """Hann's window, as one period of its wave."""
    return np.hanning(WINDOW + 1)[:-1].astype(np.float32)
