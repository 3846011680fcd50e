"""Text files as UTF-8 bytes in memory: UTF-8 with or without BOM, GB18030, UTF-16."""

import codecs
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from evenhand.errors import Unreadable
from evenhand.tables.kinds import BLOCK_BYTES, HEAD_BYTES

Bytes = npt.NDArray[np.uint8]

# A UTF-8 file with a few broken bytes stays UTF-8 up to this share of its non-ASCII bytes.
BROKEN_SHARE = 0.01
# UTF-16 without a mark is told by its zero bytes: every second one of plain ASCII.
ZERO_SHARE = 0.25


@dataclass(frozen=True, kw_only=True)
class Text:
    """A text file as UTF-8: its bytes without a byte order mark, the encoding it was written in, and whether
    some bytes of it could not be decoded and became the sign �."""

    utf8: Bytes
    encoding: str
    undecoded: bool = False


def read_text(path: Path) -> Text:
    """Map `path` as UTF-8, transcoding to a temporary file where needed; raises `Unreadable` if no encoding fits."""
    encoding = encoding_of(path)
    broken = encoding == "utf-8" and _has_broken_bytes(path, encoding)
    if encoding == "utf-8" and not broken:
        utf8: Bytes = np.memmap(path, dtype=np.uint8, mode="r")
        start = 3 if utf8[:3].tobytes() == codecs.BOM_UTF8 else 0
        return Text(utf8=utf8[start:], encoding=encoding)
    return Text(utf8=_transcoded(path, encoding), encoding=encoding, undecoded=broken)


def encoding_of(path: Path) -> str:
    """The encoding of the text file `path`: utf-8, utf-16 (-le, -be) or gb18030."""
    with path.open("rb") as stream:
        head = stream.read(HEAD_BYTES)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if (unmarked := _utf16_by_zeros(head)) is not None:
        return unmarked
    if head.startswith(codecs.BOM_UTF8) or _is_nearly_utf8(path):
        return "utf-8"
    if not _has_broken_bytes(path, "gb18030"):
        return "gb18030"
    raise Unreadable(
        zh=f"“{path.name}”的文字编码不是 UTF-8，也不是 GB18030（GBK）；请另存为“CSV UTF-8”再读。",
        en=f"{path.name} is neither UTF-8 nor GB18030 (GBK) text; save it as “CSV UTF-8” and try again.",
    )


def _utf16_by_zeros(head: bytes) -> str | None:
    for name, odd, even in (("utf-16-le", 1, 0), ("utf-16-be", 0, 1)):
        zeros, others = head[odd::2].count(0), head[even::2].count(0)
        if zeros > len(head) / 2 * ZERO_SHARE and others == 0:
            return name
    return None


def _decoded(path: Path, encoding: str, errors: str) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(encoding)(errors)
    with path.open("rb") as stream:
        while block := stream.read(BLOCK_BYTES):
            yield decoder.decode(block)
    yield decoder.decode(b"", final=True)


def _has_broken_bytes(path: Path, encoding: str) -> bool:
    try:
        for _ in _decoded(path, encoding, "strict"):
            pass
    except UnicodeDecodeError:
        return True
    return False


def _is_nearly_utf8(path: Path) -> bool:
    if not _has_broken_bytes(path, "utf-8"):
        return True
    broken = wide = 0
    for text in _decoded(path, "utf-8", "surrogateescape"):
        kept = text.encode("utf-8", "ignore")
        broken += len(text) - len(kept.decode("utf-8"))
        wide += len(kept) - len(kept.decode("utf-8"))
    return broken <= wide * BROKEN_SHARE


def _transcoded(path: Path, encoding: str) -> Bytes:
    # An unnamed temporary file: the map keeps it alive, and it goes away with the map.
    with tempfile.TemporaryFile(prefix="evenhand-") as stream:
        for text in _decoded(path, encoding, "replace"):
            stream.write(text.encode("utf-8", "replace"))
        stream.flush()
        if stream.tell() == 0:
            return np.zeros(0, dtype=np.uint8)
        utf8: Bytes = np.memmap(stream, dtype=np.uint8, mode="r")
    return utf8[3:] if utf8[:3].tobytes() == codecs.BOM_UTF8 else utf8
