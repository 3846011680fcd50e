"""Look at an image of a visit: when and where it was taken by its own account, and a small likeness to compare by."""

import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from evenhand.files.content import IMAGES, content_of
from evenhand.files.parts import part

Fault = Literal["empty", "sealed", "not_image", "video", "damaged", "too_large", "locked"]

# A telephone's camera makes 12 to 50 million points, some 108: more is no photograph of a visit.
LARGEST_PIXELS = 120_000_000
# WebP is decoded whole and several times over, 18 bytes a point, and no camera writes it.
LARGEST_WEBP_PIXELS = 50_000_000
LARGEST_BYTES = 100 << 20
LIKENESS_SIDE = 96
BROKEN = (OSError, ValueError, SyntaxError, EOFError, TypeError, IndexError, KeyError, ArithmeticError)
"""What a damaged image raises, one time or another, in the libraries that decode it."""

_FORMATS = {"jpg": "JPEG", "png": "PNG", "webp": "WEBP", "heic": "HEIF"}

_TAKEN, _TAKEN_OFFSET, _CHANGED, _ORIENTATION = 36867, 36881, 306, 274
# What puts an image upright that was kept as the camera was held (EXIF 2.32, Orientation).
_TURNS = {
    2: "FLIP_LEFT_RIGHT",
    3: "ROTATE_180",
    4: "FLIP_TOP_BOTTOM",
    5: "TRANSPOSE",
    6: "ROTATE_270",
    7: "TRANSVERSE",
    8: "ROTATE_90",
}
_EXIF, _GPS = 0x8769, 0x8825
_MOMENT = re.compile(r"(\d{4}):(\d\d):(\d\d) (\d\d):(\d\d):(\d\d)")
_OFFSET = re.compile(r"([+-])(\d\d):(\d\d)")


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What one image holds: kind by content, when and where it says it was taken (None unsaid), its grey likeness.

    `likeness` is `LIKENESS_SIDE` × `LIKENESS_SIDE`, 0 to 255, the image turned upright and pressed into a square.
    """

    kind: str
    taken_at: datetime | None
    latitude: float | None
    longitude: float | None
    likeness: npt.NDArray[np.float32]


@contextmanager
def opened(path: Path) -> Iterator[Any]:
    """The image at `path`, which `look` has seen, once more; its points are decoded when they are asked for."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # bombs are judged by our own limit, odd metadata is left out
        with _opened(path, content_of(path)) as image:
            yield image


def _opened(path: Path, kind: str) -> Any:
    if kind == "heic":
        part("pi_heif").register_heif_opener()
    return part("PIL.Image").open(path, formats=[_FORMATS[kind]])


def look(path: Path, *, zone: tzinfo) -> Seen | Fault:
    """See `path`; a time written without an offset is read in `zone`. What cannot be seen is told by its fault."""
    try:
        kind = content_of(path)
    except OSError:
        return "locked"
    if kind in ("empty", "sealed"):
        return "empty" if kind == "empty" else "sealed"
    if kind not in IMAGES:
        return "video" if kind == "m4a" else "not_image"  # the family of MP4: moving pictures are not looked at
    if path.stat().st_size > LARGEST_BYTES:
        return "too_large"
    try:
        with opened(path) as image:
            if image.width * image.height > (LARGEST_WEBP_PIXELS if kind == "webp" else LARGEST_PIXELS):
                return "too_large"
            return _seen(image, kind, zone)
    except part("PIL.Image").DecompressionBombError:
        return "too_large"
    except BROKEN:
        return "damaged"


def _seen(image: Any, kind: str, zone: tzinfo) -> Seen:
    exif = image.getexif()
    latitude, longitude = _place(exif)
    # Only as many points are decoded as the likeness needs, where the format allows it.
    image.draft("L", (4 * LIKENESS_SIDE, 4 * LIKENESS_SIDE))
    small = image.convert("L").resize((LIKENESS_SIDE, LIKENESS_SIDE), part("PIL.Image").Resampling.BOX)
    # Turned upright when it is small: turned whole, it would be held twice.
    if turn := _TURNS.get(exif.get(_ORIENTATION)):
        small = small.transpose(part("PIL.Image").Transpose[turn])
    return Seen(
        kind=kind,
        taken_at=_taken(exif, zone),
        latitude=latitude,
        longitude=longitude,
        likeness=np.asarray(small, dtype=np.float32),
    )


def _taken(exif: Any, zone: tzinfo) -> datetime | None:
    inner = exif.get_ifd(_EXIF)
    found = _MOMENT.match(str(inner.get(_TAKEN) or exif.get(_CHANGED) or ""))
    if not found:
        return None
    try:
        moment = datetime(*(int(number) for number in found.groups()), tzinfo=_offset(inner) or zone)  # type: ignore[misc,arg-type]
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):  # a camera whose clock was never set writes 0000:00:00
        return None


def _offset(inner: Any) -> timezone | None:
    found = _OFFSET.match(str(inner.get(_TAKEN_OFFSET) or ""))
    if not found:
        return None
    ahead = timedelta(hours=int(found[2]), minutes=int(found[3]))
    return timezone(ahead if found[1] == "+" else -ahead)


def _place(exif: Any) -> tuple[float | None, float | None]:
    gps = exif.get_ifd(_GPS)
    try:
        latitude, longitude = (_degrees(gps[at + 1], gps.get(at), bound) for at, bound in ((1, 90), (3, 180)))
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return None, None
    # Exactly 0, 0 is what a camera writes that never found itself.
    return (latitude, longitude) if latitude or longitude else (None, None)


def _degrees(parts: Any, side: Any, bound: int) -> float:
    degrees, minutes, seconds = (float(part) for part in parts)
    value = degrees + minutes / 60 + seconds / 3600
    if not 0 <= value <= bound:
        raise ValueError(parts)
    return -value if str(side).upper() in ("S", "W") else value
