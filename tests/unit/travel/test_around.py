"""The minutes around Arras, on the geography of the repository."""

import numpy as np
import pandas as pd
import pytest

from indicators.decay import StepDecay
from indicators.errors import DataError
from indicators.inputs import Inputs
from indicators.population import latest_populations
from indicators.travel.around import codes_around, modelled_times
from indicators.travel.times import TravelTimes

ARRAS, LENS, BEAURAINS, NICE = "62041", "62498", "62099", "06088"
DREES = StepDecay((10.0, 15.0, 20.0), (1.0, 2 / 3, 1 / 3))


def around(inputs: Inputs, *centre: str) -> TravelTimes:
    people = latest_populations(inputs.populations)
    return modelled_times(inputs.contours, people, centre, catchments=1, beyond_minutes=0)


@pytest.fixture(scope="module")
def times(inputs: Inputs) -> TravelTimes:
    return around(inputs, ARRAS)


def test_the_communes_of_one_catchment_and_no_other(times: TravelTimes) -> None:
    assert {ARRAS, LENS, BEAURAINS} <= set(times.codes)
    assert NICE not in times.codes
    assert times.codes.is_unique
    assert times.minutes.max() < 20


def test_both_directions_and_each_commune_at_no_minute_of_itself(times: TravelTimes) -> None:
    matrix = times.costs().minutes
    assert (abs(matrix - matrix.T) > 1e-12).nnz == 0
    own = times.minutes[times.origin == times.destination]
    assert own.tolist() == [0.0] * len(times.codes)


def test_weights_in_the_order_of_the_codes(times: TravelTimes) -> None:
    arras, next_door = times.codes.get_indexer(pd.Index([ARRAS, BEAURAINS]))
    hard, expected = times.weights(DREES), times.expected_weights(DREES)
    assert hard.shape == expected.shape == (len(times.codes), len(times.codes))
    assert hard[arras, arras] == expected[arras, arras] == 1
    # Beaurains touches Arras: under 10 minutes, but not for sure.
    assert hard[arras, next_door] == 1
    assert 0.8 < expected[arras, next_door] < 1


def test_minutes_do_not_depend_on_the_ground_surveyed_beside(
    inputs: Inputs, times: TravelTimes
) -> None:
    wider = around(inputs, ARRAS, LENS)
    both = times.frame().merge(wider.frame(), on=["origin", "destination"])
    assert len(both) == len(times)
    near = both[(both["origin"] == ARRAS) | (both["destination"] == ARRAS)]
    np.testing.assert_allclose(near["minutes_x"], near["minutes_y"], atol=0.01)


@pytest.mark.parametrize("centre", [["62999"], []])
def test_a_centre_that_is_no_commune_is_refused(inputs: Inputs, centre: list[str]) -> None:
    with pytest.raises(DataError, match="give codes of the current COG"):
        around(inputs, *centre)


def test_codes_around_are_those_within_the_distance(inputs: Inputs) -> None:
    near = codes_around(inputs.contours, [ARRAS], km=6)
    assert {ARRAS, BEAURAINS} <= set(near)
    assert LENS not in near  # 15 km
    assert LENS in codes_around(inputs.contours, [ARRAS], km=20)


def test_codes_around_are_those_of_two_catchments_by_default(
    inputs: Inputs, times: TravelTimes
) -> None:
    wide = codes_around(inputs.contours, [ARRAS])
    assert set(times.codes) < set(wide)
    assert NICE not in wide
