"""What a ring deals out to its people: numbers at one institution, accounts behind one agent's number."""

import pytest
from complaint_scenes import BANKS, Scene, ring
from ring_detection import Detect, accused, members

AGENT = "13900001234"


def at_one_house(scene: Scene, *, numbers: int, machine: bool) -> set[str]:
    """Twenty people, one letter, one institution, ten days; each of the `numbers` goes round among them."""
    letter, since = scene.letter(), len(scene.rows)
    for place in range(20):
        given = {"phone": f"139000011{place % numbers:02d}"} if numbers else {}
        scene.add(narrative=scene.copy(letter), institution=BANKS[0], product="信用卡", received_at=scene.day(100, 110),
                  **given, **({"device": "dev-of-all"} if machine else {}))  # fmt: skip
    return scene.ids(since)


@pytest.mark.parametrize(("numbers", "machine", "found"), [(5, True, True), (0, True, False), (1, False, False)])
def test_numbers_dealt_out_at_one_institution_are_no_waves(
    scene: Scene, detected: Detect, numbers: int, machine: bool, found: bool
) -> None:
    led = at_one_house(scene, numbers=numbers, machine=machine)
    assert accused(detected(scene.rows, detector="v2")) == (led if found else set())


def test_accounts_behind_one_agents_number_are_one_ring_also_over_half_a_year(scene: Scene, detected: Detect) -> None:
    letter, since = scene.letter(), len(scene.rows)
    for place in range(24):
        scene.add(narrative=scene.copy(letter), institution=BANKS[1], product="保险", received_at=scene.day(30, 210),
                  payee=f"99112222333344{place % 3:02d}", agent_phone=AGENT if place % 4 else None)  # fmt: skip
    assert scene.ids(since) in members(detected(scene.rows, detector="v2"), "organised")


def test_a_number_that_people_of_two_rings_give_joins_them_not(scene: Scene, detected: Detect) -> None:
    matters = ({"product": "保险", "institution": BANKS[0]}, {"product": "信用卡", "institution": BANKS[3]})
    rings = [ring(scene, payee=f"9911222233334{n}44", agent_phone=f"1390000566{n}", **matters[n]) for n in range(2)]
    for led in rings:
        for row in [row for row in scene.rows if row["complaint_id"] in led][:4]:
            row["phone"] = "13900007777"
    found = members(detected(scene.rows, detector="v2"), "organised")
    assert sorted(map(sorted, found)) == sorted(map(sorted, rings))
