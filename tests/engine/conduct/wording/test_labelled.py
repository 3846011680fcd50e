"""The labelled set is what its figures say it is, and phrases keep finding what they found on its tuning half."""

import csv
from collections import defaultdict
from pathlib import Path

import pytest

from evenhand.conduct.wording.phrases import phrases
from evenhand.conduct.wording.reading import read
from evenhand.rules.vocabulary import SAYINGS


@pytest.fixture(scope="module")
def rows(root: Path) -> list[dict[str, str]]:
    with (root / "bench/wording/labelled.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_set_is_large_enough_and_split_by_scenario(rows: list[dict[str, str]]) -> None:
    halves = defaultdict(set)
    for row in rows:
        halves[row["scenario"]].add(row["half"])
    assert all(len(half) == 1 for half in halves.values())
    assert len(rows) >= 600
    assert len({row["text"] for row in rows}) == len(rows)
    assert sum(row["scenario"].startswith("ordinary/") for row in rows) >= 120
    for saying in SAYINGS:
        assert sum(saying in row["says"].split() for row in rows) >= 60, saying
        assert sum(saying in row["hard_for"].split() for row in rows) >= 60, saying


@pytest.mark.parametrize("saying", SAYINGS)
def test_tuning_half_is_still_found(rows: list[dict[str, str]], saying: str) -> None:
    tuned = [row for row in rows if row["half"] == "tune"]
    labels = [saying in row["says"].split() for row in tuned]
    found = [any(hit.saying == saying for hit in read(row["text"])) for row in tuned]
    right = sum(map(all, zip(labels, found, strict=True)))
    assert right >= 0.97 * sum(labels)
    assert right >= 0.97 * sum(found)


def test_every_phrase_has_its_own_name() -> None:
    names = [(phrase.saying, phrase.id) for phrase in phrases()]
    assert len(set(names)) == len(names)
