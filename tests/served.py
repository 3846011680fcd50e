"""The platform as it is really served: one command, in a process of its own, on a free port."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import Request, urlopen

ROOT = Path(__file__).parents[1]
START_WITHIN_S = 60


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return trial.getsockname()[1]


def command(*words: str, program: str = "evenhand_web") -> list[str]:
    """`python -m evenhand_web …`, or of another `program`."""
    return [sys.executable, "-m", program, *words]


def surroundings(**more: str) -> dict[str, str]:
    """The environment without what this process told itself."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("EVENHAND_", "DJANGO_", "DATABASE_URL"))}
    return kept | {"PYTHONPATH": str(ROOT)} | more


@contextmanager
def serving(
    var: Path, *words: str, program: str = "evenhand_web", **settings: str
) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """The address of a platform that answers, and its process; both gone at the end."""
    port = free_port()
    told = command("serve", "--port", str(port), "--var", str(var), *words, program=program)
    served = subprocess.Popen(told, env=surroundings(**settings), stderr=subprocess.PIPE, text=True)
    try:
        wait_for(f"http://127.0.0.1:{port}/", served)
        yield f"http://127.0.0.1:{port}", served
    finally:
        served.send_signal(signal.SIGINT)
        served.wait(30)
        served.stderr.close()


def read(address: str, **headers: str) -> str:
    """What is answered at `address`."""
    with urlopen(Request(address, headers=headers), timeout=5) as answer:  # noqa: S310 - an address of this machine
        return answer.read().decode()


def wait_for(address: str, served: subprocess.Popen[str]) -> None:
    """Return once `address` answers; raise with what was said when it never does."""
    until = time.monotonic() + START_WITHIN_S
    while time.monotonic() < until and served.poll() is None:
        try:
            read(address)
            return
        except OSError:
            time.sleep(0.2)
    served.kill()
    raise AssertionError(f"not served: {served.communicate()[1]}")
