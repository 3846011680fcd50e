"""A made-up city with its truth, at a seed that nothing was tuned on."""

from collections import Counter

import pyarrow.parquet as pq
import pytest
from ring_detection import accused

from evenhand.city.city import build_city
from evenhand.rings.run import Detection, detect

# These leave nothing that a bank's public paper or a template that is sold to anybody would not leave too.
NOT_TO_BE_FOUND = {"attachments", "reworded", "template_only"}


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> tuple[Detection, dict[str, tuple[str, str]]]:
    """What was found, and of each complaint what it truly is: (kind, group)."""
    out = tmp_path_factory.mktemp("city")
    build_city(out, contacts=0, complaints=8000, seed=71)
    truth = pq.read_table(out / "truth_complaints.parquet").to_pylist()
    return detect(out / "complaints.parquet"), {row["complaint_id"]: (row["kind"], row["group"]) for row in truth}


@pytest.mark.slow
def test_no_honest_complaint_is_accused(city: tuple[Detection, dict[str, tuple[str, str]]]) -> None:
    detection, truth = city
    wronged = Counter(truth[one][0] for one in accused(detection) if truth[one][0] != "ring")
    assert wronged == {}


@pytest.mark.slow
def test_most_members_of_rings_that_leave_evidence_are_found(
    city: tuple[Detection, dict[str, tuple[str, str]]],
) -> None:
    detection, truth = city
    leaves = {one for one, (kind, group) in truth.items() if kind == "ring" and _style(group) not in NOT_TO_BE_FOUND}
    assert len(accused(detection) & leaves) / len(leaves) >= 0.7


@pytest.mark.slow
def test_a_template_alone_accuses_nobody(city: tuple[Detection, dict[str, tuple[str, str]]]) -> None:
    detection, truth = city
    alone = {one for one, (kind, group) in truth.items() if kind == "ring" and _style(group) == "template_only"}
    assert alone
    assert accused(detection) & alone == set()


def _style(group: str) -> str:
    return group.split("-")[2]
