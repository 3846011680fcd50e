"""What is told of a complaint and a ring that it would belong to."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Belonging:
    """A ring that a complaint would belong to, how strongly, as what, and why; whether it holds a thing of it."""

    ring: int
    ring_id: str
    kind: str
    strength: float
    standing: str
    reasons: tuple[str, ...]
    holds: bool = False
