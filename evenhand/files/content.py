"""What a file of sound or an image is, told by its first bytes and not by its name."""

from pathlib import Path

HEAD_BYTES = 64

SOUND = {"wav", "mp3", "ogg", "flac", "m4a", "amr"}
IMAGES = {"jpg", "png", "webp", "heic"}

_SUFFIXES = {
    "wav": {".wav", ".wave"},
    "mp3": {".mp3"},
    "ogg": {".ogg", ".oga", ".opus"},
    "flac": {".flac"},
    "m4a": {".m4a", ".mp4", ".aac", ".m4b"},
    "amr": {".amr", ".awb"},
    "jpg": {".jpg", ".jpeg", ".jfif"},
    "png": {".png"},
    "webp": {".webp"},
    "heic": {".heic", ".heif", ".hif"},
}
_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
# How sealed and packed files begin: openssl, age, PGP in letters or with a password, Zip, 7z, RAR, gzip, xz, zstd.
_SEALED = (b"Salted__", b"age-encryption.org", b"-----BEGIN AGE", b"-----BEGIN PGP", b"\x8c\x0d\x04")
_PACKED = (b"PK\x03\x04", b"7z\xbc\xaf\x27\x1c", b"Rar!", b"\x1f\x8b\x08", b"\xfd7zXZ\0", b"\x28\xb5\x2f\xfd")
# Boxes of MP4 that say that a track is encrypted: the scheme's own box, and names of tracks so protected.
_LOCKED_TRACKS = (b"sinf", b"enca", b"drms", b"aavd")
_LONGEST_INDEX = 64 << 20


def content_of(path: Path) -> str:
    """The kind of `path`: one of `SOUND` or `IMAGES`, or `empty`, `sealed` (encrypted or packed), `other`."""
    with path.open("rb") as stream:
        head = stream.read(HEAD_BYTES)
    if not head:
        return "empty"
    if head.startswith((*_SEALED, *_PACKED)):
        return "sealed"
    return _boxed(head) or _marked(head) or "other"


def _boxed(head: bytes) -> str | None:
    """Kinds whose mark stands inside a box: RIFF and the family of MP4."""
    if head[:4] in (b"RIFF", b"RF64", b"RIFX"):
        return {b"WAVE": "wav", b"WEBP": "webp"}.get(head[8:12])
    if head[4:8] == b"ftyp":
        return "heic" if head[8:12] in _HEIC_BRANDS else "m4a"
    return None


def _marked(head: bytes) -> str | None:
    marks = {
        b"OggS": "ogg",
        b"fLaC": "flac",
        b"#!AMR": "amr",
        b"ID3": "mp3",
        b"\xff\xd8\xff": "jpg",
        b"\x89PNG\r\n\x1a\n": "png",
    }
    for mark, kind in marks.items():
        if head.startswith(mark):
            return kind
    if head[0] == 0xFF and head[1:2] and head[1] & 0xE0 == 0xE0:
        # The frame of MPEG sound: its layer bits are 0 only in ADTS, which holds AAC.
        return "m4a" if head[1] & 0x06 == 0 else "mp3"
    return None


def locked_inside(path: Path) -> bool:
    """Whether the index of an MP4 says that its sound is encrypted; False where it has no index that can be read."""
    with path.open("rb") as stream:
        while len(head := stream.read(8)) == 8:
            size, name = int.from_bytes(head[:4], "big"), head[4:]
            held = 8
            if size == 1:  # a long size follows
                size, held = int.from_bytes(stream.read(8), "big"), 16
            if name == b"moov":
                index = stream.read(min(max(size - held, 0) or _LONGEST_INDEX, _LONGEST_INDEX))
                return any(mark in index for mark in _LOCKED_TRACKS)
            if size < held:
                return False
            stream.seek(size - held, 1)
    return False


def falsely_named(path: Path, kind: str) -> bool:
    """Whether the name of `path` claims another kind than `kind`; a name without a known ending claims nothing."""
    claimed = {of for of, endings in _SUFFIXES.items() if path.suffix.lower() in endings}
    return bool(claimed) and kind not in claimed
