"""Who reads the words in a picture: the extra `ocr`, or whoever is handed in."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

from evenhand.errors import Misuse
from evenhand.files.parts import part

EXTRA = "ocr"

Picture = npt.NDArray[np.uint8]
"""Shape (height, width, 3): blue, green, red."""


class Reader(Protocol):
    """Reads the words in a picture."""

    def __call__(self, picture: Picture) -> Sequence[str]:
        """The lines of a picture, from top to bottom."""
        ...


def reader_at_hand() -> Reader | None:
    """The reader of the extra `ocr`, None where it is not installed."""
    try:
        return reader()
    except Misuse:
        return None


def words_read(asked: bool | None) -> Reader | None:
    """The reader where words are asked for, none where they are not; where neither was said, the one at hand."""
    if asked is None:
        return reader_at_hand()
    return reader() if asked else None


def reader() -> Reader:
    """The reader of the extra `ocr`, whose models come with it; raises `Misuse` where it is not installed."""
    engine = part("rapidocr", extra=EXTRA).RapidOCR(params={"Global.log_level": "critical"})

    def lines(picture: Picture) -> Sequence[str]:
        return engine(picture).txts or ()

    return lines
