"""The platform that the tests share: its folder, its clock, its stand-in engine, files and runs to send in."""
# ruff: noqa: E402 - settings are read once, so the folder is chosen before anything imports them

import os
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from postgresql import database_of_its_own

VAR = Path(tempfile.mkdtemp(prefix="evenhand-web-"))
os.environ["EVENHAND_VAR"] = str(VAR)
os.environ["EVENHAND_HOSTS"] = "testserver"
# A browser test in the same process leaves its event loop running; nothing here awaits.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
os.environ["DJANGO_SETTINGS_MODULE"] = "evenhand_web.site.settings"
# A server that tests/on_postgresql.py started: each process has a database of its own there.
if server := os.environ.get("EVENHAND_TEST_SERVER", ""):
    os.environ["DATABASE_URL"] = database_of_its_own(server)

import django

django.setup()

from django.conf import settings

# The city opens fourteen accounts for every test; what makes a real password slow to guess would be most of the time.
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *settings.PASSWORD_HASHERS]

from django.core.files.uploadedfile import SimpleUploadedFile

from evenhand_web.runs import actions, chores
from evenhand_web.runs.models import Run

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
STAND_IN = [sys.executable, str(Path(__file__).with_name("stand_in_engine.py"))]


def sent(content: bytes | str = "work\n", name: str = "contacts.csv") -> SimpleUploadedFile:
    """A file as it comes in from a form."""
    return SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content)


def asked(content: bytes | str = "work\n", *, kind: str = "audit", name: str = "contacts.csv", **more: object) -> Run:
    """A run in the queue."""
    packs = ["cn-ningbo"] if kind == "audit" else []
    return actions.request_run(**{"kind": kind, "file": sent(content, name), "packs": packs, "now": NOW} | more)


def carry_out(*, worker: str = "w", stopping=lambda: False) -> bool:
    """Let a worker do the next run."""
    return chores.carry_out_next(worker=worker, clock=lambda: NOW, stopping=stopping)


def done(content: bytes | str = "work\n", **more: object) -> Run:
    """A run that has been carried out."""
    run = asked(content, **more)
    carry_out()
    run.refresh_from_db()
    return run
