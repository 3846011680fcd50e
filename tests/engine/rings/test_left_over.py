"""Letters of a long chain: what six families leave over is still one letter where it is one."""

from typing import Any

import pytest
from complaint_scenes import BANKS, Scene
from ring_detection import Detect, accused

LONG, STEP, LINKS = 160, 40, 30  # signs of a letter, how far the next one of the chain is on, letters in the chain


@pytest.mark.parametrize(("shared", "found"), [({"agent_phone": "13900001234"}, True), ({}, False)])
def test_copies_at_the_end_of_a_chain_of_letters_are_one_letter(
    scene: Scene, detected: Detect, shared: dict[str, Any], found: bool
) -> None:
    text = scene.letter(STEP * LINKS + LONG)
    for link in range(LINKS):
        for _ in range(2):
            scene.add(narrative=text[link * STEP :][:LONG], received_at=scene.day(link, link))
    since = len(scene.rows)
    for place in range(12):
        scene.add(narrative=text[LINKS * STEP :], institution=BANKS[place % 4], product="保险", demand="退保",
                  received_at=scene.day(200, 210), **shared)  # fmt: skip
    assert accused(detected(scene.rows)) == (scene.ids(since) if found else set())
