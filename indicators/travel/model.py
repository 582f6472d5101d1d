r"""The embedded default: minutes from distances, densities and the way round the water.

A sum of broken lines, one per feature of `indicators.travel.terrain`:

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
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import pandas as pd
from scipy.spatial import KDTree

from indicators.errors import DataError
from indicators.paths import DATA
from indicators.travel.terrain import FEATURES, MAINLAND, Terrain, Zone
from indicators.travel.times import TravelTimes, paired, positions, refuse_range

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd
    import numpy.typing as npt

    FloatArray = npt.NDArray[np.float64]
    IntArray = npt.NDArray[np.intp]

MODEL_FILE = DATA / "travel_time_model.json"
SLOPE_KM = 10.0
"""The slopes of a curve are in minutes per this many km."""
PAIRS_AT_ONCE = 20_000
"""Few enough for what is computed of them to stay in a processor's cache: a third faster."""


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
        By name of `FEATURES`.
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


class ModelTimes:
    """Modelled minutes between communes; symmetric, never between two landmasses.

    Parameters
    ----------
    terrain : Terrain
        Of all France, or of every commune within 40 km of those of interest.
    formula : Formula
    """

    def __init__(self, terrain: Terrain, formula: Formula) -> None:
        self._terrain = terrain
        self._formula = formula
        self._codes = pd.Index(terrain.codes)
        self._slowness = tuple(formula.field.at(zone) for zone in terrain.zones)

    @classmethod
    def from_communes(
        cls,
        communes: gpd.GeoDataFrame,
        populations: pd.Series[float],
        path: Path = MODEL_FILE,
    ) -> Self:
        """Survey the communes and load the parameters; see `Terrain.survey` and `Formula.load`."""
        return cls(Terrain.survey(communes, populations), Formula.load(path))

    def minutes(self, origins: Sequence[str], destinations: Sequence[str]) -> TravelTimes:
        """Minutes from each origin to the destination of the same rank.

        Parameters
        ----------
        origins, destinations : sequence of str, shape (pairs,)
            Commune codes.

        Returns
        -------
        TravelTimes
            Without the pairs that no road joins. The model is fitted up to about 45 km.

        Raises
        ------
        DataError
            Lists of two lengths, or a commune that the terrain lacks.
        """
        paired(origins, destinations)
        origin, destination = positions(self._codes, origins), positions(self._codes, destinations)
        parts = [_own(np.unique(origin[origin == destination]))]
        for number, zone in enumerate(self._terrain.zones):
            here = self._terrain.zone_of[origin] == number
            here &= self._terrain.zone_of[destination] == number
            here &= origin != destination
            one, other = self._terrain.rank[origin[here]], self._terrain.rank[destination[here]]
            minutes = self._of_zone(number, one, other)
            known = np.isfinite(minutes)
            parts.append((zone.places[one[known]], zone.places[other[known]], minutes[known]))
        return self._gathered(parts)

    def pairs_within(self, communes: Sequence[str], max_minutes: float) -> TravelTimes:
        """Every pair among some communes that takes less than `max_minutes`.

        Parameters
        ----------
        communes : sequence of str
            Each once.
        max_minutes : float

        Returns
        -------
        TravelTimes
            Both directions, own pairs at 0 minutes, by origin then destination.

        Raises
        ------
        DataError
            A commune that the terrain lacks, or a time that is not positive and finite.
        """
        refuse_range(max_minutes)
        wanted = np.unique(positions(self._codes, communes))
        radius = self._formula.reach_km(max_minutes)
        parts = [_own(wanted)]
        for number, zone in enumerate(self._terrain.zones):
            ranks = self._terrain.rank[wanted[self._terrain.zone_of[wanted] == number]]
            if len(ranks) < 2 or radius <= 0:  # noqa: PLR2004 -- a pair needs two
                continue
            near = KDTree(zone.xy[ranks]).query_pairs(radius, output_type="ndarray")
            one, other = ranks[near[:, 0]], ranks[near[:, 1]]
            minutes = self._of_zone(number, one, other)
            kept = minutes < max_minutes
            first, second = zone.places[one[kept]], zone.places[other[kept]]
            parts += [(first, second, minutes[kept]), (second, first, minutes[kept])]
        return self._gathered(parts).sorted()

    def _of_zone(self, number: int, one: IntArray, other: IntArray) -> FloatArray:
        """Minutes of pairs of a zone, infinite between two landmasses."""
        zone = self._terrain.zones[number]
        minutes = np.full(len(one), np.inf)
        joined = np.flatnonzero(zone.land.landmass[one] == zone.land.landmass[other])
        for start in range(0, len(joined), PAIRS_AT_ONCE):
            part = joined[start : start + PAIRS_AT_ONCE]
            slowness = self._slowness[number]
            minutes[part] = self._formula.minutes(zone, slowness, one[part], other[part])
        return minutes

    def _gathered(self, parts: Sequence[tuple[IntArray, IntArray, FloatArray]]) -> TravelTimes:
        # Positions of communes fit in half of the memory, and there are millions of pairs.
        origin, destination = (
            np.concatenate([part[column].astype(np.int32) for part in parts]) for column in (0, 1)
        )
        minutes = np.concatenate([part[2] for part in parts])
        spread = self._formula.sigma
        sigma = np.where(minutes > 0, np.interp(minutes, spread.knots, spread.level), 0.0)
        return TravelTimes(self._codes, origin, destination, minutes, sigma)


def _own(places: npt.NDArray[np.intp]) -> tuple[IntArray, IntArray, FloatArray]:
    return places, places, np.zeros(len(places))
