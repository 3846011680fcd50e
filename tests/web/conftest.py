"""A platform for each test: an empty database and folder, and the stand-in where the engine's command stands."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from web_cast import STAND_IN, VAR

# isort: split
from desk_cast import Desk
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client, override_settings
from platform_cast import City, build_city

from evenhand_web.journal import ledger
from evenhand_web.runs.models import Run, Upload

# What only PostgreSQL has is tested there: `python tests/on_postgresql.py`.
collect_ignore = [] if connection.vendor == "postgresql" else ["test_row_security.py"]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL, where all runs for the second time, leave out what would be the same to the letter."""
    if connection.vendor == "postgresql":
        same = [item for item in items if item.get_closest_marker("no_database")]
        config.hook.pytest_deselected(items=same)
        items[:] = [item for item in items if item not in set(same)]


@pytest.fixture(scope="session", autouse=True)
def _database() -> Iterator[None]:
    call_command("migrate", verbosity=0, interactive=False)
    yield
    shutil.rmtree(VAR, ignore_errors=True)


def _refuse(_execute: object, sql: str, *_: object) -> None:
    raise AssertionError(f"marked no_database, and asks it: {sql}")


@pytest.fixture(autouse=True)
def _clean(request: pytest.FixtureRequest) -> Iterator[None]:
    if request.node.get_closest_marker("no_database"):
        with connection.execute_wrapper(_refuse):
            yield
        return
    with override_settings(EVENHAND_ENGINE=STAND_IN):
        yield
    Run.objects.all().delete()
    Upload.objects.all().delete()
    for name in ("runs", "uploads"):
        shutil.rmtree(VAR / name, ignore_errors=True)


@pytest.fixture
def client() -> Client:
    return Client()


@pytest.fixture
def city() -> Iterator[City]:
    """The made-up city, in a transaction that is taken back."""
    with transaction.atomic():
        yield build_city()
        transaction.set_rollback(True)


@pytest.fixture
def book(city: City, tmp_path: Path) -> Iterator[None]:
    """A log of this test's own."""
    with override_settings(VAR=tmp_path):
        ledger.log.cache_clear()
        ledger.signing_key.cache_clear()
        yield
        ledger.log().store.close()
    ledger.log.cache_clear()
    ledger.signing_key.cache_clear()


@pytest.fixture
def desk(client: Client, city: City) -> Desk:
    """Somebody of the made-up city at the staff's pages."""
    return Desk(client, city)
