import numpy as np
import pytest
from scipy import sparse

from indicators.errors import UsageError
from indicators.scenario.measures import (
    gini,
    is_near,
    is_under,
    mean_access,
    people_under,
    shortfall,
    threshold_of,
)

ACCESS, STANDARDISED, PEOPLE = (
    np.array([1.0, 3.0]),
    np.array([100.0, 300.0]),
    np.array([90.0, 310.0]),
)


def test_means_weigh_by_standardised_and_people_are_counted() -> None:
    assert mean_access(ACCESS, STANDARDISED) == 2.5
    assert people_under(ACCESS, PEOPLE, 2.5) == 90
    assert shortfall(ACCESS, STANDARDISED, 2.5) == 150


def test_the_threshold_itself_is_under() -> None:
    assert is_under(np.array([2.5, 2.500001]), 2.5).tolist() == [True, False]


def test_a_threshold_is_an_apl() -> None:
    assert [threshold_of(value) for value in (0.5, 2.5, 20.0)] == [0.5, 2.5, 20.0]
    for wrong in (0.0, -1.0, 20.01, float("nan")):
        with pytest.raises(UsageError, match="give an APL over 0, up to 20"):
            threshold_of(wrong)


def test_gini_by_hand() -> None:
    # Two halves of 1 and 3: the mean difference |a - b| is 1, over twice the mean of 2.
    assert gini(ACCESS, np.array([1.0, 1.0])) == pytest.approx(0.25)
    assert gini(np.array([2.0, 2.0, 2.0]), np.array([1.0, 5.0, 2.0])) == pytest.approx(0)
    assert gini(np.zeros(2), np.ones(2)) == 0
    # A tenth of the access everywhere is as unequal.
    assert gini(ACCESS / 10, np.array([1.0, 1.0])) == pytest.approx(0.25)


def test_gini_of_columns_is_that_of_each() -> None:
    rng = np.random.default_rng(1)
    columns, weights = rng.uniform(0, 5, (30, 4)), rng.uniform(1, 9, 30)
    by_pairs = [
        (weights[:, None] * weights * np.abs(a[:, None] - a)).sum()
        / (2 * weights.sum() ** 2 * np.average(a, weights=weights))
        for a in columns.T
    ]
    assert gini(columns, weights) == pytest.approx(by_pairs)


def test_near_counts_only_sites_with_a_doctor() -> None:
    minutes = sparse.csr_array(np.array([[1.0, 20.0], [15.0, 15.1], [0.0, 3.0]]))
    assert is_near(minutes, np.array([True, False])).tolist() == [True, True, False]
    assert is_near(minutes, np.array([False, True])).tolist() == [False, False, True]
