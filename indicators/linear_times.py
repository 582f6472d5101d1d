"""Minutes between town halls from their distance and densities: four parameters.

The simplest model of minutes that states its error. `LinearTimes.pairs` gives what any provider of
times gives (`Pairs`), so that a better one takes its place by one call.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np
import pandas as pd
from pydantic import BaseModel, ConfigDict, Field
from pyproj import Transformer
from scipy.spatial import KDTree

from indicators.errors import DataError

if TYPE_CHECKING:
    import numpy.typing as npt

    FloatArray = npt.NDArray[np.float64]
    IntArray = npt.NDArray[np.intp]

LEAST_DENSITY = 1.0
"""Persons a km2 under which a density counts as this, so that its logarithm stays finite."""
_FARTHEST_KM = 100.0
_LAMBERT_93 = 2154
_FARTHEST_FROM_ORIGIN_KM = 10_000.0


class Times(Protocol):
    """Pairs of places with their minutes and the standard deviation of the error of each."""

    @property
    def origin(self) -> IntArray:
        """Positions of the origins, shape (pairs,); both directions of a pair are two rows."""
        ...

    @property
    def destination(self) -> IntArray:
        """Positions of the destinations, shape (pairs,)."""
        ...

    @property
    def minutes(self) -> FloatArray:
        """Minutes, shape (pairs,); 0 within a place."""
        ...

    @property
    def sigma(self) -> FloatArray:
        """Standard deviation of the error, minutes, shape (pairs,); 0 where exact."""
        ...


@dataclass(frozen=True)
class Pairs:
    """What `LinearTimes.pairs` gives; see `Times`."""

    origin: IntArray
    destination: IntArray
    minutes: FloatArray
    sigma: FloatArray


class LinearTimes(BaseModel):
    """The parameters of the model, as data/open_apl.yml gives them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    intercept: float
    per_km: float
    per_sqrt_km: float
    per_log_density: float
    least: float = Field(gt=0)
    deviation: float = Field(gt=0)
    mean_absolute_error: float = Field(gt=0)
    right_band: float = Field(gt=0, lt=1)
    source: str = Field(min_length=1)

    def minutes(self, km: FloatArray, log_densities: FloatArray) -> FloatArray:
        """Minutes of pairs of two different places.

        Parameters
        ----------
        km : array of float, shape (pairs,)
            In a straight line.
        log_densities : array of float, shape (pairs,)
            Sum over the two ends of the logarithm of the persons a km2.
        """
        total = self.intercept + self.per_km * km + self.per_sqrt_km * np.sqrt(km)
        found: FloatArray = np.maximum(total + self.per_log_density * log_densities, self.least)
        return found

    def reach_km(self, minutes: float) -> float:
        """Km beyond which no pair takes so few minutes, whatever the densities."""
        km = np.arange(0.0, _FARTHEST_KM, 0.1)
        empty = 2 * np.log(LEAST_DENSITY)
        within = self.minutes(km, np.full(km.shape, empty)) < minutes
        return float(km[within].max() + 0.1)

    def pairs(self, places: pd.DataFrame, max_minutes: float) -> Pairs:
        """Every pair of places under `max_minutes`, both directions, and each place to itself.

        Parameters
        ----------
        places : DataFrame, shape (places,)
            ``lon, lat`` (degrees, metropolitan France) and ``density`` (persons a km2).
        max_minutes : float

        Returns
        -------
        Pairs
            Positions are those of the rows.

        Raises
        ------
        DataError
            A coordinate or a density that is missing.
        """
        xy = kilometres(places)
        logs = _log_density(places)
        one, other = KDTree(xy).query_pairs(self.reach_km(max_minutes), output_type="ndarray").T
        spans = xy[one] - xy[other]
        minutes = self.minutes(np.hypot(spans[:, 0], spans[:, 1]), logs[one] + logs[other])
        kept = minutes < max_minutes
        one, other, minutes = one[kept], other[kept], minutes[kept]
        own = np.arange(len(places))
        sigma = np.full(2 * len(minutes), self.deviation)
        return Pairs(
            np.concatenate([one, other, own]),
            np.concatenate([other, one, own]),
            np.concatenate([minutes, minutes, np.zeros(len(own))]),
            np.concatenate([sigma, np.zeros(len(own))]),
        )


def _log_density(places: pd.DataFrame) -> FloatArray:
    density = places["density"].to_numpy(dtype=np.float64)
    if not (np.isfinite(density) & (density >= 0)).all():
        message = "a density is missing or negative: give it, or leave the commune out"
        raise DataError(message, column="density")
    logs: FloatArray = np.log(np.maximum(density, LEAST_DENSITY))
    return logs


def kilometres(places: pd.DataFrame) -> FloatArray:
    """Project ``lon, lat`` to km in Lambert-93, shape (places, 2).

    Raises
    ------
    DataError
        A coordinate that is missing or far from metropolitan France.
    """
    project = Transformer.from_crs(4326, _LAMBERT_93, always_xy=True)
    x, y = project.transform(places["lon"].to_numpy(), places["lat"].to_numpy())
    xy: FloatArray = np.column_stack([x, y]) / 1000
    if not (np.isfinite(xy) & (np.abs(xy) < _FARTHEST_FROM_ORIGIN_KM)).all():
        message = "a town hall has no usable coordinates in metropolitan France: leave it out"
        raise DataError(message, column="lon")
    return xy
