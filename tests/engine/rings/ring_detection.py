"""How tests look at a detection."""

from collections.abc import Callable

from evenhand.rings.run import Detection

Detect = Callable[..., Detection]


def members(detection: Detection, kind: str, standing: str = "member") -> list[set[str]]:
    """The complaints of each ring of a kind that have a standing."""
    ids = [row["ring_id"] for row in detection.rings.to_pylist() if row["kind"] == kind]
    rows = detection.members.to_pylist()
    return [{r["complaint_id"] for r in rows if r["ring_id"] == one and r["standing"] == standing} for one in ids]


def accused(detection: Detection) -> set[str]:
    """Every complaint that is a member of an organised ring."""
    return set().union(*members(detection, "organised"))
