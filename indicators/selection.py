"""What a view shows: one indicator, one level, inside one territory, for one year or all.

The map, the table, the sheet and every export of a view come from the frame that ``select`` gives.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from indicators.bundle import Bundle
from indicators.catalogue import LEVELS, Catalogue
from indicators.errors import UsageError
from indicators.kept import kept
from indicators.perimeter import FRANCE

_CONTAINERS = ("departement", "region", "epci", "tvs")
"""Levels whose territories hold others, each a column of the bundle's territories."""


@dataclass(frozen=True)
class Selection:
    """A view on the one table.

    Parameters
    ----------
    indicator : str
        A name of the catalogue.
    level : str
        The level of the territories that are listed.
    territory : str
        The territory that holds them: a département, an EPCI, a TVS, a région, ``FR``, or one of
        the listed territories itself.
    year : int, optional
        The millésime; all of them when it is not given.
    territory_level : str, optional
        The level of the territory, where its code stands at several: a TVS has the code of one of
        its communes, and a région may have that of a département.
    codes : tuple of str
        The only territories to list; all of them where there is none.
    """

    indicator: str
    level: str
    territory: str
    year: int | None = None
    territory_level: str | None = None
    codes: tuple[str, ...] = ()


def years_of(bundle: Bundle, indicator: str, level: str | None = None) -> list[int]:
    """Give the years for which the bundle holds an indicator, at a level or at any."""
    if level is not None:
        return bundle.years.get((indicator, level), [])
    return sorted(
        {y for (name, _), years in bundle.years.items() if name == indicator for y in years}
    )


@kept(maxsize=512)
def years_inside(bundle: Bundle, indicator: str, level: str, departement: str) -> list[int]:
    """Give the years for which a département, or most of France, has an indicator at a level.

    An edition may hold one département only: its year is no millésime of the others. For France a
    year counts that has half as many values as the best of them.
    """
    every = years_of(bundle, indicator, level)
    if departement == FRANCE:
        values = bundle.rows(indicator, level).dropna(subset=["value"])["year"].value_counts()
        return [year for year in every if 2 * values.get(year, 0) >= values.max()] or every
    table = bundle.territories
    inside = (table["level"] == level) & (table["departement"] == departement)
    rows = bundle.rows(indicator, level, codes=table.loc[inside, "code"])
    held = set(rows["year"])
    return [year for year in every if year in held] or every


@kept(maxsize=96)
def territories_in(
    bundle: Bundle, level: str, territory: str, territory_level: str | None = None
) -> pd.DataFrame:
    """List the territories of a level that lie in a territory, or that are that territory.

    Without ``territory_level``, the code is looked for at every level. The frame is kept for those
    who ask again: it is only read.

    Raises
    ------
    UsageError
        When the level or the territory is not known.
    """
    for wanted in (level, territory_level):
        if wanted is not None and wanted not in LEVELS:
            msg = f"unknown level {wanted!r}; choose one of: {', '.join(LEVELS)}"
            raise UsageError(msg)
    table = bundle.territories
    if territory not in set(table["code"]):
        held = ", ".join(bundle.departements)
        msg = (
            f"unknown territory {territory!r}; the bundle holds the départements {held}: for "
            "another one, run `python -m indicators build --departement CODE`"
        )
        raise UsageError(msg)
    rows = table[table["level"] == level]
    if territory == FRANCE:
        return rows
    inside = (rows["code"] == territory) & (territory_level in {None, level})
    for column in _CONTAINERS:
        if territory_level in {None, column}:
            inside |= rows[column] == territory
    return rows[inside]


def select(bundle: Bundle, catalogue: Catalogue, selection: Selection) -> pd.DataFrame:
    """Give the observations of a view, a row for every territory, missing ones included.

    Returns
    -------
    pandas.DataFrame
        The columns of the one table and ``name``; a territory without a value has the status
        ``missing`` and no number.

    Raises
    ------
    UsageError
        When the indicator, the level, the territory or the year is not there; the message says
        what is.
    """
    catalogue.indicator(selection.indicator)
    places = territories_in(bundle, selection.level, selection.territory, selection.territory_level)
    if selection.codes:
        places = places[places["code"].isin(selection.codes)]
    years = years_of(bundle, selection.indicator, selection.level)
    if not years:
        held = [level for level in LEVELS if years_of(bundle, selection.indicator, level)]
        msg = (
            f"{selection.indicator} is not given at the level {selection.level}; "
            f"choose one of: {', '.join(held)}"
        )
        raise UsageError(msg)
    if selection.year is not None and selection.year not in years:
        known = ", ".join(str(year) for year in years)
        msg = f"{selection.indicator} has no year {selection.year}; choose one of: {known}"
        raise UsageError(msg)
    wanted = years if selection.year is None else [selection.year]
    return _complete(bundle, selection, places, wanted)


def _complete(
    bundle: Bundle, selection: Selection, places: pd.DataFrame, years: list[int]
) -> pd.DataFrame:
    rows = bundle.rows(selection.indicator, selection.level, codes=places["code"], years=years)
    absent = _absent(selection, rows, places, years)
    whole = rows if absent is None else pd.concat([rows, absent], ignore_index=True)
    named = whole.assign(name=whole["code"].map(places.set_index("code")["name"]))
    order = ["year", "period", "code", "stratum"]
    return named.sort_values(order, kind="stable").reset_index(drop=True)


def _absent(
    selection: Selection, rows: pd.DataFrame, places: pd.DataFrame, years: list[int]
) -> pd.DataFrame | None:
    there = np.zeros((len(places), len(years)), dtype=np.bool)
    at = pd.Index(places["code"]).get_indexer(pd.Index(rows["code"]))
    there[at, pd.Index(years).get_indexer(pd.Index(rows["year"]))] = True
    place, year = np.nonzero(~there)
    absent = pd.DataFrame(
        {"code": places["code"].array[place], "year": np.asarray(years, dtype=np.int64)[year]}
    )
    if absent.empty:
        return None
    empty = rows.iloc[:0].reindex(range(len(absent)))
    texts = dict.fromkeys(("stratum", "source", "edition", "note"), "")
    return empty.assign(
        **texts,
        level=selection.level,
        code=absent["code"],
        indicator=selection.indicator,
        year=absent["year"],
        period=absent["year"].astype(str),
        status="missing",
    )


def of_one_period(frame: pd.DataFrame) -> pd.DataFrame:
    """Keep one value for each territory of a year that has several months: what a map can show.

    Parameters
    ----------
    frame : pandas.DataFrame
        What ``select`` gives for one year.

    Returns
    -------
    pandas.DataFrame
        The rows of the last period among those that most territories have; a territory without a
        value for it is missing.
    """
    if not frame.duplicated(["code", "stratum"]).any():
        return frame
    counts = frame.loc[frame["value"].notna(), "period"].astype(str).value_counts()
    period = max(counts.index[counts == counts.max()])
    known = frame[frame["period"] == period]
    others = frame[~frame["code"].isin(known["code"])].drop_duplicates(["code", "stratum"])
    texts = dict.fromkeys(("source", "edition", "note"), "")
    numbers = dict.fromkeys(("value", "numerator", "denominator"), float("nan"))
    absent = others.assign(**texts, **numbers, status="missing", period=period)
    whole: pd.DataFrame = pd.concat([known, absent]).sort_values("code", kind="stable")
    return whole.reset_index(drop=True)
