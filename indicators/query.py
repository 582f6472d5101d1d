"""What the API asks of the bundle: observations and territories by filters.

A filter that is not understood is refused; a combination that holds nothing is an empty answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from typing import Any

import pandas as pd

from indicators.bundle import Bundle
from indicators.catalogue import Catalogue
from indicators.errors import UnknownTerritoryError
from indicators.observations import COLUMNS
from indicators.perimeter import FRANCE, search_key
from indicators.selection import Selection, select, territories_in, years_of

TERRITORY_COLUMNS = ["level", "code", "name", "departement", "region", "epci", "tvs", "lon", "lat"]


@dataclass(frozen=True)
class Filters:
    """Which observations are asked for; what is empty does not filter.

    Parameters
    ----------
    indicators : tuple of str
        Names of the catalogue.
    level : str
        The level of the territories.
    within, within_level : str
        The territory that holds them, and its level where the code stands at several.
    territories : tuple of str
        Their codes.
    years : tuple of int
        Millésimes.
    statuses, strata : tuple of str
        Statuses of the catalogue; sub-populations as the observations name them.
    """

    indicators: tuple[str, ...]
    level: str
    within: str = FRANCE
    within_level: str | None = None
    territories: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    statuses: tuple[str, ...] = ()
    strata: tuple[str, ...] = ()


def find_observations(bundle: Bundle, catalogue: Catalogue, filters: Filters) -> pd.DataFrame:
    """Give the observations that meet the filters, missing ones included.

    Returns
    -------
    pandas.DataFrame
        The rows that ``indicators.selection.select`` gives for each indicator, in their order.

    Raises
    ------
    UnknownTerritoryError
        For a code that no territory has.
    """
    _refuse_unknown(bundle, (filters.within, *filters.territories))
    frames = [
        _kept(select(bundle, catalogue, _selection(filters, name)), filters)
        for name in filters.indicators
        if years_of(bundle, name, filters.level)
    ]
    if not frames:
        return pd.DataFrame(columns=[*COLUMNS, "name"])
    return pd.concat(frames, ignore_index=True)


def _selection(filters: Filters, indicator: str) -> Selection:
    # The territories are told beforehand: one commune is not looked for among all of France's.
    return Selection(
        indicator,
        filters.level,
        filters.within,
        territory_level=filters.within_level,
        codes=filters.territories,
    )


def _kept(rows: pd.DataFrame, filters: Filters) -> pd.DataFrame:
    wanted: dict[str, tuple[Any, ...]] = {
        "year": filters.years,
        "status": filters.statuses,
        "stratum": filters.strata,
    }
    for column, values in wanted.items():
        if values:
            rows = rows[rows[column].isin(values)]
    return rows


def find_territories(
    bundle: Bundle, level: str, within: str = FRANCE, text: str = ""
) -> pd.DataFrame:
    """List the territories of a level, in a territory, whose name holds every word of a text.

    Returns
    -------
    pandas.DataFrame
        ``TERRITORY_COLUMNS``; accents and case of the text do not count.

    Raises
    ------
    UnknownTerritoryError
        For a code that no territory has.
    """
    _refuse_unknown(bundle, (within,))
    rows = territories_in(bundle, level, within)
    words = search_key(text).split()
    found = reduce(
        lambda kept, word: kept & rows["key"].str.contains(word, regex=False),
        words,
        pd.Series(data=True, index=rows.index),
    )
    return rows.loc[found, TERRITORY_COLUMNS].sort_values("code").reset_index(drop=True)


def _refuse_unknown(bundle: Bundle, codes: tuple[str, ...]) -> None:
    known = set(bundle.territories["code"])
    unknown = [code for code in codes if code not in known]
    if unknown:
        held = ", ".join(bundle.departements)
        msg = (
            f"no territory has the code {unknown[0]!r}; the bundle holds the communes of the "
            f"départements {held}"
        )
        raise UnknownTerritoryError(msg)
