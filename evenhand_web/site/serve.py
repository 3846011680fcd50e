"""`serve`: the platform in one command; database brought up to date, workers and web server started and stopped."""

import io
import ipaddress
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from types import FrameType

from evenhand.errors import Misuse

STOP_WITHIN_S = 10.0
LOOK_EVERY_S = 0.3
START_WITHIN_S = 30.0
STALE_S = 12 * 3600
# What each worker does: a run may take hours, and nobody's message or complaint waits behind it.
WORKERS = ("short", "runs")


def serve(
    *,
    host: str = "127.0.0.1",
    port: int = 8000,
    var: Path = Path("var"),
    import_runs: Sequence[Path] = (),
    import_for: str = "",
    open_to_network: bool = False,
    sample: bool = False,
) -> int:
    """Serve until stopped by Ctrl-C or SIGTERM. Raises Misuse when the address cannot be had."""
    check_address(host, port, open_to_network=open_to_network)
    if open_to_network:
        os.environ["EVENHAND_ANALYSTS_ONLY"] = "1"
    set_up(var, host=host)
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    sweep(var / "incoming", now=time.time())
    if sample:
        call_command("fill_sample")
        import_for = import_for or _bureau()
    if import_runs:
        call_command("import_run", *map(str, import_runs), organisation=import_for, stdout=io.StringIO())
    return _Household(host=host, port=port).keep()


def _bureau() -> str:
    """The code of the sample city's organisation whose analyst made what is shown with it."""
    from evenhand_web.sample.organisations import WHOSE_RUNS

    return WHOSE_RUNS


def set_up(var: Path, *, host: str = "127.0.0.1") -> None:
    """Point this process and its children at `var` and make Django ready."""
    os.umask(0o077)
    os.environ["EVENHAND_VAR"] = str(var.absolute())
    os.environ["DJANGO_SETTINGS_MODULE"] = "evenhand_web.site.settings"
    # Where every address is listened on, a browser elsewhere calls this machine by its name.
    called = socket.gethostname() if is_everywhere(host) else _bracketed(host)
    os.environ["EVENHAND_HOSTS"] = f"{os.environ.get('EVENHAND_HOSTS', '')} {called}".strip()
    import django

    django.setup()


def check_address(host: str, port: int, *, open_to_network: bool) -> None:
    """Raise Misuse for an address other machines can reach, unless that was asked for, and for one that is taken."""
    if not is_loopback(host) and not open_to_network:
        raise Misuse(
            zh=f"{host} 能从其他机器访问，而网页本身不加密。请放在 TLS 代理后面；确实需要时请加 --open-to-network。",
            en=f"{host} can be reached from other machines, and pages are not encrypted by themselves. Put a "
            "proxy with TLS in front; if this is what you want, add --open-to-network.",
        )
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.socket(family) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind((host, port))
    except (OSError, OverflowError) as error:
        raise Misuse(
            zh=f"不能使用 {host}:{port}（{error}）。可能已有程序占用，请关掉它，或用 --port 换一个端口。",
            en=f"{host}:{port} cannot be used ({error}). Another program may have it: stop it, "
            "or choose another --port.",
        ) from error


def sweep(incoming: Path, *, now: float) -> None:
    """Remove what was being sent in when an earlier server was killed; nothing is hours under way."""
    for left in incoming.iterdir():
        if now - left.stat().st_mtime > STALE_S:
            shutil.rmtree(left) if left.is_dir() else left.unlink()


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach `host`."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def is_everywhere(host: str) -> bool:
    """Whether `host` stands for every address of this machine."""
    try:
        return ipaddress.ip_address(host).is_unspecified
    except ValueError:
        return False


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


class _Household:
    """The web server and two workers, one for runs: all up, or all down. A worker that dies is started again."""

    def __init__(self, *, host: str, port: int) -> None:
        self.host, self.port = host, port
        self.told_to_stop = False

    def keep(self) -> int:
        for sign in (signal.SIGINT, signal.SIGTERM):
            signal.signal(sign, self._stop)
        web = self._start("web", self.host, str(self.port))
        workers = {only: self._start("work", "--only", only) for only in WORKERS}
        try:
            self._announce(web)
            while not self.told_to_stop and web.poll() is None:
                for only, worker in workers.items():
                    if worker.poll() is not None:
                        workers[only] = self._start("work", "--only", only)
                time.sleep(LOOK_EVERY_S)
            return 0 if self.told_to_stop else 1
        finally:
            _end(web, *workers.values())

    def _start(self, *command: str) -> subprocess.Popen[bytes]:
        # A session of its own: Ctrl-C reaches only us, and we stop the others in order.
        # They are told who we are: one that asked only once it is up might take whoever adopted it for us.
        program = [sys.executable, "-m", "evenhand_web", *command, "--child-of", str(os.getpid())]
        return subprocess.Popen(program, start_new_session=True)  # noqa: S603 - our own command, no shell

    def _stop(self, _sign: int, _frame: FrameType | None) -> None:
        self.told_to_stop = True

    def _announce(self, web: subprocess.Popen[bytes]) -> None:
        """Say where the platform is once it answers."""
        until = time.monotonic() + START_WITHIN_S
        while not self.told_to_stop and web.poll() is None and time.monotonic() < until:
            if _answers(self.host, self.port):
                shown = socket.gethostname() if is_everywhere(self.host) else _bracketed(self.host)
                print(
                    f"秉衡 Evenhand  http://{shown}:{self.port}  (Ctrl-C 停止 / stops it)", file=sys.stderr, flush=True
                )
                return
            time.sleep(LOOK_EVERY_S)


def _answers(host: str, port: int) -> bool:
    try:
        socket.create_connection((host, port), timeout=1).close()
    except OSError:
        return False
    return True


def _end(*children: subprocess.Popen[bytes]) -> None:
    for child in children:
        child.terminate()
    for child in children:
        try:
            child.wait(STOP_WITHIN_S)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
