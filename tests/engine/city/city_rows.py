"""Read the rows of a city's files."""

from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

Rows = list[dict[str, Any]]


def rows(path: Path) -> Rows:
    """The rows of a Parquet file."""
    return pq.read_table(path).to_pylist()
