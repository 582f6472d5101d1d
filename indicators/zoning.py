"""The official zoning of general practitioners, per commune, as an ARS decree gives it."""

from __future__ import annotations

import pandas as pd

from indicators.catalogue import Catalogue
from indicators.errors import DataError
from indicators.observations import members

OUTSIDE = "HZ"


def zone_members(
    zones: pd.DataFrame, populations: pd.DataFrame, catalogue: Catalogue
) -> pd.DataFrame:
    """Give each commune its zone, and its inhabitants that live in an eligible zone.

    Parameters
    ----------
    zones : pandas.DataFrame
        ``code, zone, in_force`` (ISO date), ``source``.
    populations : pandas.DataFrame
        ``code, census_year, population``; the last census is used.
    catalogue : Catalogue
        Its indicator ``gp_zone`` says which value stands for which zone.

    Raises
    ------
    DataError
        When a zone is not one of the catalogue's.
    """
    values = {c.code: c.value for c in catalogue.indicator("gp_zone").categories}
    unknown = set(zones["zone"]) - set(values)
    if unknown:
        msg = f"unknown zone {min(unknown)!r}; add it to gp_zone in data/catalogue.yml"
        raise DataError(msg)
    year = zones["in_force"].str[:4].astype(int)
    note = "in-force:" + zones["in_force"]
    dated = zones.assign(year=year, note=note, aggregate_note=note)
    zone = members(dated, "gp_zone", value=zones["zone"].map(values), status="official")
    return pd.concat([zone, _eligible(dated, populations)], ignore_index=True)


def _eligible(zones: pd.DataFrame, populations: pd.DataFrame) -> pd.DataFrame:
    last = populations["census_year"].max()
    people = populations[populations["census_year"] == last].set_index("code")["population"]
    inhabitants = zones["code"].map(people).astype("float64")
    eligible = inhabitants.where(zones["zone"] != OUTSIDE, 0.0)
    return members(
        zones,
        "eligible_zone_share",
        value=100 * eligible / inhabitants,
        numerator=eligible,
        denominator=inhabitants,
        status="computed",
        aggregate_note=zones["note"] + f" population:{last}",
    )
