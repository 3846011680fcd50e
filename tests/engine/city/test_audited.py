"""The audit of a city against its truth: two ways of working out the same rules must agree."""

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from evenhand.conduct.audit import audit

Found = set[tuple[str, str, str]]
# What was said is handed to a person: the audit finds it as `review`, as far as its words reach.
FOR_A_PERSON = {"threat", "insult", "disclosure"}


def found_in(path: Path, *outcomes: str) -> Found:
    lines = pq.read_table(path).to_pylist()
    kept = [one for one in lines if not outcomes or one["outcome"] in outcomes]
    return {(one["contact_id"], one["pack"], one["rule"]) for one in kept}


@pytest.fixture(scope="module")
def audited(town: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("audited")
    packs = ["cn-gbt-45251-2025", "cn-ningbo"]
    audit(town / "contacts.parquet", packs=packs, out=out, mandates=town / "mandates.csv")
    return out / "findings.parquet"


def test_every_breach_is_in_the_truth_and_every_certain_truth_is_a_breach(town: Path, audited: Path) -> None:
    truth = found_in(town / "truth_contacts.parquet")
    assert found_in(audited, "breach") == {one for one in truth if one[2] not in FOR_A_PERSON}


def test_what_a_person_must_read_is_found_for_review_in_good_part(town: Path, audited: Path) -> None:
    truth = {one for one in found_in(town / "truth_contacts.parquet") if one[2] in FOR_A_PERSON}
    review = found_in(audited, "review")
    disclosed = {one for one in truth if one[2] == "disclosure"}
    assert len(disclosed & review) > 0.4 * len(disclosed)
