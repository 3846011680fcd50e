"""Cut delimited text into records and cells, as spreadsheets do, straight over its bytes.

Blank lines are counted but are no rows; a quote opens only at the start of a cell; a quoted cell may hold line ends.
A quote that is never closed (or is closed rows later, in the middle of a cell) spoils only its own line.
"""

from dataclasses import dataclass

import numba
import numpy as np
import numpy.typing as npt

from evenhand.tables.encoding import Bytes

Integers = npt.NDArray[np.int64]

QUOTE = np.uint8(ord('"'))
LINE_FEED = np.uint8(ord("\n"))
RETURN = np.uint8(ord("\r"))

ROW, BLANK, UNCLOSED = 0, 1, 2
CELLS_AT_ONCE = 1 << 20
BYTES_AT_ONCE = 32 << 20


@dataclass(frozen=True, kw_only=True)
class Cut:
    """Consecutive records: where each lies, how many cells it has, and where its first cells (`keep` of them) lie."""

    begin: Integers
    end: Integers
    cells: Integers
    kind: Integers
    cell_begin: npt.NDArray[np.int64]
    cell_end: npt.NDArray[np.int64]
    messy: npt.NDArray[np.uint8]
    next: int


def cut(text: Bytes, *, start: int, delimiter: str, keep: int, records: int | None = None) -> Cut:
    """Cut the records of `text` from byte `start`, at most `records` of them, keeping the first `keep` cells each."""
    most = max(1, CELLS_AT_ONCE // keep)
    most = most if records is None else min(most, records)
    row = np.empty((4, most), dtype=np.int64)
    cell = np.empty((2, most, keep), dtype=np.int64)
    messy = np.zeros((most, keep), dtype=np.uint8)
    count, after = _cut(text, start, np.uint8(ord(delimiter)), row, cell, messy, BYTES_AT_ONCE)
    begin, end, cells, kind = row[:, :count]
    return Cut(
        begin=begin,
        end=end,
        cells=cells,
        kind=kind,
        cell_begin=cell[0, :count],
        cell_end=cell[1, :count],
        messy=messy[:count],
        next=after,
    )


def pack(text: Bytes, begin: Integers, end: Integers, messy: npt.NDArray[np.uint8]) -> tuple[Integers, Bytes]:
    """The cells lying at `begin`..`end`, their quotes taken off, as Arrow offsets and bytes."""
    offsets = np.zeros(len(begin) + 1, dtype=np.int64)
    packed = np.empty(int((end - begin).sum()), dtype=np.uint8)
    size = _pack(text, begin, end, messy, offsets, packed)
    return offsets, packed[:size]


@numba.njit(cache=True)
def _cell_end(text, at, delimiter):  # type: ignore[no-untyped-def]
    """Where the cell that begins at `at` ends; whether its quotes need care; whether a quote stayed open."""
    stop = len(text)
    messy, lines = False, False
    if at < stop and text[at] == QUOTE:
        at += 1
        while at < stop:
            if text[at] == QUOTE:
                if at + 1 < stop and text[at + 1] == QUOTE:
                    messy = True
                    at += 1
                else:
                    break
            elif text[at] == LINE_FEED or text[at] == RETURN:
                lines = True
            at += 1
        if at >= stop:
            return at, messy, True
        at += 1
        if at < stop and text[at] != delimiter and text[at] != LINE_FEED and text[at] != RETURN:
            if lines:
                return at, messy, True
            messy = True
    while at < stop and text[at] != delimiter and text[at] != LINE_FEED and text[at] != RETURN:
        at += 1
    return at, messy, False


@numba.njit(cache=True)
def _line_end(text, at):  # type: ignore[no-untyped-def]
    while at < len(text) and text[at] != LINE_FEED and text[at] != RETURN:
        at += 1
    return at


@numba.njit(cache=True)
def _next_line(text, at):  # type: ignore[no-untyped-def]
    """Past the line end at `at`: CR LF, CR or LF."""
    if at + 1 < len(text) and text[at] == RETURN and text[at + 1] == LINE_FEED:
        return at + 2
    return min(at + 1, len(text))


@numba.njit(cache=True)
def _cut(text, start, delimiter, row, cell, messy, bytes_at_once):  # type: ignore[no-untyped-def]
    stop, most, keep = len(text), row.shape[1], cell.shape[2]
    at, count = start, 0
    while at < stop and count < most and at - start < bytes_at_once:
        begin, cells, kind = at, 0, ROW
        while True:
            first = at
            at, care, unclosed = _cell_end(text, at, delimiter)
            if unclosed:
                kind = UNCLOSED
                break
            if cells < keep:
                quoted = at - first >= 2 and text[first] == QUOTE and not care
                cell[0, count, cells] = first + 1 if quoted else first
                cell[1, count, cells] = at - 1 if quoted else at
                messy[count, cells] = care
            cells += 1
            if at >= stop or text[at] != delimiter:
                break
            at += 1
        if kind == UNCLOSED:
            at = _line_end(text, begin)
        elif at == begin:
            kind = BLANK
        row[0, count], row[1, count], row[2, count], row[3, count] = begin, at, cells, kind
        count += 1
        at = _next_line(text, at)
    return count, at


@numba.njit(cache=True)
def _pack(text, begin, end, messy, offsets, packed):  # type: ignore[no-untyped-def]
    size = 0
    for i in range(len(begin)):
        if messy[i]:
            at, inside = begin[i] + 1, True
            while at < end[i]:
                if inside and text[at] == QUOTE:
                    if at + 1 < end[i] and text[at + 1] == QUOTE:
                        at += 1
                        packed[size] = QUOTE
                        size += 1
                    else:
                        inside = False
                else:
                    packed[size] = text[at]
                    size += 1
                at += 1
        else:
            for at in range(begin[i], end[i]):
                packed[size] = text[at]
                size += 1
        offsets[i + 1] = size
    return size
