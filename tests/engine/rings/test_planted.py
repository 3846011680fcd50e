"""The truth that detectors are measured with: the same each time, halves kept apart, a word on every complaint."""

import csv
import sys
from pathlib import Path

import pyarrow as pa
import pytest

from evenhand.city.complaint_table import SCHEMA

Made = tuple[pa.Table, pa.Table]


@pytest.fixture(scope="module", autouse=True)
def _within_reach(root: Path) -> None:
    sys.path.append(str(root / "bench" / "rings"))


@pytest.fixture(scope="module")
def made() -> Made:
    from plant import plant

    return plant(honest=2_000, share=0.15, half="tune", seed=3)


def rows_of(root: Path, name: str) -> list[dict[str, str]]:
    with (root / "bench/rings/stock" / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_sixty_demands_in_eight_hands_no_two_texts_alike(root: Path) -> None:
    rows = rows_of(root, "templates.csv")
    hands: dict[str, set[str]] = {}
    for row in rows:
        hands.setdefault(row["template"], set()).add(row["hand"])
    assert len(hands) >= 60
    assert {len(one) for one in hands.values()} == {8}
    assert len({row["text"] for row in rows}) == len(rows)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("templates.csv", "template"),
        ("public_letters.csv", "letter"),
        ("causes.csv", "cause"),
        ("stories.csv", "text"),
        ("statutes.csv", "text"),
    ],
)
def test_nothing_is_in_both_halves(root: Path, name: str, key: str) -> None:
    halves: dict[str, set[str]] = {}
    for row in rows_of(root, name):
        halves.setdefault(row[key], set()).add(row["half"])
    assert {one for one, of in halves.items() if of not in ({"tune"}, {"eval"})} == set()


def test_halves_share_no_sentence_of_a_ring_or_a_story() -> None:
    from written_stock import stock_of

    told = {}
    for half in ("tune", "eval"):
        stock = stock_of(half)
        numbers = [hand for one in stock.templates for hand in one.hands.values()]
        numbers += [pieces for one in stock.themes for pieces in one.roles.values()]
        told[half] = {stock.pieces[at] for one in numbers for at in one}
    assert told["tune"] & told["eval"] == set()


def test_same_arguments_make_the_same_files(made: Made) -> None:
    from plant import plant

    again = plant(honest=2_000, share=0.15, half="tune", seed=3)
    assert made[0].equals(again[0])
    assert made[1].equals(again[1])
    assert not made[0].equals(plant(honest=2_000, share=0.15, half="tune", seed=4)[0])


def test_complaints_have_the_columns_of_the_interface_and_truth_covers_each(made: Made) -> None:
    complaints, truth = made
    assert complaints.schema.equals(SCHEMA)
    assert sorted(complaints["complaint_id"].to_pylist()) == truth["complaint_id"].to_pylist()
    honest = [row for row in truth.to_pylist() if not row["ring_id"]]
    assert len(honest) == 2_000
    assert all(not (row["traces"] or row["evidence"] or row["style"] or row["nominable"]) for row in honest)
    looks = {row["look_alike"] for row in honest}
    assert {"", "family", "lawful_agent", "clinic", "hub", "wave_own_words", "wave_copied", "framed"} <= looks


def test_a_trace_is_shared_by_three_of_the_ring(made: Made) -> None:
    complaints, truth = made
    payee = dict(zip(*(complaints[name].to_pylist() for name in ("complaint_id", "payee")), strict=True))
    rows = [row for row in truth.to_pylist() if "payee" in row["traces"]]
    assert rows
    for row in rows:
        mates = [one for one in rows if one["ring_id"] == row["ring_id"]]
        assert sum(payee[one["complaint_id"]] == payee[row["complaint_id"]] for one in mates) >= 3


def test_a_traceless_ring_leaves_nothing(made: Made) -> None:
    rows = [row for row in made[1].to_pylist() if row["style"] == "traceless"]
    assert rows
    assert all(row["traces"] == [] and not row["nominable"] for row in rows)


def test_a_perfect_detector_scores_one_and_accusing_everybody_does_not(made: Made) -> None:
    from scores import Guess, tally

    truth = made[1]
    rows = truth.to_pylist()
    perfect = tally(truth, Guess(accused={r["complaint_id"]: r["ring_id"] for r in rows if r["nominable"]}, waves={}))
    assert (perfect.precision.value, perfect.recall.value) == (1.0, 1.0)
    assert sum(one.hit for one in perfect.wrong.values()) == 0
    everybody = tally(truth, Guess(accused={r["complaint_id"]: "one" for r in rows}, waves={}))
    assert everybody.precision.value < 0.1
    assert sum(one.hit for one in everybody.wrong.values()) == 2_000


def test_bounds_are_exact() -> None:
    from scores import upper_bound

    assert upper_bound(0, 2_000) == pytest.approx(1 - 0.05 ** (1 / 2_000), rel=1e-6)
    assert upper_bound(5, 100) == pytest.approx(0.10225, abs=2e-4)
