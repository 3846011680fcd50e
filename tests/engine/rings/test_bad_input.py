"""Files that would break a lesser detector: each ends, in bounded time, and accuses nobody by accident."""

import random
from pathlib import Path

import pytest
from complaint_scenes import START, Scene, ring
from ring_detection import Detect, accused, members

from evenhand.rings.run import detect

LETTER = "我于二零二四年办理信用卡分期业务时客户经理未告知手续费率现要求退还多收的费用并书面答复"


def bare(count: int, narrative: str = "", **shared: object) -> list[dict[str, object]]:
    """So many complaints by so many people."""
    return [
        {"complaint_id": f"C{n}", "complainant_id": f"P{n}", "received_at": START, "narrative": narrative, **shared}
        for n in range(count)
    ]


@pytest.mark.slow
def test_one_narrative_two_hundred_thousand_times(detected: Detect) -> None:
    detection = detected(bare(200_000, LETTER))
    assert detection.summary["ties"] == {"same_wording": 199_999}
    assert detection.summary["counts"] == {"organised": 0, "same_wording": 1, "shared_cause": 0}


def test_empty_narratives_tie_nobody(detected: Detect) -> None:
    detection = detected(bare(2000))
    assert (detection.rings.num_rows, detection.ties.num_rows) == (0, 0)


@pytest.mark.parametrize("handle", ["phone", "payee", "agent", "device", "bank_account", "email", "ip", "address"])
def test_one_handle_on_every_row_ties_nobody(detected: Detect, handle: str) -> None:
    detection = detected(bare(500, LETTER, **{handle: "99001122334455"}))
    assert accused(detection) == set()
    assert set(detection.summary["ties"]) == {"same_wording"}


def test_a_long_narrative_costs_what_a_long_narrative_costs(scene: Scene, detected: Detect) -> None:
    scene.add(narrative="".join(random.Random(1).choices(LETTER, k=1_000_000)))
    led = ring(scene, agent_phone="13900001234")
    assert accused(detected(scene.rows)) == led


def test_signs_that_are_none(scene: Scene, detected: Detect) -> None:
    for odd in ("\x00\x01\x1b[31m", "😀" * 500, "\u202e\u200d\ufeff" * 99, "é\u0301" * 5000, "ﷺ" * 300, "𠀀" * 40):
        scene.add(narrative=odd, address=odd, agent=odd, payee=odd)
    assert detected(scene.rows).summary["rows_read"] == len(scene.rows)


def test_ten_thousand_papers_on_one_complaint(scene: Scene, detected: Detect) -> None:
    papers = [scene.digest() for _ in range(10_000)]
    scene.add(attachments=papers)
    led = ring(scene, 8, attachments=papers[:1500], agent_phone="13900001234")
    found = members(detected(scene.rows), "organised")
    assert [led <= one | led and one for one in found] == [led]


def test_a_file_with_a_header_and_no_row(tmp_path: Path) -> None:
    path = tmp_path / "empty.csv"
    path.write_text("complaint_id,received_at,narrative\n", encoding="utf-8")
    detection = detect(path)
    assert (detection.rings.num_rows, detection.summary["days"]) == (0, [None, None])


@pytest.mark.parametrize("count", [1, 2])
def test_almost_no_complaints(detected: Detect, count: int) -> None:
    assert detected(bare(count, LETTER)).rings.num_rows == 0
