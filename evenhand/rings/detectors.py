"""The detectors there are. A new one is added beside the old ones, which never change again."""

from collections.abc import Callable
from typing import Protocol

import duckdb
import pyarrow as pa

from evenhand.errors import Misuse
from evenhand.rings.v1 import detector as v1
from evenhand.rings.v2 import detector as v2
from evenhand.tables.spark import check_spark
from evenhand.tables.spark_faults import check_master


class Found(Protocol):
    """What every detector returns: rings without `borne_out`, members, ties."""

    @property
    def rings(self) -> pa.Table:
        """One row a ring: the columns of `records.RINGS` but `borne_out`."""

    @property
    def members(self) -> pa.Table:
        """`records.MEMBERS`, in the order of the rings and of time."""

    @property
    def ties(self) -> pa.Table:
        """`records.TIES`."""


class Detector(Protocol):
    """Finds rings among the complaints of a relation that has the columns of the file interface."""

    def __call__(
        self, con: duckdb.DuckDBPyConnection, relation: str, *, tz: str, progress: Callable[[str, float], None]
    ) -> Found:
        """Run it."""


ENGINES = ("duckdb", "spark")
DETECTORS: dict[str, Detector] = {"v1": v1.find, "v2": v2.find}


def detector_named(name: str) -> Detector:
    """The detector of that name; raises `Misuse` where there is none."""
    if name not in DETECTORS:
        known = ", ".join(DETECTORS)
        raise Misuse(
            zh=f"没有名为 {name} 的识别器；可用的有：{known}。",
            en=f"There is no detector called {name}; there are: {known}.",
        )
    return DETECTORS[name]


def check_papers(detector: str) -> None:
    """Raises `Misuse` where the detector knows nothing of papers that were looked at."""
    if detector != "v2":
        raise Misuse(
            zh=f"识别器 {detector} 不看附件内容；请用 v2，或去掉 --attachments 与 --papers。",
            en=f"detector {detector} does not look at papers; use v2, or leave out --attachments and --papers.",
        )


def check_engine(engine: str, detector: str, master: str) -> None:
    """Raises `Misuse` for an unknown detector or engine, one that is not installed, and what the detector has not."""
    detector_named(detector)
    if engine not in ENGINES:
        raise Misuse(
            zh=f"引擎 {engine} 不可用，可用：{'、'.join(ENGINES)}",
            en=f"engine {engine} is not available; use {', '.join(ENGINES)}",
        )
    if engine == "spark":
        if detector != "v2":
            raise Misuse(
                zh=f"识别器 {detector} 只能用引擎 duckdb；引擎 spark 请用 v2。",
                en=f"detector {detector} runs on duckdb only; on spark use v2.",
            )
        check_spark()
        check_master(master)
