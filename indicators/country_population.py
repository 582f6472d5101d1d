"""The population of départements, régions and France, as each census published its communes.

A sum is made over the communes as they were: whoever merged since, or was re-established, changes
nothing to it, while the population of such a commune alone may not be known today.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from indicators.aggregate import aggregate
from indicators.catalogue import Catalogue
from indicators.observations import members
from indicators.perimeter import FRANCE, Places
from indicators.territories import renamed

SOURCE = "insee-legal-populations"
_LARGER = ("departement", "region")


def country_population(
    published: pd.DataFrame, places: Places, current: Mapping[str, str], catalogue: Catalogue
) -> pd.DataFrame:
    """Sum the legal populations of every census, as published.

    Parameters
    ----------
    published : pandas.DataFrame
        ``Geography.populations``: ``code`` in the COG of the publication, ``census_year`` and
        ``population`` (inhabitants, missing where it is not known).
    places : Places
        Today's communes, with their département and their région.
    current : Mapping of str to str
        Former commune code to today's.
    catalogue : Catalogue
        Gives the rule and the levels of ``population``.

    Returns
    -------
    pandas.DataFrame
        Observations of départements, régions and France; ``computed``, or ``estimated`` where a
        commune has no population. The note names the départements that the census leaves out.
    """
    totals = [
        aggregate(_members(rows), _membership(rows, places, current), catalogue)
        for _, rows in published.groupby("census_year")
    ]
    return pd.concat(totals, ignore_index=True)


def _members(rows: pd.DataFrame) -> pd.DataFrame:
    known = rows[rows["population"].notna()]
    return members(
        known[["code"]],
        "population",
        year=known["census_year"],
        value=known["population"].astype("float64"),
        status="official",
        source=SOURCE,
    )


def _membership(rows: pd.DataFrame, places: Places, current: Mapping[str, str]) -> pd.DataFrame:
    """Say where the communes of one census lie, and those of the départements that it leaves out.

    The latter are today's: a larger territory lacks them.
    """
    today = renamed(rows["code"], current)
    homes = places.communes.set_index("code")[list(_LARGER)]
    covered = today.map(homes["departement"])
    beyond = places.communes.loc[~places.communes["departement"].isin(covered), "code"]
    codes = pd.concat([rows["code"], beyond], ignore_index=True)
    inside = homes.reindex(pd.concat([today, beyond])).reset_index(drop=True)
    frames = [
        pd.DataFrame({"code": codes, "level": level, "territory": inside[level]})
        for level in _LARGER
    ]
    frames.append(pd.DataFrame({"code": codes, "level": "france", "territory": FRANCE}))
    return pd.concat(frames, ignore_index=True).assign(partial=False)
