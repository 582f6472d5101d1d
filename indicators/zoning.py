"""The official zoning of general practitioners, per commune, as an ARS decree gives it."""

from __future__ import annotations

import pandas as pd

from indicators.catalogue import Catalogue
from indicators.errors import DataError

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
        msg = f"unknown zone {sorted(unknown)[0]!r}; add it to gp_zone in data/catalogue.yml"
        raise DataError(msg)
    year = zones["in_force"].str[:4].astype(int)
    note = "in-force:" + zones["in_force"]
    zone = _members(zones, "gp_zone", year, note).assign(
        value=zones["zone"].map(values), status="official"
    )
    return pd.concat([zone, _eligible(zones, populations, year, note)], ignore_index=True)


def _eligible(
    zones: pd.DataFrame, populations: pd.DataFrame, year: pd.Series, note: pd.Series
) -> pd.DataFrame:
    last = populations["census_year"].max()
    people = populations[populations["census_year"] == last].set_index("code")["population"]
    inhabitants = zones["code"].map(people).astype("float64")
    eligible = inhabitants.where(zones["zone"] != OUTSIDE, 0.0)
    return _members(zones, "eligible_zone_share", year, note).assign(
        value=100 * eligible / inhabitants,
        numerator=eligible,
        denominator=inhabitants,
        status="computed",
        aggregate_note=note + f" population:{last}",
    )


def _members(zones: pd.DataFrame, indicator: str, year: pd.Series, note: pd.Series) -> pd.DataFrame:
    return zones[["code", "source"]].assign(
        year=year,
        level="commune",
        indicator=indicator,
        edition="",
        note=note,
        aggregate_status="computed",
        aggregate_note=note,
    )
