"""Small cities, built once for all tests of the city."""

import sys
from pathlib import Path
from typing import Any

import pytest

# Tests are imported each by its own path, so their neighbours have to be put within reach.
sys.path.insert(0, str(Path(__file__).parent))

from city_rows import rows

from evenhand.city.city import build_city

Rows = list[dict[str, Any]]


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A city of 40,000 contacts and 3,000 complaints."""
    out = tmp_path_factory.mktemp("town")
    build_city(out, contacts=40_000, complaints=3_000, seed=7)
    return out


@pytest.fixture(scope="session")
def contacts(town: Path) -> Rows:
    """The town's contacts."""
    return rows(town / "contacts.parquet")


@pytest.fixture(scope="session")
def complaints(town: Path) -> Rows:
    """The town's complaints, each with the truth about it under `kind`, `group` and `evidence`."""
    truth = {one["complaint_id"]: one for one in rows(town / "truth_complaints.parquet")}
    return [one | truth[one["complaint_id"]] for one in rows(town / "complaints.parquet")]
