"""Detection on made-up rows, through the same door as a file of a person's own."""

import sys
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

# Tests are imported each by its own path, so their neighbours have to be put within reach.
sys.path.insert(0, str(Path(__file__).parent))

from complaint_scenes import Row, Scene
from ring_detection import Detect

from evenhand.rings.run import Detection, detect


@pytest.fixture
def scene() -> Scene:
    """A file with two hundred ordinary complaints."""
    made = Scene()
    made.crowd()
    return made


@pytest.fixture
def detected(tmp_path: Path) -> Detect:
    """Write rows to a file and find its rings."""

    def run(rows: list[Row], **options: Any) -> Detection:
        path = tmp_path / "complaints.parquet"
        pq.write_table(pa.Table.from_pylist(rows), path)
        return detect(path, **options)

    return run
