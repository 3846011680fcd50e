"""A file of new complaints, each placed beside an index, earliest first."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from evenhand.intake.reading import read_complaints
from evenhand.records import REJECTS
from evenhand.rings.index.index import Index, Placement
from evenhand.tables.connection import connect, identifier
from evenhand.tables.progress import Progress


def place_file(
    index: Index, complaints: Path, *, keep: bool = False, mapping: Path | None = None, progress: Progress | None = None
) -> tuple[Iterator[Placement], list[dict[str, Any]]]:
    """The placement of each complaint of a file, and the file's rejects; with `keep` each stays in the index.

    Times without a zone are of the index's own. Raises `Unreadable` for the file and, before any is placed, `Misuse`
    where one is in the index already.
    """
    with connect() as con:
        read = read_complaints(con, complaints, mapping=mapping, tz=index.tz, progress=progress)
        query = f"SELECT * FROM {identifier(read.relation)} ORDER BY received_at, complaint_id"
        rows = con.sql(query).to_arrow_table().to_pylist()
        columns = ", ".join(identifier(name) for name in REJECTS.names)
        rejects = con.sql(f"SELECT {columns} FROM {identifier(read.rejects)}").to_arrow_table().to_pylist()
    index.must_be_new(row["complaint_id"] for row in rows)
    return (index.add(row) if keep else index.place(row) for row in rows), rejects
