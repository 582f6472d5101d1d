import numpy as np
import pandas as pd
import pytest

from indicators.errors import DataError
from indicators.linear_times import LinearTimes
from indicators.open_apl import load_open_parameters

MODEL = LinearTimes(
    intercept=-2.0,
    per_km=0.5,
    per_sqrt_km=4.0,
    per_log_density=0.25,
    least=1.0,
    deviation=2.0,
    mean_absolute_error=2.0,
    right_band=0.6,
    source="invented",
)


def places(lon: list[float], density: float = 1.0) -> pd.DataFrame:
    return pd.DataFrame({"lon": lon, "lat": 50.5, "density": density})


def test_minutes_by_hand() -> None:
    # -2 + 0.5 x 9 + 4 x 3 + 0.25 x 4 = 15.5; at 0 km, -2 is raised to the least, 1.
    found = MODEL.minutes(np.array([9.0, 0.0]), np.array([4.0, 0.0]))
    assert found.tolist() == [15.5, 1.0]


def test_pairs_go_both_ways_and_a_place_is_at_no_minute_of_itself() -> None:
    found = MODEL.pairs(places([2.0, 2.05, 4.0]), 20)
    both = zip(found.origin.tolist(), found.destination.tolist(), strict=True)
    pairs = dict(zip(both, found.minutes.tolist(), strict=True))
    assert set(pairs) == {(0, 1), (1, 0), (0, 0), (1, 1), (2, 2)}
    assert pairs[0, 1] == pairs[1, 0]
    # 0.05 degree of longitude at 50.5 N is 3.546 km: -2 + 1.773 + 7.532.
    assert pairs[0, 1] == pytest.approx(7.31, abs=0.02)
    assert found.sigma[found.minutes == 0].tolist() == [0.0] * 3
    assert set(found.sigma[found.minutes > 0]) == {2.0}


def test_no_pair_within_reach_is_farther_than_the_reach() -> None:
    km = MODEL.reach_km(20)
    inside, outside = MODEL.minutes(np.array([km - 0.2, km + 0.2]), np.zeros(2))
    assert inside < 20 < outside


def test_density_slows_but_never_below_one_person_a_km2() -> None:
    empty = MODEL.pairs(places([2.0, 2.05], 0.0), 20)
    dense = MODEL.pairs(places([2.0, 2.05], np.e), 20)
    assert empty.minutes.max() == MODEL.pairs(places([2.0, 2.05], 1.0), 20).minutes.max()
    assert dense.minutes.max() == pytest.approx(empty.minutes.max() + 0.5)


@pytest.mark.parametrize(
    ("column", "value"), [("density", np.nan), ("density", -1), ("lon", np.nan)]
)
def test_what_is_missing_is_refused(column: str, value: float) -> None:
    frame = places([2.0, 2.05])
    frame.loc[1, column] = value
    with pytest.raises(DataError, match="leave"):
        MODEL.pairs(frame, 20)


def test_minutes_grow_with_distance_all_along_the_range() -> None:
    model = load_open_parameters().travel_times
    minutes = model.minutes(np.arange(0.5, 60, 0.5), np.full(119, 10.0))
    assert (np.diff(minutes) > 0).all()
