"""Waves of detector v2: told apart by words, held against the institution's habit, named; noise is none."""

import random
from datetime import datetime

import numpy as np
import pytest
from complaint_scenes import BANKS, Scene
from ring_detection import Detect, accused, members

from evenhand.rings.v2.seasons import season, surprise

UPGRADE = ("手机银行升级以后登不上去", "人脸识别总说不是本人", "限额被清成了零块钱", "公告只讲维护四个小时")
FUND = ("稳盈七号到期没有兑付", "管理人电话已经关机", "当初讲座上说保本", "大厅里坐了几十个人")


def voices(scene: Scene, said: tuple[str, ...], count: int, *, low: int, high: int, house: str = BANKS[0]) -> set[str]:
    """People who each tell two of the things `said`, among words of their own."""
    since = len(scene.rows)
    for _ in range(count):
        one, other = scene.chance.sample(said, 2)
        text = "。".join([scene.letter(40), one, scene.letter(40), other])
        scene.add(narrative=text, product="保险", institution=house, received_at=scene.day(low, high))
    return scene.ids(since)


def waves(scene: Scene, detected: Detect) -> list[set[str]]:
    found = detected(scene.rows)
    assert accused(found) == set()
    return sorted(members(found, "shared_cause"), key=min)


def test_two_causes_in_the_same_weeks_at_one_institution_are_two_waves(scene: Scene, detected: Detect) -> None:
    scene.crowd(800)
    upgrade = voices(scene, UPGRADE, 30, low=100, high=125)
    fund = voices(scene, FUND, 14, low=110, high=130)
    assert waves(scene, detected) == [upgrade, fund]


def test_one_cause_that_strikes_twice_is_two_waves(scene: Scene, detected: Detect) -> None:
    scene.crowd(800)
    spring, autumn = (voices(scene, UPGRADE, 16, low=low, high=low + 15) for low in (60, 240))
    first, second = waves(scene, detected)
    assert first <= spring
    assert second <= autumn
    assert min(len(first), len(second)) >= 8


def test_what_an_institution_always_hears_is_no_wave(scene: Scene, detected: Detect) -> None:
    scene.crowd(400)
    voices(scene, UPGRADE, 90, low=0, high=300)
    assert waves(scene, detected) == []


@pytest.mark.parametrize("count", [3, 4])
def test_a_few_who_say_one_thing_are_no_wave(scene: Scene, detected: Detect, count: int) -> None:
    scene.crowd(600)
    voices(scene, UPGRADE, count, low=100, high=110)
    assert waves(scene, detected) == []


def test_where_texts_begin_no_wave_begins(scene: Scene, detected: Detect) -> None:
    scene.crowd(400)
    for row in scene.rows:
        if row["received_at"] < scene.day(220, 220):
            row["narrative"] = None
    voices(scene, UPGRADE, 60, low=225, high=300)
    assert waves(scene, detected) == []


@pytest.mark.parametrize(("low", "high", "found"), [(100, 130, True), (0, 300, False)])
def test_a_letter_copied_in_one_season_is_a_wave_and_a_form_in_use_all_year_is_none(
    scene: Scene, detected: Detect, low: int, high: int, found: bool
) -> None:
    letter, since = scene.letter(), len(scene.rows)
    for _ in range(12):
        scene.add(narrative=scene.copy(letter), product="保险", institution=BANKS[0], received_at=scene.day(low, high))
    assert waves(scene, detected) == ([scene.ids(since)] if found else [])


@pytest.mark.parametrize("everywhere", [False, True])
def test_a_surge_is_one_institutions_own_and_not_everybodys_season(
    scene: Scene, detected: Detect, everywhere: bool
) -> None:
    scene.crowd(800)
    since = len(scene.rows)
    for house in BANKS if everywhere else BANKS[:1]:
        for _ in range(40):
            scene.add(product="保险", institution=house, received_at=scene.day(100, 106))
    found = waves(scene, detected)
    assert found == [] if everywhere else len(found) == 1 and scene.ids(since) <= found[0]


def test_numbers_that_always_swing_are_no_surge(scene: Scene, detected: Detect) -> None:
    scene.crowd(400)
    for low in range(0, 300, 30):
        for _ in range(scene.chance.choice((6, 14, 22))):
            scene.add(product="保险", institution=BANKS[0], received_at=scene.day(low, low + 4))
    assert waves(scene, detected) == []


def test_a_wave_does_not_depend_on_the_order_of_the_file(scene: Scene, detected: Detect) -> None:
    scene.crowd(400)
    voices(scene, UPGRADE, 20, low=100, high=125)
    one = detected(scene.rows)
    random.Random(7).shuffle(scene.rows)
    other = detected(scene.rows)
    assert one.rings.equals(other.rings)
    assert one.members.equals(other.members)


def test_the_sentence_names_the_days_and_the_words_of_the_cause(scene: Scene, detected: Detect) -> None:
    scene.crowd(600)
    for row in scene.rows:
        row["narrative"] = f"我投诉贵行的服务。{row['narrative']}"
    mine = voices(scene, UPGRADE, 30, low=100, high=125)
    days = sorted(row["received_at"] for row in scene.rows if row["complaint_id"] in mine)
    (row,) = [one for one in detected(scene.rows).rings.to_pylist() if one["kind"] == "shared_cause"]
    first, last = _day(days[0]), _day(days[-1])
    assert row["sentence_zh"].startswith(
        f"共同起因：{first} 至 {last}，30 人的 30 件投诉指向{BANKS[0]}“保险”，多人提到“"
    )
    assert row["sentence_zh"].endswith("；宜检查该机构。")
    assert f"point to {BANKS[0]} about “保险”, {first} to {last}; many mention “" in row["sentence_en"]
    assert sum(one in row["sentence_zh"] for one in UPGRADE) == 2
    assert "投诉贵行的服务" not in row["sentence_zh"]


def test_words_in_letters_are_quoted_whole(scene: Scene, detected: Detect) -> None:
    words = ["".join(scene.chance.choices("bcdfgaeiou", k=6)) for _ in range(900)]
    for row in scene.rows:
        row["narrative"] = " ".join(scene.chance.sample(words, 40))
    for _ in range(20):
        own = " ".join(scene.chance.sample(words, 20))
        scene.add(narrative=f"{own}. The TidePay app kept crashing.", product="保险", institution=BANKS[0],
                  received_at=scene.day(100, 120))  # fmt: skip
    (row,) = [one for one in detected(scene.rows).rings.to_pylist() if one["kind"] == "shared_cause"]
    assert "“the tidepay app kept crashing”" in row["sentence_en"]


def test_an_earlier_wave_makes_a_word_hardly_more_usual_than_an_ordinary_letter_does() -> None:
    year = season(20.0, 0.01, 12.0, 50.0)
    never, once, struck, often = (
        surprise(8, 10, outside, weeks, year) for outside, weeks in ((0, 0), (2, 2), (40, 3), (60, 40))
    )
    assert never < once < struck < -8 < often == 0.0
    assert struck - once < 3


def test_where_nothing_is_known_of_other_weeks_little_is_unlikely() -> None:
    assert np.all(np.diff([surprise(8, 10, 0, 0, season(20.0, 0.01, others, 50.0)) for others in (0.0, 2.0, 12.0)]) < 0)


def _day(moment: datetime) -> str:
    return str(moment.date())
