"""`serve`: one command up, one Ctrl-C down, and refusals in sentences."""

import os
import signal
import socket
import subprocess
import time
from urllib.error import HTTPError

import pytest
from served import command, free_port, read, serving, surroundings

from evenhand.errors import Misuse
from evenhand_web.site.key import secret_key
from evenhand_web.site.serve import check_address, is_loopback, sweep

# Whoever is served here brings a database along: SQLite, in the folder that each test gives.
pytestmark = [pytest.mark.slow, pytest.mark.no_database]


def children(pid):
    told = subprocess.run(["ps", "--ppid", str(pid), "-o", "pid="], capture_output=True, text=True, check=False)
    return [int(word) for word in told.stdout.split()]


def said(served):
    """The line with the address; before it may stand where the trial keys are kept."""
    return next(line for line in served.stderr if "http://" in line)


def alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_workers_and_web_server_come_and_go_together(tmp_path, sign):
    with serving(tmp_path / "var") as (address, served):
        assert "还没有任务" in read(address)
        assert address in said(served)
        household = [pid for child in children(served.pid) for pid in (child, *children(child))]
        # The web server and its process that answers; a worker for runs, one for all else.
        assert len(household) == 4
        served.send_signal(sign)
        assert served.wait(20) == 0
        assert not any(alive(pid) for pid in household)
        assert served.stderr.read() == ""


@pytest.fixture(scope="module")
def standing(tmp_path_factory):
    """A platform that stays up: its folder, its address, its process."""
    var = tmp_path_factory.mktemp("standing") / "var"
    with serving(var) as (address, served):
        said(served)
        yield var, address, served


def test_a_worker_that_dies_is_started_again(standing):
    _, address, served = standing
    worker = next(pid for pid in children(served.pid) if not children(pid))
    os.kill(worker, signal.SIGKILL)
    until = time.monotonic() + 10
    while time.monotonic() < until and len(set(children(served.pid)) - {worker}) < 3:
        time.sleep(0.1)
    assert len(set(children(served.pid)) - {worker}) == 3
    assert "还没有任务" in read(address)


def test_what_is_kept_can_be_read_by_its_owner_only(standing):
    var, *_ = standing
    for path in (var, var / "secret-key", var / "evenhand.sqlite3"):
        assert path.stat().st_mode & 0o077 == 0, path


def test_a_port_in_use_is_a_sentence_and_not_a_trace(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        told = subprocess.run(
            command("serve", "--port", str(port), "--var", str(tmp_path)),
            env=surroundings(),
            capture_output=True,
            text=True,
            check=False,
        )
    assert told.returncode == 2
    assert "可能已有程序占用，请关掉它，或用 --port 换一个端口。" in told.stderr
    assert "choose another --port" in told.stderr
    assert "Traceback" not in told.stderr


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.20", "::", "bank.example"])  # noqa: S104 - refused
def test_an_address_others_can_reach_is_refused_until_it_is_asked_for(host):
    with pytest.raises(Misuse, match="--open-to-network") as refused:
        check_address(host, free_port(), open_to_network=False)
    assert "网页本身不加密" in refused.value.zh


def test_an_address_others_can_reach_is_served_when_asked_for_and_known_by_the_machine_s_name(tmp_path):
    everywhere = ("--host", "0.0.0.0", "--open-to-network")  # noqa: S104
    with serving(tmp_path / "var", *everywhere, program="evenhand.cli.main") as (address, served):
        port = address.rpartition(":")[2]
        assert f"http://{socket.gethostname()}:{port}" in said(served)
        page = read(address, Host=f"{socket.gethostname()}:{port}")
        assert "还没有任务" not in page
        assert 'name="password"' in page
        with pytest.raises(HTTPError) as refused:
            read(address, Host=f"bank.example:{port}")
        assert refused.value.code == 400
        refused.value.close()


def test_the_command_refuses_such_an_address_unless_it_is_asked_for(tmp_path):
    told = subprocess.run(
        command("serve", "--host", "0.0.0.0", "--var", str(tmp_path), program="evenhand.cli.main"),  # noqa: S104
        env=surroundings(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 2
    assert "确实需要时请加 --open-to-network" in told.stderr
    assert "Traceback" not in told.stderr


@pytest.mark.parametrize(
    ("host", "inside"),
    [
        ("127.0.0.1", True),
        ("127.8.8.8", True),
        ("::1", True),
        ("localhost", True),
        ("localhost.example", False),
        ("", False),
    ],
)
def test_loopback_is_what_only_this_machine_reaches(host, inside):
    assert is_loopback(host) is inside


def test_the_key_is_made_once_or_taken_from_the_operator(tmp_path, monkeypatch):
    monkeypatch.delenv("EVENHAND_SECRET_KEY", raising=False)
    made = secret_key(tmp_path)
    assert len(made) >= 50
    assert secret_key(tmp_path) == made
    assert [path.name for path in tmp_path.iterdir()] == ["secret-key"]
    assert (tmp_path / "secret-key").stat().st_mode & 0o777 == 0o600
    monkeypatch.setenv("EVENHAND_SECRET_KEY", "theirs")
    assert secret_key(tmp_path) == "theirs"


def test_what_was_left_half_sent_is_swept_and_what_is_being_sent_is_not(tmp_path):
    stale, fresh = tmp_path / "stale.upload", tmp_path / "fresh.upload"
    folder = tmp_path / "folder"
    folder.mkdir()
    for path in (stale, fresh, folder / "12345.csv"):
        path.write_text("x", encoding="ascii")
    for path in (stale, folder):
        os.utime(path, (0, 0))
    sweep(tmp_path, now=fresh.stat().st_mtime + 3600)
    assert list(tmp_path.iterdir()) == [fresh]


def test_nothing_stays_behind_when_the_command_itself_is_killed(tmp_path):
    with serving(tmp_path / "var") as (_, served):
        said(served)
        household = [pid for child in children(served.pid) for pid in (child, *children(child))]
        served.kill()
        until = time.monotonic() + 20
        while time.monotonic() < until and any(alive(pid) for pid in household):
            time.sleep(0.2)
        assert not any(alive(pid) for pid in household)
