"""`work`: do the chores, one after another, until told to stop."""

import logging
import os
import signal
import threading
import time
from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.core.management.base import BaseCommand
from django.db import close_old_connections
from django.utils import timezone

from evenhand_web.complaints import chores as complaints
from evenhand_web.complaints import shelf
from evenhand_web.journal import chores as journal
from evenhand_web.people import chores as people
from evenhand_web.portal import chores as portal
from evenhand_web.runs import chores as runs

Chore = Callable[..., bool]
# Everything that falls due is in this list; each does at most one piece of work and says whether it did.
SHORT: tuple[Chore, ...] = (
    journal.seal_next,
    journal.stamp_next,
    portal.tell_next,
    portal.forget_drafts,
    people.forget_sessions,
    complaints.file_next_portion,
    complaints.put_away_next,
    complaints.compare_next,
    complaints.end_next_window,
    complaints.erase_next,
)
# A run may take hours: where there is one worker it comes last, and `serve` starts a worker for runs alone, so that no
# message and no complaint waits behind one.
LONG: tuple[Chore, ...] = (runs.carry_out_next,)
KINDS = {"all": SHORT + LONG, "short": SHORT, "runs": LONG}
REST_S = 1.0
# Where a chore's files cannot be reached, it is left alone for so long, and the others go on.
AFTER_A_FAULT_S = 60.0
log = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Do the chores (see --list) until stopped."
    # `migrate`, which comes before, has checked everything.
    requires_system_checks: tuple[str, ...] = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--list", action="store_true", dest="listed", help="name the chores and stop")
        parser.add_argument("--only", choices=tuple(KINDS), default="all", help="runs alone, or all that is short")
        parser.add_argument("--once", action="store_true", help="do what is waiting now, then stop")
        parser.add_argument("--child-of", type=int, help="stop when this process, which started it, is gone")

    def handle(self, *args: Any, only: str, once: bool, listed: bool, child_of: int | None, **options: Any) -> None:
        chores = KINDS[only]
        if listed:
            for chore in chores:
                self.stdout.write(f"{chore.__module__.split('.')[1]}.{chore.__name__}\t{(chore.__doc__ or '').strip()}")
            return
        stop = threading.Event()
        for sign in (signal.SIGTERM, signal.SIGINT):
            signal.signal(sign, lambda *_: stop.set())
        worker, rests = uuid4().hex, dict[Chore, float]()
        while not stop.is_set():
            close_old_connections()
            worked = [did(chore, worker=worker, stop=stop, rests=rests) for chore in chores]
            if any(worked):
                continue
            if once or (child_of is not None and os.getppid() != child_of):
                return
            stop.wait(REST_S)


def did(chore: Chore, *, worker: str, stop: threading.Event, rests: dict[Chore, float]) -> bool:
    """Whether a chore did something; one whose files are out of reach rests, and takes no other down with it."""
    if rests.get(chore, 0.0) > time.monotonic():
        return False
    try:
        return chore(worker=worker, clock=timezone.now, stopping=stop.is_set)
    except shelf.faults() as fault:
        log.warning("%s cannot reach its files: %s", chore.__name__, type(fault).__name__)
        rests[chore] = time.monotonic() + AFTER_A_FAULT_S
        return False
