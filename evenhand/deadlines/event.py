"""What happens to a clock, each thing at its moment."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from evenhand.errors import Misuse

Kind = Literal["started", "paused", "resumed", "lengthened", "extended", "restarted", "met", "ended"]
KINDS: tuple[str, ...] = get_args(Kind)


@dataclass(frozen=True, kw_only=True)
class Event:
    """One thing that happened to a clock.

    `name` is the ground of a pause, or the longer case or extension that applies. `ended` stops the clock without an
    answer (withdrawn, passed to another), `met` with one. Raises `Misuse` for an unknown kind, a moment without offset.
    """

    kind: Kind
    at: datetime
    name: str = ""
    reason: str = ""
    approved_by: str = ""

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise Misuse(
                zh=f"没有 {self.kind} 这种事件，可用：{'、'.join(KINDS)}",
                en=f"there is no event {self.kind}; use one of {', '.join(KINDS)}",
            )
        if self.at.utcoffset() is None:
            raise Misuse(
                zh=f"{self.kind} 的时间 {self.at} 没有时区，请写成 2026-11-23T10:00:00+08:00 的样子",
                en=f"the time of {self.kind}, {self.at}, has no offset; write it like 2026-11-23T10:00:00+08:00",
            )
