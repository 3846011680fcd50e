"""A folder of made-up recordings and images, a file of contacts that names them, and what the check finds."""

import csv
import sys
from pathlib import Path
from typing import Any

import pytest

# Tests are imported each by its own path, so their neighbours have to be put within reach.
sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[1] / "reports"))

from media_checks import Check, Checked, Row

from evenhand.conduct.media.run import check_recordings


@pytest.fixture
def media(tmp_path: Path) -> Path:
    """An empty folder for recordings and images."""
    folder = tmp_path / "media"
    folder.mkdir()
    return folder


@pytest.fixture
def checked(tmp_path: Path, media: Path) -> Checked:
    """Write contacts to a file, hold the folder to them, and read the results."""

    def run(*rows: Row, **how: Any) -> Check:
        whole = [{"contact_id": f"c{n}", "debtor_id": f"d{n}"} | row for n, row in enumerate(rows, start=1)]
        names = list(dict.fromkeys(name for row in whole for name in row))
        with (tmp_path / "contacts.csv").open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, names)
            writer.writeheader()
            writer.writerows(whole)
        out = tmp_path / "out"
        return Check(out, check_recordings(tmp_path / "contacts.csv", media=media, out=out, **how))

    return run
