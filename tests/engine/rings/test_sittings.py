"""When and with whom: sittings and bursts, parts of one ring, namesakes, a voice that is heard again."""

from datetime import timedelta
from typing import Any

import pytest
from complaint_scenes import BANKS, START, Scene
from ring_detection import Detect, accused, members

PHONE, ACCOUNT = "13900001234", "9911222233334444"
AT_ONE = {"institution": BANKS[0], "product": "保险", "demand": "退保"}


def led_at_one_house(scene: Scene, days: tuple[int, ...], **shared: Any) -> set[str]:
    """Twelve people with one letter at one institution, who come on `days` in turn."""
    letter, since = scene.letter(), len(scene.rows)
    for place in range(12):
        day = days[place % len(days)]
        scene.add(narrative=scene.copy(letter), received_at=scene.day(day, day), **AT_ONE, **shared)
    return scene.ids(since)


@pytest.mark.parametrize(("days", "found"), [((60, 75), True), ((60,), False), (tuple(range(60, 72)), False)])
def test_one_purse_at_one_institution_tells_only_at_several_sittings(
    scene: Scene, detected: Detect, days: tuple[int, ...], found: bool
) -> None:
    led = led_at_one_house(scene, days, payee=ACCOUNT)
    assert accused(detected(scene.rows)) == (led if found else set())


def test_victims_of_one_account_whose_burst_dies_away_are_no_ring(scene: Scene, detected: Detect) -> None:
    letter = scene.letter()
    for place in range(60):
        day = 50 + min(40, int(scene.chance.expovariate(1 / 8)))
        words = {"narrative": scene.copy(letter)} if place % 3 else {}
        scene.add(payee=ACCOUNT, received_at=scene.day(day, day), **AT_ONE, **words)
    assert accused(detected(scene.rows)) == set()


def test_who_comes_at_a_sitting_in_a_members_words_is_of_the_ring(scene: Scene, detected: Detect) -> None:
    scene.crowd(600)
    letters, since = [scene.letter() for _ in range(7)], len(scene.rows)
    for place in range(14):
        scene.add(narrative=scene.copy(letters[place % 7], 2), agent_phone=PHONE, payee=ACCOUNT,
                  received_at=scene.day(*((60, 60) if place % 2 else (71, 71))), **AT_ONE)  # fmt: skip
    scene.add(narrative=scene.copy(letters[0], 2), received_at=scene.day(71, 71), **AT_ONE)
    led = scene.ids(since)
    scene.add(narrative=scene.copy(letters[1], 2), received_at=scene.day(180, 180), **AT_ONE)
    scene.add(narrative=scene.copy(letters[2], 2), received_at=scene.day(71, 71), agent="某某律师事务所",
              authorised_agent=True, **AT_ONE)  # fmt: skip
    scene.add(received_at=scene.day(71, 71), **AT_ONE)
    assert accused(detected(scene.rows)) == led


@pytest.mark.parametrize(("second", "rings"), [((60, 71), 1), ((160, 171), 2)])
def test_parts_that_send_one_letter_are_one_ring_where_they_come_in_step(
    scene: Scene, detected: Detect, second: tuple[int, int], rings: int
) -> None:
    scene.crowd(600)
    letter, since = scene.letter(), len(scene.rows)
    for part, days in enumerate(((60, 71), second)):
        for place in range(8):
            day = days[place % 2]
            scene.add(narrative=scene.copy(letter), bank_account=f"99112222333344{part:02d}", product="保险",
                      demand="退保", institution=BANKS[place % 3], received_at=scene.day(day, day))  # fmt: skip
    found = members(detected(scene.rows), "organised")
    assert len(found) == rings
    assert set().union(*found) == scene.ids(since)


def test_two_agents_of_one_name_have_two_rings(scene: Scene, detected: Detect) -> None:
    scene.crowd(600)
    parts = []
    for part, days in enumerate(((60, 70), (200, 210))):
        since, letter = len(scene.rows), scene.letter()
        for place in range(10):
            number = {"agent_phone": f"1390000777{part}"} if place < 8 else {}
            scene.add(narrative=scene.copy(letter), agent="王二麻", product=("保险", "房贷")[part],
                      institution=BANKS[place % 4], received_at=scene.day(*days), **number)  # fmt: skip
        parts.append(scene.ids(since))
    found = members(detected(scene.rows), "organised")
    assert sorted(map(sorted, found)) == sorted(map(sorted, parts))


def test_two_agents_of_one_name_in_the_same_weeks_have_two_rings_though_a_stranger_knows_both(
    scene: Scene, detected: Detect
) -> None:
    scene.crowd(600)
    parts = []
    for part in range(2):
        since, letter = len(scene.rows), scene.letter()
        for place in range(10):
            scene.add(narrative=scene.copy(letter), agent="王二麻", product=("保险", "房贷")[part],
                      institution=BANKS[4 * part + place % 4], received_at=scene.day(60, 70),
                      agent_phone=f"1390000777{part}" if place < 8 else None)  # fmt: skip
        parts.append(scene.ids(since))
    scene.add(phone="13900007770", agent_phone="13900007771")
    found = members(detected(scene.rows), "organised")
    assert sorted(map(sorted, found)) == sorted(map(sorted, parts))


@pytest.mark.parametrize(("named", "found"), [(False, False), (True, True)])
def test_one_letter_sent_again_without_a_name_from_one_telephone_is_one_voice(
    scene: Scene, detected: Detect, named: bool, found: bool
) -> None:
    letter, since = scene.letter(), len(scene.rows)
    for place, bank in enumerate((*BANKS, *BANKS)):
        given = {} if named else {"complainant_id": None}
        scene.add(narrative=letter, phone=PHONE, institution=bank, received_at=START + timedelta(days=20 * place),
                  **dict.fromkeys(("address", "bank_account", "device", "email")), **given)  # fmt: skip
    assert accused(detected(scene.rows)) == (scene.ids(since) if found else set())


@pytest.mark.parametrize(("days", "product", "found"), [((60, 75), "保险", True), ((0, 300), None, False)])
def test_a_number_that_very_many_give_is_a_rings_only_where_they_come_with_one_thing(
    scene: Scene, detected: Detect, days: tuple[int, int], product: str | None, found: bool
) -> None:
    scene.crowd(600)
    letter, since = scene.letter(), len(scene.rows)
    for place in range(60):
        subject = {"product": product} if product else {}
        scene.add(narrative=scene.copy(letter), agent_phone=PHONE, institution=BANKS[place % 6],
                  received_at=scene.day(*days), **subject)  # fmt: skip
    assert accused(detected(scene.rows)) == (scene.ids(since) if found else set())
