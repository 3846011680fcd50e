"""The Wilson interval against published values (Newcombe, Statistics in Medicine 17, 1998, table I, method 3)."""

import pytest

from evenhand.reports.intervals import wilson


@pytest.mark.parametrize(
    ("found", "of", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
        (29, 29, 0.8830, 1.0000),
    ],
)
def test_known_intervals(found: int, of: int, low: float, high: float) -> None:
    rate = wilson(found, of)
    assert (round(rate.low, 4), round(rate.high, 4)) == (low, high)
    assert rate.low <= rate.share <= rate.high


def test_nothing_seen_says_nothing() -> None:
    assert (wilson(0, 0).low, wilson(0, 0).high) == (0.0, 1.0)


@pytest.mark.parametrize(("found", "of"), [(3, 2), (-1, 5)])
def test_what_is_no_share_is_refused(found: int, of: int) -> None:
    with pytest.raises(ValueError, match=f"{found} of {of} is not a share"):
        wilson(found, of)
