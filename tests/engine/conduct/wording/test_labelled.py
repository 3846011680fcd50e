"""The labelled set is what its figures say it is, and phrases keep finding what they found on its tuning half."""

import csv
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import pytest

from evenhand.conduct.wording.absences import debt_collector, opt_out
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
    # Notices are labelled for what ought to be there, and for no saying.
    tuned = [row for row in rows if row["half"] == "tune" and not row["scenario"].startswith("notice/")]
    labels = [saying in row["says"].split() for row in tuned]
    found = [any(hit.saying == saying for hit in read(row["text"])) for row in tuned]
    right = sum(map(all, zip(labels, found, strict=True)))
    assert right >= 0.97 * sum(labels)
    assert right >= 0.97 * sum(found)


@pytest.mark.parametrize(("name", "stated"), [("opt_out", opt_out), ("debt_collector", debt_collector)])
def test_what_ought_to_be_there_is_still_told_on_the_tuning_half(
    rows: list[dict[str, str]], name: str, stated: Callable[[str], bool | None]
) -> None:
    tuned = [row for row in rows if row["half"] == "tune" and row["scenario"].startswith("notice/")]
    told = [(name in row["says"].split(), stated(row["text"])) for row in tuned]
    assert sum(says for says, _ in told) >= 20
    # Nobody is said to lack what is there, and what is there is nearly always seen.
    assert not [says for says, had in told if says and had is False]
    assert sum(says and had is True for says, had in told) >= 0.97 * sum(says for says, _ in told)
    assert sum(says and had is True for says, had in told) >= 0.97 * sum(had is True for _, had in told)
    assert sum(had is False for _, had in told) >= 0.5 * sum(not says for says, _ in told)


def test_every_phrase_has_its_own_name() -> None:
    names = [(phrase.saying, phrase.id) for phrase in phrases()]
    assert len(set(names)) == len(names)
