"""Decays: published values, bounds of bands, refusals, and what every decay must satisfy."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.decay import (
    Decay,
    EdgeGaussianDecay,
    ExponentialDecay,
    GaussianDecay,
    InversePowerDecay,
    StepDecay,
)
from indicators.errors import UsageError

THIRDS = StepDecay(bounds=(10.0, 15.0, 20.0), weights=(1.0, 2 / 3, 1 / 3))
ALL: list[Decay] = [
    THIRDS,
    GaussianDecay(sigma=8.0, cutoff=20.0),
    GaussianDecay(sigma=8.0),
    EdgeGaussianDecay(radius=20.0),
    ExponentialDecay(scale=5.0, cutoff=20.0),
    InversePowerDecay(exponent=1.5, floor=2.0, cutoff=20.0),
]


def at(decay: Decay, *minutes: float) -> list[float]:
    return decay(np.array(minutes)).tolist()


def test_bands_are_half_open() -> None:
    assert at(THIRDS, 0, 9.999999, 10, 14.999999, 15, 19.999999, 20, 1e9) == [
        1, 1, 2 / 3, 2 / 3, 1 / 3, 1 / 3, 0, 0,
    ]  # fmt: skip


def test_many_bands_do_not_overflow_the_band_counter() -> None:
    bounds = tuple(float(k) for k in range(1, 401))
    decay = StepDecay(bounds, tuple(1 - k / 500 for k in range(400)))
    assert at(decay, 0.5, 255.5, 399.5, 400.0) == [1.0, 1 - 255 / 500, 1 - 399 / 500, 0.0]


def test_gaussian_values() -> None:
    # exp(-t^2 / (2 * 10^2)) at 10 is exp(-0.5), at 20 exp(-2); the cutoff itself is outside.
    assert at(GaussianDecay(10.0, cutoff=30.0), 0, 10, 20, 30) == pytest.approx(
        [1.0, 0.6065306597126334, 0.1353352832366127, 0.0], abs=1e-15
    )


def test_edge_gaussian_is_one_at_zero_and_zero_at_the_edge_without_a_cliff() -> None:
    decay = EdgeGaussianDecay(20.0)
    # (exp(-0.125) - exp(-0.5)) / (1 - exp(-0.5)) = (0.8824969 - 0.6065307) / 0.3934693
    assert at(decay, 0, 10, 20, 25) == pytest.approx([1.0, 0.7013664, 0.0, 0.0], abs=1e-6)
    assert at(decay, 19.999)[0] < 1e-3


def test_exponential_and_power_values() -> None:
    assert at(ExponentialDecay(5.0), 0, 5, 10) == pytest.approx([1, math.exp(-1), math.exp(-2)])
    assert at(InversePowerDecay(2.0, floor=2.0, cutoff=9.0), 0, 2, 4, 8, 9) == pytest.approx(
        [1, 1, 1 / 4, 1 / 16, 0]
    )
    assert at(InversePowerDecay(1.0), 0, 4, 1000) == [1, 1 / 4, 1 / 1000]


def test_a_weight_too_small_to_divide_by_is_zero() -> None:
    assert at(GaussianDecay(1.0), 38.0) == [0.0]
    assert math.exp(-0.5 * 38.0**2) > 0


@pytest.mark.parametrize("decay", ALL)
@given(minutes=st.lists(st.floats(0, 60), min_size=1, max_size=30))
def test_weights_are_in_0_1_and_never_increase_with_time(
    decay: Decay, minutes: list[float]
) -> None:
    weights = decay(np.sort(np.array(minutes)))
    assert ((weights >= 0) & (weights <= 1)).all()
    assert (np.diff(weights) <= 1e-12).all()


@pytest.mark.parametrize("decay", ALL)
def test_nothing_is_weighed_from_the_reach_onward(decay: Decay) -> None:
    if math.isinf(decay.reach):
        assert at(decay, 59.0)[0] > 0
    else:
        assert at(decay, decay.reach, decay.reach + 1) == [0.0, 0.0]
        assert at(decay, decay.reach - 0.5)[0] > 0


@pytest.mark.parametrize("decay", ALL)
def test_minutes_are_left_as_they_were(decay: Decay) -> None:
    minutes = np.array([0.0, 5.0, 25.0])
    decay(minutes)
    assert minutes.tolist() == [0.0, 5.0, 25.0]


@pytest.mark.parametrize(
    ("bounds", "weights", "message"),
    [
        ((), (), "one weight per bound"),
        ((10.0,), (1.0, 0.5), "one weight per bound"),
        ((10.0, 10.0), (1.0, 0.5), "must increase"),
        ((0.0,), (1.0,), "positive"),
        ((math.inf,), (1.0,), "positive"),
        ((10.0,), (-0.1,), "at least 0"),
        ((10.0,), (math.nan,), "at least 0"),
        ((10.0,), (math.inf,), "must be finite"),
        ((10.0, 20.0), (1.0, -0.1), "at least 0"),
        ((5.0, 10.0), (0.3, 1.0), "must not increase"),
        ((5.0, 10.0, 15.0), (1.0, 0.3, 0.5), "must not increase"),
    ],
)
def test_bands_that_are_no_decay_are_refused(
    bounds: tuple[float, ...], weights: tuple[float, ...], message: str
) -> None:
    with pytest.raises(UsageError, match=message):
        StepDecay(bounds, weights)


def test_two_bands_may_weigh_alike_and_the_last_one_nothing() -> None:
    assert at(StepDecay((5.0, 10.0, 15.0), (1.0, 1.0, 0.0)), 4, 9, 14) == [1, 1, 0]


@pytest.mark.parametrize("wrong", [0.0, -1.0, math.nan, math.inf])
def test_parameters_that_are_not_positive_are_refused(wrong: float) -> None:
    with pytest.raises(UsageError, match="sigma"):
        GaussianDecay(wrong)
    with pytest.raises(UsageError, match="radius"):
        EdgeGaussianDecay(wrong)
    with pytest.raises(UsageError, match="scale"):
        ExponentialDecay(wrong)
    with pytest.raises(UsageError, match="exponent"):
        InversePowerDecay(wrong)
    with pytest.raises(UsageError, match="floor"):
        InversePowerDecay(1.0, floor=wrong)
    if not math.isinf(wrong):
        with pytest.raises(UsageError, match="cutoff"):
            GaussianDecay(5.0, wrong)
        with pytest.raises(UsageError, match="cutoff"):
            ExponentialDecay(5.0, wrong)
        with pytest.raises(UsageError, match="cutoff"):
            InversePowerDecay(1.0, cutoff=wrong)
