"""The engine as a child process: the command for a run, its time limit, and what it said when it refused."""

import os
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from django.conf import settings

from evenhand_web.runs.models import AUDIT, Run, Upload
from evenhand_web.runs.outputs import LOG

LOOK_EVERY_S = 0.2
BEAT_EVERY_S = 2.0
GRACE_S = 5.0
SENTENCE_LENGTH = 600
# In characters; three bytes each for Chinese, and a file system takes 255.
NAME_LENGTH = 60
# Exit codes whose last words are sentences for a person: misuse and unreadable input.
SPOKEN = (2, 3)


@dataclass(frozen=True, kw_only=True)
class Ended:
    """How the engine's process came to its end."""

    why: str  # "exit", "time", "lost", "stopping"
    code: int = 0


def command_for(run: Run) -> list[str]:
    """The command line that does `run`, writing to its bench."""
    command = [*settings.EVENHAND_ENGINE, run.kind, str(named_input(run)), "--out", str(run.bench)]
    if run.kind == AUDIT:
        command += ["--pack", ",".join(run.packs)]
    if run.mandates:
        command += ["--mandates", str(run.mandates.path)]
    if run.mapping:
        command += ["--map", str(run.mapping.path)]
    if run.audit:
        command += ["--findings", str(run.audit.folder / "findings.parquet")]
    if run.options.get("format"):
        command += ["--format", str(run.options["format"])]
    if run.options.get("sheet"):
        command += ["--xlsx"]
    return [*command, "--lang", str(run.options.get("lang", "zh"))]


def named_input(run: Run) -> Path:
    """The upload under a name like the one it came with, so that report and refusal call it what its owner calls it.

    Only letters, digits and a few harmless marks are left of that name; the suffix is that of the content. It lies in
    a folder of its own, because a result with the same name would be written through the link over the upload.
    """
    stem = "".join(c for c in Path(run.file_name).stem if c.isalnum() or c in " _-（）")
    return run.bench / "input" / f"{stem.strip(' -')[:NAME_LENGTH] or run.kind}{_sent_in(run).suffix}"


def _sent_in(run: Run) -> Upload:
    if run.upload is None:
        raise ValueError("only a run that was brought in finished has no file of its own")
    return run.upload


def carry_out(run: Run, *, beat: Callable[[], bool], stopping: Callable[[], bool]) -> Ended:
    """Run the engine to its end, or kill it and its children when time, claim or worker run out."""
    run.bench.mkdir(parents=True, mode=0o700)
    named_input(run).parent.mkdir()
    named_input(run).symlink_to(_sent_in(run).path)
    with (run.bench / LOG).open("wb") as log:
        child = subprocess.Popen(  # noqa: S603 - our own command, no shell
            command_for(run),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=log,
            start_new_session=True,
            env=_surroundings(),
        )
        try:
            return _watch(child, beat=beat, stopping=stopping)
        finally:
            _kill_all(child)


def _watch(child: subprocess.Popen[bytes], *, beat: Callable[[], bool], stopping: Callable[[], bool]) -> Ended:
    began = beaten = time.monotonic()
    while (code := child.poll()) is None:
        now = time.monotonic()
        if stopping():
            return Ended(why="stopping")
        if now - began > settings.EVENHAND_TIME_LIMIT_S:
            return Ended(why="time")
        if now - beaten > BEAT_EVERY_S:
            beaten = now
            if not beat():
                return Ended(why="lost")
        time.sleep(LOOK_EVERY_S)
    return Ended(why="exit", code=code)


def _kill_all(child: subprocess.Popen[bytes]) -> None:
    """End the whole session, so that nothing the engine started outlives it."""
    for sign in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(child.pid, sign)
        except ProcessLookupError:
            break
        try:
            child.wait(GRACE_S)
        except subprocess.TimeoutExpired:
            continue
    child.wait()


def _surroundings() -> dict[str, str]:
    """The environment without the platform's own settings and secrets."""
    return {key: value for key, value in os.environ.items() if not key.startswith(("EVENHAND_", "DJANGO_"))}


def last_words(bench: Path) -> tuple[str, str]:
    """The Chinese and the English sentence with which the engine refused; empty when it ended without them."""
    with (bench / LOG).open("rb") as opened:
        lines = [line.strip()[:SENTENCE_LENGTH] for line in _tail(opened).splitlines() if line.strip()]
    zh, en = ["", "", *lines][-2:]
    return (zh, en) if any("\u4e00" <= c <= "\u9fff" for c in zh) else ("", "")


def _tail(opened: IO[bytes], length: int = 8000) -> str:
    opened.seek(0, os.SEEK_END)
    opened.seek(max(opened.tell() - length, 0))
    return opened.read().decode("utf-8", errors="replace")
