"""Words that can be read in the images of visits: whether they are personal data. The words themselves are not kept."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from evenhand.conduct.media.contacts import Documented
from evenhand.conduct.media.images import BROKEN, Fault, Seen, opened
from evenhand.conduct.media.parts import part
from evenhand.conduct.media.rows import Found, shown_name
from evenhand.errors import Misuse
from evenhand.privacy.finding import KINDS, find

EXTRA = "ocr"
# A telephone number on a letter held up to the camera is still some fifteen points high at this size.
LONGEST_SIDE = 2_000

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


def reader() -> Reader:
    """The reader of the extra `ocr`, whose models come with it; raises `Misuse` where it is not installed."""
    engine = part("rapidocr", extra=EXTRA).RapidOCR(params={"Global.log_level": "critical"})

    def lines(picture: Picture) -> Sequence[str]:
        return engine(picture).txts or ()

    return lines


def read_all(
    looked: Mapping[Path, Seen | Fault], lines_of: Reader, told: Callable[[float], None]
) -> dict[Path, Counter[str]]:
    """How often each kind of personal data can be read in each image; what breaks when decoded whole is left out."""
    seen = [path for path, one in looked.items() if isinstance(one, Seen)]
    kinds: dict[Path, Counter[str]] = {}
    for done, path in enumerate(seen, start=1):
        try:
            text = "\n".join(lines_of(_picture(path)))
        except BROKEN:
            text = None
        if text is not None:
            kinds[path] = Counter(span.kind for span in find(text))
        told(done / len(seen))
    return kinds


def _picture(path: Path) -> Picture:
    """The image upright, no side longer than `LONGEST_SIDE`."""
    with opened(path) as image:
        upright: Any = part("PIL.ImageOps").exif_transpose
        image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        return np.ascontiguousarray(np.asarray(upright(image).convert("RGB"))[:, :, ::-1])


def on_lettering(contacts: Sequence[Documented], kinds: Mapping[Path, Mapping[str, int]]) -> Iterator[Found]:
    """One finding for each visit in whose images personal data can be read: which kinds, never which values."""
    for contact in contacts:
        telling = [image for image in contact.images if image.place.path and kinds.get(image.place.path)]
        if telling:
            read = sum((Counter(kinds[image.place.path]) for image in telling if image.place.path), Counter[str]())
            facts = {
                "file": [shown_name(image.name) for image in telling],
                "kinds": [kind for kind in KINDS if read[kind]],
                "number": sum(read.values()),
            }
            yield Found(contact=contact, wording="image-personal-data", facts=facts)
