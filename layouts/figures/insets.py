"""France on one map: the overseas départements in insets, west of the mainland."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
import shapely
from numpy.typing import NDArray

from layouts.figures.place_names import Frame

MAINLAND = Frame(-8.4, 41.2, 9.8, 51.3)
"""Degrees that the map of France frames, the insets included."""
INSETS = {"971": 50.1, "972": 48.4, "973": 46.7, "974": 45.0, "976": 43.3}
"""Overseas département to the latitude of its inset's centre."""
_LONGITUDE = -7.0
_WIDTH, _HEIGHT = 1.9, 1.0
"""Degrees of an inset, its name left aside."""
_NAME_BELOW = 0.72
_NAME_MARGIN = 0.1


def in_insets(
    shapes: NDArray[np.object_], departements: Sequence[str], homes: Mapping[str, shapely.Geometry]
) -> NDArray[np.object_]:
    """Move what lies overseas into the inset of its département; the rest stays.

    Parameters
    ----------
    shapes : array of shapely.Geometry
        Contours in degrees.
    departements : sequence of str
        The département of each.
    homes : mapping of str to shapely.Geometry
        Contour of each département, which sets the scale of its inset.

    Returns
    -------
    array of shapely.Geometry
        Of the same shape on a Mercator map, whatever the latitude it came from.
    """
    moved = shapes.copy()
    codes = np.asarray(departements)
    for code, latitude in INSETS.items():
        at = codes == code
        if at.any() and code in homes:
            moved[at] = _moved(shapes[at], homes[code], latitude)
    return moved


def _moved(
    shapes: NDArray[np.object_], home: shapely.Geometry, latitude: float
) -> NDArray[np.object_]:
    west, south, east, north = home.bounds
    centre = np.array([(west + east) / 2, (south + north) / 2])
    # Mercator stretches northwards by 1 / cos(latitude): the inset keeps the proportions.
    stretch = math.cos(math.radians(latitude)) / math.cos(math.radians(centre[1]))
    scale = min(_WIDTH / (east - west), _HEIGHT / ((north - south) * stretch))
    factors = np.array([scale, scale * stretch])
    target = np.array([_LONGITUDE, latitude])
    return np.asarray(shapely.transform(shapes, lambda xy: (xy - centre) * factors + target))


def inset_names(names: Mapping[str, str]) -> list[tuple[str, float, float]]:
    """Place the name of each overseas département under its inset, from the map's west."""
    return [
        (names[code], MAINLAND.west + _NAME_MARGIN, latitude - _NAME_BELOW)
        for code, latitude in INSETS.items()
        if code in names
    ]
