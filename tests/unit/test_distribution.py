import pandas as pd
import pytest

from indicators.distribution import correlation, histogram, paired

NAN = float("nan")


def test_bins_hold_every_known_value() -> None:
    frame = pd.DataFrame({"code": list("abcdef"), "value": [0.0, 1.0, 2.0, 3.0, 4.0, NAN]})
    people = pd.Series({"a": 1, "b": 10, "c": 100, "d": 1000, "e": 10_000, "f": 5})
    low, high = histogram(frame, people, bins=2)
    # 2 is the upper bound of the first bin, and belongs to it.
    assert (low.low, low.high, low.territories, low.population) == (0, 2, 3, 111)
    assert (high.low, high.high, high.territories, high.population) == (2, 4, 2, 11_000)
    # Nobody is counted in a: its territory is there all the same.
    first = histogram(frame, people.drop("a"), bins=2)[0]
    assert (first.territories, first.population) == (3, 110)


def test_equal_values_make_one_bin() -> None:
    frame = pd.DataFrame({"code": ["a", "b"], "value": [3.0, 3.0]})
    (only,) = histogram(frame, pd.Series({"a": 1, "b": 2}))
    assert (only.territories, only.population) == (2, 3)
    assert histogram(frame.assign(value=NAN), pd.Series(dtype=float)) == []


def test_two_indicators_are_put_side_by_side() -> None:
    first = pd.DataFrame(
        {"code": list("abcd"), "name": list("ABCD"), "value": [1.0, 2.0, 3.0, NAN]}
    )
    second = pd.DataFrame({"code": list("dcba"), "value": [9.0, 6.0, 4.0, 2.0]})
    pairs = paired(first, second)
    assert pairs[["x", "y"]].to_numpy().tolist() == [[1, 2], [2, 4], [3, 6]]
    assert correlation(pairs) == pytest.approx(1)
    assert correlation(pairs.iloc[:2]) is None
    assert correlation(pairs.assign(y=1.0)) is None
