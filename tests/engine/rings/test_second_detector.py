"""Detector v2: what v1 loses and it finds, whom it still never accuses, and that one tie glues nothing."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import test_honest
import test_honest_hard
from complaint_scenes import BANKS, Scene, ring
from ring_detection import Detect, accused, members

from evenhand.rings.run import detect
from evenhand.rings.v2.blocks import block_of_edges
from evenhand.rings.v2.ties.drawn import TIES

PHONE, ACCOUNT = "13900001234", "9911222233334444"
HONEST = (*test_honest.SCENES, *test_honest_hard.SCENES)
MAPPING = """\
columns:
  complaint_id: 留言编号
  complainant_id: 留言用户
  received_at: 留言时间
  narrative: 留言详情
"""


@pytest.mark.parametrize("play", HONEST, ids=lambda play: play.__name__.replace("_", " "))
def test_nobody_honest_is_accused(scene: Scene, detected: Detect, play: Callable[[Scene], Any]) -> None:
    play(scene)
    assert accused(detected(scene.rows, detector="v2")) == set()


def test_all_honest_people_at_once(scene: Scene, detected: Detect) -> None:
    for play in HONEST:
        play(scene)
    assert accused(detected(scene.rows, detector="v2")) == set()


def test_own_words_and_rotating_numbers_and_payees_are_seen_through(scene: Scene, detected: Detect) -> None:
    since = len(scene.rows)
    for place in range(20):
        scene.add(phone=f"139000011{place % 5:02d}", payee=f"99112222333344{place // 4:02d}", product="保险",
                  institution=BANKS[place % 4], received_at=scene.day(60, 75))  # fmt: skip
    led = scene.ids(since)
    assert accused(detected(scene.rows, detector="v1")) == set()
    assert accused(detected(scene.rows, detector="v2")) == led


@pytest.mark.parametrize(("low", "high", "found"), [(60, 90, True), (0, 300, False)])
def test_one_paper_at_many_houses_tells_only_in_one_season(
    scene: Scene, detected: Detect, low: int, high: int, found: bool
) -> None:
    since, paper = len(scene.rows), scene.digest()
    for place in range(12):
        scene.add(attachments=[paper], product="保险", institution=BANKS[place % 4], received_at=scene.day(low, high))
    assert accused(detected(scene.rows, detector="v2")) == (scene.ids(since) if found else set())


def test_one_person_in_two_rings_glues_them_not(scene: Scene, detected: Detect) -> None:
    one = ring(scene, agent_phone=PHONE, payee=ACCOUNT)
    two = ring(scene, agent_phone="13900005678", payee="9955666677778888")
    scene.add(agent_phone=PHONE, payee="9955666677778888")
    found = members(detected(scene.rows, detector="v2"), "organised")
    assert {frozenset(f & (one | two)) for f in found} == {frozenset(one), frozenset(two)}


def test_a_framed_person_is_no_member_on_that_alone(scene: Scene, detected: Detect) -> None:
    framed = scene.add(phone=PHONE)["complaint_id"]
    led = ring(scene, agent_phone=PHONE)
    detection = detected(scene.rows, detector="v2")
    assert led <= accused(detection)
    assert framed not in accused(detection)


def test_who_sends_a_rings_own_letter_is_of_it_and_who_sends_it_elsewhere_later_is_not(
    scene: Scene, detected: Detect
) -> None:
    pieces, since = [scene.letter() for _ in range(10)], len(scene.rows)
    for place in range(15):
        held = {"agent_phone": PHONE, "payee": ACCOUNT} if place < 12 else {}
        days = (60, 75) if place < 14 else (250, 260)
        scene.add(narrative="。".join(scene.chance.sample(pieces, 5)), product="保险", institution=BANKS[place % 4],
                  received_at=scene.day(*days), **held)  # fmt: skip
    led = scene.ids(since) - {scene.rows[-1]["complaint_id"]}
    found = detected(scene.rows, detector="v2")
    assert accused(found) == led
    (row,) = [one for one in found.rings.to_pylist() if one["kind"] == "organised"]
    assert any("2 more hold none of these, but send the ring's own words" in one for one in row["reasons"])


def test_one_familys_letter_is_no_wave(scene: Scene, detected: Detect) -> None:
    letter = scene.letter()
    for _ in range(5):
        scene.add(narrative=scene.copy(letter), address="甬城路 8 号 501 室", phone=PHONE, product="保险",
                  institution=BANKS[0], received_at=scene.day(60, 70))  # fmt: skip
    assert members(detected(scene.rows, detector="v2"), "shared_cause") == []


def test_a_wave_is_told_by_its_words_and_named_by_them(scene: Scene, detected: Detect) -> None:
    scene.crowd(1500)
    since = len(scene.rows)
    for _ in range(10):
        scene.add(narrative=f"{scene.letter()}。手机银行升级以后登不上去。{scene.letter()}", product="保险",
                  institution=BANKS[0], received_at=scene.day(60, 80))  # fmt: skip
    found = detected(scene.rows, detector="v2")
    assert members(found, "shared_cause") == [scene.ids(since)]
    assert "手机银行升级以后登不上去" in found.rings["reasons"].to_pylist()[0][0]


def test_every_tie_says_what_it_claims_and_is_drawn(scene: Scene, detected: Detect) -> None:
    assert all(str(tie.__doc__).startswith("The ") for tie in TIES)
    ring(scene, 12, agent_phone=PHONE, payee=ACCOUNT, product="保险", letter=False)
    drawn = detected(scene.rows, detector="v2").ties
    assert {"shared_number", "shared_account", "same_demand"} <= set(drawn["kind"].to_pylist())
    assert min(drawn["weight"].to_pylist()) >= 0


def test_no_circle_goes_through_a_bridge() -> None:
    # Two triangles and the bridge 2-3 between them.
    left, right = np.array([0, 1, 0, 2, 3, 4, 3]), np.array([1, 2, 2, 3, 4, 5, 5])
    block = block_of_edges(left, right, 6).tolist()
    assert block[3] == -1
    assert len({*block[:3]}) == len({*block[4:]}) == 1
    assert block[0] != block[4]


def test_nobody_is_accused_among_real_messages(shared: Path, tmp_path: Path) -> None:
    mapping = tmp_path / "messages.yaml"
    mapping.write_text(MAPPING, encoding="utf-8")
    assert accused(detect(shared / "zh_messages.csv", mapping=mapping, detector="v2")) == set()
    assert detect(shared / "cfpb_complaints.csv", layout="cfpb", detector="v2").summary["counts"]["organised"] == 0
