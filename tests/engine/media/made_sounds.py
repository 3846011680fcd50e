"""Made-up calls: voices of pulses and formants, ring-back tones, noise; written in the formats that recorders use."""

import subprocess
from pathlib import Path

import numpy as np
import numpy.typing as npt
import soundfile

Samples = npt.NDArray[np.float32]
RATE = 8_000


def voice(seconds: float, *, seed: int, rate: int = RATE) -> Samples:
    """Something like speech: syllables of changing pitch and formants, with pauses; another seed, other words."""
    dice = np.random.default_rng(seed)
    said = np.zeros(round(seconds * rate), np.float32)
    pitch, at = dice.uniform(100, 220), round(dice.uniform(0.1, 0.5) * rate)
    while at < len(said):
        length = round(dice.uniform(0.12, 0.3) * rate)
        syllable = _syllable(length, pitch * dice.uniform(0.8, 1.25), dice, rate)[: len(said) - at]
        said[at : at + len(syllable)] += syllable
        at += length + round((dice.uniform(0.3, 1.2) if dice.random() < 0.15 else dice.uniform(0, 0.06)) * rate)
    return (0.3 * said / max(1e-9, float(np.abs(said).max()))).astype(np.float32)


def _syllable(length: int, pitch: float, dice: np.random.Generator, rate: int) -> Samples:
    moments = np.arange(length) / rate
    formants = dice.uniform((280, 800, 1900), (800, 1900, 3000))
    glide = pitch * (1 + dice.uniform(-0.15, 0.15) * moments / moments[-1])
    phase = 2 * np.pi * np.cumsum(glide) / rate
    harmonics = np.arange(1, int(3600 // pitch))
    near = np.exp(-np.square((harmonics[:, None] * pitch - formants) / 180)) @ np.array([1.0, 0.6, 0.3])
    voiced = (np.sin(harmonics[:, None] * phase) * (near + 0.02)[:, None]).sum(axis=0)
    breath = dice.normal(size=length) * 0.3 * (moments < moments[-1] * 0.2)
    return ((voiced + breath) * np.sin(np.pi * moments / moments[-1])).astype(np.float32)


def noise(seconds: float, *, level: float = 0.001, seed: int = 0, rate: int = RATE) -> Samples:
    """Steady noise, as a quiet line has."""
    return (level * np.random.default_rng(seed).normal(size=round(seconds * rate))).astype(np.float32)


def ringing(seconds: float, *, rate: int = RATE) -> Samples:
    """China's ring-back tone: 450 Hz, one second on, four off."""
    moments = np.arange(round(seconds * rate)) / rate
    return (0.2 * np.sin(2 * np.pi * 450 * moments) * (moments % 5 < 1)).astype(np.float32)


def call(seconds: float, *, seed: int, rate: int = RATE) -> Samples:
    """A call on one channel: a voice on a line with a little noise."""
    return voice(seconds, seed=seed, rate=rate) + noise(seconds, seed=seed, rate=rate)


def both_sides(seconds: float, *, seed: int, leak: float = 0.01) -> Samples:
    """A call on two channels: they take turns, and each leaks a little into the other's channel."""
    turns = (np.arange(round(seconds * RATE)) // (3 * RATE)) % 2
    near, far = voice(seconds, seed=seed) * (turns == 0), voice(seconds, seed=seed + 10_000) * (turns == 1)
    line = noise(seconds, seed=seed), noise(seconds, seed=seed + 1)
    return np.stack([near + leak * far + line[0], far + leak * near + line[1]], axis=1).astype(np.float32)


def write(path: Path, sound: Samples, *, rate: int = RATE, **how: str) -> Path:
    """Write `sound` in the format that the name asks for; `how` goes to libsndfile."""
    path.parent.mkdir(parents=True, exist_ok=True)
    soundfile.write(str(path), sound, rate, **how)
    return path


def encode(source: Path, to: Path, *words: str) -> Path:
    """The same sound through `ffmpeg`, with its own words for codec and rate."""
    subprocess.run(["ffmpeg", "-nostdin", "-v", "error", "-y", "-i", source, *words, to], check=True)
    return to
