"""What the model of minutes knows of two communes and of the ground between them.

Everything comes from open geography: town halls, areas, populations and contours. The features of
a pair are the same in both directions.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from pyproj import Transformer
from scipy.ndimage import binary_dilation, distance_transform_edt, gaussian_filter
from scipy.sparse import csr_array

from indicators.errors import DataError
from indicators.territories import departement_of
from indicators.travel.features import MAINLAND, WAYS
from indicators.travel.landmass import Land, find_land

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy.typing as npt
    import pandas as pd

    FloatArray = npt.NDArray[np.float64]
    IntArray = npt.NDArray[np.intp]
    Features = dict[str, FloatArray]

ZONES: dict[str, int] = {
    MAINLAND: 2154,  # RGF93 v1 / Lambert-93; Corsica is in it, on a landmass of its own
    "971": 5490,  # RGAF09 / UTM 20N
    "972": 5490,
    "973": 2972,  # RGFG95 / UTM 22N
    "974": 2975,  # RGR92 / UTM 40S
    "976": 4471,  # RGM04 / UTM 38S
}
"""Legal projections (EPSG codes; décret n° 2000-1276 as amended) by zone; a zone is an island."""

# A cell of the density maps, and the margin around the outermost town hall, in km.
CELL_KM = 1.0
MARGIN_KM = 40.0
POPULATION_SCALES = (1, 2, 4, 8, 16)
SETTLEMENT_SCALES = (3, 8)
# Kept in the logarithm of empty places: persons, or communes, a square km.
LEAST_PEOPLE = 0.3
LEAST_SETTLEMENTS = 0.002
LEAST_INHABITANTS = 20.0
# Where the ground between the town halls is looked at, as shares of the way; symmetric.
ALONG = (0.2, 0.35, 0.5, 0.65, 0.8)
# Where water is looked for; closer together than the cells at the distances that matter.
ACROSS = tuple(np.linspace(0.02, 0.98, 25).tolist())


@dataclass(frozen=True)
class Zone:
    """The communes of one projection and its density maps.

    Parameters
    ----------
    name : str
        A key of `ZONES`.
    places : array of int, shape (communes,)
        Rows of the frame of communes.
    xy : array of float, shape (communes, 2)
        Town halls, km.
    ways : array of float, shape (cells, maps)
        Log-densities in the cells of a grid of `CELL_KM`, row by row; one column a name of `WAYS`.
    to_water : array of float, shape of the grid
        Km from each cell to the nearest one that a cut edge of the land graph crosses, 0 there;
        infinite where there is no water.
    corner : array of float, shape (2,)
        Of the grid, km.
    ends : dict of str to array, shape (communes,)
        What each commune brings to a pair, by name of `ENDS`.
    land : Land
    """

    name: str
    places: IntArray
    xy: FloatArray
    ways: FloatArray
    to_water: FloatArray
    corner: FloatArray
    ends: dict[str, FloatArray]
    land: Land

    def distances(self, origin: IntArray, destination: IntArray) -> FloatArray:
        """Kilometres between town halls."""
        spans = self.xy[destination] - self.xy[origin]
        distances: FloatArray = np.hypot(spans[:, 0], spans[:, 1])
        return distances

    def features(self, origin: IntArray, destination: IntArray) -> Features:
        """Features of pairs of this zone, by name of `FEATURES`, plus ``distance`` in km.

        Parameters
        ----------
        origin, destination : array of int, shape (pairs,)
            Positions in the zone, of two different places on one landmass.
        """
        result: Features = {"distance": self.distances(origin, destination)}
        for name, values in self.ends.items():
            one, other = values[origin], values[destination]
            result[f"{name}_min"] = np.minimum(one, other)
            result[f"{name}_max"] = np.maximum(one, other)
        self._add_way(result, origin, destination)
        result["detour"] = self._detours(origin, destination, result["distance"])
        return result

    def _add_way(self, result: Features, origin: IntArray, destination: IntArray) -> None:
        spans = self.xy[destination] - self.xy[origin]
        points = np.concatenate([self.xy[origin] + spans * share for share in ALONG])
        between = interpolation(points, self.corner, self.to_water.shape)
        seen = np.asarray(between @ self.ways).reshape(len(ALONG), len(origin), len(WAYS))
        for column, name in enumerate(WAYS):
            result[f"{name}_way"] = seen[..., column].mean(axis=0)
        result["p2_spread"] = seen[..., WAYS.index("p2")].std(axis=0)

    def _detours(self, origin: IntArray, destination: IntArray, distance: FloatArray) -> FloatArray:
        """Look for a way round only where the straight line meets water."""
        wet = np.zeros(len(origin), dtype=bool)
        middle = (self.xy[origin] + self.xy[destination]) / 2
        cell = ((middle - self.corner) / CELL_KM).astype(np.intp)
        # Nine pairs in ten are farther from any water than their middle is from their ends.
        near = np.flatnonzero(self.to_water[cell[:, 0], cell[:, 1]] <= distance / 2 + 2 * CELL_KM)
        start, spans = self.xy[origin[near]], self.xy[destination[near]] - self.xy[origin[near]]
        for share in ACROSS:
            cell = ((start + spans * share - self.corner) / CELL_KM).astype(np.intp)
            wet[near] |= self.to_water[cell[:, 0], cell[:, 1]] == 0
        detours = np.zeros(len(origin))
        straight = np.maximum(distance[wet], 0.1)
        detours[wet] = self.land.detours(origin[wet], destination[wet], straight)
        return detours


def interpolation(
    points: FloatArray, corner: FloatArray, shape: tuple[int, ...]
) -> csr_array[np.float64, tuple[int, int]]:
    """Weigh the four cells whose centres surround each point; shape (points, cells of the grid).

    Bilinear interpolation as a matrix: one for all the maps that are read at the same points.
    """
    place = (points - corner) / CELL_KM - 0.5
    first = np.floor(place)
    x, y = (place - first).T
    low = (first[:, 0] * shape[1] + first[:, 1]).astype(np.int32)
    around = np.empty((len(points), 4), dtype=np.int32)
    weights = np.empty((len(points), 4))
    corners = [(1 - x, 1 - y, 0), (1 - x, y, 1), (x, 1 - y, shape[1]), (x, y, shape[1] + 1)]
    for column, (along, across, step) in enumerate(corners):
        around[:, column] = low + step
        weights[:, column] = along * across
    starts = np.arange(0, weights.size + 1, 4, dtype=np.int32)
    size = (len(points), shape[0] * shape[1])
    return csr_array((weights.ravel(), around.ravel(), starts), shape=size)


def _density_maps(xy: FloatArray, people: FloatArray) -> tuple[dict[str, FloatArray], FloatArray]:
    # On whole cells, so that a pair's features do not depend on which communes are surveyed.
    corner = np.floor((xy.min(axis=0) - MARGIN_KM) / CELL_KM) * CELL_KM
    shape = tuple(np.ceil((xy.max(axis=0) + MARGIN_KM - corner) / CELL_KM).astype(int))
    cells = ((xy - corner) / CELL_KM).astype(np.intp)
    persons, settlements = np.zeros(shape), np.zeros(shape)
    np.add.at(persons, (cells[:, 0], cells[:, 1]), people / CELL_KM**2)
    np.add.at(settlements, (cells[:, 0], cells[:, 1]), 1 / CELL_KM**2)
    maps = {
        f"p{scale}": np.log(gaussian_filter(persons, scale / CELL_KM) + LEAST_PEOPLE)
        for scale in POPULATION_SCALES
    }
    for scale in SETTLEMENT_SCALES:
        smooth = gaussian_filter(settlements, scale / CELL_KM)
        maps[f"c{scale}"] = np.log(smooth + LEAST_SETTLEMENTS)
    return maps, corner


def _to_water(land: Land, shape: tuple[int, ...], corner: FloatArray) -> FloatArray:
    water = np.zeros(shape, dtype=bool)
    cells = ((land.water_points() - corner) / CELL_KM).astype(np.intp)
    water[cells[:, 0], cells[:, 1]] = True
    if not water.any():
        return np.full(shape, np.inf)
    distance = distance_transform_edt(~binary_dilation(water), sampling=CELL_KM)
    return np.asarray(distance, dtype=np.float64)


def _zone(name: str, communes: gpd.GeoDataFrame, people: FloatArray, places: IntArray) -> Zone:
    here = communes.iloc[places]
    lonlat = here[["lon", "lat"]].to_numpy(dtype=np.float64)
    project = Transformer.from_crs(4326, ZONES[name], always_xy=True)
    xy = np.column_stack(project.transform(lonlat[:, 0], lonlat[:, 1])) / 1000
    maps, corner = _density_maps(xy, people)
    shape = maps["p1"].shape
    at_halls = interpolation(xy, corner, shape)
    ends = {key: np.asarray(at_halls @ grid.ravel()) for key, grid in maps.items()}
    ends["area"] = np.log(here["area_km2"].to_numpy(dtype=np.float64))
    ends["people"] = np.log(people + LEAST_INHABITANTS)
    ends["density"] = ends["people"] - ends["area"]
    codes = here["code"].to_numpy(dtype=object)
    land = find_land(codes, xy, lonlat, here.geometry.to_numpy())
    ways = np.stack([maps[key].ravel() for key in WAYS], axis=1)
    return Zone(name, places, xy, ways, _to_water(land, shape, corner), corner, ends, land)


@dataclass(frozen=True)
class Terrain:
    """The communes, by zone, with what the model needs to know of them.

    Parameters
    ----------
    codes : array of str, shape (communes,)
    zone_of : array of int, shape (communes,)
        Position in `zones` of each commune.
    rank : array of int, shape (communes,)
        Position of each commune in its zone.
    zones : tuple of Zone
    """

    codes: npt.NDArray[np.object_]
    zone_of: IntArray
    rank: IntArray
    zones: tuple[Zone, ...]

    @classmethod
    def survey(cls, communes: gpd.GeoDataFrame, populations: pd.Series[float]) -> Terrain:
        """Measure the communes; give all of France, or every commune within 40 km of interest.

        Parameters
        ----------
        communes : GeoDataFrame
            Columns ``code``, ``lon``, ``lat``, ``area_km2``, ``geometry`` (degrees), as in
            data/geography/communes.parquet.
        populations : Series of float
            Persons by commune code.

        Raises
        ------
        DataError
            A commune twice, without population, coordinates or area, or of no zone known.
        """
        codes = communes["code"].to_numpy(dtype=object)
        people = _people(communes, populations)
        names = np.array([_zone_name(code) for code in codes])
        unknown = sorted(set(names) - set(ZONES))
        if unknown:
            message = f"no projection is known for the communes that start with {unknown[0]}"
            raise DataError(message, column="code")
        zone_of = np.empty(len(codes), dtype=np.intp)
        rank = np.empty(len(codes), dtype=np.intp)
        zones: list[Zone] = []
        for name in [name for name in ZONES if (names == name).any()]:
            places = np.flatnonzero(names == name)
            zone_of[places], rank[places] = len(zones), np.arange(len(places))
            zones.append(_zone(name, communes, people[places], places))
        return cls(codes, zone_of, rank, tuple(zones))


# An area of 0 has no density; the smallest commune has about 0.03 km2.
_LOWEST = {"population": 0.0, "area_km2": 1e-3, "lon": -180.0, "lat": -90.0}


def _zone_name(code: str) -> str:
    departement = departement_of(code)
    return departement if departement.startswith(("97", "98")) else MAINLAND


def _people(communes: gpd.GeoDataFrame, populations: pd.Series[float]) -> FloatArray:
    codes = communes["code"]
    if codes.duplicated().any():
        message = f"the commune {codes[codes.duplicated()].iloc[0]} appears more than once"
        raise DataError(message, column="code")
    people = np.asarray(populations.reindex(codes), dtype=np.float64)
    columns = {"population": people}
    for column in ("lon", "lat", "area_km2"):
        columns[column] = communes[column].to_numpy(dtype=np.float64)
    for column, values in columns.items():
        wrong = np.flatnonzero(~(np.isfinite(values) & (values >= _LOWEST[column])))
        if wrong.size:
            at = int(wrong[0])
            message = (
                f"the commune {codes.iloc[at]} has no usable value ({values[at]}), and a missing "
                "one is not 0: give it or leave the commune out"
            )
            raise DataError(message, column=column)
    return people
