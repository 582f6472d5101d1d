"""Fit the parameters of the model of minutes: a penalised median regression on broken lines.

The median, because a road around a mountain is not a reason to lengthen every other one, and
because the mean absolute error is what the median minimises.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.cluster.vq import kmeans2
from scipy.linalg import cho_factor, cho_solve

from indicators.travel.features import FEATURES, MAINLAND
from indicators.travel.formula import SLOPE_KM, Curve, Field, Formula

if TYPE_CHECKING:
    import numpy.typing as npt

    from indicators.travel.metric import Measured
    from indicators.travel.terrain import Features, Terrain

    FloatArray = npt.NDArray[np.float64]
    BoolArray = npt.NDArray[np.bool_]

# Chosen on départements held out; the error moves by 0.01 minute when any is halved or doubled.
BASE_KNOTS = (0.0, 1.5, 3.0, 4.5, 6.0, 8.0, 10.0, 13.0, 16.0, 20.0, 26.0)
FARTHEST_KM = 100.0
KNOT_QUANTILES = (0.005, 0.1, 0.3, 0.5, 0.7, 0.9, 0.995)
PENALTY = 30.0
CENTRES = 60
WIDTH_KM = 70.0
SEED = 20191231
STEPS = 12
# Residuals under this count alike, in minutes: it keeps the weights of the median finite.
SMALLEST_RESIDUAL = 0.15


@dataclass(frozen=True)
class Sample:
    """Measured pairs with all that the regression needs.

    Parameters
    ----------
    features : dict of str to array, shape (pairs,)
    shares : array of float, shape (pairs, centres)
        Mean of the two ends' shares of each centre of the field; 0 overseas.
    mean_hours : array of bool, shape (pairs,)
        Whether the time is a mean of off-peak and peak.
    minutes : array of float, shape (pairs,)
    """

    features: Features
    shares: FloatArray
    mean_hours: BoolArray
    minutes: FloatArray


def spread_centres(terrain: Terrain) -> FloatArray:
    """Centres of the map of slowness, spread as the communes are; km in Lambert-93."""
    for zone in terrain.zones:
        if zone.name == MAINLAND:
            centres, _ = kmeans2(zone.xy, CENTRES, minit="++", rng=SEED)
            return np.asarray(centres, dtype=np.float64).round(1)
    return np.zeros((1, 2))


def gather(terrain: Terrain, measured: Measured) -> Sample:
    """Compute the features of the measured pairs, in their order."""
    size = len(measured.minutes)
    centres = spread_centres(terrain)
    field = Field(centres, WIDTH_KM, np.zeros(len(centres)))
    features = {name: np.empty(size) for name in ("distance", *FEATURES)}
    shares = np.zeros((size, len(centres)))
    for number, zone in enumerate(terrain.zones):
        here = np.flatnonzero(measured.zone == number)
        one, other = measured.origin[here], measured.destination[here]
        for name, values in zone.features(one, other).items():
            features[name][here] = values
        if zone.name == MAINLAND:
            each = field.shares(zone.xy)
            shares[here] = (each[one] + each[other]) / 2
    return Sample(features, shares, ~measured.off_peak, measured.minutes)


def _knots(values: FloatArray) -> FloatArray:
    knots = np.unique(np.quantile(values, KNOT_QUANTILES).round(4))
    if len(knots) >= len(KNOT_QUANTILES) - 1:
        return knots
    # Most values are equal (no water on the way): even knots up to the largest.
    return np.linspace(values.min(), max(values.max(), values.min() + 0.1), 4).round(4)


def _hats(values: FloatArray, knots: FloatArray) -> FloatArray:
    """Matrix H such that ``H @ level`` interpolates `level`; constant beyond the ends."""
    corners = np.eye(len(knots))
    return np.column_stack([np.interp(values, knots, corner) for corner in corners])


def _ramps(distance: FloatArray) -> FloatArray:
    ramps: FloatArray = np.maximum(distance[:, None] - np.array(BASE_KNOTS), 0.0)
    return ramps


def _design(sample: Sample, knots: dict[str, FloatArray]) -> FloatArray:
    distance = sample.features["distance"]
    reach = (distance / SLOPE_KM)[:, None]
    parts = [_ramps(distance)]
    for name in FEATURES:
        hats = _hats(sample.features[name], knots[name])
        parts += [hats, hats * reach]
    parts.append(sample.shares * reach)
    mean_hours = sample.mean_hours[:, None].astype(np.float64)
    parts += [mean_hours, mean_hours * reach]
    return np.hstack(parts)


@dataclass(frozen=True)
class _Line:
    """An intercept, and a coefficient per column of the design."""

    intercept: float
    coefficients: FloatArray


def median_regression(
    design: FloatArray, minutes: FloatArray, weights: FloatArray, penalty: float
) -> _Line:
    """Penalised median regression by reweighted least squares, columns standardised.

    Parameters
    ----------
    design : array of float, shape (pairs, columns)
    minutes, weights : array of float, shape (pairs,)
    penalty : float
        Of the squares of the standardised coefficients.
    """
    centre, scale = design.mean(axis=0), design.std(axis=0)
    scale = np.where(scale > 1e-9, scale, 1.0)  # noqa: PLR2004 -- a constant column says nothing
    columns = (design - centre) / scale
    residuals = minutes - np.median(minutes)
    coefficients, intercept = np.zeros(design.shape[1]), 0.0
    for _ in range(STEPS):
        attention = weights / np.hypot(residuals, SMALLEST_RESIDUAL)
        mean = attention @ columns / attention.sum()
        target = attention @ minutes / attention.sum()
        shifted = columns - mean
        normal = (shifted * attention[:, None]).T @ shifted
        normal[np.diag_indices_from(normal)] += penalty
        right = (attention * (minutes - target)) @ shifted
        coefficients = cho_solve(cho_factor(normal), right)
        intercept = float(target - mean @ coefficients)
        residuals = minutes - columns @ coefficients - intercept
    raw = coefficients / scale
    return _Line(intercept - float(centre @ raw), raw)


def attention_to(sample: Sample) -> FloatArray:
    """Weight of each pair: the short ones, which the APL uses, say more."""
    return 1.0 / (1.0 + (sample.features["distance"] / _HALF_WEIGHT_KM) ** 2)


_HALF_WEIGHT_KM = 15.0


def fit(
    sample: Sample, used: BoolArray, centres: FloatArray, sigma: Curve | None = None
) -> Formula:
    """Fit the model on some of the pairs.

    Parameters
    ----------
    sample : Sample
    used : array of bool, shape (pairs,)
    centres : array of float, shape (centres, 2)
        Of the field, as in `sample.shares`.
    sigma : Curve, optional
        Error to state; 0 while it is not measured yet.
    """
    part = Sample(
        {name: values[used] for name, values in sample.features.items()},
        sample.shares[used],
        sample.mean_hours[used],
        sample.minutes[used],
    )
    knots = {name: _knots(part.features[name]) for name in FEATURES}
    line = median_regression(_design(part, knots), part.minutes, attention_to(part), PENALTY)
    stated = sigma or Curve((0.0, 1.0), (0.0, 0.0), (0.0, 0.0))
    return _formula(line, knots, centres, fastest(part), stated)


def fastest(sample: Sample) -> tuple[float, float]:
    """Minutes a and minutes per km b such that 1 pair in 1 000 is faster than ``a + b d``.

    b is that of the fastest long pairs; a takes the rest, from 0 up.
    """
    distance, minutes = sample.features["distance"], sample.minutes
    long = distance > np.quantile(distance, 0.8)
    per_km = round(float(np.quantile(minutes[long] / distance[long], 0.001)) * 0.9, 4)
    first = max(0.0, float(np.quantile(minutes - per_km * distance, 0.001)))
    return round(first, 4), per_km


def _formula(
    line: _Line,
    knots: dict[str, FloatArray],
    centres: FloatArray,
    floor: tuple[float, float],
    sigma: Curve,
) -> Formula:
    rest = iter(line.coefficients)
    ramps = np.array([next(rest) for _ in BASE_KNOTS])
    at = np.array([*BASE_KNOTS, FARTHEST_KM])
    curves = {}
    shift = line.intercept
    for name in FEATURES:
        level = np.array([next(rest) for _ in knots[name]])
        slope = [next(rest) for _ in knots[name]]
        # A constant may sit in any curve: keeping each one's middle at 0 makes them readable.
        shift += float(level[len(level) // 2])
        level -= level[len(level) // 2]
        curves[name] = Curve(tuple(knots[name]), tuple(level), tuple(slope))
    values = np.array([next(rest) for _ in centres])
    base = _ramps(at) @ ramps + shift
    flat = (0.0,) * len(at)
    return Formula(
        Curve(tuple(at), tuple(base), flat), curves, Field(centres, WIDTH_KM, values), floor, sigma
    )


def predict(formula: Formula, sample: Sample) -> FloatArray:
    """Off-peak minutes of the pairs of a sample, as `Formula.minutes` gives them."""
    distance = sample.features["distance"]
    total = formula.base(distance, distance)
    for name, curve in formula.curves.items():
        total += curve(sample.features[name], distance)
    total += sample.shares @ formula.field.values * distance / SLOPE_KM
    first, per_km = formula.fastest
    minutes: FloatArray = np.maximum(total, first + per_km * distance)
    return minutes
