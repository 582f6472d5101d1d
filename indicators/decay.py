"""How the weight of a place falls with the minutes needed to reach it.

A decay is a frozen value that turns an array of minutes into an array of weights of the same
shape. Every decay here is non-increasing, never negative, and 0 from its cutoff onward, so that a
catchment is finite unless its author says otherwise.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Protocol

import numpy as np

from indicators.errors import UsageError

if TYPE_CHECKING:
    import numpy.typing as npt

    FloatArray = npt.NDArray[np.float64]

# The weight of a Gaussian at its catchment's edge before it is shifted down to 0: Dai (2010).
DAI_EDGE = math.exp(-0.5)

# A weight under this counts as 0. A supply seen only through weights near the smallest float would
# have a ratio that overflows; no published decay comes within 100 orders of magnitude of it.
NEGLIGIBLE = 1e-200


class Decay(Protocol):
    """Anything that turns minutes into weights."""

    @property
    def reach(self) -> float:
        """Minutes from which the weight is 0; may be infinite."""
        ...

    def __call__(self, minutes: FloatArray) -> FloatArray:
        """Weights, in the shape of `minutes`; each finite and at least 0."""
        ...


def _require_positive(name: str, value: float, *, may_be_infinite: bool = False) -> None:
    if not value > 0 or (math.isinf(value) and not may_be_infinite):
        message = f"{name} must be a positive number, not {value}"
        raise UsageError(message)


def _cut(weights: FloatArray, minutes: FloatArray, cutoff: float) -> FloatArray:
    weights[(minutes >= cutoff) | (weights < NEGLIGIBLE)] = 0.0
    return weights


def _check_bands(bounds: tuple[float, ...], weights: tuple[float, ...]) -> None:
    if not bounds or len(bounds) != len(weights):
        message = f"a step decay needs one weight per bound, not {len(bounds)} and {len(weights)}"
        raise UsageError(message)
    for bound in bounds:
        _require_positive("a band's upper bound", bound)
    if any(after <= before for before, after in pairwise(bounds)):
        message = f"the bounds of a step decay must increase: {list(bounds)}"
        raise UsageError(message)
    if not all(math.isfinite(weight) and weight >= 0 for weight in weights):
        message = f"the weights of a step decay must be finite and at least 0: {list(weights)}"
        raise UsageError(message)
    if any(after > before for before, after in pairwise(weights)):
        message = f"the weights of a step decay must not increase with time: {list(weights)}"
        raise UsageError(message)


@dataclass(frozen=True)
class StepDecay:
    """One weight per band of minutes; the bands are half-open, ``lower <= t < upper``.

    Parameters
    ----------
    bounds : tuple of float
        Upper bound of each band, in minutes, excluded from the band; strictly increasing. The
        first band starts at 0; the weight is 0 from the last bound onward.
    weights : tuple of float
        Weight of each band, non-increasing.

    Raises
    ------
    UsageError
        Bounds that do not increase, weights that increase or are negative, unequal lengths.

    References
    ----------
    Luo W., Qi Y. (2009). An enhanced two-step floating catchment area (E2SFCA) method for
    measuring spatial accessibility to primary care physicians. Health & Place 15(4), 1100-1107.
    """

    bounds: tuple[float, ...]
    weights: tuple[float, ...]

    def __post_init__(self) -> None:
        """Refuse bands that are not a decay."""
        _check_bands(self.bounds, self.weights)

    @property
    def reach(self) -> float:
        """Minutes from which the weight is 0."""
        return self.bounds[-1]

    def __call__(self, minutes: FloatArray) -> FloatArray:
        """Weight of the band that holds each number of minutes."""
        # Counting the bounds passed in one byte per pair is about 5 times faster than a binary
        # search when there are few bands, and the minutes are read once per bound only.
        dtype = np.uint8 if len(self.bounds) < np.iinfo(np.uint8).max else np.intp
        band = np.zeros(np.shape(minutes), dtype=dtype)
        for bound in self.bounds:
            band += minutes >= bound
        return np.take(np.array([*self.weights, 0.0]), band)


@dataclass(frozen=True)
class GaussianDecay:
    """``w(t) = exp(-t^2 / (2 sigma^2))`` for t under the cutoff, 0 from it onward.

    Parameters
    ----------
    sigma : float
        Width, in minutes.
    cutoff : float
        Minutes from which the weight is 0; infinite by default.
    """

    sigma: float
    cutoff: float = math.inf

    def __post_init__(self) -> None:
        """Refuse a width or a cutoff that is not positive."""
        _require_positive("sigma", self.sigma)
        _require_positive("the cutoff", self.cutoff, may_be_infinite=True)

    @property
    def reach(self) -> float:
        """Minutes from which the weight is 0."""
        return self.cutoff

    def __call__(self, minutes: FloatArray) -> FloatArray:
        """Weight at each number of minutes."""
        weights: FloatArray = np.exp(-0.5 * np.square(minutes / self.sigma))
        return _cut(weights, minutes, self.cutoff)


@dataclass(frozen=True)
class EdgeGaussianDecay:
    """A Gaussian that falls to exactly 0 at the edge of the catchment, without a cliff.

    ``w(t) = (exp(-(t/radius)^2 / 2) - exp(-1/2)) / (1 - exp(-1/2))`` for t < radius, else 0.

    Parameters
    ----------
    radius : float
        Radius of the catchment, in minutes.

    References
    ----------
    Dai D. (2010). Black residential segregation, disparities in spatial access to health care
    facilities, and late-stage breast cancer diagnosis in metropolitan Detroit. Health & Place
    16(5), 1038-1052.
    """

    radius: float

    def __post_init__(self) -> None:
        """Refuse a radius that is not positive."""
        _require_positive("the radius", self.radius)

    @property
    def reach(self) -> float:
        """Minutes from which the weight is 0."""
        return self.radius

    def __call__(self, minutes: FloatArray) -> FloatArray:
        """Weight at each number of minutes."""
        bell = np.exp(-0.5 * np.square(minutes / self.radius))
        return np.asarray(np.maximum(bell - DAI_EDGE, 0.0) / (1.0 - DAI_EDGE))


@dataclass(frozen=True)
class ExponentialDecay:
    """``w(t) = exp(-t / scale)`` for t under the cutoff, 0 from it onward.

    Parameters
    ----------
    scale : float
        Minutes over which the weight is divided by e.
    cutoff : float
        Minutes from which the weight is 0; infinite by default.
    """

    scale: float
    cutoff: float = math.inf

    def __post_init__(self) -> None:
        """Refuse a scale or a cutoff that is not positive."""
        _require_positive("the scale", self.scale)
        _require_positive("the cutoff", self.cutoff, may_be_infinite=True)

    @property
    def reach(self) -> float:
        """Minutes from which the weight is 0."""
        return self.cutoff

    def __call__(self, minutes: FloatArray) -> FloatArray:
        """Weight at each number of minutes."""
        weights: FloatArray = np.exp(-minutes / self.scale)
        return _cut(weights, minutes, self.cutoff)


@dataclass(frozen=True)
class InversePowerDecay:
    """``w(t) = (max(t, floor) / floor)^-exponent`` under the cutoff, 0 from it onward.

    The floor keeps the weight finite at 0 minutes; the weight is 1 up to it.

    Parameters
    ----------
    exponent : float
        Friction of time; 1 or 2 in most of the literature.
    floor : float
        Minutes under which every place is equally near.
    cutoff : float
        Minutes from which the weight is 0; infinite by default.

    References
    ----------
    Hansen W. G. (1959). How accessibility shapes land use. Journal of the American Institute of
    Planners 25(2), 73-76.
    """

    exponent: float
    floor: float = 1.0
    cutoff: float = math.inf

    def __post_init__(self) -> None:
        """Refuse an exponent, a floor or a cutoff that is not positive."""
        _require_positive("the exponent", self.exponent)
        _require_positive("the floor", self.floor)
        _require_positive("the cutoff", self.cutoff, may_be_infinite=True)

    @property
    def reach(self) -> float:
        """Minutes from which the weight is 0."""
        return self.cutoff

    def __call__(self, minutes: FloatArray) -> FloatArray:
        """Weight at each number of minutes."""
        weights: FloatArray = np.power(np.maximum(minutes, self.floor) / self.floor, -self.exponent)
        return _cut(weights, minutes, self.cutoff)
