"""The communes around those of a bundle and the minutes between them, as tables of the bundle.

A doctor of commune j is shared by all who live within a catchment of j. So the bundle keeps every
site within one catchment of its communes, everyone within one more, and the modelled minutes of
each pair of a site and a place: enough for the exact effect of a doctor who settles or leaves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from indicators.travel.times import CATCHMENT_MINUTES

if TYPE_CHECKING:
    from collections.abc import Collection

    import numpy.typing as npt

    from indicators.travel.times import TravelTimes

    BoolArray = npt.NDArray[np.bool]

BEYOND_MINUTES = 6.0
"""Kept past a catchment's edge: two standard deviations of the model's error there, after which
an expected weight is under 0.01."""
SITE_MARGIN_MINUTES = 3.0
"""Past its edge, a site still counts when every time is 0.9 of the model's (20 / 0.9 = 22.2)."""
MINUTES_DECIMALS = 1
"""The model errs by 2 minutes: more decimals would only make the bundle larger."""


def neighbourhood(
    communes: pd.DataFrame,
    times: TravelTimes,
    populations: pd.DataFrame,
    gps: pd.DataFrame,
    editions: pd.DataFrame,
    centre: Collection[str],
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Give the places around some communes, and the minutes between sites and places.

    Parameters
    ----------
    communes : DataFrame
        All of France: ``code, name, departement``.
    times : TravelTimes
        What `indicators.travel.around.modelled_times` gives for `centre`: two catchments.
    populations : DataFrame
        ``code, census_year, population``.
    gps : DataFrame
        ``code, year, count``: GPs of each commune that the counts cover, 0 included.
    editions : DataFrame
        ``code, year, pop_std, pop_total``: inhabitants, standardised and total, of the editions
        of the APL that come with them.
    centre : collection of str
        The communes of the bundle.

    Returns
    -------
    neighbours : DataFrame
        ``code, name, departement, is_site``, the latest ``gps`` with their
        ``gps_year`` (missing where no count covers the commune), ``population_<census>`` of each
        census, ``standardised_<year>`` and ``people_<year>`` of each edition (missing where they
        are not known), in inhabitants.
    travel : DataFrame
        ``origin, destination, minutes``: each pair once, origin before destination by code; the
        same minutes hold both ways. A place is at 0 minutes of itself, not listed.
    """
    people = populations.dropna(subset=["population"]).sort_values("census_year")
    sites = _sites(times, centre)
    kept = times.minutes < CATCHMENT_MINUTES + BEYOND_MINUTES
    kept &= sites[times.origin] | sites[times.destination]
    pairs = _pairs(times, kept)
    codes = times.codes[np.unique(np.concatenate([times.origin[kept], times.destination[kept]]))]
    listed = communes.loc[communes["code"].isin(codes), ["code", "name", "departement"]]
    neighbours = listed.assign(is_site=listed["code"].isin(times.codes[sites]))
    neighbours = neighbours.merge(_latest_gps(gps), on="code", how="left")
    for wide in (_wide(people, "census_year", "population"), *_populations_of(editions)):
        neighbours = neighbours.merge(wide, on="code", how="left")
    return neighbours.sort_values("code").reset_index(drop=True), pairs


def around(
    neighbours: pd.DataFrame, travel: pd.DataFrame, centre: Collection[str]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Narrow the neighbourhood of a bundle to that of some of its communes.

    Parameters
    ----------
    neighbours, travel : DataFrame
        What `neighbourhood` gives, `neighbours` indexed by code.
    centre : collection of str
        Some of the communes that they were made for.

    Returns
    -------
    neighbours, travel : DataFrame
        What `neighbourhood` gives for `centre` alone, but for the rounding of the minutes.
    """
    # Minutes just under the edge may have been rounded to it.
    near = travel["minutes"] <= CATCHMENT_MINUTES + SITE_MARGIN_MINUTES
    sites = set(centre) | _at_the_other_end(travel, centre, near)
    pairs = travel[travel["origin"].isin(sites) | travel["destination"].isin(sites)]
    places = neighbours.index.isin(sites | _at_the_other_end(pairs, sites))
    kept = neighbours[places]
    return kept.assign(is_site=kept["is_site"] & kept.index.isin(sites)), pairs


def _at_the_other_end(
    travel: pd.DataFrame, codes: Collection[str], kept: pd.Series | None = None
) -> set[str]:
    """Give the places that a pair, one of those kept, joins to some places."""
    found: set[str] = set()
    for end, other in (("origin", "destination"), ("destination", "origin")):
        leads = travel[end].isin(set(codes))
        found.update(travel.loc[leads if kept is None else leads & kept, other].unique())
    return found


def _sites(times: TravelTimes, centre: Collection[str]) -> BoolArray:
    inside = times.codes.isin(set(centre))
    near = inside[times.origin] & (times.minutes < CATCHMENT_MINUTES + SITE_MARGIN_MINUTES)
    sites = np.zeros(len(times.codes), dtype=np.bool)
    sites[times.destination[near]] = True
    return sites


def _pairs(times: TravelTimes, kept: BoolArray) -> pd.DataFrame:
    columns = {
        "origin": times.codes[times.origin[kept]],
        "destination": times.codes[times.destination[kept]],
        "minutes": times.minutes[kept].round(MINUTES_DECIMALS).astype(np.float32),
    }
    frame = pd.DataFrame(columns)
    once = frame[frame["origin"] < frame["destination"]]
    return once.sort_values(["origin", "destination"]).reset_index(drop=True)


def _latest_gps(gps: pd.DataFrame) -> pd.DataFrame:
    last = gps[gps["year"] == gps["year"].max()]
    return pd.DataFrame({"code": last["code"], "gps": last["count"], "gps_year": last["year"]})


def _populations_of(editions: pd.DataFrame) -> list[pd.DataFrame]:
    named = editions.rename(columns={"pop_std": "standardised", "pop_total": "people"})
    return [_wide(named, "year", column) for column in ("standardised", "people")]


def _wide(table: pd.DataFrame, moment: str, column: str) -> pd.DataFrame:
    """Give one column a moment: ``code, <column>_<moment>…``."""
    known = table.dropna(subset=[column])
    columns = {
        f"{column}_{when}": rows.set_index("code")[column].astype("float64")
        for when, rows in known.groupby(moment)
    }
    return pd.DataFrame(columns).rename_axis("code").reset_index()
