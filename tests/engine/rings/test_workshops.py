"""Papers of one workshop: what each hand made is one ring, and a chain of likenesses joins no two hands."""

from complaint_scenes import BANKS, Scene
from ring_detection import Detect, accused, members


def workshop(scene: Scene, *, first: int, product: str, banks: list[str], papers: int = 4, demand: str) -> set[str]:
    """Twenty days' complaints in their own words, each with one of some papers, five for each."""
    since = len(scene.rows)
    for place in range(5 * papers):
        if place % 5 == 0:
            paper = scene.digest()
        scene.add(attachments=[paper], institution=banks[place % len(banks)], product=product, demand=demand,
                  received_at=scene.day(first, first + 20))  # fmt: skip
    return scene.ids(since)


def test_all_papers_of_a_workshop_make_one_ring_and_two_workshops_are_two(scene: Scene, detected: Detect) -> None:
    one = workshop(scene, first=40, product="车贷", banks=BANKS[:3], demand="退还服务费")
    two = workshop(scene, first=50, product="保险", banks=BANKS[2:5], demand="全额退保")
    found = members(detected(scene.rows), "organised")
    assert sorted(map(sorted, found)) == sorted(map(sorted, (one, two)))


def test_papers_of_three_people_each_are_told_by_all_of_them_together(scene: Scene, detected: Detect) -> None:
    since = len(scene.rows)
    for place in range(18):
        if place % 3 == 0:
            paper = scene.digest()
        scene.add(
            attachments=[paper], institution=BANKS[place % 5], product="保险", received_at=scene.day(50, 90)
        )  # fmt: skip
    assert members(detected(scene.rows), "organised") == [scene.ids(since)]


def test_six_papers_of_three_people_each_who_have_nothing_to_do_with_one_another_are_no_ring(
    scene: Scene, detected: Detect
) -> None:
    for _ in range(6):
        paper = scene.digest()
        for _ in range(3):
            scene.add(attachments=[paper])
    assert not accused(detected(scene.rows))
