"""The nearest GP: modelled minutes to it, and how many people live farther than some minutes.

The counts cover some départements (Insee, BPE); beyond them a nearer GP may exist. Such a commune
is marked: see `nearest_supply`.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.spatial import KDTree

from indicators.observations import members
from indicators.population import nearest_populations
from indicators.travel.sphere import on_sphere

if TYPE_CHECKING:
    import numpy.typing as npt

    from indicators.travel.times import TravelTimes

    FloatArray = npt.NDArray[np.float64]

MINUTES = "nearest_gp_minutes"
BEYOND = {
    "population_beyond_10_min_share": 10.0,
    "population_beyond_15_min_share": 15.0,
    "population_beyond_20_min_share": 20.0,
}
"""Indicator to the minutes beyond which it counts people."""
EDGE = "edge"
"""Note of a commune to which a GP outside the counts may be nearer."""
_TIMES = "modelled-minutes"


def nearest_supply(times: TravelTimes, supply: pd.Series[float]) -> pd.Series[float]:
    """Minutes from each commune to the nearest one that has supply; 0 where it has some itself.

    Parameters
    ----------
    times : TravelTimes
        Pairs that lead to the communes with supply, at least.
    supply : Series of float
        By commune code; a commune that is absent has none.

    Returns
    -------
    Series of float
        By commune code, every commune of `times`; infinite where none is in its reach.
    """
    has = supply.reindex(times.codes).fillna(0.0).to_numpy(dtype=np.float64) > 0
    leads = has[times.destination]
    nearest = np.full(len(times.codes), np.inf)
    np.minimum.at(nearest, times.origin[leads], times.minutes[leads])
    return pd.Series(nearest, index=times.codes)


def minutes_to_uncovered(
    communes: pd.DataFrame, covered: Collection[str], fastest: tuple[float, float]
) -> pd.Series[float]:
    """Least minutes to a commune that the counts do not cover, were the road the fastest.

    Parameters
    ----------
    communes : DataFrame
        ``code, lon, lat`` of all of France.
    covered : collection of str
        Communes whose GPs are counted.
    fastest : tuple of float
        Minutes a and minutes per km b: no pair takes less than ``a + b d`` (`Formula.fastest`).

    Returns
    -------
    Series of float
        By commune code.
    """
    points = on_sphere(communes[["lon", "lat"]].to_numpy(dtype=np.float64))
    inside = communes["code"].isin(set(covered)).to_numpy()
    first, per_km = fastest
    km, _ = KDTree(points[~inside]).query(points)
    return pd.Series(first + per_km * np.asarray(km), index=pd.Index(communes["code"]))


def nearest_members(
    counts: pd.DataFrame,
    populations: pd.DataFrame,
    times: TravelTimes,
    uncovered: pd.Series[float],
    shown: Collection[str],
) -> pd.DataFrame:
    """Give the minutes to the nearest GP and the people beyond 10, 15 and 20 minutes.

    Parameters
    ----------
    counts : DataFrame
        What `indicators.density.with_editions` gives.
    populations : DataFrame
        ``code, census_year, population``; the census nearest to each count is used, and named.
    times : TravelTimes
        From the communes of `shown` to those with a GP.
    uncovered : Series of float
        What `minutes_to_uncovered` gives: a commune whose nearest counted GP is farther is marked.
    shown : collection of str
        Communes to give.

    Returns
    -------
    DataFrame
        Members, all ``estimated`` since minutes are modelled. A commune with no GP within the
        reach of `times` has no minutes, and its people count as beyond.
    """
    frames = []
    editions = counts.drop_duplicates("year").set_index("year")["edition"]
    for year in sorted(editions.index):
        gps = counts[counts["year"] == year].set_index("code")["count"]
        minutes = nearest_supply(times, gps)
        nearest = nearest_populations(populations, int(year)).set_index("code")
        is_given = times.codes.isin(set(shown)) & times.codes.isin(nearest.index)
        codes = times.codes[is_given]
        table = pd.DataFrame(
            {
                "code": codes,
                "year": int(year),
                "edition": editions[year],
                "minutes": minutes.reindex(codes).to_numpy(),
                "people": nearest["population"].reindex(codes).to_numpy(dtype=np.float64),
                "census": nearest["census_year"].reindex(codes).astype(str).to_numpy(),
            }
        )
        frames.append(table.assign(edge=table["minutes"] > table["code"].map(uncovered)))
    return _members(pd.concat(frames, ignore_index=True))


def _members(found: pd.DataFrame) -> pd.DataFrame:
    inhabited = found[found["people"] > 0]
    known = inhabited[np.isfinite(inhabited["minutes"])]
    parts = [_of(known, MINUTES, known["minutes"], known["minutes"] * known["people"])]
    for indicator, limit in BEYOND.items():
        beyond = (inhabited["minutes"] > limit).astype("float64")
        people = beyond * inhabited["people"]
        parts.append(_of(inhabited, indicator, 100 * beyond, people))
    return pd.concat(parts, ignore_index=True)


def _of(
    rows: pd.DataFrame, indicator: str, value: pd.Series[float], numerator: pd.Series[float]
) -> pd.DataFrame:
    base = "population:" + rows["census"] + " " + _TIMES
    return members(
        rows,
        indicator,
        value=value,
        numerator=numerator,
        denominator=rows["people"],
        status="estimated",
        note=base.where(~rows["edge"], base + " " + EDGE),
        aggregate_status="estimated",
        aggregate_note=base,
        source="nearest-gp",
    )
