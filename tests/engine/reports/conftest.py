"""Where the made-up runs of this folder are found."""

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

# Tests are imported each by its own path, so their neighbours have to be put within reach.
sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture
def audited(tmp_path: Path) -> Callable[..., Path]:
    """Writes a made-up audit into a folder of this test and gives the folder."""
    from made_up_audits import write_run

    return partial(write_run, tmp_path / "out")
