"""Functions that numba compiles once a machine: no interpreter, no lock, kept beside the source for the next run.

One compiled function is built into those that call it, in whatever file they are, but numba looks at a function's own
file alone to tell whether what it kept still holds. So what is kept lies under a name made of all sources that may be
built in: after a change all of them are compiled anew, and an old one is never called.
"""

from collections.abc import Callable
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import ParamSpec, TypeVar, cast

from numba import config, njit

P = ParamSpec("P")
R = TypeVar("R")
FROZEN = Path(__file__).parent
MARK = b"@compiled"


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """Compile at the first call and keep the result; without the lock threads share the work."""
    place = Path(function.__code__.co_filename).parent
    # What is frozen is built of itself only; all else may be built of anything in this room.
    sources = FROZEN if place == FROZEN else FROZEN.parent
    usual = config.CACHE_DIR  # type: ignore[attr-defined]
    config.CACHE_DIR = str(place / "__pycache__" / f"compiled-{digest(sources)}")  # type: ignore[attr-defined]
    try:
        return cast(Callable[P, R], njit(cache=True, nogil=True)(function))
    finally:
        config.CACHE_DIR = usual  # type: ignore[attr-defined]


@cache
def digest(folder: Path) -> str:
    """Of all files in a folder that hold compiled functions."""
    sources = (file.read_bytes() for file in sorted(folder.rglob("*.py")))
    return sha256(b"".join(source for source in sources if MARK in source)).hexdigest()[:12]
