"""Runs of contacts as a store writes them: some dozens beside one another, what windows need of them in front.

A head holds the moments and then the shapes. The rest holds what the exact test and its sentences need: numbers and
debts, each different one once, the moments of consents and lapses where there are any, and the ids. Integers are
little-endian; ids and debts are JSON. A run is read and written as a whole.
"""

import json
from collections.abc import Iterator, Sequence
from functools import cache, partial
from itertools import pairwise
from struct import Struct
from typing import Any, NamedTuple, TypeVar

import numpy as np

from evenhand.conduct.kept import Kept

KEY_BYTES = 12
# A debtor's usual history is one run; a longer one is several, so that adding to it stays cheap.
MOST = 64
_HEAD_BYTES = 12
_NONE, _NONE_OF_THEM = -(1 << 63), 255
_kept = partial(tuple.__new__, Kept)
_Value = TypeVar("_Value", str, bytes)


class Run(NamedTuple):
    """One run: `at_us` and `contact_id` of its first contact, and when the last of its promises lapses."""

    at_us: int
    contact_id: str
    head: bytes
    rest: bytes
    until_us: int | None


class Columns(NamedTuple):
    """Contacts as columns, in the order in which they are kept, each of the fields of `Kept` but the lapse."""

    at_us: "np.ndarray[Any, np.dtype[np.int64]]"
    contact_ids: Sequence[str]
    shapes: "np.ndarray[Any, np.dtype[np.uint32]]"
    debts: Sequence[str | None]
    numbers: Sequence[bytes | None]
    consents_us: "np.ndarray[Any, np.dtype[np.int64]]"


def pack(several: Sequence[Kept]) -> Run:
    """The run of contacts that are in order: at least one, at most `MOST`."""
    times, ids, shapes, debts, numbers, consents, lapses = zip(*several, strict=True)
    many = len(several)
    promised = [one for one in lapses if one is not None]
    moments = b""
    if promised or any(one is not None for one in consents):
        moments = _struct(f"<{2 * many}q").pack(*(_NONE if one is None else one for one in (*consents, *lapses)))
    head = _struct(f"<{many}q{many}I").pack(*times, *shapes)
    return Run(times[0], ids[0], head, _rest(ids, debts, numbers, moments), max(promised, default=None))


def pack_columns(starts: Sequence[int], columns: Columns) -> Iterator[Run]:
    """The runs that begin at `starts`, none of it promised; the last start is where the columns end."""
    times, ids, shapes, debts, numbers, consents = columns
    consented = (consents != _NONE).astype(np.int64).cumsum()
    for first, end in pairwise(starts):
        moments = b""
        if consented[end - 1] - consented[first] or consents[first] != _NONE:
            moments = consents[first:end].tobytes() + _NEVER * (end - first)
        head = times[first:end].tobytes() + shapes[first:end].tobytes()
        rest = _rest(ids[first:end], debts[first:end], numbers[first:end], moments)
        yield Run(int(times[first]), ids[first], head, rest, None)


def unpack_head(head: bytes) -> tuple[Sequence[int], Sequence[int]]:
    """The moments and the shapes of a run."""
    many = len(head) // _HEAD_BYTES
    both = _struct(f"<{many}q{many}I").unpack(head)
    return both[:many], both[many:]


def unpack(head: bytes, rest: bytes) -> list[Kept]:
    """The contacts of a run."""
    times, shapes = unpack_head(head)
    many, (has_moments, numbered) = len(times), rest[:2]
    at = 2 + KEY_BYTES * numbered
    keys = [rest[place : place + KEY_BYTES] for place in range(2, at, KEY_BYTES)]
    numbers = _placed(keys, rest[at : at + many])
    owing = rest[at + many : at + 2 * many]
    at += 2 * many
    several: Sequence[int | None] = (None,) * (2 * many)
    if has_moments:
        moments = _struct(f"<{2 * many}q").unpack_from(rest, at)
        several = [None if one == _NONE else one for one in moments]
        at += 16 * many
    (ids, named), _ = _of_json(rest[at:].decode())
    debts = _placed(named, owing)
    return list(map(_kept, zip(times, ids, shapes, debts, numbers, several[:many], several[many:], strict=True)))


def _placed(different: Sequence[_Value], places: bytes) -> list[_Value | None]:
    known: dict[int, _Value | None] = dict(enumerate(different))
    known[_NONE_OF_THEM] = None
    return list(map(known.__getitem__, places))


def _rest(ids: Sequence[str], debts: Sequence[str | None], numbers: Sequence[bytes | None], moments: bytes) -> bytes:
    keys, of_key = _once_each(numbers)
    named, of_debt = _once_each(debts)
    texts = _to_json([ids, named]).encode()
    return b"".join((bytes((bool(moments), len(keys))), *keys, of_key, of_debt, moments, texts))


def _once_each(values: Sequence[_Value | None]) -> tuple[list[_Value], bytes]:
    """Each different value once, and for each place which of them stands there."""
    places: dict[_Value | None, int] = {}
    for value in values:
        if value is not None and value not in places:
            places[value] = len(places)
    different: list[_Value] = [value for value in places if value is not None]
    places[None] = _NONE_OF_THEM
    return different, bytes([places[value] for value in values])


_to_json = json.JSONEncoder(separators=(",", ":")).encode
_of_json = json.JSONDecoder().raw_decode
_struct = cache(Struct)
_NEVER = _NONE.to_bytes(8, "little", signed=True)
