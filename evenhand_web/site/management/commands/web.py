"""`web`: answer requests with gunicorn, until told to stop or left alone."""

import os
import signal
import threading
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from gunicorn.app.base import BaseApplication

THREADS = 8


class Server(BaseApplication):  # type: ignore[misc]
    """gunicorn with one process of threads: SQLite has one writer, and a laptop has little memory."""

    def __init__(self, host: str, port: int) -> None:
        self.bind = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        super().__init__()

    def load_config(self) -> None:
        wanted = {
            "bind": self.bind,
            "worker_class": "gthread",
            "threads": THREADS,
            "loglevel": "warning",
            "timeout": 120,
            "graceful_timeout": 5,
            "control_socket_disable": True,
        }
        for name, value in wanted.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        from evenhand_web.site.wsgi import application

        return application


class Command(BaseCommand):
    help = "Answer web requests (started by `serve`)."
    # `migrate`, which comes before, has checked everything.
    requires_system_checks: tuple[str, ...] = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("host")
        parser.add_argument("port", type=int)
        parser.add_argument("--child-of", type=int, required=True, help="stop when this process is gone")

    def handle(self, *args: Any, host: str, port: int, child_of: int, **options: Any) -> None:
        threading.Thread(target=leave_with, args=(child_of,), daemon=True).start()
        Server(host, port).run()


def leave_with(parent: int) -> None:
    """End this process when the one that started it is gone."""
    while os.getppid() == parent:
        time.sleep(1)
    os.kill(os.getpid(), signal.SIGTERM)
