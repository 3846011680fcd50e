"""Who holds no handle of a ring and is of it by letter or day; and who only bought its letter, or is of a wave."""

from typing import Any

import pytest
from complaint_scenes import BANKS, Scene
from ring_detection import Detect, accused

PHONE, ACCOUNT = "13900001234", "9911222233334444"
ABOUT: dict[str, Any] = {"product": "保险", "demand": "退保"}


def led_across(scene: Scene, letter: str, people: int = 12) -> set[str]:
    """People of one agent with one letter, at four institutions in three weeks."""
    since = len(scene.rows)
    for place in range(people):
        scene.add(narrative=scene.copy(letter), agent_phone=PHONE, payee=ACCOUNT, institution=BANKS[place % 4],
                  received_at=scene.day(60, 80), **ABOUT)  # fmt: skip
    return scene.ids(since)


@pytest.mark.parametrize("elsewhere", [True, False])
def test_a_letter_that_goes_round_elsewhere_joins_nobody_and_a_rings_own_does(
    scene: Scene, detected: Detect, elsewhere: bool
) -> None:
    scene.crowd(600)
    letter = scene.letter()
    version = scene.letter(40) + letter[40:]  # another who sells it begins it in other words
    led = led_across(scene, letter)
    mate = scene.add(narrative=scene.copy(letter), institution=BANKS[0], received_at=scene.day(70, 70), **ABOUT)
    buyer = scene.add(narrative=scene.copy(version, 0), institution=BANKS[1], received_at=scene.day(70, 70), **ABOUT)
    for place in range(2 if elsewhere else 0):
        scene.add(narrative=scene.copy(version, 0), institution=BANKS[5 + place % 3],
                  received_at=scene.day(200, 290), **ABOUT)  # fmt: skip
    found = accused(detected(scene.rows))
    assert led | {mate["complaint_id"]} <= found
    assert (buyer["complaint_id"] in found) is not elsewhere


@pytest.mark.parametrize("whole", [True, False])
def test_at_a_sitting_in_a_busy_season_a_members_whole_letter_joins_and_half_of_it_does_not(
    scene: Scene, detected: Detect, whole: bool
) -> None:
    at_one = ABOUT | {"institution": BANKS[0]}
    for place in range(280):
        where = at_one if place % 7 < 5 else ABOUT | {"institution": BANKS[1 + place % 5]}
        scene.add(received_at=scene.day(39, 92), **where)
    letters, since = [scene.letter() for _ in range(7)], len(scene.rows)
    for place in range(14):
        scene.add(narrative=scene.copy(letters[place % 7], 2), agent_phone=PHONE, payee=ACCOUNT,
                  received_at=scene.day(*((60, 60) if place % 2 else (71, 71))), **at_one)  # fmt: skip
    led = scene.ids(since)
    text = letters[0] if whole else letters[0][:85] + scene.letter(65)
    mate = scene.add(narrative=scene.copy(text, 0), received_at=scene.day(71, 71), **at_one)
    assert accused(detected(scene.rows)) == (led | {mate["complaint_id"]} if whole else led)


def test_a_ring_within_a_wave_is_joined_by_its_own_words_and_by_nobody_in_the_waves(
    scene: Scene, detected: Detect
) -> None:
    at_one = ABOUT | {"institution": BANKS[0]}
    scene.crowd(600)
    victims, letters = scene.letter(100), [scene.letter(125) for _ in range(7)]
    for _ in range(24):
        scene.add(narrative=scene.copy(victims, 0), received_at=scene.day(60, 75), **at_one)
    since = len(scene.rows)
    for place in range(16):
        given = {"agent": "王二麻", "agent_phone": PHONE, "payee": ACCOUNT} if place < 14 else {}
        day = (62, 71)[place % 2]
        text = victims + scene.copy(letters[place % 7], 0)
        scene.add(narrative=text, received_at=scene.day(day, day), **given, **at_one)
    detection = detected(scene.rows)
    assert accused(detection) == scene.ids(since)
    assert "shared_cause" in detection.rings["kind"].to_pylist()


@pytest.mark.parametrize("neighbours", [0, 12])
def test_at_one_institution_who_sends_the_letter_between_a_rings_days_keeps_all_by_letter_out(
    scene: Scene, detected: Detect, neighbours: int
) -> None:
    at_one = ABOUT | {"institution": BANKS[0]}
    scene.crowd(600)
    letter, since = scene.letter(), len(scene.rows)
    for place in range(16):
        day = (62, 70, 78)[place % 3]
        scene.add(narrative=scene.copy(letter), agent_phone=PHONE, payee=ACCOUNT, received_at=scene.day(day, day),
                  **at_one)  # fmt: skip
    led, since = scene.ids(since), len(scene.rows)
    for day in (62, 70):
        scene.add(narrative=scene.copy(letter), received_at=scene.day(day, day), **at_one)
    mates = scene.ids(since)
    for day in range(60, 60 + 2 * neighbours, 2):  # harmed too, who took up the letter and came when they chose
        scene.add(narrative=scene.copy(letter), received_at=scene.day(day, day), **at_one)
    assert accused(detected(scene.rows)) == (led if neighbours else led | mates)
