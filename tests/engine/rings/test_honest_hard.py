"""Honest people who come close: a paper that goes with a letter, an office's line, one fraud, a bank of many names."""

from collections.abc import Callable
from typing import Any

import pytest
from complaint_scenes import BANKS, Scene
from ring_detection import Detect, accused, members

AT_ONE = {"institution": "甬江银行", "product": "保险"}


def an_advice_letter_with_its_form(scene: Scene) -> None:
    letter, form = scene.letter(), scene.digest()
    for _ in range(24):
        scene.add(narrative=scene.copy(letter), attachments=[form])


def an_advice_letter_with_a_form_and_one_more(scene: Scene) -> None:
    letter, forms = scene.letter(), [scene.digest(), scene.digest()]
    for number in range(24):
        scene.add(narrative=scene.copy(letter), attachments=forms[: 1 + number % 2])


def a_clinic_with_its_own_letter_and_landline(scene: Scene) -> None:
    letter = scene.letter()
    for _ in range(18):
        scene.add(narrative=scene.copy(letter), phone="0574-8700-1122")


def a_lawful_agents_letter_box_machine_and_papers(scene: Scene) -> None:
    letter, new = scene.letter(), scene.handles()
    office = {"email": "office@example.org", "device": new["device"], "attachments": [new["paper"]]}
    for _ in range(18):
        scene.add(narrative=scene.copy(letter), agent="某某律师事务所", authorised_agent=True, **office)


def a_wave_at_one_institution_of_many_names(scene: Scene) -> None:
    letter, paper = scene.letter(), scene.digest()
    for number in range(24):
        house = ("甬江银行", "甬江银行股份有限公司", "宁波甬江银行")[number % 3]
        scene.add(narrative=scene.copy(letter), institution=house, attachments=[paper], received_at=scene.day(50, 60))


def a_wave_that_names_no_institution(scene: Scene) -> None:
    letter, new = scene.letter(), scene.handles()
    shared = {"attachments": [new["paper"]], "device": new["device"], "ip": new["ip"], "address": new["address"]}
    for _ in range(18):
        scene.add(narrative=scene.copy(letter), institution=None, received_at=scene.day(50, 60), **shared)


def a_wave_that_types_at_one_machine_for_months(scene: Scene) -> None:
    letter, new = scene.letter(), scene.handles()
    for _ in range(20):
        scene.add(narrative=scene.copy(letter), device=new["device"], attachments=[new["paper"]], **AT_ONE)


def people_whom_one_firm_took_in(scene: Scene) -> None:
    letter = scene.letter()
    for _ in range(24):
        scene.add(
            narrative=scene.copy(letter), payee="某某职业培训学校有限公司", received_at=scene.day(50, 90), **AT_ONE
        )


def people_who_paid_into_one_frauds_account(scene: Scene) -> None:
    letter = scene.letter()
    for _ in range(24):
        scene.add(narrative=scene.copy(letter), payee="9911222233334444", received_at=scene.day(50, 62), **AT_ONE)


def villagers_with_one_helpers_telephone(scene: Scene) -> None:
    letter = scene.letter()
    for _ in range(16):
        scene.add(narrative=scene.copy(letter), phone="13900001234", received_at=scene.day(50, 110), **AT_ONE)


def workers_of_one_firm(scene: Scene) -> None:
    letter = scene.letter()
    for _ in range(18):
        scene.add(narrative=scene.copy(letter), phone="0574-8700-3344", address="某某电机厂", ip="203.0.9.9",
                  received_at=scene.day(50, 100), **AT_ONE)  # fmt: skip


def one_person_without_a_name_over_many_days(scene: Scene) -> None:
    letter, new = scene.letter(), scene.handles()
    own = {name: new[name] for name in ("phone", "bank_account", "address", "device")}
    for number, bank in enumerate(BANKS):
        scene.add(narrative=scene.copy(letter), complainant_id=None, institution=bank,
                  received_at=scene.day(60 + number, 60 + number), **own)  # fmt: skip


def families_that_meet_strangers_on_the_line(scene: Scene) -> None:
    for number in range(6):
        new = scene.handles()
        home = {name: new[name] for name in ("phone", "bank_account", "device")}
        letter, paper, line = scene.letter(), new["paper"], f"198.18.0.{number}"
        for member in range(6):
            here = {"ip": line} if member == 0 else {}
            scene.add(narrative=scene.copy(letter), attachments=[paper], **home, **here)
        for _ in range(2):
            scene.add(ip=line)


SCENES = (
    an_advice_letter_with_its_form, an_advice_letter_with_a_form_and_one_more,
    a_clinic_with_its_own_letter_and_landline, a_lawful_agents_letter_box_machine_and_papers,
    a_wave_at_one_institution_of_many_names, a_wave_that_names_no_institution,
    a_wave_that_types_at_one_machine_for_months, people_whom_one_firm_took_in,
    people_who_paid_into_one_frauds_account, villagers_with_one_helpers_telephone, workers_of_one_firm,
    one_person_without_a_name_over_many_days, families_that_meet_strangers_on_the_line,
)  # fmt: skip


@pytest.mark.parametrize("play", SCENES, ids=lambda play: play.__name__.replace("_", " "))
def test_nobody_is_accused(scene: Scene, detected: Detect, play: Callable[[Scene], Any]) -> None:
    play(scene)
    assert accused(detected(scene.rows)) == set()


def test_all_of_them_at_once(scene: Scene, detected: Detect) -> None:
    for play in SCENES:
        play(scene)
    assert accused(detected(scene.rows)) == set()


def test_names_of_one_institution_are_one_wave(scene: Scene, detected: Detect) -> None:
    since = len(scene.rows)
    a_wave_at_one_institution_of_many_names(scene)
    assert members(detected(scene.rows), "shared_cause") == [scene.ids(since)]


@pytest.mark.parametrize(
    "houses", [("第一银行总部", "第十一银行总部"), ("江城银行一", "江城银行一二"), ("bank 1", "bank 12")]
)
def test_names_that_only_look_alike_stay_two(scene: Scene, detected: Detect, houses: tuple[str, str]) -> None:
    letter, paper = scene.letter(), ["sha256:" + f"{n:064x}" for n in range(3)]
    since = len(scene.rows)
    for number in range(16):
        shared = {"attachments": [paper[number % 3], paper[(number + 1) % 3]]}
        scene.add(narrative=scene.copy(letter), institution=houses[number % 2], **shared)
    assert accused(detected(scene.rows)) == scene.ids(since)


def test_a_part_of_a_letter_that_goes_round_several_institutions_is_no_wave(scene: Scene, detected: Detect) -> None:
    letter, since = scene.letter(), len(scene.rows)
    for number in range(11):
        low = 50 if number < 5 else 0
        at = BANKS[0] if number < 5 else BANKS[1 + number % 2]
        scene.add(narrative=scene.copy(letter), institution=at, received_at=scene.day(low, low + 30 if low else 240))
    detection = detected(scene.rows)
    assert members(detection, "same_wording") == [scene.ids(since)]
    assert members(detection, "shared_cause") == []


def test_where_a_lawful_agents_clients_money_goes_still_counts(scene: Scene, detected: Detect) -> None:
    letter, since = scene.letter(), len(scene.rows)
    for _ in range(12):
        signed = {"agent": "某某咨询", "agent_phone": "13900001234", "authorised_agent": True}
        scene.add(narrative=scene.copy(letter), payee="9911222233334444", **signed)
    assert accused(detected(scene.rows)) == scene.ids(since)


def test_what_a_lawful_agents_office_leaves_is_still_a_tie_that_is_shown(scene: Scene, detected: Detect) -> None:
    a_lawful_agents_letter_box_machine_and_papers(scene)
    ties = detected(scene.rows).summary["ties"]
    assert {"shared_email", "shared_device", "shared_attachment"} <= set(ties)
    assert "shared_agent" not in ties


def test_what_honest_people_share_is_said_with_what_explains_it(scene: Scene, detected: Detect) -> None:
    an_advice_letter_with_its_form(scene)
    (row,) = detected(scene.rows).rings.to_pylist()
    assert row["kind"] == "same_wording"
    assert "24 complaints by 24 people share the enclosed file" in row["reasons"][1]
    assert "a public template and its enclosure may explain" in row["counter"][0]
