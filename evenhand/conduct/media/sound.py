"""Open a recording and hand out its samples block by block, whatever its length; nothing is read into memory whole."""

import shutil
import struct
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Literal

import numpy as np
import numpy.typing as npt

from evenhand.files.content import SOUND, content_of, locked_inside
from evenhand.files.folder import LARGEST_BYTES
from evenhand.files.parts import part

Samples = npt.NDArray[np.float32]
"""Shape (frames, channels), −1 to 1."""

Fault = Literal["empty", "sealed", "not_sound", "damaged", "too_large", "no_decoder", "locked"]

BLOCK_S = 10
# Of many channels, or of a rate far above any voice, a block is shorter: what is held stays the same.
_MOST_IN_A_BLOCK = 1_000_000
# A call is never so long nor so large: what goes beyond is not heard, and its length is "at least".
LONGEST_S = 8 * 3600
_CHANNELS = range(1, 9)
_RATES = range(4_000, 192_001)

# What libsndfile does not read: the program `ffmpeg`, where it is installed, decodes it in a process of its own.
OUTSIDE = ("m4a", "amr")
_FORMATS = "mov,mp4,m4a,3gp,3g2,mj2,aac,amr"
# Written by programs that stream and do not know the size yet.
_UNKNOWN_SIZES = (0, 0xFFFFFFFF, 0x7FFFFFFF)
# Frames promised where it is known that some are missing, but not how many.
_MUCH_MORE = 1 << 40
_LONGEST_OGG_PAGE, _OGG_HEAD = 65_307, 27


class CannotHear(Exception):
    """A recording that cannot be listened to, and why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault: Fault = fault


@dataclass(frozen=True, kw_only=True)
class Sound:
    """An open recording: its kind by content, samples a second, channels, frames its header promises (None unknown)."""

    kind: str
    rate: int
    channels: int
    promised: int | None
    blocks: Iterator[Samples]


@contextmanager
def open_sound(path: Path) -> Iterator[Sound]:
    """Open `path` for one reading; raises `CannotHear` here, or as the blocks are read where it breaks off inside."""
    try:
        kind = content_of(path)
    except OSError:
        raise CannotHear("locked") from None
    if kind in ("empty", "sealed"):
        raise CannotHear("empty" if kind == "empty" else "sealed")
    if kind not in SOUND:
        raise CannotHear("not_sound")
    if path.stat().st_size > LARGEST_BYTES:
        raise CannotHear("too_large")
    if kind == "m4a" and locked_inside(path):
        raise CannotHear("sealed")
    with _decoded(path, kind) if kind in OUTSIDE else _read(path, kind) as sound:
        yield sound


@contextmanager
def _read(path: Path, kind: str) -> Iterator[Sound]:
    soundfile = part("soundfile")
    try:
        opened = soundfile.SoundFile(str(path))
    except (soundfile.LibsndfileError, OSError, RuntimeError):
        raise CannotHear("damaged") from None
    with opened:
        _check_shape(opened.samplerate, opened.channels)
        promised = _promised_by_header(path, opened) if kind == "wav" else opened.frames
        if kind == "ogg" and _breaks_off(path):
            promised += _MUCH_MORE
        yield Sound(
            kind=kind,
            rate=opened.samplerate,
            channels=opened.channels,
            promised=promised if promised < 1 << 50 else None,
            blocks=_blocks(soundfile, opened),
        )


def _blocks(soundfile: Any, opened: Any) -> Iterator[Samples]:
    left, frames = LONGEST_S * opened.samplerate, _frames_a_block(opened.samplerate, opened.channels)
    while left > 0:
        try:
            block = opened.read(min(left, frames), dtype="float32", always_2d=True)
        except (soundfile.LibsndfileError, RuntimeError):
            raise CannotHear("damaged") from None
        if not len(block):
            return
        left -= len(block)
        yield np.nan_to_num(block, posinf=0.0, neginf=0.0)


def _frames_a_block(rate: int, channels: int) -> int:
    return min(BLOCK_S * rate, _MOST_IN_A_BLOCK // channels)


def _check_shape(rate: int, channels: int) -> None:
    if rate not in _RATES or channels not in _CHANNELS:
        raise CannotHear("damaged")


def _promised_by_header(path: Path, opened: Any) -> int:
    """How many frames the header of a WAV promises: the library tells only how many are there."""
    with path.open("rb") as stream:
        stream.seek(12)
        bytes_a_frame = 0
        while len(head := stream.read(8)) == 8:
            name, size = struct.unpack("<4sI", head)
            if name == b"fmt ":
                _, _, _, _, bytes_a_frame = struct.unpack("<HHIIH", stream.read(14).ljust(14, b"\0"))
                size -= 14
            if name == b"data":
                held = path.stat().st_size - stream.tell()
                cut = bytes_a_frame and size not in _UNKNOWN_SIZES and size > held
                return int(opened.frames * size / held) if cut and held else int(opened.frames) + _MUCH_MORE * bool(cut)
            stream.seek(size + (size & 1), 1)
    return int(opened.frames)


def _breaks_off(path: Path) -> bool:
    """Whether an Ogg file ends inside a page (RFC 3533): the library leaves such a page out without a word."""
    with path.open("rb") as stream:
        stream.seek(max(0, path.stat().st_size - _LONGEST_OGG_PAGE))
        last = stream.read().rpartition(b"OggS")[2]
    lengths = last[_OGG_HEAD - 4 : _OGG_HEAD - 4 + last[_OGG_HEAD - 5]] if len(last) >= _OGG_HEAD - 4 else b""
    return not lengths or len(last) < _OGG_HEAD - 4 + len(lengths) + sum(lengths)


@contextmanager
def _decoded(path: Path, kind: str) -> Iterator[Sound]:
    """Through `ffmpeg` as a program: only local files and the formats named, one thread, to the first fault at most."""
    program = shutil.which("ffmpeg")
    if program is None:
        raise CannotHear("no_decoder")
    command = [program, "-nostdin", "-v", "error", "-xerror", "-threads", "1", "-protocol_whitelist", "file,pipe"]
    command += ["-format_whitelist", _FORMATS, "-i", f"file:{path}", "-map", "0:a:0", "-t", str(LONGEST_S)]
    command += ["-c:a", "pcm_s16le", "-f", "wav", "pipe:1"]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)  # noqa: S603 own words only
    stream = running.stdout
    assert stream is not None  # noqa: S101 a pipe was asked for
    try:
        rate, channels = _header(stream)
        _check_shape(rate, channels)
        yield Sound(
            kind=kind, rate=rate, channels=channels, promised=None, blocks=_piped(running, stream, rate, channels)
        )
    finally:
        running.kill()
        stream.close()
        running.wait()


def _header(stream: IO[bytes]) -> tuple[int, int]:
    """Rate and channels from the head of a WAV that comes through a pipe; the stream then stands at the samples."""
    if len(stream.read(12)) < 12:
        raise CannotHear("damaged")
    rate = channels = 0
    while len(head := stream.read(8)) == 8:
        name, size = struct.unpack("<4sI", head)
        if name == b"data":
            return rate, channels
        body = stream.read(size + (size & 1))
        if name == b"fmt ":
            _, channels, rate = struct.unpack("<HHI", body[:8])
    raise CannotHear("damaged")


def _piped(running: subprocess.Popen[bytes], stream: IO[bytes], rate: int, channels: int) -> Iterator[Samples]:
    size = _frames_a_block(rate, channels) * channels * 2
    while block := stream.read(size):
        whole = np.frombuffer(block[: len(block) // (2 * channels) * 2 * channels], dtype="<i2")
        yield (whole.reshape(-1, channels) / np.float32(32768)).astype(np.float32)
    if running.wait() != 0:
        raise CannotHear("damaged")
