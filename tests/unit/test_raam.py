"""Rational agent access model: equilibria found by hand, the law that defines them, refusals."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.errors import DataError, UsageError
from indicators.raam import rational_access
from indicators.travel.costs import TravelCosts


def costs(table: list[list[float]]) -> TravelCosts:
    """Costs from a full table, NaN where a place cannot be reached."""
    minutes = np.array(table)
    rows, columns = np.nonzero(~np.isnan(minutes))
    return TravelCosts.from_pairs(rows, columns, minutes[rows, columns], minutes.shape)


def test_one_site_takes_everyone_at_the_mean_crowding() -> None:
    result = rational_access([30.0, 70.0], [5.0], costs([[0.0], [12.0]]), tau=60.0)
    # rho = 100/5 = 20, so the crowding is 100 / (20 * 5) = 1; travel adds 0 and 12/60.
    assert result.cost == pytest.approx([1.0, 1.2], abs=1e-12)
    assert result.crowding == pytest.approx([1.0], abs=1e-12)


def test_people_travel_until_the_costs_are_equal() -> None:
    # 100 people beside site 0, none beside site 1, which is 30 minutes away; S = 1 and 1, tau 60.
    # rho = 50: D0/50 = D1/50 + 0.5 with D0 + D1 = 100 gives D0 = 62.5, cost 1.25.
    result = rational_access([100.0, 0.0], [1.0, 1.0], costs([[0.0, 30.0], [30.0, 0.0]]), tau=60.0)
    assert result.crowding == pytest.approx([1.25, 0.75], abs=1e-9)
    # A place without demand still has a cost: 0.75 at its own site.
    assert result.cost == pytest.approx([1.25, 0.75], abs=1e-9)


def test_nobody_travels_further_than_the_crowding_is_worth() -> None:
    result = rational_access([100.0, 50.0], [2.0, 1.0], costs([[0.0, 90.0], [90.0, 0.0]]), tau=60.0)
    assert result.cost == pytest.approx([1.0, 1.0], abs=1e-9)


def test_a_tighter_tolerance_comes_nearer() -> None:
    table = np.random.default_rng(4).uniform(0, 60, (12, 6)).tolist()
    demand, supply = np.linspace(10, 500, 12), np.linspace(0.5, 5, 6)
    loose = rational_access(demand, supply, costs(table), tau=60.0, tolerance=1e-1)
    tight = rational_access(demand, supply, costs(table), tau=60.0, tolerance=1e-8)
    assert tight.regret <= 1e-8 < loose.regret <= 1e-1


def test_unreachable_places_and_sites_without_supply_are_missing_not_zero() -> None:
    table = [[0.0, 1.0, np.nan], [np.nan, np.nan, np.nan], [np.nan, 0.0, np.nan]]
    result = rational_access([10.0, 10.0, 0.0], [1.0, 0.0, 1.0], costs(table), tau=60.0)
    # rho = 20/2 = 10; only the first place is served: 10 / (10 * 1) = 1.
    assert result.cost.tolist()[0] == pytest.approx(1.0)
    assert np.isnan(result.cost).tolist() == [False, True, True]
    assert np.isnan(result.crowding).tolist() == [False, True, False]
    assert result.crowding[2] == 0.0


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_everyone_is_served_and_nobody_gains_by_moving(seed: int) -> None:
    rng = np.random.default_rng(seed)
    table = rng.uniform(0, 60, (12, 6))
    table[rng.random(table.shape) < 0.3] = np.nan
    table[:, 0] = rng.uniform(0, 60, 12)
    demand, supply = rng.uniform(1, 500, 12), rng.uniform(0.5, 5, 6)
    result = rational_access(demand, supply, costs(table.tolist()), tau=60.0, tolerance=1e-2)
    assert result.regret <= 1e-2
    rho = demand.sum() / supply.sum()
    assert (result.crowding * rho * supply).sum() == pytest.approx(demand.sum(), rel=1e-9)
    # The cost of a place is the least that it finds.
    assert result.cost == pytest.approx(np.nanmin(result.crowding + table / 60.0, axis=1))


def test_bad_arguments_are_refused() -> None:
    one = costs([[0.0]])
    for tau in (0.0, -1.0, float("nan"), float("inf")):
        with pytest.raises(UsageError, match="tau"):
            rational_access([1.0], [1.0], one, tau=tau)
    with pytest.raises(DataError, match="some demand and some supply"):
        rational_access([1.0], [0.0], one, tau=60.0)
    with pytest.raises(DataError, match="demand of place 0"):
        rational_access([-1.0], [1.0], one, tau=60.0)
    crowded = costs([[0.0, 1.0], [1.0, 0.0]])
    with pytest.raises(UsageError, match="no equilibrium within 1 rounds"):
        rational_access([5.0, 90.0], [1.0, 1.0], crowded, tau=60.0, rounds=1)
