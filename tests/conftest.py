"""What every test may ask for: the repository, the shared material, and the programs some tests need."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

ROOT = Path(__file__).parent.parent
NEEDED = {
    "browser": ("chromium", "needs Debian's chromium; `make test` installs it where it may"),
    "spark": ("java", "needs Java 17 or later; `make test` installs it where it may"),
}

# Java's second compiler and its parallel collector pay for themselves in hours, not in a minute.
SHORT_LIVED = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"

# The same cases every time, and no clock: a slow machine is not a fault.
settings.register_profile("evenhand", deadline=None, derandomize=True)
settings.load_profile("evenhand")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with slow tests go first, so that at the end no worker waits for another's long one."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


@pytest.fixture(scope="session")
def root() -> Path:
    """The folder of the repository."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of published material that lies beside the repository; skips where it does not."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("the published material (../shared/data) is not here")
    return folder


@pytest.fixture(scope="session")
def spark() -> Iterator[Any]:
    """One Spark for all tests; a run uses the one that is open."""
    pytest.importorskip("pyspark", reason="pyspark is not installed")
    from evenhand.tables.spark import start

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYSPARK_SUBMIT_ARGS", f"--driver-java-options '{SHORT_LIVED}' pyspark-shell")
        session = start("local[2]")
    yield session
    session.stop()


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip what cannot run here, in one sentence; under CI a skip would hide a missing install step, so it fails."""
    for mark, (program, sentence) in NEEDED.items():
        if item.get_closest_marker(mark) and shutil.which(program) is None:
            (pytest.fail if os.environ.get("CI") else pytest.skip)(sentence)
