"""Populations and age structure as observations."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from indicators.observations import members
from indicators.series import Series
from indicators.sources.age_bands import AGE_BANDS
from indicators.territories import renamed

SHARES_BY_AGE = {
    "under_15_share": (0, 15),
    "over_65_share": (65, 200),
    "over_75_share": (75, 200),
    "over_80_share": (80, 200),
}
"""Indicator to the ages it counts: from (included) to (excluded), in years."""

_OLDEST_BAND_ENDS = 200

CENSUS_CYCLE = 5
"""Years of surveys that one census gathers since 2004: two censuses that are closer share some of
them, so that Insee advises to compare five years apart."""


def band_bounds(band: str) -> tuple[int, int]:
    """Give the first age of a band such as ``05_09`` and the age after its last one."""
    low, high = band.split("_")
    return int(low), _OLDEST_BAND_ENDS if high == "plus" else int(high) + 1


def stratum(sex: str, band: str) -> str:
    """Name a stratum of ``population_by_age``: ``F 05-09``, ``M 95+``."""
    low, high = band.split("_")
    return f"{sex} {low}+" if high == "plus" else f"{sex} {low}-{high}"


def ages_of_today(ages: pd.DataFrame, current: Mapping[str, str]) -> pd.DataFrame:
    """Sum the ages of merged communes: one row per commune of today and sex."""
    bands = [f"age_{band}" for band in AGE_BANDS]
    mapped = ages.assign(code=renamed(ages["code"], current))
    return mapped.groupby(["code", "census_year", "sex", "source"], as_index=False)[bands].sum()


def age_members(ages: pd.DataFrame) -> pd.DataFrame:
    """Give the population of each commune by sex and five-year age band.

    Parameters
    ----------
    ages : pandas.DataFrame
        What ``ages_of_today`` gives, in inhabitants.
    """
    long = ages.melt(
        id_vars=["code", "census_year", "sex", "source"], var_name="band", value_name="value"
    )
    long["stratum"] = [
        stratum(sex, band.removeprefix("age_"))
        for sex, band in zip(long["sex"], long["band"], strict=True)
    ]
    return members(long.assign(year=long["census_year"]), "population_by_age", status="official")


def share_members(ages: pd.DataFrame) -> pd.DataFrame:
    """Give the shares that people ask for: under 15, 65+, 75+ and 80+, in per cent."""
    both = ages.groupby(["code", "census_year", "source"], as_index=False).sum(numeric_only=True)
    total = both[[f"age_{band}" for band in AGE_BANDS]].sum(axis=1)
    frames = []
    for indicator, (first, end) in SHARES_BY_AGE.items():
        counted = [b for b in AGE_BANDS if first <= band_bounds(b)[0] and band_bounds(b)[1] <= end]
        part = both[[f"age_{band}" for band in counted]].sum(axis=1)
        share = (100 * part / total).where(total > 0)
        counted_rows = both.assign(
            year=both["census_year"], value=share, numerator=part, denominator=total
        )
        frames.append(members(counted_rows[total > 0], indicator, status="computed"))
    return pd.concat(frames, ignore_index=True)


def legal_population_members(populations: pd.DataFrame) -> pd.DataFrame:
    """Give the legal municipal population of each commune of today, census by census.

    Parameters
    ----------
    populations : pandas.DataFrame
        ``code, census_year, population`` and ``merged``: whether several communes were summed.
    """
    return members(
        populations[["code"]],
        "population",
        year=populations["census_year"],
        value=populations["population"].astype("float64"),
        status=populations["merged"].map({True: "computed", False: "official"}),
        note=populations["merged"].map({True: "merged", False: ""}),
        source="insee-legal-populations",
    )


def nearest_census(year: int, censuses: list[int]) -> int:
    """Give the census year that is nearest to ``year``, the later of two."""
    return min(censuses, key=lambda census: (abs(census - year), -census))


def nearest_populations(populations: pd.DataFrame, year: int) -> pd.DataFrame:
    """Give each commune's legal population at the census nearest to a year, the later of two.

    Parameters
    ----------
    populations : DataFrame
        ``code, census_year, population``.

    Returns
    -------
    DataFrame
        ``code, census_year, population``, one row a commune.
    """
    gap = (populations["census_year"] - year).abs()
    ordered = populations.assign(gap=gap).sort_values(
        ["code", "gap", "census_year"], ascending=[True, True, False]
    )
    return ordered.drop_duplicates("code")[["code", "census_year", "population"]]


def latest_populations(populations: pd.DataFrame) -> pd.Series[float]:
    """Give the latest known legal population by commune code.

    Parameters
    ----------
    populations : pandas.DataFrame
        ``code, census_year, population``; rows without a population are passed over.
    """
    known = populations.dropna(subset=["population"]).sort_values("census_year")
    return known.groupby("code")["population"].last().astype("float64")


def census_change(series: Series) -> tuple[int, int, float] | None:
    """Give the change of a population over ``CENSUS_CYCLE`` years or a little more.

    Parameters
    ----------
    series : sequence of Value
        One territory's populations, oldest first.

    Returns
    -------
    (int, int, float) or None
        First census, last census, change in per cent; nothing without two censuses so far apart.
    """
    known = [one for one in series if one.value is not None]
    if not known:
        return None
    last = known[-1]
    before = [one for one in known if one.year <= last.year - CENSUS_CYCLE]
    if not before or not before[-1].value:
        return None
    first = before[-1]
    return first.year, last.year, 100 * (last.number / first.number - 1)
