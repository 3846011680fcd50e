"""Read a column of texts: each distinct text once, in pages of bounded size, most of them by RE2 alone."""

from collections.abc import Iterator, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from evenhand.conduct.wording.folding import fold
from evenhand.conduct.wording.phrases import Phrase, phrases
from evenhand.conduct.wording.reading import SURE, Hit, Page, found_in, surest_first, surest_on
from evenhand.rules.vocabulary import SAYINGS

# A page ends with the text that reaches either: signs bound memory, texts keep the passes long enough to be quick.
_SIGNS = 2_000_000
_TEXTS = 50_000


def columns(sayings: Sequence[str] = SAYINGS) -> pa.Schema:
    """The columns that tell of some sayings."""
    return pa.schema(
        [
            field
            for saying in sayings
            for field in (
                pa.field(f"said_{saying}", pa.bool_()),
                pa.field(f"confidence_{saying}", pa.float64()),
                pa.field(f"words_{saying}", pa.string()),
                pa.field(f"why_{saying}", pa.string()),
            )
        ]
    )


def read_array(texts: pa.Array | pa.ChunkedArray, *, sayings: Sequence[str] = SAYINGS) -> pa.Table:
    """What each text says: one row a text, in order, with the `columns` of the sayings asked for.

    `said_…` is true where the surest hit reaches `SURE`, false where there is none, NULL where a hit is less sure or
    there is no text: what is not known makes a rule's outcome `review`. Confidence, words and why are the surest hit's.
    """
    whole = texts.combine_chunks() if isinstance(texts, pa.ChunkedArray) else texts
    coded = whole.cast(pa.string()).dictionary_encode()
    none = columns(sayings).empty_table()
    distinct = pa.concat_tables([_read_page(page, sayings) for page in _pages(coded.dictionary)] or [none])
    return distinct.take(coded.indices)


def _pages(texts: pa.Array) -> Iterator[list[str]]:
    """The texts in order, cut into pages."""
    if not len(texts):
        return
    sizes = np.cumsum(pc.utf8_length(texts).to_numpy(zero_copy_only=False))
    first = 0
    while first < len(texts):
        before = sizes[first - 1] if first else 0
        last = min(max(first + 1, int(np.searchsorted(sizes, before + _SIGNS))), first + _TEXTS, len(texts))
        yield texts.slice(first, last - first).to_pylist()
        first = last


def _read_page(texts: list[str], sayings: Sequence[str]) -> pa.Table:
    page = Page.of(fold(texts))
    heard = pa.array([page.text(number) for number in range(len(texts))])
    likely: dict[int, list[Phrase]] = {}
    for phrase in surest_first(phrase for phrase in phrases() if phrase.saying in sayings):
        for number in np.flatnonzero(found_in(heard, phrase).to_numpy(zero_copy_only=False)).tolist():
            likely.setdefault(number, []).append(phrase)
    best = {number: surest_on(page, number, texts[number], chosen) for number, chosen in likely.items()}
    return _table(best, len(texts), sayings)


def _table(best: dict[int, dict[str, Hit]], rows: int, sayings: Sequence[str]) -> pa.Table:
    made: list[pa.Array] = []
    for saying in sayings:
        hits: list[Hit | None] = [None] * rows
        for number, said in best.items():
            hits[number] = said.get(saying)
        confidence = pa.array([hit and hit.confidence for hit in hits], pa.float64())
        sure = pc.if_else(pc.fill_null(pc.less(confidence, SURE), False), None, pc.is_valid(confidence))
        made += [
            sure,
            confidence,
            pa.array([hit and hit.words for hit in hits], pa.string()),
            pa.array([hit and hit.why for hit in hits], pa.string()),
        ]
    return pa.table(made, schema=columns(sayings))
