"""The embedded default: the minutes of every pair of communes, by `indicators.travel.formula`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

import numpy as np
import pandas as pd
from scipy.spatial import KDTree

from indicators.travel.formula import MODEL_FILE, Formula
from indicators.travel.terrain import Terrain
from indicators.travel.times import TravelTimes, paired, positions, refuse_range

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import geopandas as gpd
    import numpy.typing as npt

    FloatArray = npt.NDArray[np.float64]
    IntArray = npt.NDArray[np.intp]

PAIRS_AT_ONCE = 20_000
"""Few enough for what is computed of them to stay in a processor's cache: a third faster."""


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
