"""Words that can be read in the images of visits: whether they are personal data. The words themselves are not kept."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from evenhand.conduct.media.contacts import Documented
from evenhand.conduct.media.images import BROKEN, Fault, Seen, opened
from evenhand.conduct.media.rows import Found, shown_name
from evenhand.files.parts import part
from evenhand.files.words import Picture, Reader
from evenhand.privacy.finding import KINDS, find

# A telephone number on a letter held up to the camera is still some fifteen points high at this size.
LONGEST_SIDE = 2_000


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
