"""Travel costs: any order, zero minutes kept, duplicates and absurd times refused."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.decay import StepDecay
from indicators.errors import DataError
from indicators.travel.costs import TravelCosts

NEAR = StepDecay((10.0,), (1.0,))


def build(pairs: list[tuple[int, int, float]], shape: tuple[int, int] = (3, 3)) -> TravelCosts:
    rows = np.array([pair[0] for pair in pairs], dtype=np.int64)
    columns = np.array([pair[1] for pair in pairs], dtype=np.int64)
    return TravelCosts.from_pairs(rows, columns, [pair[2] for pair in pairs], shape)


@given(
    cells=st.dictionaries(
        st.tuples(st.integers(0, 4), st.integers(0, 6)), st.floats(0, 60), max_size=35
    ),
    seed=st.integers(0, 99),
)
def test_any_order_gives_the_same_pairs(cells: dict[tuple[int, int], float], seed: int) -> None:
    pairs = [(row, column, minutes) for (row, column), minutes in cells.items()]
    np.random.default_rng(seed).shuffle(pairs)
    matrix = build(pairs, (5, 7)).minutes
    stored = matrix.tocoo()
    found = sorted(zip(stored.row.tolist(), stored.col.tolist(), stored.data.tolist(), strict=True))
    assert found == sorted((row, column, value) for (row, column), value in cells.items())
    assert matrix.indices.dtype == np.int32


def test_pairs_out_of_reach_are_left_out() -> None:
    pairs = [(0, 0, 0.0), (0, 1, 9.999), (1, 1, 10.0), (2, 1, 30.0), (2, 1, 31.0)]
    rows, columns, minutes = (np.array(column) for column in zip(*pairs, strict=True))
    near = TravelCosts.from_pairs(rows, columns, minutes, (3, 3), reach=NEAR.reach)
    assert near.minutes.tocoo().row.tolist() == [0, 0]
    everything = build(pairs[:-1]).weights(NEAR).toarray()
    assert (near.weights(NEAR).toarray() == everything).all()


def test_zero_minutes_is_a_time_and_an_absent_pair_is_not() -> None:
    weights = build([(0, 0, 0.0), (1, 0, 12.0)]).weights(NEAR)
    assert weights.toarray()[:, 0].tolist() == [1.0, 0.0, 0.0]


def test_weights_share_the_positions_of_the_costs() -> None:
    travel = build([(0, 0, 0.0), (2, 1, 3.0)])
    assert np.shares_memory(travel.weights(NEAR).indices, travel.minutes.indices)
    assert np.shares_memory(travel.weights(NEAR).indptr, travel.minutes.indptr)


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (3, 1, 0, 2)])
def test_a_pair_given_twice_is_refused_even_with_the_same_minutes(order: tuple[int, ...]) -> None:
    pairs = [(0, 1, 4.0), (1, 2, 5.0), (2, 0, 6.0), (1, 2, 5.0)]
    with pytest.raises(DataError, match="origin 1 to destination 2 is given more than once"):
        build([pairs[k] for k in order])


def test_the_same_destination_from_two_origins_is_no_duplicate() -> None:
    assert build([(0, 2, 1.0), (1, 2, 1.0), (2, 2, 1.0)]).minutes.nnz == 3


def test_an_own_pair_that_is_absent_is_out_of_reach() -> None:
    travel = build([(0, 0, 4.0), (0, 1, 7.0)])
    assert travel.weights(NEAR).toarray().diagonal().tolist() == [1.0, 0.0, 0.0]


def test_scaled_times() -> None:
    assert build([(0, 0, 4.0), (1, 1, 10.0)]).scaled(1.5).minutes.data.tolist() == [6.0, 15.0]
    with pytest.raises(DataError, match="factor"):
        build([(0, 0, 4.0)]).scaled(0.0)


@pytest.mark.parametrize("wrong", [-0.001, float("nan"), float("inf"), float("-inf")])
def test_impossible_minutes_are_refused(wrong: float) -> None:
    with pytest.raises(DataError, match="minutes of pair 1"):
        build([(0, 0, 1.0), (1, 1, wrong)])


def test_positions_must_be_integers_in_range() -> None:
    with pytest.raises(DataError, match=r"destination must lie in 0\.\.2"):
        build([(0, 3, 1.0)])
    with pytest.raises(DataError, match=r"origin must lie in 0\.\.2"):
        build([(-1, 0, 1.0)])
    with pytest.raises(DataError, match="number the places first"):
        TravelCosts.from_pairs(np.array([0.0]), np.array([0]), [1.0], (1, 1))  # type: ignore[arg-type]
    with pytest.raises(DataError, match="one length"):
        TravelCosts.from_pairs(np.array([0]), np.array([0, 0]), [1.0], (1, 1))
