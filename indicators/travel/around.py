"""The modelled minutes that concern some communes: what an APL, a scenario or a siting needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.spatial import KDTree

from indicators.errors import DataError
from indicators.travel.formula import Formula
from indicators.travel.model import ModelTimes
from indicators.travel.sphere import on_sphere
from indicators.travel.terrain import Terrain
from indicators.travel.times import CATCHMENT_MINUTES

if TYPE_CHECKING:
    from collections.abc import Collection

    import geopandas as gpd
    import numpy.typing as npt

    from indicators.travel.times import TravelTimes

    FloatArray = npt.NDArray[np.float64]

BEYOND_MINUTES = 9.0
"""How far past a catchment's edge an expected weight counts: three standard deviations of the
model's error there (3.0 min), after which it is under 0.001."""
TERRAIN_MARGIN_KM = 64.0
"""Ground that the model sees around a commune: four deviations of its widest density map."""


def modelled_times(
    communes: gpd.GeoDataFrame,
    populations: pd.Series[float],
    centre: Collection[str],
    *,
    catchments: int = 2,
    beyond_minutes: float = BEYOND_MINUTES,
) -> TravelTimes:
    """Minutes of every pair among some communes and those around them, by the embedded model.

    The supply within one catchment of `centre` counts for its access, and the demand within one
    more shares that supply: two catchments (40 minutes) give the APL of `centre` whole, and all
    that a GP who settles or leaves there changes.

    Parameters
    ----------
    communes : GeoDataFrame
        All of France: ``code``, ``lon``, ``lat``, ``area_km2``, ``geometry``, as
        `indicators.territories.load_geography` gives.
    populations : Series of float
        Inhabitants by commune code; `indicators.population.latest_populations`.
    centre : collection of str
        Codes of the communes of interest.
    catchments : int
        How many catchments around them to take in; 1 (20 minutes) or more.
    beyond_minutes : float
        Minutes kept past the edge of a catchment; hard bands need none.

    Returns
    -------
    TravelTimes
        Its `codes` are the communes kept, `centre` included, in the order of `communes`. Pairs are
        those under 20 minutes + `beyond_minutes`, both directions, own pairs at 0.
        `TravelTimes.weights` gives the hard bands, `TravelTimes.expected_weights` what they give
        on average under the model's error; both are sparse, communes by communes.

    Raises
    ------
    DataError
        A commune of `centre` that is not in `communes`; see also `Terrain.survey`.
    """
    lost = sorted(set(centre) - set(communes["code"]))
    if lost or not centre:
        named = f"the commune {lost[0]} is unknown" if lost else "no commune is given"
        message = f"{named}: give codes of the current COG"
        raise DataError(message, column="code")
    formula = Formula.load()
    minutes = CATCHMENT_MINUTES + beyond_minutes
    km = catchments * formula.reach_km(minutes)
    ground = communes[_distance(communes, centre) <= km + TERRAIN_MARGIN_KM]
    near = codes_around(communes, centre, km)
    model = ModelTimes(Terrain.survey(ground, populations), formula)
    return model.pairs_within(list(near), minutes).among(near)


def codes_around(
    communes: pd.DataFrame, centre: Collection[str], km: float | None = None
) -> pd.Index:
    """Codes of the communes within some km of `centre`; two catchments unless given.

    Parameters
    ----------
    communes : DataFrame
        ``code``, ``lon``, ``lat``.
    centre : collection of str
        Codes of the communes of interest, one at least.
    km : float, optional
    """
    if km is None:
        km = 2 * Formula.load().reach_km(CATCHMENT_MINUTES + BEYOND_MINUTES)
    found: pd.Index = pd.Index(communes.loc[_distance(communes, centre) <= km, "code"])
    return found


def _distance(communes: pd.DataFrame, centre: Collection[str]) -> FloatArray:
    """Km from each commune to the nearest one of `centre`, as the crow flies."""
    points = on_sphere(communes[["lon", "lat"]].to_numpy(dtype=np.float64))
    inside = communes["code"].isin(set(centre)).to_numpy()
    nearest, _ = KDTree(points[inside]).query(points)
    return np.asarray(nearest, dtype=np.float64)
