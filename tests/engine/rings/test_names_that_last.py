"""Ring ids: from the earliest member, whatever the order of the file; carried on, with merges and splits told."""

from pathlib import Path

import pytest
from complaint_scenes import START, Scene, ring
from ring_detection import Detect

from evenhand.errors import Unreadable
from evenhand.rings.run import write

PHONE, ACCOUNT = "13900001234", "9911222233334444"


def test_the_order_of_the_file_changes_nothing(scene: Scene, detected: Detect) -> None:
    ring(scene, agent_phone=PHONE)
    ring(scene, payee=ACCOUNT)
    forward, backward = detected(scene.rows), detected(scene.rows[::-1])
    assert forward.rings.to_pylist() == backward.rings.to_pylist()
    assert forward.members.to_pylist() == backward.members.to_pylist()
    assert sorted(forward.ties.to_pylist(), key=str) == sorted(backward.ties.to_pylist(), key=str)


def test_the_id_comes_from_the_earliest_member(scene: Scene, detected: Detect) -> None:
    led = ring(scene, agent_phone=PHONE)
    (before,) = detected(scene.rows).rings["ring_id"].to_pylist()
    ring_rows = [row for row in scene.rows if row["complaint_id"] in led]
    latest = max(ring_rows, key=lambda row: row["received_at"])
    fewer = [row for row in scene.rows if row is not latest]
    assert detected(fewer).rings["ring_id"].to_pylist() == [before]
    assert before.startswith("r-")
    assert len(before) == 14


def test_an_id_is_carried_on_though_the_earliest_member_is_new(scene: Scene, detected: Detect, tmp_path: Path) -> None:
    ring(scene, agent_phone=PHONE, payee=ACCOUNT)
    first = detected(scene.rows)
    write(first, tmp_path / "before")
    scene.add(received_at=START, agent_phone=PHONE, payee=ACCOUNT)
    (alone,), (carried,) = detected(scene.rows).rings.to_pylist(), _again(scene, detected, tmp_path)
    assert alone["ring_id"] != first.rings["ring_id"][0].as_py()
    assert carried["ring_id"] == first.rings["ring_id"][0].as_py()
    assert carried["history"] == []


def test_a_merge_is_told(scene: Scene, detected: Detect, tmp_path: Path) -> None:
    since = len(scene.rows)
    ring(scene, 12, agent_phone=PHONE, payee=ACCOUNT)
    ring(scene, 8, agent_phone="13900005678", payee="9955666677778888")
    write(detected(scene.rows), tmp_path / "before")
    for row in scene.rows[since:]:
        row["attachments"] = ["sha256:" + "ef" * 32]
    (merged,) = _again(scene, detected, tmp_path)
    assert merged["complaints"] == 20
    assert len(merged["history"]) == 1
    assert "（8 件）/ merged in r-" in merged["history"][0]


def test_a_split_is_told(scene: Scene, detected: Detect, tmp_path: Path) -> None:
    since = len(scene.rows)
    ring(scene, 20, agent_phone=PHONE, payee=ACCOUNT)
    write(detected(scene.rows), tmp_path / "before")
    template = scene.letter()
    for row in scene.rows[since : since + 8]:
        row.update(agent_phone="13900005678", payee="9955666677778888", narrative=scene.copy(template))
    larger, smaller = sorted(_again(scene, detected, tmp_path), key=lambda row: -row["complaints"])
    assert (larger["complaints"], smaller["complaints"]) == (12, 8)
    assert larger["history"] == []
    assert f"split from {larger['ring_id']} (8)" in smaller["history"][0]


def test_an_earlier_run_that_is_none_is_named(scene: Scene, detected: Detect, tmp_path: Path) -> None:
    with pytest.raises(Unreadable) as refused:
        detected(scene.rows, previous=tmp_path / "nothing")
    assert "rings.parquet" in refused.value.en
    assert "上次结果 nothing" in refused.value.zh


def _again(scene: Scene, detected: Detect, tmp_path: Path) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = detected(scene.rows, previous=tmp_path / "before").rings.to_pylist()
    return rows
