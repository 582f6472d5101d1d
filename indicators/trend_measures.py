"""Several series on one scale: as they are, or as an index or a change since one common year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from indicators.catalogue import Indicator
from indicators.trends import BASE, index, moment, segments

Measure = Literal["value", "index", "change_percent"]
"""What is drawn of a series: also the name of the column that holds it."""


@dataclass(frozen=True)
class Base:
    """The year that several series are measured from.

    Parameters
    ----------
    edition : str
        The edition that holds it: no other edition is measured from it.
    period : str
        The year, or the month.
    """

    edition: str
    period: str


def common_base(series: Sequence[pd.DataFrame], entry: Indicator) -> Base | None:
    """Give the first period that all series have in the latest edition that they share.

    Parameters
    ----------
    series : sequence of pandas.DataFrame
        ``period, value, edition`` of each territory, one indicator.
    entry : Indicator
        Its entry of the catalogue.

    Returns
    -------
    Base or None
        Nothing where the indicator's years do not compare, where no edition has a period of all of
        them with a value other than 0, or where none of them goes on after that period.
    """
    if not series or not entry.comparable_years:
        return None
    for edition in _latest_first(series):
        held = [_periods(rows, edition) for rows in series]
        shared = set.intersection(*held)
        if not shared:
            continue
        first = min(shared, key=moment)
        if any(moment(period) > moment(first) for periods in held for period in periods):
            return Base(edition, first)
    return None


def _latest_first(series: Sequence[pd.DataFrame]) -> list[str]:
    every = pd.concat(list(series), ignore_index=True)
    last = every["period"].map(moment).groupby(every["edition"].astype(str)).max()
    return [str(edition) for edition in last.sort_values(ascending=False).index]


def _periods(rows: pd.DataFrame, edition: str) -> set[str]:
    """Give the periods of an edition at which a series can be measured from."""
    return {
        str(period)
        for part in segments(rows)
        if str(part["edition"].iloc[0]) == edition
        for period in part.loc[part["value"] != 0, "period"]
    }


def measured_from(rows: pd.DataFrame, base: Base, entry: Indicator) -> pd.DataFrame:
    """Give the rows of the base's edition, from the base on, with index and change.

    Returns
    -------
    pandas.DataFrame
        With ``index`` (100 at the base) and ``change_percent`` (per cent of the value at the base,
        0 there).

    Raises
    ------
    UsageError
        When the series has no value at the base.
    """
    found = index(rows, base.period, entry)
    later = found[found["period"].map(moment) >= moment(base.period)].reset_index(drop=True)
    return later.assign(change_percent=later["index"] - BASE)
