"""Chance is the same everywhere, and fair enough."""

from collections import Counter

import numpy as np
import pytest

from evenhand.city.dice import Dice


def test_the_same_key_gives_the_same_draws_and_another_key_others() -> None:
    assert Dice(1, 2).below(5, 1000).tolist() == Dice(1, 2).below(5, 1000).tolist()
    assert Dice(1, 2).below(5, 1000).tolist() != Dice(1, 3).below(5, 1000).tolist()


def test_draws_are_pinned() -> None:
    dice = Dice(1, 2)
    assert dice.below(6, 1000).tolist() == PINNED_BELOW
    assert [dice.one(100) for _ in range(6)] == PINNED_ONE
    assert dice.order(6).tolist() == PINNED_ORDER


PINNED_BELOW = [448, 430, 419, 277, 821, 49]
PINNED_ONE = [30, 16, 31, 9, 33, 32]
PINNED_ORDER = [4, 2, 3, 1, 0, 5]


@pytest.mark.parametrize("bound", [1, 2, 7, 10_000, 2**31 - 1])
def test_draws_stay_below_their_bound(bound: int) -> None:
    drawn = Dice(3).below(2_000, bound)
    assert drawn.min() >= 0
    assert drawn.max() < bound


def test_weights_decide_how_often() -> None:
    counts = Counter(Dice(4).weighted(10_000, [1, 0, 3]).tolist())
    assert counts[1] == 0
    assert 7_200 < counts[2] < 7_800


def test_each_kind_draws_from_its_own_row() -> None:
    kinds = np.array([0, 1] * 500)
    drawn = Dice(5).weighted_by(kinds, np.array([[1, 0, 0], [0, 0, 1]]))
    assert set(drawn[kinds == 0].tolist()) == {0}
    assert set(drawn[kinds == 1].tolist()) == {2}


def test_some_keeps_the_order_and_never_repeats() -> None:
    items = list(range(20))
    for seed in range(20):
        chosen = Dice(seed).some(items, 6)
        assert chosen == sorted(set(chosen))
        assert len(chosen) == 6
    assert Dice(1).some(items, 50) == items


def test_shuffling_loses_nothing() -> None:
    assert sorted(Dice(6).shuffled(list(range(50)))) == list(range(50))
    assert sorted(Dice(6).order(50).tolist()) == list(range(50))
