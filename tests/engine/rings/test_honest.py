"""What honest life looks like and must never be accused: families, lawful agents, one person, hubs, waves, forms."""

from collections.abc import Callable
from typing import Any

import pytest
from complaint_scenes import BANKS, START, Scene
from ring_detection import Detect, accused, members

HOME = ("phone", "address", "bank_account", "device", "ip")


def family(scene: Scene) -> None:
    new = scene.handles()
    home = {name: new[name] for name in HOME}
    letter = scene.letter()
    for _ in range(6):
        scene.add(narrative=scene.copy(letter), attachments=[new["paper"]], **home)


def kin_living_apart(scene: Scene) -> None:
    new = scene.handles()
    letter = scene.letter()
    for _ in range(6):
        scene.add(narrative=scene.copy(letter), payee=new["bank_account"])


def many_families_with_one_letter(scene: Scene) -> None:
    letter = scene.letter()
    for number in range(20):
        for _ in range(4):
            scene.add(narrative=scene.copy(letter), phone=f"139000055{number:02d}", address=f"某某巷{number}号甲室")


def clients_of_a_lawful_agent(scene: Scene) -> None:
    new = scene.handles()
    letter = scene.letter()
    for number in range(30):
        own = {"phone": new["phone"]} if number % 2 else {}
        signed = {"agent": "某某律师事务所", "agent_phone": new["phone"], "authorised_agent": True}
        scene.add(narrative=scene.copy(letter), **signed, **own)


def clients_who_give_their_lawful_agents_number_as_theirs(scene: Scene) -> None:
    new = scene.handles()
    letter = scene.letter()
    scene.add(agent="某某律师事务所", agent_phone=new["phone"], authorised_agent=True)
    for _ in range(12):
        scene.add(narrative=scene.copy(letter), agent="某某律师事务所", phone=new["phone"], authorised_agent=True)


def one_person_who_writes_to_everybody(scene: Scene) -> None:
    new = scene.handles()
    home = {name: new[name] for name in HOME}
    letter = scene.letter()
    for bank in BANKS:
        scene.add(narrative=letter, complainant_id="P-one", institution=bank, payee=new["bank_account"], **home)


def one_person_without_an_id(scene: Scene) -> None:
    new = scene.handles()
    home = {name: new[name] for name in HOME}
    letter = scene.letter()
    for bank in BANKS:
        scene.add(
            narrative=letter,
            complainant_id=None,
            institution=bank,
            received_at=START,
            payee=new["bank_account"],
            **home,
        )


def a_law_clinic(scene: Scene) -> None:
    new = scene.handles()
    for _ in range(40):
        there = {name: new[name] for name in ("address", "ip", "device")}
        scene.add(agent="某某法律援助站", agent_phone=new["phone"], attachments=[new["paper"]], **there)


def a_hotline_written_down_as_ones_own(scene: Scene) -> None:
    letter = scene.letter()
    for _ in range(120):
        scene.add(phone="12378000", narrative=scene.copy(letter))


def a_branch_of_one_institution(scene: Scene) -> None:
    new = scene.handles()
    for _ in range(25):
        scene.add(phone=new["phone"], institution="甬江银行", ip=new["ip"])


def a_firm_that_many_paid(scene: Scene) -> None:
    for _ in range(25):
        scene.add(payee="某某助贷服务公司")


def a_public_form(scene: Scene) -> None:
    new = scene.handles()
    for _ in range(20):
        scene.add(attachments=[new["paper"]])


def a_wave_that_copies_one_letter(scene: Scene) -> None:
    new = scene.handles()
    letter = scene.letter()
    for _ in range(40):
        scene.add(narrative=scene.copy(letter), institution="甬江银行", product="保险", received_at=scene.day(50, 60),
                  attachments=[new["paper"]], ip=new["ip"], address=new["address"])  # fmt: skip


def a_wave_round_one_machine(scene: Scene) -> None:
    new = scene.handles()
    letter = scene.letter()
    for _ in range(25):
        scene.add(narrative=scene.copy(letter), institution="甬江银行", product="保险", received_at=scene.day(50, 60),
                  device=new["device"], attachments=[new["paper"]])  # fmt: skip


def a_template_that_goes_round(scene: Scene) -> None:
    letter = scene.letter()
    for _ in range(40):
        scene.add(narrative=scene.copy(letter))


def words_that_name_nobody(scene: Scene) -> None:
    letter = scene.letter()
    for number in range(20):
        scene.add(narrative=scene.copy(letter), agent="本人" if number % 2 else "弟弟", payee="无", phone="000000",
                  agent_phone="不详", email="N/A", device="unknown", attachments=["IMG_0001.jpg"])  # fmt: skip


def masked_numbers(scene: Scene) -> None:
    letter = scene.letter()
    for _ in range(20):
        scene.add(narrative=scene.copy(letter), phone="138****5678", bank_account="6222********1234")


SCENES = (
    family, kin_living_apart, many_families_with_one_letter, clients_of_a_lawful_agent,
    clients_who_give_their_lawful_agents_number_as_theirs, one_person_who_writes_to_everybody,
    one_person_without_an_id, a_law_clinic, a_hotline_written_down_as_ones_own, a_branch_of_one_institution,
    a_firm_that_many_paid, a_public_form, a_wave_that_copies_one_letter, a_wave_round_one_machine,
    a_template_that_goes_round, words_that_name_nobody, masked_numbers,
)  # fmt: skip


@pytest.mark.parametrize("play", SCENES, ids=lambda play: play.__name__.replace("_", " "))
def test_nobody_is_accused(scene: Scene, detected: Detect, play: Callable[[Scene], Any]) -> None:
    play(scene)
    assert accused(detected(scene.rows)) == set()


def test_all_of_them_at_once(scene: Scene, detected: Detect) -> None:
    for play in SCENES:
        play(scene)
    assert accused(detected(scene.rows)) == set()


def test_a_template_and_nothing_else_is_same_wording(scene: Scene, detected: Detect) -> None:
    since = len(scene.rows)
    a_template_that_goes_round(scene)
    assert members(detected(scene.rows), "same_wording") == [scene.ids(since)]


def test_a_copied_letter_of_one_cause_is_a_wave(scene: Scene, detected: Detect) -> None:
    since = len(scene.rows)
    a_wave_that_copies_one_letter(scene)
    detection = detected(scene.rows)
    assert members(detection, "shared_cause") == [scene.ids(since)]
    (row,) = detection.rings.to_pylist()
    assert row["score"] is None
    assert "甬江银行" in row["sentence_zh"]
    assert "no suspicion" in row["counter"][0]


def test_a_wave_in_everybodys_own_words_is_found(scene: Scene, detected: Detect) -> None:
    since, theme = len(scene.rows), scene.letter(14)
    for _ in range(30):
        own = scene.letter(60) + theme + scene.letter(60)
        scene.add(narrative=own, institution="甬江银行", product="保险", received_at=scene.day(50, 58))
    (found,) = members(detected(scene.rows), "shared_cause")
    assert scene.ids(since) <= found


def test_an_agent_who_harvests_a_wave_is_found_inside_it(scene: Scene, detected: Detect) -> None:
    letter, since, new = scene.letter(), len(scene.rows), scene.handles()
    agent = {"agent_phone": new["phone"], "payee": new["bank_account"]}
    wave = {"institution": "甬江银行", "product": "保险"}
    for _ in range(40):
        scene.add(narrative=scene.copy(letter), received_at=scene.day(50, 60), **wave)
    harvested = len(scene.rows)
    for _ in range(12):
        scene.add(narrative=scene.copy(letter), received_at=scene.day(52, 62), **agent, **wave)
    detection = detected(scene.rows)
    assert accused(detection) == scene.ids(harvested)
    assert members(detection, "shared_cause") == [scene.ids(since)]


def test_a_letter_that_is_sold_to_many_brings_nobody_into_a_ring(scene: Scene, detected: Detect) -> None:
    """Who bought the letter that a ring sends too, at one of its institutions in its days, is nobody's member."""
    scene.crowd(600)
    letter, since = scene.letter(), len(scene.rows)
    for place in range(30):
        scene.add(
            narrative=scene.copy(letter), institution=BANKS[place % 4], product="保险", agent_phone="13900001234",
            payee="某某咨询部", received_at=scene.day(100, 120),
        )  # fmt: skip
    ring = scene.ids(since)
    for place in range(16):
        scene.add(narrative=scene.copy(letter), institution=BANKS[place % 8], product="保险")
    for place in range(2):
        moment = scene.day(100, 120)
        scene.add(narrative=scene.copy(letter), institution=BANKS[place], product="保险", received_at=moment)
    assert accused(detected(scene.rows)) == ring


def test_three_people_at_least(scene: Scene, detected: Detect) -> None:
    letter = scene.letter()
    for number in range(4):
        scene.add(
            narrative=scene.copy(letter),
            complainant_id=f"P-{number % 2}",
            agent_phone="13900001234",
            payee="9911222233334444",
        )
    assert detected(scene.rows).rings.num_rows == 0
