r"""The formula of the embedded model: minutes from distances, densities and detours.

A sum of broken lines, one per feature of `indicators.travel.features`:

.. math:: t = f_0(d) + \sum_c \left[ f_c(z_c) + \frac{d}{10} g_c(z_c) \right]
              + \frac{d}{10} \frac{h(i) + h(j)}{2}

with d the km between town halls, z the features and h a smooth map of slowness over metropolitan
France (mountains slow a car, and no altitude is at hand). Fitted on real Metric minutes (DREES,
accès aux soins urgents, 31/12/2019; Insee, distancier Metric) by
``python -m indicators.travel.fit``; parameters and measured error are in
data/travel_time_model.json. Overseas it extrapolates: h is 0 there and a hundred pairs speak.

A sum of broken lines rather than boosted trees: on départements held out it is more accurate, it
takes a quarter of the time, and its parameters can be read.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from indicators.errors import DataError
from indicators.paths import DATA
from indicators.travel.features import FEATURES, MAINLAND

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import numpy.typing as npt

    from indicators.travel.terrain import Zone

    FloatArray = npt.NDArray[np.float64]
    IntArray = npt.NDArray[np.intp]

MODEL_FILE = DATA / "travel_time_model.json"
SLOPE_KM = 10.0
"""The slopes of a curve are in minutes per this many km."""


@dataclass(frozen=True)
class Curve:
    """What one feature adds, as two broken lines over the same knots.

    Parameters
    ----------
    knots : tuple of float
        Increasing; constant beyond the two ends.
    level : tuple of float
        Minutes, whatever the distance.
    slope : tuple of float
        Minutes per `SLOPE_KM`.
    """

    knots: tuple[float, ...]
    level: tuple[float, ...]
    slope: tuple[float, ...]

    def __call__(self, values: FloatArray, distance: FloatArray) -> FloatArray:
        """Minutes to add, shape of `values`."""
        slope = np.interp(values, self.knots, self.slope)
        minutes: FloatArray = np.interp(values, self.knots, self.level)
        return minutes + slope * distance / SLOPE_KM


@dataclass(frozen=True)
class Field:
    """A smooth map of slowness over metropolitan France.

    Parameters
    ----------
    centres : array of float, shape (centres, 2)
        Lambert-93, km.
    width : float
        Standard deviation of the bump around each centre, km.
    values : array of float, shape (centres,)
        Minutes per `SLOPE_KM`.
    """

    centres: FloatArray
    width: float
    values: FloatArray

    def shares(self, xy: FloatArray) -> FloatArray:
        """Share of each centre at some places, shape (places, centres); a row sums to 1."""
        squares = np.square(xy[:, None, :] - self.centres).sum(axis=2)
        # Subtracting the smallest keeps the nearest centre's bump from vanishing far at sea.
        squares -= squares.min(axis=1, keepdims=True)
        bumps = np.exp(-squares / (2 * self.width**2))
        shares: FloatArray = bumps / bumps.sum(axis=1, keepdims=True)
        return shares

    def at(self, zone: Zone) -> FloatArray:
        """Slowness of each place of a zone; the mean, 0, overseas."""
        if zone.name != MAINLAND:
            return np.zeros(len(zone.xy))
        return self.shares(zone.xy) @ self.values


@dataclass(frozen=True)
class Formula:
    """The parameters of the model.

    Parameters
    ----------
    base : Curve
        Of the distance in km; its slopes are 0.
    curves : dict of str to Curve
        By name of `indicators.travel.features.FEATURES`.
    field : Field
    fastest : tuple of float
        Minutes a and minutes per km b: no pair takes less than ``a + b d``, the fastest measured.
    sigma : Curve
        Standard deviation of the error by modelled minutes, measured on départements held out.
    """

    base: Curve
    curves: Mapping[str, Curve]
    field: Field
    fastest: tuple[float, float]
    sigma: Curve

    @classmethod
    def load(cls, path: Path = MODEL_FILE) -> Self:
        """Read the parameters.

        Raises
        ------
        DataError
            A file absent, or that is not one of this model.
        """
        try:
            content = json.loads(path.read_text(encoding="utf-8"))
            return cls.from_plain(content)
        except (OSError, ValueError, KeyError, TypeError) as error:
            message = (
                f"no parameters of the model of minutes ({error!r}): take the file from the "
                "project, or run `python -m indicators.travel.fit`"
            )
            raise DataError(message, file=str(path)) from error

    @classmethod
    def from_plain(cls, content: Mapping[str, Any]) -> Self:
        """Build from what `to_plain` gives.

        Raises
        ------
        KeyError, TypeError, ValueError
            Content of another form.
        """
        curves = {name: _curve(content["curves"][name]) for name in FEATURES}
        field = content["field"]
        first, per_km = content["fastest"]
        return cls(
            _curve(content["base"]),
            curves,
            Field(np.array(field["centres"]), float(field["width"]), np.array(field["values"])),
            (float(first), float(per_km)),
            _curve(content["sigma"]),
        )

    def to_plain(self) -> dict[str, Any]:
        """Return the parameters as numbers, lists and mappings, rounded to 4 decimals."""
        return {
            "base": _plain(self.base),
            "curves": {name: _plain(curve) for name, curve in self.curves.items()},
            "field": {
                "centres": self.field.centres.round(1).tolist(),
                "width": self.field.width,
                "values": self.field.values.round(4).tolist(),
            },
            "fastest": list(self.fastest),
            "sigma": _plain(self.sigma),
        }

    def minutes(
        self, zone: Zone, slowness: FloatArray, origin: IntArray, destination: IntArray
    ) -> FloatArray:
        """Minutes of pairs of two different places of a zone, shape (pairs,).

        Parameters
        ----------
        zone : Zone
        slowness : array of float, shape (places of the zone,)
            ``field.at(zone)``.
        origin, destination : array of int, shape (pairs,)
        """
        features = zone.features(origin, destination)
        distance = features["distance"]
        total = self.base(distance, distance)
        for name, curve in self.curves.items():
            total += curve(features[name], distance)
        total += (slowness[origin] + slowness[destination]) / 2 * distance / SLOPE_KM
        first, per_km = self.fastest
        minutes: FloatArray = np.maximum(total, first + per_km * distance)
        return minutes

    def reach_km(self, minutes: float) -> float:
        """Km beyond which no pair takes so few minutes."""
        first, per_km = self.fastest
        return max(0.0, (minutes - first) / per_km)


def _curve(content: Mapping[str, Any]) -> Curve:
    knots, level, slope = (
        tuple(float(value) for value in content[name]) for name in ("knots", "level", "slope")
    )
    if not len(knots) == len(level) == len(slope) or not np.all(np.diff(knots) > 0):
        message = "a curve needs increasing knots and as many values"
        raise ValueError(message)
    return Curve(knots, level, slope)


def _plain(curve: Curve) -> dict[str, list[float]]:
    return {
        "knots": [round(value, 4) for value in curve.knots],
        "level": [round(value, 4) for value in curve.level],
        "slope": [round(value, 4) for value in curve.slope],
    }
