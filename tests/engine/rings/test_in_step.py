"""Parts of handles that one person leads to: joined where people file in step with the others, and only there."""

import numpy as np

from evenhand.rings.v2.grouping import _in_step
from evenhand.rings.v2.profile import Profile

HOTLINE = np.arange(0, 300, 3)  # a hundred who come all year with all things
RING = np.arange(150, 156)  # who come on two days with one


def profile() -> Profile:
    """Three hundred complaints, one a day but for the ring's, on thirty subjects in turn."""
    day, subject = np.arange(300), np.arange(300) % 30
    day[RING], subject[RING] = 150 + np.arange(6) % 2, 0
    nothing = np.full(300, -1)
    usual = {f"usual_{name}": np.full(300, 0.03) for name in ("step", "house", "subject", "product", "demand")}
    return Profile(day=day, house=nothing, subject=subject, product=subject, demand=nothing,
                   usual_season=np.full(300, 0.14), usual_house_of_product=np.full(300, 0.03), **usual)  # fmt: skip


def test_two_who_are_in_both_lead_to_a_ring_and_not_to_a_hotline() -> None:
    held = profile()
    assert _in_step(RING[:2], RING, held)
    assert not _in_step(HOTLINE[50:52], HOTLINE, held)
    assert not _in_step(RING[[0, 3]], np.union1d(HOTLINE, RING[[0, 3]]), held)
