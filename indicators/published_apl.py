"""The APL that the DREES publishes for communes and départements, as observations.

Means of the APL weigh by the standardised population; people are counted with the total
population (note of the DREES workbook, sheets "APL 2022" and "APL 2023").
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import pandas as pd

from indicators.catalogue import load_catalogue
from indicators.observations import Column, members, observations
from indicators.territories import ARRONDISSEMENTS_MUNICIPAUX, renamed

APL_SERIES = {"apl": "apl", "apl65": "apl65", "apl62": "apl62", "apl60": "apl60"}
SOURCE = "drees-apl"
POPULATION_LAG = 2
"""Years between an APL and the population that weighs it (DREES workbook, sheet Paramètres)."""
WITHOUT_MAYOTTE = "without:976"
"""Note of what is computed for France: the DREES gives no APL of Mayotte."""
INSUFFICIENT_APL = 2.5
"""Consultations a year: at or under it the supply is insufficient (arrêté du 13 novembre 2017)."""

_SERIES = list(APL_SERIES)


def weighted_communes(communes: pd.DataFrame, current: Mapping[str, str]) -> pd.DataFrame:
    """Give each commune of today its APL and the populations that weigh it, year by year.

    Where an edition does not come with its populations, those of the nearest edition that has
    them stand in, and ``borrowed`` names their census year: aggregates are then estimates. A
    commune that the nearest edition does not have keeps its APL, without a weight.

    Parameters
    ----------
    communes : pandas.DataFrame
        ``code, year, apl, apl65, apl62, apl60, pop_std, pop_total, pop_year, edition, source``.
    current : Mapping[str, str]
        Former commune code to today's; codes that are absent are unchanged.

    Returns
    -------
    pandas.DataFrame
        One row per commune of today and year; ``pop_under``: people of the communes, as they were,
        with an APL under 2.5; ``note`` says what it gathers (``merged``,
        ``arrondissements``) where it gathers several, ``pop_std`` and ``pop_total`` are in
        inhabitants, ``borrowed`` is the census year of those lent, or missing.
    """
    weighted = pd.concat(
        [_with_populations(year, communes, current) for year in sorted(communes["year"].unique())]
    )
    # Counted before mergers: a commune under the threshold stays so within the one that took it in.
    weighted["pop_under"] = weighted["pop_total"].where(weighted["apl"] < INSUFFICIENT_APL, 0.0)
    weighted["code"] = renamed(weighted["code"], current)
    return _gather_merged(weighted)


def _with_populations(
    year: int, communes: pd.DataFrame, current: Mapping[str, str]
) -> pd.DataFrame:
    rows = communes[communes["year"] == year]
    if rows["pop_std"].notna().all():
        return rows.assign(borrowed=pd.array([pd.NA] * len(rows), dtype="Int64"))
    complete = communes[communes["pop_std"].notna()]
    nearest = min(complete["year"].unique(), key=lambda known: abs(known - year))
    lent = _lent(complete[complete["year"] == nearest], rows["code"], current)
    own = rows.drop(columns=["pop_std", "pop_total", "pop_year"])
    joined = own.merge(lent, on="code", how="left")
    return joined.assign(borrowed=joined["pop_year"].fillna(lent["pop_year"].iloc[0]))


def _lent(
    lenders: pd.DataFrame, borrowers: pd.Series[str], current: Mapping[str, str]
) -> pd.DataFrame:
    """Sum, for each borrower, its own population and those of the communes merged into it since."""
    codes = lenders["code"]
    heirs = codes.where(codes.isin(borrowers), renamed(codes, current))
    return (
        lenders.assign(code=heirs)
        .groupby("code", as_index=False)
        .agg(
            pop_std=("pop_std", "sum"),
            pop_total=("pop_total", "sum"),
            pop_year=("pop_year", "first"),
        )
    )


def _gather_merged(weighted: pd.DataFrame) -> pd.DataFrame:
    """Sum the populations of merged communes and average their APL by standardised population."""
    keys = ["code", "year"]
    size = weighted.groupby(keys)["apl"].transform("size")
    alone = weighted[size == 1].assign(note="")
    parts = weighted[size > 1]
    if parts.empty:
        return alone
    care = parts.assign(**{name: parts[name] * parts["pop_std"] for name in _SERIES})
    groups = care.groupby(keys)
    amounts = groups[[*_SERIES, "pop_std", "pop_total", "pop_under"]]
    # A sum that lacks one of its parts is missing, never partial.
    sums = amounts.sum().where(amounts.count().eq(groups.size(), axis=0))
    first = groups[["pop_year", "edition", "source", "borrowed"]].first()
    whole = pd.concat([sums, first], axis=1).reset_index()
    means = {name: whole[name] / whole["pop_std"] for name in _SERIES}
    is_city = whole["code"].isin(set(ARRONDISSEMENTS_MUNICIPAUX.values()))
    together = whole.assign(**means, note=is_city.map({True: "arrondissements", False: "merged"}))
    return pd.concat([alone, together], ignore_index=True)


def weighted_members(rows: pd.DataFrame, indicator: str, **columns: Column) -> pd.DataFrame:
    """Bring columns of ``weighted_communes`` to members, marked where populations are borrowed."""
    borrowed = rows["borrowed"].notna()
    return members(
        rows[["code", "year", "edition", "source"]],
        indicator,
        aggregate_status=borrowed.map({True: "estimated", False: "computed"}),
        aggregate_note=("weights:" + rows["borrowed"].astype(str)).where(borrowed, ""),
        **columns,
    )


def status_of(rows: pd.DataFrame) -> pd.Series[str]:
    """Mark as computed the communes that gather several, as official the others."""
    return (rows["note"] != "").map({True: "computed", False: "official"})


def apl_members(rows: pd.DataFrame) -> pd.DataFrame:
    """Give the APL of each commune, all ages and by age of the GPs, ready to aggregate.

    Parameters
    ----------
    rows : pandas.DataFrame
        What ``weighted_communes`` gives.

    Returns
    -------
    pandas.DataFrame
        Observations of communes with ``numerator`` = APL x standardised population (consultations
        a year) and ``denominator`` = standardised population, and how aggregates must be marked.
    """
    frames = []
    for indicator, column in APL_SERIES.items():
        known = rows[rows[column].notna()]
        frames.append(
            weighted_members(
                known,
                indicator,
                value=known[column],
                numerator=known[column] * known["pop_std"],
                denominator=known["pop_std"],
                status=status_of(known),
                note=known["note"],
            )
        )
    return pd.concat(frames, ignore_index=True)


def under_threshold_members(rows: pd.DataFrame) -> pd.DataFrame:
    """Count, in total population, the inhabitants of the communes with an APL under 2.5.

    Strictly under, as the DREES counts them: 9 991 878 people in 2022. The zoning (arrêté du 13
    novembre 2017) takes 2.5 itself with what is under.
    """
    rows = rows[rows["pop_total"] > 0]
    return weighted_members(
        rows,
        "population_under_2_5_share",
        value=100 * rows["pop_under"] / rows["pop_total"],
        numerator=rows["pop_under"],
        denominator=rows["pop_total"],
        status="computed",
        note="",
    )


def standardised_population(rows: pd.DataFrame) -> pd.DataFrame:
    """Give the standardised populations of the editions that come with them."""
    known = rows[rows["borrowed"].isna()]
    return weighted_members(
        known,
        "population_standardised",
        value=known["pop_std"],
        status=status_of(known),
        note=known["note"],
    )


def departement_apl(by_age: pd.DataFrame, all_ages: pd.DataFrame) -> pd.DataFrame:
    """Give the APL of départements and France as observations, the finest table first.

    Parameters
    ----------
    by_age : pandas.DataFrame
        ``code, year, apl, apl65, apl62, apl60``: six decimals, computed from the DREES.
    all_ages : pandas.DataFrame
        ``code, year, apl`` as printed, to two decimals, and the people living under 2.5:
        ``pop_under`` of ``pop_total``, which is ``under_share`` per cent, where they are given.
    """
    computed = [area_rows(by_age, name, by_age[name], "computed") for name in _SERIES]
    finer, places = (
        pd.MultiIndex.from_frame(rows[["code", "year"]]) for rows in (by_age, all_ages)
    )
    printed = all_ages[~places.isin(finer)]
    return pd.concat(
        [
            *computed,
            area_rows(printed, "apl", printed["apl"], "official"),
            _people_under_threshold(all_ages[all_ages["under_share"].notna()]),
        ],
        ignore_index=True,
    )


def _people_under_threshold(printed: pd.DataFrame) -> pd.DataFrame:
    frame = area_rows(printed, "population_under_2_5_share", printed["under_share"], "official")
    return frame.assign(
        numerator=printed["pop_under"].to_numpy(), denominator=printed["pop_total"].to_numpy()
    )


def area_rows(table: pd.DataFrame, indicator: str, value: pd.Series, status: str) -> pd.DataFrame:
    """Give values of départements and France (code ``FR``) as observations of the DREES's APL."""
    is_france = table["code"] == "FR"
    level = is_france.map({True: "france", False: "departement"})
    note = WITHOUT_MAYOTTE if status == "computed" else ""
    return observations(
        table[["code", "year", "source"]].assign(value=value, level=level),
        indicator=indicator,
        status=status,
        note=is_france.map({True: note, False: ""}),
        edition=table["year"].map(partial(load_catalogue().edition_of, SOURCE)),
    )
