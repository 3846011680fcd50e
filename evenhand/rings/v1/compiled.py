"""Functions that numba compiles once a machine: no interpreter, no lock, kept beside the source for the next run."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar, cast

from numba import njit

P = ParamSpec("P")
R = TypeVar("R")


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """Compile at the first call and keep the result; without the lock threads share the work."""
    return cast(Callable[P, R], njit(cache=True, nogil=True)(function))
