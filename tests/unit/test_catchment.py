"""Floating catchment areas: hand-computed cases, laws, edge cases, and PySAL as an oracle."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest
from access import Access
from access import weights as oracle_weights
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.catchment import (
    METHODS,
    balanced,
    crowdedness,
    enhanced_two_step,
    linear_form,
    modified_huff,
    modified_two_step,
    three_step,
    two_step,
)
from indicators.decay import Decay, GaussianDecay, StepDecay
from indicators.errors import DataError, UsageError
from indicators.travel.costs import TravelCosts

THIRDS = StepDecay(bounds=(10.0, 15.0, 20.0), weights=(1.0, 2 / 3, 1 / 3))
HALF = StepDecay(bounds=(10.0, 20.0), weights=(1.0, 0.5))


def costs(matrix: list[list[float]]) -> TravelCosts:
    """Costs from a full table, NaN where a place cannot be reached."""
    table = np.array(matrix)
    rows, columns = np.nonzero(~np.isnan(table))
    return TravelCosts.from_pairs(rows, columns, table[rows, columns], table.shape)


@dataclass(frozen=True)
class Case:
    """Random places: asymmetric costs, missing pairs, some places without demand or supply."""

    demand: np.ndarray
    supply: np.ndarray
    costs: TravelCosts


def random_case(seed: int, origins: int = 40, destinations: int = 25) -> Case:
    rng = np.random.default_rng(seed)
    rows, columns = np.nonzero(rng.random((origins, destinations)) < 0.4)
    return Case(
        demand=np.where(rng.random(origins) < 0.1, 0.0, rng.uniform(1, 5000, origins)),
        supply=np.where(rng.random(destinations) < 0.3, 0.0, rng.uniform(1, 9000, destinations)),
        costs=TravelCosts.from_pairs(
            rows, columns, rng.uniform(0, 30, rows.size), (origins, destinations)
        ),
    )


# Two places of demand (100 and 300 people), two of supply (10 and 20).
# Minutes: 0 to both sites within 10 of site 0 and in the second band of site 1; place 1 reaches
# only site 1. So w = [[1, 0.5], [0, 1]].
HAND = costs([[5.0, 15.0], [np.nan, 5.0]])
PEOPLE = [100.0, 300.0]
OFFER = [10.0, 20.0]
W = HAND.weights(HALF)


def test_two_step_by_hand() -> None:
    # Inside or outside: R = 10/100, 20/(100 + 300); A0 = 0.1 + 0.05, A1 = 0.05.
    result = two_step(PEOPLE, OFFER, W)
    assert result.ratios == pytest.approx([0.1, 0.05], abs=1e-15)
    assert result.accessibility == pytest.approx([0.15, 0.05], abs=1e-15)


def test_enhanced_two_step_by_hand() -> None:
    # R = 10/100, 20/(50 + 300) = 2/35; A0 = 0.1 + 0.5 * 2/35 = 9/70, A1 = 2/35.
    result = enhanced_two_step(PEOPLE, OFFER, W)
    assert result.ratios == pytest.approx([0.1, 2 / 35], abs=1e-15)
    assert result.accessibility == pytest.approx([9 / 70, 2 / 35], abs=1e-15)


def test_modified_two_step_by_hand() -> None:
    # Same ratios; the second step squares the weights: A0 = 0.1 + 0.25 * 2/35 = 4/35.
    result = modified_two_step(PEOPLE, OFFER, W)
    assert result.ratios == pytest.approx([0.1, 2 / 35], abs=1e-15)
    assert result.accessibility == pytest.approx([4 / 35, 2 / 35], abs=1e-15)


def test_three_step_by_hand() -> None:
    # G = [[2/3, 1/3], [0, 1]]; G w = [[2/3, 1/6], [0, 1]].
    # R0 = 10 / (200/3) = 0.15; R1 = 20 / (100/6 + 300) = 20 / (950/3) = 6/95.
    # A0 = 2/3 * 0.15 + 1/6 * 6/95 = 0.1 + 1/95; A1 = 6/95.
    result = three_step(PEOPLE, OFFER, W)
    assert result.ratios == pytest.approx([0.15, 6 / 95], abs=1e-15)
    assert result.accessibility == pytest.approx([0.1 + 1 / 95, 6 / 95], abs=1e-15)


def test_balanced_by_hand() -> None:
    # Demand shares by row [[2/3, 1/3], [0, 1]]: R0 = 10/(200/3) = 0.15, R1 = 20/(100/3 + 300)
    # = 0.06. Shares of service by column [[1, 1/3], [0, 2/3]]: A0 = 0.15 + 0.02, A1 = 0.04.
    result = balanced(PEOPLE, OFFER, W)
    assert result.ratios == pytest.approx([0.15, 0.06], abs=1e-15)
    assert result.accessibility == pytest.approx([0.17, 0.04], abs=1e-15)
    assert result.accessibility.sum() == pytest.approx(result.ratios.sum(), abs=1e-15)


def test_modified_huff_by_hand() -> None:
    # S w = [[10, 10], [0, 20]], so H = [[1/2, 1/2], [0, 1]].
    # R0 = 10/50 = 0.2, R1 = 20/(50 + 300) = 2/35; H w = [[1/2, 1/4], [0, 1]].
    # A0 = 0.1 + 1/4 * 2/35 = 0.1 + 1/70; A1 = 2/35.
    result = modified_huff(PEOPLE, OFFER, W)
    assert result.ratios == pytest.approx([0.2, 2 / 35], abs=1e-15)
    assert result.accessibility == pytest.approx([0.1 + 1 / 70, 2 / 35], abs=1e-15)


def test_modified_huff_equals_the_r_package_fca() -> None:
    # Example of spai_mh3sfca in the R package fca 0.1.0 (Grueebler, Unterfinger, Jörg):
    # p = 1:4, s = 1:6, W = matrix(1:24, ncol = 4, nrow = 6), sites in rows, places in columns.
    weights = costs([[0.0] * 6] * 4).minutes
    weights.data[:] = np.arange(1.0, 25.0)
    result = modified_huff(np.arange(1.0, 5.0), np.arange(1.0, 7.0), weights)
    assert result.accessibility == pytest.approx(
        [9.617634, 21.717421, 34.325798, 47.032856], abs=5e-7
    )


def test_crowdedness_by_hand() -> None:
    # Supply in reach: place 0 has 10 + 0.5 * 20 = 20, place 1 has 20. Pressure 100/20 = 5 and
    # 300/20 = 15. C0 = 5; C1 = 0.5 * 5 + 15 = 17.5; and 10 * 5 + 20 * 17.5 = 400 people.
    assert crowdedness(PEOPLE, OFFER, W) == pytest.approx([5.0, 17.5], abs=1e-12)


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10**6), method=st.sampled_from(["2sfca", "e2sfca", "3sfca"]))
def test_supply_is_conserved(seed: int, method: str) -> None:
    case = random_case(seed)
    result = METHODS[method](case.demand, case.supply, case.costs.weights(THIRDS))
    reached = ~np.isnan(result.ratios)
    assert (case.demand * result.accessibility).sum() == pytest.approx(
        case.supply[reached].sum(), rel=1e-9
    )


def test_a_supply_that_reaches_nobody_is_not_crowded() -> None:
    weights = costs([[0.0, np.nan, np.nan], [np.nan, 0.0, np.nan]]).weights(HALF)
    assert crowdedness([100.0, 0.0], [10.0, 20.0, 30.0], weights).tolist() == [10.0, 0.0, 0.0]


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_crowdedness_conserves_demand(seed: int) -> None:
    case = random_case(seed)
    weights = case.costs.weights(THIRDS)
    crowd = crowdedness(case.demand, case.supply, weights)
    served = (weights @ case.supply) > 0
    offered = case.supply > 0
    assert (case.supply[offered] * crowd[offered]).sum() == pytest.approx(
        case.demand[served].sum(), rel=1e-9
    )
    assert np.isnan(crowd[~offered]).all()


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_balanced_keeps_demand_and_level_of_service(seed: int) -> None:
    case = random_case(seed)
    weights = case.costs.weights(THIRDS)
    result = balanced(case.demand, case.supply, weights)
    in_use = ~np.isnan(result.ratios)
    assert result.accessibility.sum() == pytest.approx(result.ratios[in_use].sum(), rel=1e-9)
    demand_met = case.supply[in_use] / result.ratios[in_use]
    reaching = (weights @ (case.supply > 0).astype(float)) > 0
    assert demand_met.sum() == pytest.approx(case.demand[reaching].sum(), rel=1e-9)


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 10**6),
    method=st.sampled_from(["2sfca", "e2sfca", "m2sfca"]),
    amount=st.floats(-1, 20_000),
)
def test_the_linear_form_equals_a_full_recomputation(seed: int, method: str, amount: float) -> None:
    case = random_case(seed)
    weights = case.costs.weights(THIRDS)
    place = seed % case.supply.size
    supply = case.supply + 1.0
    form = linear_form(case.demand, weights, method)
    before = METHODS[method](case.demand, supply, weights).accessibility
    supply[place] += amount
    after = METHODS[method](case.demand, supply, weights).accessibility
    effect = (form[:, [place]] * amount).toarray().ravel()
    scale = np.abs(after).max() + 1.0
    assert np.abs(before + effect - after).max() <= 1e-12 * scale
    assert np.abs(form @ supply - after).max() <= 1e-12 * scale


def test_the_effect_is_stored_only_where_it_is_felt() -> None:
    form = linear_form(PEOPLE, W)
    effect = form[:, [0]] * 7.0
    assert effect.shape == (2, 1)
    assert effect.nnz == 1
    assert effect[0, 0] == pytest.approx(0.07, abs=1e-15)


def test_a_supply_that_reaches_nobody_has_an_empty_column() -> None:
    # Site 0 is reached from place 0 alone, where nobody lives: 20 units for the 300 of place 1.
    form = linear_form([0.0, 300.0], W)
    assert form[:, [0]].nnz == 0
    assert form @ np.array(OFFER) == pytest.approx([0.5 / 15, 1 / 15])


def test_the_effect_at_the_last_of_more_sites_than_places() -> None:
    form = linear_form([100.0], costs([[0.0, 12.0]]).weights(HALF))
    # 100 people at half a weight are 50: 5 units more are 0.1 each, and half of it counts.
    assert (form[:, [1]] * 5.0).toarray().tolist() == [[0.05]]


@pytest.mark.parametrize("method", METHODS)
def test_the_unit_of_supply_changes_nothing_but_the_unit(method: str) -> None:
    """Half a doctor is a supply as ten thousand acts are."""
    acts, doctors = (METHODS[method](PEOPLE, offer, W) for offer in (OFFER, [0.5, 1.0]))
    assert doctors.accessibility == pytest.approx(acts.accessibility / 20)


def test_linear_form_refuses_what_is_not_linear() -> None:
    for method in ("3sfca", "bfca", "mh3sfca", "nonsense"):
        with pytest.raises(UsageError, match="not linear"):
            linear_form(PEOPLE, W, method)


def pysal(method: str, case: Case, decay: object, max_cost: float) -> pd.DataFrame:
    """Accessibility by PySAL access, by place of demand."""
    pairs = case.costs.minutes.tocoo()
    oracle = Access(
        demand_df=pd.DataFrame({"demand": case.demand}).rename_axis("geoid"),
        demand_value="demand",
        supply_df=pd.DataFrame({"supply": case.supply}).rename_axis("geoid"),
        supply_value="supply",
        cost_df=pd.DataFrame({"origin": pairs.row, "dest": pairs.col, "cost": pairs.data}),
        cost_origin="origin",
        cost_dest="dest",
        cost_name="cost",
    )
    keywords = (
        {"max_cost": max_cost}
        if decay is None
        else {
            "max_cost": max_cost,
            "weight_fn": decay,
        }
    )
    frame = getattr(oracle, method)(name="a", **keywords)
    return frame["a_supply"].reindex(range(case.demand.size)).fillna(0.0)


def under(bound: float) -> float:
    """Largest number under a bound: PySAL's bands include their upper bound, ours do not."""
    return float(np.nextafter(bound, 0.0))


def oracle_decay(decay: Decay) -> object:
    if isinstance(decay, StepDecay):
        bands = zip(decay.bounds, decay.weights, strict=True)
        return oracle_weights.step_fn({under(bound): weight for bound, weight in bands})
    assert isinstance(decay, GaussianDecay)
    return oracle_weights.gaussian(decay.sigma)


# PySAL access 1.1 still drops columns in place, which pandas 3.1 deprecates.
@pytest.mark.filterwarnings("ignore:The inplace keyword in DataFrame:pandas.errors.Pandas4Warning")
@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("symmetric", [False, True])
@pytest.mark.parametrize(
    ("method", "decay"),
    [
        ("two_stage_fca", THIRDS),
        ("enhanced_two_stage_fca", THIRDS),
        ("enhanced_two_stage_fca", GaussianDecay(sigma=8.0, cutoff=20.0)),
        ("three_stage_fca", THIRDS),
        ("three_stage_fca", GaussianDecay(sigma=8.0, cutoff=20.0)),
    ],
)
def test_equal_to_pysal(seed: int, *, symmetric: bool, method: str, decay: Decay) -> None:
    rng = np.random.default_rng(seed)
    table = rng.uniform(0, 30, (60, 60))
    # PySAL's choice step counts the pairs beyond the cutoff; leave none of them out of ours.
    table[table >= 20.0] = np.nan
    if symmetric:
        table = np.minimum(table, table.T)
    np.fill_diagonal(table, np.nan_to_num(table.diagonal()))
    case = Case(
        demand=rng.uniform(1, 5000, 60),
        supply=rng.uniform(1, 9000, 60),
        costs=costs(table.tolist()),
    )
    ours = {
        "two_stage_fca": two_step,
        "enhanced_two_stage_fca": enhanced_two_step,
        "three_stage_fca": three_step,
    }[method]
    weigh = None if method == "two_stage_fca" else oracle_decay(decay)
    expected = pysal(method, case, weigh, under(20.0))
    result = ours(case.demand, case.supply, case.costs.weights(decay))
    np.testing.assert_allclose(result.accessibility, expected, rtol=1e-9, atol=0)


def test_costs_need_not_be_symmetric() -> None:
    one_way = costs([[0.0, 5.0], [np.nan, 0.0]]).weights(HALF)
    # Place 0 reaches both sites, place 1 only its own: R = 8/100, 20/400.
    result = enhanced_two_step(PEOPLE, [8.0, 20.0], one_way)
    assert result.accessibility == pytest.approx([0.08 + 0.05, 0.05], abs=1e-15)


@pytest.mark.parametrize("method", METHODS)
def test_a_supply_that_reaches_nobody_has_no_ratio_and_helps_nobody(method: str) -> None:
    # Site 1 is reached only from place 1, where nobody lives; site 2 from nowhere.
    weights = costs([[0.0, np.nan, np.nan], [np.nan, 0.0, np.nan]]).weights(HALF)
    result = METHODS[method]([100.0, 0.0], [10.0, 20.0, 30.0], weights)
    assert np.isnan(result.ratios).tolist() == [False, True, True]
    assert result.accessibility == pytest.approx([0.1, 0.0], abs=1e-15)


@pytest.mark.parametrize("method", METHODS)
def test_a_place_that_reaches_nothing_has_zero(method: str) -> None:
    weights = costs([[0.0], [25.0], [np.nan]]).weights(HALF)
    result = METHODS[method]([100.0, 50.0, 50.0], [10.0], weights)
    assert result.accessibility.tolist() == [0.1, 0.0, 0.0]


def test_a_place_without_demand_sees_what_an_inhabitant_would_find() -> None:
    weights = costs([[0.0], [12.0]]).weights(HALF)
    result = enhanced_two_step([100.0, 0.0], [10.0], weights)
    assert result.accessibility.tolist() == [0.1, 0.05]


@pytest.mark.parametrize("method", METHODS)
def test_no_demand_no_supply_no_pair_give_no_nan_in_accessibility(method: str) -> None:
    empty = TravelCosts.from_pairs(
        np.array([], dtype=int), np.array([], dtype=int), np.array([]), (2, 3)
    ).weights(HALF)
    result = METHODS[method]([0.0, 1.0], [0.0, 1.0, 2.0], empty)
    assert result.accessibility.tolist() == [0.0, 0.0]
    assert np.isnan(result.ratios).all()


@pytest.mark.parametrize("method", ["3sfca", "bfca", "mh3sfca"])
def test_a_place_without_supply_is_no_site_to_choose(method: str) -> None:
    with_empty = costs([[0.0, 12.0, 5.0], [5.0, 0.0, 12.0]]).weights(HALF)
    without = costs([[0.0, 12.0], [5.0, 0.0]]).weights(HALF)
    assert METHODS[method](PEOPLE, [10.0, 20.0, 0.0], with_empty).accessibility == pytest.approx(
        METHODS[method](PEOPLE, OFFER, without).accessibility, rel=1e-14
    )


@pytest.mark.parametrize("wrong", [-1.0, float("nan"), float("inf")])
def test_bad_amounts_are_refused(wrong: float) -> None:
    for method in METHODS.values():
        with pytest.raises(DataError, match="demand of place 1"):
            method([1.0, wrong], OFFER, W)
        with pytest.raises(DataError, match="supply of place 0"):
            method(PEOPLE, [wrong, 1.0], W)
    with pytest.raises(DataError, match="one value per place"):
        two_step([1.0], OFFER, W)
    with pytest.raises(DataError, match="demand of place 1"):
        linear_form([1.0, wrong], W)


@pytest.mark.parametrize("wrong", [-1.0, float("nan"), float("inf")])
def test_one_weight_that_is_none_is_refused(wrong: float) -> None:
    weights = costs([[1.0, 1.0]]).minutes
    weights.data[1] = wrong
    with pytest.raises(DataError, match="weights"):
        two_step([1.0], [1.0, 1.0], weights)
    with pytest.raises(DataError, match="weights"):
        linear_form([1.0], weights)
