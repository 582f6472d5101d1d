"""The distribution of an indicator over territories, and two indicators put side by side."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

BINS = 24
_FEW = 3
"""Territories under which a correlation says nothing."""


@dataclass(frozen=True)
class Bin:
    """How many territories and inhabitants have a value between two bounds.

    Parameters
    ----------
    low, high : float
        Bounds, the low one excluded but in the first bin, the high one included.
    territories, population : int
        How many there are.
    """

    low: float
    high: float
    territories: int
    population: int


def histogram(frame: pd.DataFrame, people: pd.Series, bins: int = BINS) -> list[Bin]:
    """Count territories and inhabitants in bins of the same width.

    Parameters
    ----------
    frame : pandas.DataFrame
        ``code`` and ``value``; territories without a value are left out.
    people : pandas.Series
        Inhabitants by code.
    bins : int
        How many bins; one where all values are equal.
    """
    known = frame[frame["value"].notna()]
    if known.empty:
        return []
    values = known["value"].to_numpy(float)
    count = bins if values.min() < values.max() else 1
    edges = np.linspace(values.min(), values.max(), count + 1)
    place = np.maximum(np.searchsorted(edges, values, side="left") - 1, 0)
    inhabitants = known["code"].map(people).fillna(0).to_numpy(float)
    return [
        Bin(
            float(edges[k]),
            float(edges[k + 1]),
            int((place == k).sum()),
            int(inhabitants[place == k].sum()),
        )
        for k in range(count)
    ]


def paired(first: pd.DataFrame, second: pd.DataFrame) -> pd.DataFrame:
    """Give ``code, name, x, y`` of the territories that have both values."""
    x = first[["code", "name", "value"]].rename(columns={"value": "x"})
    y = second[["code", "value"]].rename(columns={"value": "y"})
    return x.merge(y, on="code").dropna(subset=["x", "y"]).reset_index(drop=True)


def correlation(pairs: pd.DataFrame) -> float | None:
    """Give Pearson's coefficient; nothing for too few territories or values that do not vary."""
    values = pairs[["x", "y"]]
    varies = len(pairs) >= _FEW and bool((values.max() > values.min()).all())
    return float(pairs["x"].corr(pairs["y"])) if varies else None
