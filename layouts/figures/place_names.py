"""The names on a map: towns, more of them as one zooms in, and what surrounds the département."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np
import pandas as pd
import shapely
import yaml
from pydantic import BaseModel, ConfigDict

from indicators.catalogue import Text
from indicators.paths import DATA

_LABEL_WIDTH, _LABEL_HEIGHT = 0.3, 0.06
"""Degrees that a town's name takes on the map of a département, before any zoom."""
ZOOMS = {1: 12, 2: 40, 4: 120, 8: 300}
"""How many towns are named at most from each zoom on."""

_PHONE = (358, 380)
"""Width and height of a map on a telephone, pixels: elsewhere a name takes less of it."""
_LETTER = 6.8
"""Pixels that a letter of a name takes, in bold."""
_LEAST_ROOM = 0.05
"""Degrees that a neighbour must leave around its name."""


@dataclass(frozen=True)
class Frame:
    """What a map frames, in degrees."""

    west: float
    south: float
    east: float
    north: float


def side_of(name: str, lon: float, frame: Frame) -> Literal["left", "right", ""]:
    """Say on which side of its point a name stands so that the map's edge does not cut it.

    Parameters
    ----------
    name : str
    lon : float
        Of the point, degrees.
    frame : Frame
        What the map frames: beyond it, nothing is drawn.

    Returns
    -------
    str
        Nothing where there is room for the name around its point.
    """
    middle = np.radians((frame.south + frame.north) / 2)
    pixel = max(
        (frame.east - frame.west) / _PHONE[0],
        (frame.north - frame.south) / np.cos(middle) / _PHONE[1],
    )
    half = len(name) * _LETTER / 2 * pixel
    west, east = lon - frame.west, frame.east - lon
    if min(west, east) >= half:
        return ""
    return "right" if east > west else "left"


class _Place(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Text
    lon: float
    lat: float


@lru_cache(maxsize=1)
def _seas_and_countries() -> list[_Place]:
    content = yaml.safe_load((DATA / "map_places.yml").read_text(encoding="utf-8"))
    return [_Place.model_validate(place) for place in content["places"]]


def named_towns(communes: pd.DataFrame, people: pd.Series) -> pd.DataFrame:
    """Choose the towns that a map names, the largest first, so that no name covers another.

    Parameters
    ----------
    communes : pandas.DataFrame
        ``code, name, lon, lat``.
    people : pandas.Series
        Inhabitants by code.

    Returns
    -------
    pandas.DataFrame
        ``code, name, lon, lat`` and ``zoom``: the zoom from which the town is named.
    """
    inhabitants = communes["code"].map(people).fillna(0)
    ranked = communes.loc[inhabitants.sort_values(ascending=False, kind="stable").index]
    lon, lat = ranked["lon"].to_numpy(float), ranked["lat"].to_numpy(float)
    zooms = np.zeros(len(ranked), dtype=int)
    for zoom, most in ZOOMS.items():
        for k in range(len(ranked)):
            if (zooms > 0).sum() >= most:
                break
            if zooms[k] == 0 and not _is_covered(lon, lat, zooms > 0, k, zoom):
                zooms[k] = zoom
    named = ranked.assign(zoom=zooms)[["code", "name", "lon", "lat", "zoom"]]
    return named[named["zoom"] > 0].sort_values("zoom", kind="stable").reset_index(drop=True)


def _is_covered(lon: np.ndarray, lat: np.ndarray, named: np.ndarray, k: int, zoom: int) -> bool:
    near_lon = np.abs(lon[named] - lon[k]) < _LABEL_WIDTH / zoom
    near_lat = np.abs(lat[named] - lat[k]) < _LABEL_HEIGHT / zoom
    return bool((near_lon & near_lat).any())


def surroundings(
    frame: Frame, neighbours: dict[str, shapely.Geometry], lang: str
) -> list[tuple[str, float, float]]:
    """Name the neighbouring départements, the sea and the countries that a map's frame shows.

    Parameters
    ----------
    frame : Frame
        What the map frames.
    neighbours : dict of shapely.Geometry
        The contour of each neighbouring département by its name, degrees.
    lang : str
        ``fr`` or ``en``.

    Returns
    -------
    list of (str, float, float)
        Name, longitude, latitude.
    """
    seen = shapely.box(frame.west, frame.south, frame.east, frame.north)
    told = []
    for name, shape in neighbours.items():
        part = shapely.intersection(shape, seen)
        if part.is_empty:
            continue
        largest = max(shapely.get_parts(part), key=lambda piece: piece.area)
        radius = shapely.maximum_inscribed_circle(largest)
        if radius.length > _LEAST_ROOM:
            x, y = radius.coords[0]
            told.append((name, round(x, 3), round(y, 3)))
    told += [
        (place.name.in_(lang), place.lon, place.lat)
        for place in _seas_and_countries()
        if frame.west < place.lon < frame.east and frame.south < place.lat < frame.north
    ]
    return told
