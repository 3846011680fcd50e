"""Published complaints: real people, who must not be accused; real templates, which must be found."""

from pathlib import Path

import pytest
from ring_detection import accused, members

from evenhand.rings.run import detect

MAPPING = """\
columns:
  complaint_id: 留言编号
  complainant_id: 留言用户
  received_at: 留言时间
  narrative: 留言详情
"""


def test_nobody_is_accused_among_messages_to_a_city(shared: Path, tmp_path: Path) -> None:
    mapping = tmp_path / "messages.yaml"
    mapping.write_text(MAPPING, encoding="utf-8")
    detection = detect(shared / "zh_messages.csv", mapping=mapping)
    assert detection.summary["rows_read"] >= 2800
    assert detection.summary["counts"]["organised"] == 0
    assert detection.summary["ties"]["same_wording"] > 0


@pytest.fixture(scope="module")
def bureau(request: pytest.FixtureRequest) -> Path:
    folder: Path = request.getfixturevalue("shared")
    return folder / "cfpb_complaints.csv"


def test_template_families_are_found_and_nobody_is_accused(bureau: Path) -> None:
    detection = detect(bureau, layout="cfpb")
    assert accused(detection) == set()
    templates = [row for row in detection.rings.to_pylist() if row["kind"] == "same_wording"]
    # One sentence sent to three companies from ten areas over months.
    assert any((row["complaints"], row["institutions"]) == (12, 3) for row in templates)


def test_one_person_who_writes_to_several_companies_on_one_day_is_no_ring(bureau: Path) -> None:
    detection = detect(bureau, layout="cfpb")
    rings = {row["ring_id"]: row for row in detection.rings.to_pylist()}
    same = [row for row in detection.members.to_pylist() if "I am trying to close on a home" in row["narrative"]]
    assert all(rings[row["ring_id"]]["kind"] == "shared_cause" for row in same)
    assert all(len(one) >= 3 for one in members(detection, "same_wording"))
