"""Discrete classes of values, with the number of territories and of inhabitants in each."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd

from indicators.bundle import Bundle
from indicators.catalogue import Indicator
from indicators.observations import WITHOUT_VALUE

CLASSES = 5
_EDGE = 1e-9
"""A value equal to a break belongs to the class below it: "2.5 or under"."""


@dataclass(frozen=True)
class ClassCount:
    """How many territories and inhabitants one class holds.

    Parameters
    ----------
    low, high : float, optional
        Bounds of the class, low excluded and high included; open where not given.
    territories : int
        How many territories it holds.
    population : int
        How many inhabitants they have, by the last census of the bundle.
    """

    low: float | None
    high: float | None
    territories: int
    population: int


def breaks_of(indicator: Indicator, values: pd.Series) -> list[float]:
    """Give the breaks of the catalogue, or quintiles of the values where it has none."""
    if indicator.categories:
        codes = sorted(c.value for c in indicator.categories)
        return [(a + b) / 2 for a, b in pairwise(codes)]
    if indicator.breaks:
        return list(indicator.breaks)
    known = values.dropna()
    if known.empty:
        return []
    quantiles = np.linspace(0, 1, CLASSES + 1)[1:-1]
    cuts = {round(float(known.quantile(q)), indicator.decimals) for q in quantiles}
    return sorted(cuts)


def class_of(values: pd.Series, breaks: list[float]) -> pd.Series:
    """Give the class of each value, from 0; -1 where there is none.

    Parameters
    ----------
    values : pandas.Series
        Numbers, missing where there is no value.
    breaks : list of float
        Increasing; a value equal to a break belongs to the class below it.
    """
    found = np.searchsorted(np.asarray(breaks) + _EDGE, values.to_numpy(float), side="left")
    return pd.Series(np.where(values.isna(), -1, found), index=values.index)


def class_counts(frame: pd.DataFrame, breaks: list[float], people: pd.Series) -> list[ClassCount]:
    """Count territories and inhabitants in each class.

    Parameters
    ----------
    frame : pandas.DataFrame
        ``code`` and ``value``, a row for each territory.
    breaks : list of float
        As for ``class_of``.
    people : pandas.Series
        Inhabitants by code.
    """
    found = class_of(frame["value"], breaks)
    inhabitants = _inhabitants(frame, people)
    bounds = [None, *breaks, None]
    return [
        ClassCount(
            bounds[k], bounds[k + 1], int((found == k).sum()), int(inhabitants[found == k].sum())
        )
        for k in range(len(breaks) + 1)
    ]


def _inhabitants(frame: pd.DataFrame, people: pd.Series) -> pd.Series:
    # The codes of an empty frame map to texts, not to numbers.
    return frame["code"].map(people).astype("float64").fillna(0)


def without_value(frame: pd.DataFrame, people: pd.Series) -> dict[str, ClassCount]:
    """Count the territories whose value is suppressed, and those whose value is missing."""
    inhabitants = _inhabitants(frame, people)
    counted = {}
    for status in sorted(WITHOUT_VALUE):
        rows = frame["status"] == status
        counted[status] = ClassCount(None, None, int(rows.sum()), int(inhabitants[rows].sum()))
    return counted


def last_population(bundle: Bundle, level: str) -> pd.Series:
    """Give the inhabitants of each territory of a level, by the last census of the bundle."""
    table = bundle.observations
    rows = table[(table["indicator"] == "population") & (table["level"] == level)]
    last = rows[rows["year"] == rows["year"].max()]
    people: pd.Series = last.astype({"code": str}).set_index("code")["value"]
    return people
