"""What was seen of enclosed papers, handed to a detector as one table: which paper of which complaint has what."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from evenhand.errors import Unreadable
from evenhand.rings.attachments.prints import near_groups
from evenhand.rings.attachments.run import ATTACHMENTS

PAPERS = pa.schema([(name, pa.string()) for name in ("complaint_id", "attachment", "kind", "value")])
_COLUMNS = {"bytes": "digest", "text": "text_digest", "form": "form_digest", "producer": "producer"}


def read_attachments(path: Path) -> pa.Table:
    """The `attachments.parquet` that `evenhand attachments` wrote; raises `Unreadable` for what is none."""
    try:
        return pq.read_table(path, columns=ATTACHMENTS.names).cast(ATTACHMENTS)
    except (OSError, KeyError, ValueError, pa.ArrowException) as fault:
        raise Unreadable(
            zh=f"“{path.name}”不是 evenhand attachments 写出的 attachments.parquet（{fault}）；请核对 --papers。",
            en=f"{path.name} is no attachments.parquet that evenhand attachments wrote ({fault}); check --papers.",
        ) from fault


def papers_of(seen: pa.Table) -> pa.Table:
    """Columns `PAPERS`: one row for each thing that a paper has, of `ATTACHMENTS`."""
    parts = [_held(seen, kind, seen[column]) for kind, column in _COLUMNS.items()]
    printed = seen.filter(pc.is_valid(seen["phash"]))
    prints = np.asarray(printed["phash"].combine_chunks(), dtype=np.uint64)
    leading = prints[near_groups(prints)] if prints.size else prints
    parts.append(
        _held(printed, "near", pa.chunked_array([pa.array([f"{p:016x}" for p in leading.tolist()], pa.string())]))
    )
    serials = seen["serials"].combine_chunks()
    bearing = seen.take(pc.list_parent_indices(serials))
    parts.append(_held(bearing, "serial", pa.chunked_array([pc.list_flatten(serials)])))
    return pa.concat_tables(parts)


def _held(seen: pa.Table, kind: str, values: pa.ChunkedArray) -> pa.Table:
    kinds = pa.repeat(pa.scalar(kind), seen.num_rows)
    table = pa.table([seen["complaint_id"], seen["attachment"], kinds, values], schema=PAPERS)
    return table.filter(pc.is_valid(table["value"]))
