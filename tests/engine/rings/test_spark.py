"""Rings on Spark are the rings on DuckDB, to the last digit of the last tie."""

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from complaint_scenes import BANKS, Scene, ring

from evenhand.errors import Misuse
from evenhand.rings.run import detect

PAYEE, PHONE = "9911222233334444", "13900001234"


def everything(scene: Scene) -> None:
    """Rings, a template of fifty, a statute that all quote, signed agents, papers, odd cells."""
    ring(scene, payee=PAYEE, product="保险")
    ring(scene, agent="某某咨询", agent_phone=PHONE, letter=False)
    template, statute = scene.letter(), scene.letter(40)
    for place in range(50):
        scene.add(narrative=scene.copy(template), received_at=scene.day(0, 30), institution=BANKS[place % 3])
    for row in scene.rows[::2]:
        row["narrative"] = statute + row["narrative"]
    for place in range(12):
        paper, agent = scene.digest(), {"agent": "张律师", "agent_phone": "057487654321", "authorised_agent": True}
        scene.add(attachments=[paper, "IMG_1.jpg", "a/b.jpg"], phone="057487654321", **(agent if place % 2 else {}))
        scene.add(attachments=[paper], complainant_id=None)
    scene.add(narrative=None, phone="无", address=None)
    scene.add(narrative="", email="  A@B.example ", attachments=None)


@pytest.mark.spark
@pytest.mark.slow
def test_ties_and_rings_are_the_same(scene: Scene, tmp_path: Path, spark: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    everything(scene)
    path = tmp_path / "complaints.parquet"
    pq.write_table(pa.Table.from_pylist(scene.rows), path)
    # Seven chunks, so that no family and no thing stays within one.
    monkeypatch.setattr("evenhand.rings.spark.reading.CHUNK", 60)
    here, there = detect(path), detect(path, engine="spark", master="local[2]", shared=tmp_path)
    assert not list(tmp_path.glob(".spark-*")), "complaints were left behind"
    order = [(name, "ascending") for name in ("complaint_a", "complaint_b", "kind", "detail")]
    assert there.ties.sort_by(order).equals(here.ties.sort_by(order))
    assert there.rings.equals(here.rings)
    assert there.members.equals(here.members)
    kinds = set(here.ties["kind"].to_pylist())
    assert {"same_wording", "shared_account", "shared_agent", "shared_attachment", "shared_number"} <= kinds
    assert here.summary["counts"]["organised"] >= 1
    assert here.summary["counts"]["same_wording"] + here.summary["counts"]["shared_cause"] >= 1
    assert {name for name in here.summary if here.summary[name] != there.summary[name]} == {"engine", "seconds"}


@pytest.mark.spark
@pytest.mark.slow
def test_a_file_without_complaints_has_no_rings(tmp_path: Path, spark: Any) -> None:
    path = tmp_path / "none.csv"
    path.write_text("complaint_id,received_at,narrative\n", encoding="utf-8")
    assert detect(path, engine="spark", master="local[2]", shared=tmp_path).rings.num_rows == 0


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"engine": "flink"}, "engine flink is not available; use duckdb, spark"),
        ({"engine": "spark", "detector": "v1"}, "detector v1 runs on duckdb only; on spark use v2"),
        ({"engine": "spark", "detector": "v9"}, "no detector called v9"),
    ],
)
def test_what_cannot_be_run_is_told_before_the_file_is_opened(asked: dict[str, str], told: str, tmp_path: Path) -> None:
    with pytest.raises(Misuse, match=told):
        detect(tmp_path / "none.csv", **asked)  # type: ignore[arg-type]


@pytest.mark.spark
def test_what_is_no_master_is_told(tmp_path: Path) -> None:
    pytest.importorskip("pyspark", reason="pyspark is not installed")
    with pytest.raises(Misuse, match="does not understand nowhere"):
        detect(tmp_path / "none.csv", engine="spark", master="nowhere")
