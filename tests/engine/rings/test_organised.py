"""What is organised: linked by more than wording, and by more than honest life explains."""

from typing import Any

import pytest
from complaint_scenes import BANKS, Scene, ring
from ring_detection import Detect, accused, members

PHONE, ACCOUNT, DEVICE = "13900001234", "9911222233334444", "dev-shared"
AT_ONE = {"institution": "甬江银行", "product": "信用卡"}


@pytest.mark.parametrize(
    ("shared", "letter"),
    [
        pytest.param({"agent_phone": PHONE}, True, id="a template and an unsigned agent's number"),
        pytest.param({"agent": "王二麻", "agent_phone": PHONE}, True, id="a template and an unsigned agent"),
        pytest.param({"phone": PHONE}, True, id="a template and one telephone for ten people"),
        pytest.param({"payee": ACCOUNT}, True, id="a template and one payee"),
        pytest.param({"device": DEVICE}, True, id="a template and one device"),
        pytest.param({"email": "help@example.org"}, True, id="a template and one letter box"),
        pytest.param({"agent_phone": PHONE, "payee": ACCOUNT}, False, id="own words, one agent and one payee"),
    ],
)
def test_two_kinds_of_evidence_make_a_ring(
    scene: Scene, detected: Detect, shared: dict[str, Any], letter: bool
) -> None:
    led = ring(scene, letter=letter, **shared)
    detection = detected(scene.rows)
    assert members(detection, "organised") == [led]
    (row,) = [r for r in detection.rings.to_pylist() if r["kind"] == "organised"]
    assert 0.5 <= row["score"] < 1
    assert (row["complaints"], row["complainants"], row["institutions"]) == (10, 10, 5)


def test_papers_dealt_out_in_turns_with_a_template_make_a_ring(scene: Scene, detected: Detect) -> None:
    since, template = len(scene.rows), scene.letter()
    papers = [scene.digest() for _ in range(3)]
    for place in range(15):
        own = [papers[place % 3], papers[(place + 1) % 3]]
        scene.add(narrative=scene.copy(template), institution=BANKS[place % 5], attachments=own)
    assert accused(detected(scene.rows)) == scene.ids(since)


def test_an_account_and_a_letter_box_make_a_ring_of_a_burst_at_one_institution(scene: Scene, detected: Detect) -> None:
    since, template = len(scene.rows), scene.letter()
    for place in range(24):
        box = {"email": "help@example.org"} if place < 5 else {}
        scene.add(narrative=scene.copy(template), payee=ACCOUNT, received_at=scene.day(50, 60), **AT_ONE, **box)
    assert len(accused(detected(scene.rows)) & scene.ids(since)) >= 19


def test_a_number_is_one_number_as_the_complainants_or_as_the_agents(scene: Scene, detected: Detect) -> None:
    template, since = scene.letter(), len(scene.rows)
    for place in range(10):
        column = "phone" if place % 2 else "agent_phone"
        scene.add(narrative=scene.copy(template), **{column: PHONE if place % 3 else "+86 139-0000-1234"})
    assert accused(detected(scene.rows)) <= scene.ids(since)
    assert len(accused(detected(scene.rows))) >= 9


def test_two_rings_with_their_own_hands_stay_two(scene: Scene, detected: Detect) -> None:
    one = ring(scene, agent_phone=PHONE, payee=ACCOUNT)
    two = ring(scene, agent_phone="13900005678", payee="9955666677778888")
    scene.add(agent_phone=PHONE, payee="9955666677778888")
    found = members(detected(scene.rows), "organised")
    assert len(found) == 2
    assert {frozenset(f & (one | two)) for f in found} == {frozenset(one), frozenset(two)}


def test_a_framed_person_is_no_member_on_that_alone(scene: Scene, detected: Detect) -> None:
    framed = scene.add(phone=PHONE)["complaint_id"]
    led = ring(scene, agent_phone=PHONE)
    assert accused(detected(scene.rows)) == led
    assert framed not in accused(detected(scene.rows))


def test_a_signed_power_clears_nobody_of_other_ties(scene: Scene, detected: Detect) -> None:
    led = ring(scene, agent="李某某", agent_phone=PHONE, payee=ACCOUNT, authorised_agent=True)
    assert accused(detected(scene.rows)) == led


def test_rotated_numbers_are_seen_through_by_what_they_have_in_common(scene: Scene, detected: Detect) -> None:
    since = len(scene.rows)
    for place in range(20):
        scene.add(phone=f"1390000111{place % 4}", payee=ACCOUNT)
    assert accused(detected(scene.rows)) == scene.ids(since)


def test_one_institution_needs_an_agent_or_a_purse(scene: Scene, detected: Detect) -> None:
    led = ring(scene, 14, institution="甬江银行", agent="王二麻", agent_phone=PHONE)
    detection = detected(scene.rows)
    assert accused(detection) == led
    (row,) = [r for r in detection.rings.to_pylist() if r["kind"] == "organised"]
    assert any("一家" in one or "同一机构" in one for one in row["counter"])


def test_a_ring_is_found_where_the_file_names_no_institution(scene: Scene, detected: Detect) -> None:
    led = ring(scene, agent_phone=PHONE)
    detection = detected([{**row, "institution": None, "product": None} for row in scene.rows])
    assert accused(detection) == led
    assert detection.rings["institutions"].to_pylist() == [0]


def of_three(scene: Scene, **shared: Any) -> set[str]:
    """Three people at three institutions with one letter, on one matter within a fortnight."""
    since, template = len(scene.rows), scene.letter()
    for bank in BANKS[:3]:
        own = {"institution": bank, "product": "保险", "received_at": scene.day(50, 60)}
        scene.add(**{"narrative": scene.copy(template), **own, **shared})
    return scene.ids(since)


@pytest.mark.parametrize(
    "shared",
    [
        pytest.param({"payee": ACCOUNT, "agent_phone": PHONE}, id="a purse and a number"),
        pytest.param({"agent": "王二麻", "agent_phone": PHONE, "payee": ACCOUNT}, id="an agent and a purse"),
    ],
)
def test_three_people_make_a_ring(scene: Scene, detected: Detect, shared: dict[str, Any]) -> None:
    led = of_three(scene, **shared)
    assert members(detected(scene.rows), "organised") == [led]


@pytest.mark.parametrize(
    "shared",
    [
        pytest.param({"phone": PHONE}, id="a relative's telephone"),
        pytest.param({"phone": PHONE, "email": "help@example.org"}, id="a relative's telephone and letter box"),
        pytest.param({"payee": ACCOUNT, "institution": "甬江银行"}, id="one who was paid, at one institution"),
    ],
)
def test_three_people_whom_honest_life_may_bring_together_are_no_ring(
    scene: Scene, detected: Detect, shared: dict[str, Any]
) -> None:
    of_three(scene, **shared)
    assert not accused(detected(scene.rows))
