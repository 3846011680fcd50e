"""What each machine of a cluster does with its share: files in the common folder in, files out, no row in between."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from evenhand.rings.v1 import kernel
from evenhand.rings.v1.compiled import compiled
from evenhand.rings.v1.docket import HANDLE_KINDS
from evenhand.rings.v1.families import threshold
from evenhand.rings.v1.handles import STORED_FILE
from evenhand.rings.v1.likeness import resembles
from evenhand.rings.v1.normalise import fold_handles
from evenhand.rings.v1.public import set_aside, table_of
from evenhand.rings.v1.wording import (
    ALIKE,
    ALIKE_SHORT,
    FEWEST,
    HOLDER_SLOTS,
    OWN_SHARE,
    PUBLIC_SHARE,
    SEED,
    SHORT,
    read,
)

Ints = npt.NDArray[np.int64]
Shingles = npt.NDArray[np.uint32]

LOW = np.uint32(HOLDER_SLOTS - 1)


def read_letters(chunk: Path) -> Ints:
    """Read the letters of a chunk; their shingles go to `.shingles.npy`, where each ends and its hash to others.

    Returns the low bits of the shingles that more than a fifth of this chunk's letters hold: what a fifth of all
    letters hold, a fifth of some chunk's do.
    """
    letters = read(pq.read_table(chunk, columns=["narrative"])["narrative"].combine_chunks())
    for name, values in (("shingles", letters.shingles), ("ends", letters.ends), ("whole", letters.whole)):
        np.save(chunk.with_suffix(f".{name}.npy"), values)
    slots, held = np.unique(letters.shingles & LOW, return_counts=True)
    return np.asarray(slots[held > PUBLIC_SHARE * letters.ends.size], np.int64)


def count_slots(chunk: Path, slots: Ints) -> Ints:
    """How many letters of the chunk hold each of some shingles, by their low bits."""
    held = np.load(chunk.with_suffix(".shingles.npy")) & LOW
    held.sort()
    return np.searchsorted(held, slots, "right") - np.searchsorted(held, slots, "left")


def sketch_letters(chunk: Path, first: int, public: Ints) -> None:
    """Set public passages aside and sketch what is left: `.own.npy` and `.own_ends.npy`, `.bands.parquet` in rows."""
    shingles, ends = (np.load(chunk.with_suffix(f".{name}.npy")) for name in ("shingles", "ends"))
    starts = np.concatenate([np.zeros(1, np.int64), ends[:-1]])
    if public.size:
        table = table_of(public.astype(np.uint32))
        kept_ends = set_aside(shingles, starts, ends, table, FEWEST, OWN_SHARE)
    else:
        kept_ends = ends
    np.save(chunk.with_suffix(".own.npy"), shingles)
    np.save(chunk.with_suffix(".own_ends.npy"), kept_ends)
    bands = np.empty((ends.size, kernel.BANDS), np.uint64)
    chance = np.random.Generator(np.random.PCG64(SEED))
    multipliers = chance.integers(0, 1 << 32, kernel.MINIMA, dtype=np.uint32) | np.uint32(1)
    addends = chance.integers(0, 1 << 32, kernel.MINIMA, dtype=np.uint32)
    kernel.sketch(shingles, starts, kept_ends, FEWEST, multipliers, addends, bands)
    row, band = np.nonzero(bands)
    keys = {"key": bands[row, band].view(np.int64), "band": band.astype(np.int16), "row": row.astype(np.int64) + first}
    pq.write_table(pa.table(keys), chunk.with_suffix(".bands.parquet"))


def fold_chunk(chunk: Path, first: int) -> None:
    """Write every handle of a chunk in one written form, `.handles.parquet`: row, column, value."""
    columns = pq.read_table(chunk, columns=list(HANDLE_KINDS))
    parts = []
    for number, kind in enumerate(HANDLE_KINDS):
        cells = columns[kind].combine_chunks()
        row = np.arange(len(cells))
        if kind == "attachments":
            row = np.asarray(pc.list_parent_indices(cells)).astype(np.int64)
            cells = pc.list_flatten(cells)
        folded = fold_handles(cells.cast(pa.large_string()), kind=kind)
        if kind == "attachments":
            stored = pc.match_substring_regex(pc.fill_null(folded, ""), STORED_FILE)
            folded = pc.if_else(stored, folded, pa.scalar(None, folded.type))
        named = np.asarray(pc.is_valid(folded))
        place = np.flatnonzero(named)
        parts.append(
            pa.table(
                {
                    "row": row[named] + first,
                    "kind": np.full(place.size, number, np.int16),
                    "place": place.astype(np.int64),
                    "value": folded.drop_null().cast(pa.string()),
                }
            )
        )
    pq.write_table(pa.concat_tables(parts), chunk.with_suffix(".handles.parquet"))


def alike_in(pairs: Path, letters: Path) -> Ints:
    """Of the pairs of rows in a Parquet file, the rows that resemble another as v1 asks it."""
    table = pq.read_table(pairs)
    one, other = (np.asarray(table[name].combine_chunks()) for name in ("one", "other"))
    shingles, starts, ends = (
        np.asarray(np.load(letters / f"{name}.npy", mmap_mode="r")) for name in ("own", "starts", "ends")
    )
    found = _alike(shingles, starts, ends, one, other, ALIKE, ALIKE_SHORT, SHORT)
    return np.unique(np.concatenate([one[found], other[found]]))


@compiled
def _alike(
    shingles: Shingles, starts: Ints, ends: Ints, one: Ints, other: Ints, usual: float, short: float, short_below: int
) -> npt.NDArray[np.bool_]:
    found = np.zeros(one.size, np.bool_)
    for k in range(one.size):
        a, b = one[k], other[k]
        needed = threshold(ends[a] - starts[a], ends[b] - starts[b], usual, short, short_below)
        found[k] = resembles(shingles, starts[a], ends[a], starts[b], ends[b], needed)
    return found


def in_order(paths: Sequence[Path], name: str) -> list[npt.NDArray[np.generic]]:
    """What the tasks left under a name, in the order of the chunks."""
    return [np.load(path.with_suffix(f".{name}.npy")) for path in paths]
