"""One file opened: what it shows, says and tells of its making. What cannot be opened is told by its fault."""

import hashlib
import re
import unicodedata
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np

from evenhand.files.content import HEAD_BYTES, content_of
from evenhand.files.parts import part
from evenhand.files.words import Reader
from evenhand.rings.attachments.prints import SIDE, perceptual_print

Fault = Literal["empty", "sealed", "other", "damaged", "too_large"]

EXTRA = "attachments"
LARGEST_BYTES = 50 << 20
LARGEST_PIXELS = 60_000_000
MOST_PAGES, MOST_CHARACTERS = 20, 20_000
LONGEST_SIDE = 2_000
SHORTEST_TEXT = 40  # fewer signs than this are a stamp or a page number, not a form
BROKEN = (Exception,)  # what a hostile image or PDF may raise in its decoder is anything at all
_FORMATS = {"jpg": "JPEG", "png": "PNG", "webp": "WEBP", "heic": "HEIF"}
# Software, Artist, HostComputer, Make, Model of EXIF: who or what made the file, never when or where.
_MAKERS = (305, 271, 272)
_SERIAL = re.compile(
    r"(?:编号|单号|流水号|凭证号|证书号|发票号码?|票号|文号|serial(?: ?(?:no|number))?|no)[.:：№ ]{0,4}"
    r"([A-Z0-9][A-Z0-9\-]{5,31})",
    re.I,
)


@dataclass(frozen=True, kw_only=True)
class Paper:
    """What one file holds. Digests are SHA-256 in hexadecimal; None where there is nothing to tell by.

    `form`: the text without digits, Latin letters and spaces, so that one form filled twice is one. Texts and serial
    numbers themselves are not kept: they are personal data.
    """

    kind: str
    print: int | None
    text: str | None
    form: str | None
    serials: tuple[str, ...]
    producer: str | None
    pages: int


def open_paper(path: Path, *, words_of: Reader | None) -> Paper | Fault:
    """Open `path`; `words_of` reads the words in images, None where nobody does."""
    kind = _kind(path)
    if kind in ("empty", "sealed"):
        return "empty" if kind == "empty" else "sealed"
    if kind != "pdf" and kind not in _FORMATS:
        return "other"
    if path.stat().st_size > LARGEST_BYTES:
        return "too_large"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # bombs are judged by our own limits, odd metadata is left out
        try:
            return _pdf(path) if kind == "pdf" else _image(path, kind, words_of)
        except BROKEN as fault:
            return "too_large" if type(fault).__name__ in ("DecompressionBombError", "LimitReachedError") else "damaged"


def _kind(path: Path) -> str:
    with path.open("rb") as stream:
        head = stream.read(HEAD_BYTES)
    return "pdf" if b"%PDF-" in head else content_of(path)


def _image(path: Path, kind: str, words_of: Reader | None) -> Paper | Fault:
    if kind == "heic":
        part("pi_heif", extra=EXTRA).register_heif_opener()
    with part("PIL.Image", extra=EXTRA).open(path, formats=[_FORMATS[kind]]) as image:
        if image.width * image.height > LARGEST_PIXELS:
            return "too_large"
        exif = image.getexif()
        makers = " ".join(str(exif.get(tag) or "") for tag in _MAKERS)
        image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        upright = part("PIL.ImageOps", extra=EXTRA).exif_transpose(image)
        said = "\n".join(words_of(_picture(upright))) if words_of else ""
        return _paper(kind, _print(upright), said, makers, pages=1)


def _print(image: Any) -> int | None:
    small = image.convert("L").resize((SIDE, SIDE), part("PIL.Image", extra=EXTRA).Resampling.BOX)
    return perceptual_print(np.asarray(small, dtype=np.float64))


def _picture(image: Any) -> Any:
    smaller = image.convert("RGB")
    smaller.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    return np.ascontiguousarray(np.asarray(smaller)[:, :, ::-1])


def _pdf(path: Path) -> Paper | Fault:
    with _reading(path) as reader:
        if reader.is_encrypted:
            return "sealed"
        told = reader.metadata
        makers = " / ".join(str(told.get(name) or "") for name in ("/Producer", "/Creator")) if told else ""
        pages, said = len(reader.pages), ""
        for page in reader.pages[:MOST_PAGES]:
            said += page.extract_text() + "\n"
            if len(said) > MOST_CHARACTERS:
                break
        return _paper("pdf", _scan(reader.pages[0]) if pages else None, said, makers, pages=pages)


@contextmanager
def _reading(path: Path) -> Iterator[Any]:
    with path.open("rb") as stream:
        yield part("pypdf", extra=EXTRA).PdfReader(stream, strict=False)


def _scan(page: Any) -> int | None:
    """The print of the one picture that a scanned page is; pages of text have none."""
    resources = page.get("/Resources")
    objects = resources.get_object().get("/XObject") if resources else None
    pictures = [one.get_object() for one in objects.get_object().values()] if objects else []
    pictures = [one for one in pictures if one.get("/Subtype") == "/Image"]
    if len(pictures) != 1 or int(pictures[0]["/Width"]) * int(pictures[0]["/Height"]) > LARGEST_PIXELS:
        return None
    return _print(page.images[0].image)


def _paper(kind: str, seen: int | None, said: str, makers: str, *, pages: int) -> Paper:
    folded = unicodedata.normalize("NFKC", said)[:MOST_CHARACTERS]
    words = re.sub(r"\s+", "", folded).lower()
    form = re.sub(r"[\W\da-z_]+", "", words)
    maker = " ".join("".join(sign if sign.isprintable() else " " for sign in makers).split()).strip(" /")
    return Paper(
        kind=kind,
        print=seen,
        text=_digest(words) if len(words) >= SHORTEST_TEXT else None,
        form=_digest(form) if len(form) >= SHORTEST_TEXT else None,
        serials=tuple(sorted({_digest(found.upper()) for found in _SERIAL.findall(folded) if _tells(found)}))[:20],
        producer=maker[:120] or None,
        pages=pages,
    )


def _tells(serial: str) -> bool:
    """Whether a serial number is one: not a word, and not one sign over and over."""
    return sum(sign.isdigit() for sign in serial) >= 4 and len(set(serial)) > 2


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
