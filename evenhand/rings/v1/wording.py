"""Letters that are one letter: which complaints say the same thing in the same words, and how alike they are."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property, partial

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from evenhand.rings.v1 import families, kernel, public, reading
from evenhand.rings.v1.normalise import fold_texts
from evenhand.rings.v1.signs import Codes, folded, unfolded

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Part = tuple[npt.NDArray[np.uint32], Ints, npt.NDArray[np.uint64]]

FEWEST = 9  # shingles a letter needs to be compared: 12 Han characters or 11 words
SHORT = 40  # below this many shingles a letter is short …
ALIKE, ALIKE_SHORT = 0.42, 0.75  # … and two letters must share more of theirs to be tied
AS_TYPICAL = 0.35  # what a member must share with the most typical letter of its family
CORE_SHARE = 0.4  # a shingle is of the family's core when this share of its letters holds it
PUBLIC_SHARE, PUBLIC_FROM = 0.2, 100  # a passage in a fifth of all letters is public: a statute, a form's heading
OWN_SHARE = 0.3  # a letter with less than this of its own is compared whole
SEED = 20261123
CHUNK = 4096
THREADS = 2
HOLDER_SLOTS = 1 << public.SLOT_BITS
NOTHING = np.frombuffer(bytes(1), np.uint8)


@dataclass(frozen=True, kw_only=True)
class Letters:
    """The letters as the kernel read them: `shingles[starts[i]:ends[i]]` is the sorted set of letter i."""

    shingles: npt.NDArray[np.uint32]
    starts: Ints
    ends: Ints
    whole: npt.NDArray[np.uint64]

    @cached_property
    def held(self) -> npt.NDArray[np.uint32]:
        """How many letters hold a shingle, by its low bits."""
        table = np.zeros(HOLDER_SLOTS, np.uint32)
        kernel.count_holders(self.shingles, table)
        return table

    def holders(self, shingles: npt.NDArray[np.uint32]) -> Ints:
        """About how many letters hold each of some shingles; never too few."""
        return np.asarray(self.held[shingles & np.uint32(HOLDER_SLOTS - 1)], np.int64)


@dataclass(frozen=True, kw_only=True)
class Wording:
    """Families of letters: `family[i]` (-1: alone), its typical letter `centre[i]`, `alike[i]` the Jaccard with it."""

    letters: Letters
    family: Ints
    centre: Ints
    alike: Floats


def read(narratives: pa.Array | Iterable[pa.Array]) -> Letters:
    """Read all letters, a chunk at a time on each thread; what comes in several arrays is read while more come."""
    arrays = [narratives] if isinstance(narratives, pa.Array) else narratives
    chunks = (array.slice(at, CHUNK) for array in arrays for at in range(0, len(array), CHUNK))
    with ThreadPoolExecutor(THREADS) as pool:
        parts = list(pool.map(partial(_read_chunk, table=unfolded()), chunks))
        bases = np.cumsum([0, *(part[0].size for part in parts)])
        shingles = np.empty(bases[-1], np.uint32)
        list(pool.map(lambda part, base: _put(shingles, base, part[0]), parts, bases))
    ends = np.concatenate([np.empty(0, np.int64), *(part[1] + base for part, base in zip(parts, bases, strict=False))])
    whole = np.concatenate([np.empty(0, np.uint64), *(part[2] for part in parts)])
    return Letters(shingles=shingles, starts=np.append(0, ends)[:-1], ends=ends, whole=whole)


def _put(values: npt.NDArray[np.uint32], at: int, part: npt.NDArray[np.uint32]) -> None:
    values[at : at + part.size] = part


def _read_chunk(chunk: pa.Array, *, table: Codes) -> Part:
    texts = pc.fill_null(chunk.cast(pa.large_string()), "")
    shingles, ends, whole, left = reading.read_letters(*_buffers(texts), table)
    if not left.any():
        return shingles, ends, whole
    more, sizes, whole[left] = read_folded(fold_texts(texts.filter(pa.array(left))))
    sizes = np.diff(sizes, prepend=0)
    added = np.zeros(ends.size, np.int64)
    added[left] = sizes
    return np.insert(shingles, np.repeat(ends[left], sizes), more), ends + np.cumsum(added), whole


def read_folded(texts: pa.Array) -> Part:
    """Shingles, ends and whole hash of each of some texts (large strings) that `fold_texts` folded."""
    shingles, ends, whole, _ = reading.read_letters(*_buffers(texts), folded())
    return shingles, ends, whole


def _buffers(texts: pa.Array) -> tuple[npt.NDArray[np.uint8], Ints]:
    _, offsets, raw = texts.buffers()
    places = np.frombuffer(offsets, np.int64)[texts.offset : texts.offset + len(texts) + 1]
    return np.frombuffer(raw, np.uint8) if raw is not None and raw.size else NOTHING, places


def compare(letters: Letters) -> Wording:
    """Find the families among the letters; earlier rows lead, so order the rows by time."""
    return compare_own(without_public(letters), letters)


def compare_own(own: Letters, letters: Letters) -> Wording:
    """Find the families among letters of which `own` is what is compared."""
    bands = np.empty((own.starts.size, kernel.BANDS), np.uint64)
    _sketch(own, bands)
    parent = families.tie_letters(own.shingles, own.starts, own.ends, bands, ALIKE, ALIKE_SHORT, SHORT)
    return _families(own, letters, _roots(parent))


def public_slots(letters: Letters) -> npt.NDArray[np.uint32]:
    """The low bits of the shingles that a fifth of all letters hold, sorted; none in a small file."""
    if letters.starts.size < PUBLIC_FROM:
        return np.empty(0, np.uint32)
    return public.public_slots(letters.shingles, PUBLIC_SHARE * letters.starts.size, threads=THREADS)


def without_public(letters: Letters) -> Letters:
    """Set aside passages that a fifth of all letters hold: they tie nobody (statutes quoted, headings of forms)."""
    slots = public_slots(letters)
    if not slots.size:
        return letters
    kept, ends, table = np.empty_like(letters.shingles), np.empty_like(letters.ends), public.table_of(slots)

    def one(at: int) -> None:
        part = slice(at, at + CHUNK)
        starts, upto = letters.starts[part], letters.ends[part]
        kept[starts[0] : upto[-1]] = letters.shingles[starts[0] : upto[-1]]
        ends[part] = public.set_aside(kept, starts, upto, table, FEWEST, OWN_SHARE)

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(one, range(0, ends.size, CHUNK)))
    return Letters(shingles=kept, starts=letters.starts, ends=ends, whole=letters.whole)


def _sketch(letters: Letters, bands: npt.NDArray[np.uint64]) -> None:
    chance = np.random.Generator(np.random.PCG64(SEED))
    multipliers = chance.integers(0, 1 << 32, kernel.MINIMA, dtype=np.uint32) | np.uint32(1)
    addends = chance.integers(0, 1 << 32, kernel.MINIMA, dtype=np.uint32)

    def one(at: int) -> None:
        part = slice(at, at + CHUNK)
        kernel.sketch(
            letters.shingles, letters.starts[part], letters.ends[part], FEWEST, multipliers, addends, bands[part]
        )

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(one, range(0, letters.starts.size, CHUNK)))


def _roots(parent: Ints) -> Ints:
    """The root of each row of a forest whose parents are never later than their children."""
    roots = parent
    while True:
        above = roots[roots]
        if np.array_equal(above, roots):
            return roots
        roots = above


def _families(own: Letters, letters: Letters, roots: Ints) -> Wording:
    n = roots.size
    family, centre, alike = np.full(n, -1, np.int64), np.arange(n), np.zeros(n)
    sizes = np.bincount(roots, minlength=n)
    order = np.argsort(roots, kind="stable")
    chains = np.flatnonzero(sizes >= 2)
    closes = np.cumsum(sizes)[chains]
    opens = closes - sizes[chains]

    def one(part: Ints) -> int:
        return families.round_all(
            own.shingles, own.starts, own.ends, order, opens[part], closes[part], CORE_SHARE, AS_TYPICAL,
            family, centre, alike,
        )  # fmt: skip

    parts = np.array_split(np.arange(chains.size), THREADS)
    with ThreadPoolExecutor(THREADS) as pool:
        counts = list(pool.map(one, parts))
    # Each part numbers its families from 0 on.
    for part, before in zip(parts[1:], np.cumsum(counts), strict=False):
        rows = order[opens[part[0]] : closes[part[-1]]] if part.size else part
        family[rows[family[rows] >= 0]] += before
    return Wording(letters=letters, family=family, centre=centre, alike=alike)
