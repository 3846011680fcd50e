"""The program as it is run, on SQLite and on PostgreSQL: a demo that people sign in to, and several workers at once."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest
from chores_by_hand import COMPLAINTS, RUNS
from postgresql import database_of_its_own
from served import command, free_port, surroundings, wait_for
from visitor import Visitor

pytestmark = pytest.mark.slow

WORKERS, MADE_WITHIN_S = 3, 300


@pytest.fixture
def settings(tmp_path):
    """Where the program keeps its things: a folder, and a database of its own where a server is at hand."""
    server = os.environ.get("EVENHAND_TEST_SERVER", "")
    kept = {"EVENHAND_VAR": str(tmp_path / "var")}
    return kept | ({"DATABASE_URL": database_of_its_own(server, "_served")} if server else {})


def done(settings, *words, program="evenhand_web"):
    told = subprocess.run(
        command(*words, program=program), env=surroundings(**settings), capture_output=True, text=True, check=False
    )
    assert told.returncode == 0, told.stderr
    return told.stdout


def by_hand(settings, verb):
    words = [sys.executable, str(Path(__file__).with_name("chores_by_hand.py")), verb]
    told = subprocess.run(words, env=surroundings(**settings), capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr
    return told.stdout


def test_several_workers_at_once_do_no_chore_twice(settings):
    done(settings, "migrate", "--verbosity", "0")
    by_hand(settings, "fill")
    words, told = command("work", "--once"), surroundings(**settings)
    workers = [subprocess.Popen(words, env=told, stderr=subprocess.PIPE, text=True) for _ in range(WORKERS)]
    said = [worker.communicate()[1] for worker in workers]
    assert [worker.returncode for worker in workers] == [0] * WORKERS, said
    left = json.loads(by_hand(settings, "tell"))
    assert left.pop("vendor") == ("postgresql" if "DATABASE_URL" in settings else "sqlite")
    assert left == {
        "positions": True,
        "sealed": True,
        "compared": True,
        # Three of each telephone: three pairs, each named once in the journal of both.
        "links": COMPLAINTS,
        "proposed": 2 * COMPLAINTS,
        "told": COMPLAINTS,
        "tries": [1],
        "outbox": True,
        "notices": 2 * COMPLAINTS,
        "runs": [["done", 1]] * RUNS,
        "drafts": 0,
    }


@contextmanager
def demo(settings, out):
    """The address of a demo that answers, and the passwords that it printed."""
    port, printed = free_port(), out.with_name("printed.txt")
    small = ("--contacts", "500", "--complaints", "200", "--out", str(out), "--port", str(port))
    with printed.open("w", encoding="utf-8") as kept:
        served = subprocess.Popen(
            command("demo", *small, program="evenhand.cli.main"), env=surroundings(**settings), stdout=kept, text=True
        )
    try:
        until = time.monotonic() + MADE_WITHIN_S
        while "agency " not in printed.read_text(encoding="utf-8") and served.poll() is None:
            assert time.monotonic() < until, "the demo was not made in time"
            time.sleep(0.5)
        wait_for(f"http://127.0.0.1:{port}/", served)
        lines = printed.read_text(encoding="utf-8").splitlines()
        yield f"http://127.0.0.1:{port}", dict(line.split()[:2] for line in lines if line.startswith("  "))
    finally:
        served.send_signal(signal.SIGINT)
        served.wait(30)


def numbers(visitor):
    return set(re.findall(r"/desk/complaints/(\d{4}-\d{6})", visitor.get("/desk/?show=all")[2]))


def test_the_demo_is_served_and_everybody_sees_their_own(settings, tmp_path):
    with demo(settings, tmp_path / "out") as (address, passwords):
        visitors = {who: Visitor(address) for who in ("officer", "desk", "desk2", "analyst", "manager")}
        for who, visitor in visitors.items():
            assert visitor.post("/account/login", login=who, password=passwords[who])[:2] == (200, "/desk/")
        # What was found in the city's files is the bureau's; at this machine nobody has to sign in to see it.
        shown = {who: set(re.findall(r"/runs/(\d+)", visitors[who].get("/")[2])) for who in ("analyst", "manager")}
        nobody = Visitor(address)
        assert (len(shown["analyst"]), shown["manager"]) == (2, set())
        assert set(re.findall(r"/runs/(\d+)", nobody.get("/")[2])) == shown["analyst"]
        assert visitors["manager"].get(f"/runs/{min(shown['analyst'])}")[0] == 404
        seen = {who: numbers(visitors[who]) for who in ("officer", "desk", "desk2")}
        assert all(seen.values())
        assert not seen["desk"] & seen["desk2"]
        assert seen["officer"] & seen["desk"]
        number = min(seen["desk"])
        assert visitors["desk"].get(f"/desk/complaints/{number}")[0] == 200
        assert visitors["desk2"].get(f"/desk/complaints/{number}")[0] == 404
    on_sqlite = (tmp_path / "out" / "platform" / "evenhand.sqlite3").exists()
    assert on_sqlite == ("DATABASE_URL" not in settings)
