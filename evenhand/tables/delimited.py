"""Read delimited text (CSV): the delimiter and the header are found by what the header should hold."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa

from evenhand.tables.cutting import BLANK, ROW, UNCLOSED, Cut, cut, pack
from evenhand.tables.encoding import Bytes, read_text
from evenhand.tables.kinds import empty
from evenhand.tables.written import HEADER_ROWS, Broken, Score, Written, WrittenColumn, best_header, store, text_schema

DELIMITERS = ",;\t|"
MOST_COLUMNS = 4096
VALUE_CHARACTERS = 200


def read_delimited(con: duckdb.DuckDBPyConnection, path: Path, *, score: Score, name: str) -> Written:
    """Read the delimited text of `path` into the temporary table `name`; raises `Unreadable` without any row."""
    decoded = read_text(path)
    text = decoded.utf8
    delimiter, header_row, headers = _header_of(text, path, score)
    broken: list[Broken] = []
    batches = _batches(text, delimiter, header_row, len(headers), broken)
    store(con, pa.RecordBatchReader.from_batches(text_schema(len(headers)), batches), name)
    columns = tuple(WrittenColumn(name=f"c{at}", header=header) for at, header in enumerate(headers))
    return Written(
        relation=name, columns=columns, header_row=header_row, stored=True, undecoded=decoded.undecoded, broken=broken
    )


def _header_of(text: Bytes, path: Path, score: Score) -> tuple[str, int, list[str]]:
    """The delimiter, the header's row number and its cells: the best score wins, then the most cells."""
    best: tuple[int, int, str, int, list[str]] | None = None
    for delimiter in DELIMITERS:
        piece = cut(text, start=0, delimiter=delimiter, keep=MOST_COLUMNS, records=HEADER_ROWS)
        rows = [_cells(text, piece, at) if piece.kind[at] == ROW else [] for at in range(len(piece.kind))]
        at = best_header(rows, score)
        if at is not None and (best is None or (score(rows[at]), len(rows[at])) > best[:2]):
            best = (score(rows[at]), len(rows[at]), delimiter, at + 1, rows[at])
    if best is None:
        raise empty(path)
    return best[2], best[3], best[4]


def _cells(text: Bytes, piece: Cut, at: int) -> list[str]:
    kept = slice(0, min(int(piece.cells[at]), MOST_COLUMNS))
    offsets, packed = pack(text, piece.cell_begin[at, kept], piece.cell_end[at, kept], piece.messy[at, kept])
    whole = packed.tobytes()
    return [whole[a:b].decode("utf-8", "replace") for a, b in pairwise(offsets)]


def _batches(
    text: Bytes, delimiter: str, header_row: int, columns: int, broken: list[Broken]
) -> Iterator[pa.RecordBatch]:
    start, before = 0, 0
    while start < len(text):
        piece = cut(text, start=start, delimiter=delimiter, keep=columns)
        numbers = np.arange(before + 1, before + 1 + len(piece.kind))
        below = numbers > header_row
        whole = below & (piece.kind == ROW) & (piece.cells == columns)
        for at in np.flatnonzero(below & (piece.kind != BLANK) & ~whole):
            broken.append(_broken(text, piece, int(at), int(numbers[at]), columns))
        cells = [_column(text, piece, whole, at) for at in range(columns)]
        yield pa.RecordBatch.from_arrays([pa.array(numbers[whole]), *cells], schema=text_schema(columns))
        start, before = piece.next, before + len(piece.kind)


def _column(text: Bytes, piece: Cut, whole: np.ndarray[tuple[int], np.dtype[np.bool_]], at: int) -> pa.Array:
    offsets, packed = pack(text, piece.cell_begin[whole, at], piece.cell_end[whole, at], piece.messy[whole, at])
    buffers = [None, pa.py_buffer(offsets), pa.py_buffer(packed)]
    return pa.Array.from_buffers(pa.large_string(), int(whole.sum()), buffers).cast(pa.string())


def _broken(text: Bytes, piece: Cut, at: int, row: int, columns: int) -> Broken:
    begin, end = int(piece.begin[at]), int(piece.end[at])
    value = text[begin : min(end, begin + 4 * VALUE_CHARACTERS)].tobytes().decode("utf-8", "ignore")
    unclosed = piece.kind[at] == UNCLOSED
    return Broken(
        row=row,
        value=value[:VALUE_CHARACTERS],
        fault="quote" if unclosed else "cells",
        expected=columns,
        found=int(piece.cells[at]),
    )
