"""General practitioners and other professionals per commune, and their density.

A density names its count: the BPE counts practitioners at the commune where they practise.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from indicators.errors import DataError
from indicators.observations import Column, members
from indicators.population import nearest_census
from indicators.territories import counted_apart, departement_of, renamed

PER = 10_000
LARGEST_CENSUS_GAP = 2
"""Years between the count and the census beyond which a density is an estimate: Insee publishes
the census of year N - 2 when the count of year N comes out."""

_EQUIPMENT = {"pharmacy": "pharmacy_count", "nurse": "nurse_count", "msp": "msp_sites"}


def counts_everywhere(
    counts: pd.DataFrame,
    column: str,
    communes: Iterable[str],
    current: Mapping[str, str],
    splits: pd.DataFrame,
) -> pd.DataFrame:
    """Complete the counts of a BPE table: a commune that is absent has none.

    One that was re-established since is no commune of that table: `territories.counted_apart`.

    Parameters
    ----------
    counts : pandas.DataFrame
        ``code, year`` and ``column``, communes with at least one only.
    column : str
        The column that counts.
    communes : Iterable[str]
        Today's communes that the table covers.
    current : Mapping[str, str]
        Former commune code to today's.
    splits : pandas.DataFrame
        Re-established communes: ``Geography.splits``.

    Returns
    -------
    pandas.DataFrame
        ``code, year, count`` for every commune and year of the table.
    """
    mapped = counts.assign(code=renamed(counts["code"], current))
    summed = mapped.groupby(["code", "year"])[column].sum()
    every = pd.MultiIndex.from_product(
        [sorted(communes), sorted(counts["year"].unique())], names=["code", "year"]
    )
    whole = summed.reindex(every, fill_value=0.0).rename("count").reset_index()
    return counted_apart(whole, splits)


def refuse_unplaced(
    counts: pd.DataFrame, column: str, communes: Iterable[str], current: Mapping[str, str]
) -> None:
    """Refuse counts that no commune of today would get: they would be lost without a word.

    Parameters
    ----------
    counts, column, communes, current
        As for ``counts_everywhere``; the départements of ``communes`` are whole.

    Raises
    ------
    DataError
        For the first code of those départements that is neither a commune of today nor one that
        merged since.
    """
    listed = set(communes)
    covered = {departement_of(code) for code in listed}
    today = renamed(counts["code"], current)
    lost = counts[
        ~today.isin(listed) & today.map(departement_of).isin(covered) & (counts[column] > 0)
    ]
    if len(lost):
        row = lost.iloc[0]
        msg = (
            f"{row['code']} has a count of {row[column]:g} in {row['year']} and is no commune of "
            "today nor one that merged since: update data/geography with "
            "`python -m indicators.sources.geography`, or correct the code"
        )
        raise DataError(msg, column="code")


def with_editions(counts: pd.DataFrame, types: pd.DataFrame) -> pd.DataFrame:
    """Add the edition of each millésime of GPs: that of the type which the BPE counts them under.

    Parameters
    ----------
    counts : pandas.DataFrame
        What ``counts_everywhere`` gives.
    types : pandas.DataFrame
        ``year, facility_type``, such as D265.

    Raises
    ------
    DataError
        For a millésime whose type is not told.
    """
    editions = dict(zip(types["year"], "bpe-" + types["facility_type"].str.lower(), strict=True))
    untold = sorted(set(counts["year"]) - set(editions))
    if untold:
        msg = f"the type that counts the GPs of {untold[0]} is not told: add it to gp_types.csv"
        raise DataError(msg, column="facility_type")
    return counts.assign(edition=counts["year"].map(editions))


def count_members(counts: pd.DataFrame, indicator: str) -> pd.DataFrame:
    """Give counts of an ``edition`` as observations of communes, ready to aggregate."""
    return _members(counts, indicator, value=counts["count"], status="official")


def density_members(counts: pd.DataFrame, populations: pd.DataFrame) -> pd.DataFrame:
    """Give the GPs per 10,000 inhabitants of each commune.

    Parameters
    ----------
    counts : pandas.DataFrame
        What ``with_editions`` gives.
    populations : pandas.DataFrame
        ``code, census_year, population``; the nearest census to the count is used, and named.
    """
    censuses = populations["census_year"].unique().tolist()
    census = counts["year"].map(
        {year: nearest_census(year, censuses) for year in counts["year"].unique()}
    )
    joined = counts.assign(census_year=census).merge(
        populations[["code", "census_year", "population"]], on=["code", "census_year"]
    )
    joined = joined[joined["population"] > 0]
    far = (joined["year"] - joined["census_year"]).abs() > LARGEST_CENSUS_GAP
    status = far.map({True: "estimated", False: "computed"})
    note = "population:" + joined["census_year"].astype(str)
    return _members(
        joined,
        "gp_density",
        value=PER * joined["count"] / joined["population"],
        numerator=joined["count"],
        denominator=joined["population"].astype("float64"),
        status=status,
        note=note,
        aggregate_status=status,
        aggregate_note=note,
    )


def equipment_members(
    equipment: pd.DataFrame,
    communes: Iterable[str],
    current: Mapping[str, str],
    splits: pd.DataFrame,
) -> pd.DataFrame:
    """Give pharmacies, nurses and health houses per commune."""
    listed = list(communes)
    frames = []
    for column, indicator in _EQUIPMENT.items():
        counts = counts_everywhere(equipment, column, listed, current, splits)
        edition = "bpe-" + counts["year"].astype(str)
        frames.append(count_members(counts.assign(edition=edition), indicator))
    return pd.concat(frames, ignore_index=True)


def _members(frame: pd.DataFrame, indicator: str, **columns: Column) -> pd.DataFrame:
    return members(frame, indicator, source="insee-bpe", **columns)
