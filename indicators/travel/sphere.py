"""Distances over the Earth where no one projection holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

EARTH_KM = 6371.0
"""Mean radius."""


def on_sphere(lonlat: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Points in km from the centre of the Earth, so that chords stand for distances.

    Parameters
    ----------
    lonlat : array of float, shape (places, 2)
        Degrees.

    Returns
    -------
    array of float, shape (places, 3)
        Over 100 km a chord is a metre shorter than the arc.
    """
    lon, lat = np.radians(lonlat).T
    axes = [np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)]
    return EARTH_KM * np.column_stack(axes)
