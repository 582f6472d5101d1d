import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.catchment import enhanced_two_step
from indicators.errors import DataError
from indicators.partitions import Sites, accessibility_of, cut, weights_between

REACH = 20_000.0


def steps(metres: np.ndarray) -> np.ndarray:
    """Weigh as the DREES does, at a kilometre a minute."""
    return np.select([metres < 10_000, metres < 15_000, metres < REACH], [1, 2 / 3, 1 / 3], 0.0)


def random_sites(seed: int, places: int, supplies: int) -> tuple[Sites, Sites, np.ndarray]:
    draw = np.random.default_rng(seed)
    points = draw.uniform(0, 100_000, (places, 2))
    demand = Sites(points, draw.integers(0, 500, places).astype(float))
    supply = Sites(draw.uniform(0, 100_000, (supplies, 2)), draw.uniform(0, 9_000, supplies))
    labels = np.char.add("d", (points[:, 0] // 25_000).astype(int).astype(str))
    return demand, supply, labels


def whole(demand: Sites, supply: Sites) -> np.ndarray:
    weights = weights_between(demand, supply, REACH, steps)
    return enhanced_two_step(demand.amounts, supply.amounts, weights).accessibility


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), supplies=st.integers(0, 60))
def test_the_parts_give_what_the_whole_gives(seed: int, supplies: int) -> None:
    demand, supply, labels = random_sites(seed, 400, supplies)
    together = np.full(len(labels), np.nan)
    for part in cut(demand, supply, labels, REACH, steps):
        together[part.own] = accessibility_of(part)
    np.testing.assert_allclose(together, whole(demand, supply), rtol=1e-9, atol=0)


def test_a_part_carries_no_more_than_its_halo() -> None:
    demand, supply, labels = random_sites(1, 2_000, 100)
    part = next(iter(cut(demand, supply, labels, REACH, steps)))
    assert demand.points[part.own][:, 0].max() < 25_000
    assert part.supply.points[:, 0].max() <= 25_000 + REACH
    assert part.demand.points[:, 0].max() <= 25_000 + 2 * REACH
    assert len(part.demand.amounts) < len(demand.amounts)


def test_a_halo_that_is_too_short_would_show() -> None:
    """The test above can fail: with the demand within one reach only, the parts differ."""
    demand, supply, labels = random_sites(2, 400, 40)
    part = next(iter(cut(demand, supply, labels, REACH, steps)))
    short = demand.at(np.flatnonzero(demand.points[:, 0] < 25_000))
    weights = weights_between(short, part.supply, REACH, steps)
    alone = enhanced_two_step(short.amounts, part.supply.amounts, weights).accessibility
    assert not np.allclose(np.sort(alone), np.sort(accessibility_of(part)))


def test_points_and_amounts_must_agree() -> None:
    with pytest.raises(DataError, match="one point"):
        Sites(np.zeros((3, 2)), np.zeros(2))
