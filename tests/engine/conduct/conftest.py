"""Made-up contacts for the tests of conduct, as Parquet files."""

import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

sys.path.insert(0, str(Path(__file__).parent))

LISTS = ("consent", "debtor_tz", "media", "opted_out", "debt_id")
MOMENT = pa.timestamp("us", tz="UTC")
TYPES = {
    "at": MOMENT,
    "consent_at": MOMENT,
    "ceased_at": MOMENT,
    "identified": pa.bool_(),
    "refused": pa.bool_(),
    "staff_count": pa.float64(),
}


def _write(path: Path, contacts: Sequence[Mapping[str, Any]]) -> Path:
    """A Parquet file with just the columns that some contact has; `at` may be ISO text."""
    names = list(dict.fromkeys(name for contact in contacts for name in contact))
    columns = {}
    for name in names:
        values = [contact.get(name) for contact in contacts]
        if name == "at":
            values = [datetime.fromisoformat(v) if isinstance(v, str) else v for v in values]
        kind = pa.list_(pa.string()) if name in LISTS else TYPES.get(name, pa.string())
        columns[name] = pa.array(values, type=kind)
    pq.write_table(pa.table(columns), path)
    return path


@pytest.fixture(scope="session")
def write_contacts() -> Callable[[Path, Sequence[Mapping[str, Any]]], Path]:
    """Writes contacts to a Parquet file and returns its path."""
    return _write
