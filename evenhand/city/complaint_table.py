"""Complaints as Arrow tables: the complaint file with every column in its order, and the truth beside it."""

from collections import Counter
from collections.abc import Sequence
from operator import attrgetter
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from evenhand.city.contact_table import debtor_ids
from evenhand.city.filing import Complaint
from evenhand.city.ids import numbered
from evenhand.records import COMPLAINTS, HANDLES, MOMENT

TRUTH = pa.schema([(name, pa.string()) for name in ("complaint_id", "kind", "group", "evidence")])
_TYPES = {"time": MOMENT, "bool": pa.bool_(), "list": pa.list_(pa.string())}
SCHEMA = pa.schema([(column.name, _TYPES.get(column.kind, pa.string())) for column in COMPLAINTS])
_ID_WIDTH = 8


def write_complaints(filed: Sequence[Complaint], out: Path) -> dict[str, int]:
    """Write `complaints.parquet` in order of time and `truth_complaints.parquet` in order of id; complaints by kind.

    Ids are given in the order of `filed`, which is shuffled: they tell nothing of groups.
    """
    ids = numbered("t-", np.arange(1, len(filed) + 1, dtype=np.int64), _ID_WIDTH)
    by_time = np.lexsort((np.arange(len(filed)), np.array([one.received for one in filed], dtype=np.int64)))
    table = complaint_table(filed, ids).take(pa.array(by_time))
    pq.write_table(table, out / "complaints.parquet", compression="zstd")
    truth = [_texts(filed, name) for name in ("kind", "group", "evidence")]
    pq.write_table(pa.table([ids, *truth], schema=TRUTH), out / "truth_complaints.parquet", compression="zstd")
    return dict(sorted(Counter(one.kind for one in filed).items()))


def complaint_table(filed: Sequence[Complaint], ids: pa.Array) -> pa.Table:
    """The complaints `filed` under `ids`, with the columns and types of SCHEMA."""
    columns = {name: _texts(filed, name) for name in ("narrative", "institution", "product", "channel", "demand")}
    columns |= {name: _texts(filed, f"person.{name}") for name in HANDLES}
    columns |= {
        "complaint_id": ids,
        "received_at": pa.array([one.received * 1_000_000 for one in filed], pa.int64()).cast(MOMENT),
        "complainant_id": _texts(filed, "person.complainant"),
        "debtor_id": _debtors(filed),
        "attachments": pa.array([one.attachments for one in filed], pa.list_(pa.string())),
        "authorised_agent": pa.array([one.authorised for one in filed], pa.bool_()),
    }
    return pa.table([columns[name] for name in SCHEMA.names], schema=SCHEMA)


def _texts(filed: Sequence[Complaint], attribute: str) -> pa.Array:
    return pa.array(map(attrgetter(attribute), filed), pa.string())


def _debtors(filed: Sequence[Complaint]) -> pa.Array:
    """The debtor of each complaint under the pseudonym the contact file has."""
    missing = np.array([one.debtor is None for one in filed], dtype=np.bool_)
    known = debtor_ids(np.array([one.debtor or 0 for one in filed], dtype=np.int64))
    return pc.if_else(pa.array(missing), pa.scalar(None, pa.string()), known)
