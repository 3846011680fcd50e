"""What a member of each ring must share: a wave's words and days, the letter that joiners of a ring send."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from evenhand.rings.index import facts
from evenhand.rings.index.columns import Columns
from evenhand.rings.v1.handles import SPACES
from evenhand.rings.v2.bursts import COMMON_FROM, COMMON_SHARE, HOMES, UNLIKELY
from evenhand.rings.v2.grouping import GLUE
from evenhand.rings.v2.joining import COMMON
from evenhand.rings.v2.kinds import JOINED
from evenhand.rings.v2.seasons import LIFT

Ints = npt.NDArray[np.int64]
Shingles = npt.NDArray[np.uint32]

_GLUE = [SPACES.index(name) for name in GLUE]
EXACT = 1e-9  # strengths are written with three places
LEAST_USUAL = 0.02  # homes in which any word may be expected


@dataclass(frozen=True, kw_only=True)
class Traits:
    """Rows for the tables `rings`, `members` and `words`."""

    rings: list[tuple[Any, ...]]
    members: list[tuple[Any, ...]]
    words: list[tuple[int, int]]


def traits_of(columns: Columns, rings: pa.Table, members: pa.Table) -> Traits:
    """Read off a run's tables what its rings have in common."""
    row, ring_of = _rows_of(members, columns), members["ring_id"].to_pylist()
    strength, standing = np.asarray(members["strength"]), members["standing"].to_pylist()
    places: dict[str, list[int]] = {}
    for member, ring in enumerate(ring_of):
        places.setdefault(ring, []).append(member)
    told, words, belonging = [], list[tuple[int, int]](), []
    for number, ring in enumerate(rings.to_pylist()):
        at = np.array(places[ring["ring_id"]])
        organised = ring["kind"] == "organised"
        holds = _holding(row[at], columns) if organised else np.zeros(at.size, np.bool_)
        trait = _trait(ring["kind"], row[at], ~holds & (np.abs(strength[at] - JOINED) < EXACT), columns)
        told.append((number, ring["ring_id"], ring["kind"], ring["score"], *trait.told))
        words += [(int(word), number) for word in trait.words]
        belonging += [
            (int(row[one]), number, float(strength[one]), standing[one], int(held))
            for one, held in zip(at, holds, strict=True)
        ]
    return Traits(rings=told, members=sorted(belonging), words=sorted(words))


def _rows_of(members: pa.Table, columns: Columns) -> Ints:
    """The row of each member."""
    names = columns.digests(columns.docket.texts("complaint_id"), facts.ID)
    order = np.argsort(names)
    return order[np.searchsorted(names[order], columns.digests(members["complaint_id"].combine_chunks(), facts.ID))]


@dataclass(frozen=True, kw_only=True)
class Trait:
    """One ring: (house, product, first day, last day, least likeness of a joiner), and its words."""

    told: tuple[int, int, int, int, float | None]
    words: Shingles


def _trait(kind: str, rows: Ints, joined: npt.NDArray[np.bool_], columns: Columns) -> Trait:
    day, least, words = columns.docket.day[rows], None, np.empty(0, np.uint32)
    house, product = _most(columns.house[rows]), _most(columns.product[rows])
    if kind == "shared_cause":
        words = _theme(rows, columns)
    elif kind == "organised" and joined.any():
        words = _own_words(rows[~joined], columns)
        least = min(_share(columns, int(row), words) for row in rows[joined])
    return Trait(told=(house, product, int(day.min()), int(day.max()), least), words=words)


def _most(values: Ints) -> int:
    """The value that most have, 0 where none is known."""
    known, many = np.unique(values[values != 0], return_counts=True)
    return int(known[many.argmax()]) if known.size else 0


def _theme(rows: Ints, columns: Columns) -> Shingles:
    """The words that burst in a wave, more coarsely than v2 tells them: against the use that the whole file makes."""
    words, inside = _counted(rows, columns)
    everywhere = columns.words.letters.holders(words)
    kept = (inside >= HOMES) & (everywhere <= max(COMMON_FROM, COMMON_SHARE * columns.size))
    words, inside, everywhere = words[kept], inside[kept], everywhere[kept]
    usual = np.maximum(LEAST_USUAL, (everywhere - inside) * _expected(rows, columns))
    chance = inside - usual - inside * np.log(inside / usual)
    return np.asarray(words[(inside >= LIFT * usual) & (chance <= UNLIKELY)])


def _expected(rows: Ints, columns: Columns) -> float:
    """The share of a word's other uses that a wave's institution, product and days would have of them by chance."""
    house, product = columns.house[rows[0]], columns.product[rows[0]]
    about = columns.product == product
    share = float((about & (columns.house == house)).sum() / about.sum())
    day = columns.docket.day
    came = np.searchsorted(day, day[rows].max(), "right") - np.searchsorted(day, day[rows].min(), "left")
    return share * float(came) / columns.size


def _holding(rows: Ints, columns: Columns) -> npt.NDArray[np.bool_]:
    """Which of a ring's complaints hold a thing that two of its people hold; the others came by their letter."""
    held, inside = columns.holdings, columns.held_by(rows)
    inside = inside[columns.telling[inside] & np.isin(held.space_of[held.strand[inside]], _GLUE)]
    strands, people = held.strand[inside], columns.person[held.row[inside]]
    pairs = np.unique(np.column_stack([strands, people]), axis=0)
    shared, many = np.unique(pairs[:, 0], return_counts=True)
    return np.isin(rows, held.row[inside][np.isin(strands, shared[many >= 2])])


def _own_words(rows: Ints, columns: Columns) -> Shingles:
    """The words that two members hold and few others, as v2 tells who joins."""
    words, held = _counted(rows, columns)
    words, held = words[held >= 2], held[held >= 2]
    return words[columns.words.letters.holders(words) <= np.maximum(COMMON * columns.size, 2 * held)]


def _share(columns: Columns, row: int, words: Shingles) -> float:
    letter = _letter(columns, row)
    return float(np.isin(letter, words, assume_unique=True).mean()) if letter.size else 0.0


def _counted(rows: Ints, columns: Columns) -> tuple[Shingles, Ints]:
    words, held = np.unique(np.concatenate([_letter(columns, int(row)) for row in rows]), return_counts=True)
    return words, held


def _letter(columns: Columns, row: int) -> Shingles:
    letters = columns.words.letters
    return letters.shingles[letters.starts[row] : letters.ends[row]]
