"""One half of a theme must say what tells of the other half: an event does, what chance brought together does not."""

import numpy as np
import pytest
from complaint_scenes import BANKS, Scene
from ring_detection import Detect
from test_waves import UPGRADE, voices

from evenhand.rings.v2 import themes
from evenhand.rings.v2.crossing import _sides
from evenhand.rings.v2.searching import ENOUGH, Field, Theme, cell_of, evidence_of, search


@pytest.mark.parametrize(
    ("way", "second"),
    [(0, [0, 1, 0, 1, 0, 1]), (1, [0, 0, 1, 1, 0, 0]), (2, [0, 0, 0, 0, 1, 1])],
)
def test_homes_change_sides_as_they_come_and_a_home_is_on_one_side(way: int, second: list[int]) -> None:
    came = np.array([3, 5, 3, 0, 1, 5, 2, 4])  # homes 3, 5, 0, 1, 2, 4, two of them twice
    sides = _sides(came, 6, way)
    assert sides[[3, 5, 0, 1, 2, 4]].tolist() == [bool(one) for one in second]


def _searched(scene: Scene, detected: Detect, monkeypatch: pytest.MonkeyPatch) -> tuple[list[Theme], Field]:
    """What is found in the whole field of a scene, before it is asked what is likely."""
    seen: list[tuple[list[Theme], Field]] = []

    def noted(cells: list[np.ndarray], field: Field) -> tuple[list[Theme], int]:
        found, tried = search(cells, field)
        seen.append((found, field))
        return found, tried

    monkeypatch.setattr(themes, "search", noted)
    detected(scene.rows)
    return seen[0]


def test_an_event_is_as_sure_by_halves_and_what_chance_brought_together_is_not(
    scene: Scene, detected: Detect, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Standing stories all year, and an event in thirty voices' own words at another institution."""
    stock = [scene.letter(20) for _ in range(60)]
    for _ in range(2500):
        scene.add(narrative="。".join(scene.chance.sample(stock, 3)), product="保险", institution=BANKS[0])
    since = len(scene.rows)
    voices(scene, UPGRADE, 30, low=100, high=125)
    events = scene.ids(since)
    found, field = _searched(scene, detected, monkeypatch)
    ids = field.docket.texts("complaint_id").to_pylist()
    true = [one for one in found if {ids[row] for row in one.rows} <= events]
    chance = [one for one in found if not {ids[row] for row in one.rows} & events]
    assert max(one.evidence / one.grown for one in true) > 0.8
    assert not chance or np.median([one.evidence / one.grown for one in chance]) < 0.8
    house = field.docket.house == field.docket.house[next(r for r, one in enumerate(ids) if one not in events)]
    lot = np.random.default_rng(1)
    some = np.sort(lot.choice(np.flatnonzero(house & (field.day < 40)), 60, replace=False))
    assert evidence_of(some, cell_of(np.flatnonzero(house), field), field) == 0.0
    assert max(one.evidence for one in true) > 3 * ENOUGH
