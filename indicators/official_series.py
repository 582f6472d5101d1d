"""Series of territories that official files give, in the place of those carried over.

A file wins over data/figures for the same territory, year and source; what it does not give stays.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pandas as pd

from indicators.sources.figures import Figures

SERIES = {
    "gp_totals": ["code", "year", "scope", "source"],
    "territory_series": ["code", "indicator", "year", "source"],
    "attending_ald": ["code", "date", "edition", "kind", "source"],
    "gp_density_tvs": ["tvs", "year", "source"],
}
"""Table that a form gives, under the name of the figures that it completes, to what tells two of
its rows apart."""


def with_series(figures: Figures, tables: Mapping[str, Sequence[pd.DataFrame]]) -> Figures:
    """Put the series of official files in the place of the figures that they cover.

    Parameters
    ----------
    figures : Figures
        The figures carried over.
    tables : Mapping of str to sequence of pandas.DataFrame
        Tables by name, as the forms give them; of several files, the last wins.

    Returns
    -------
    Figures
        TVS of all France are in it where a file gives them: keep those of the bundle.
    """
    changed = {
        name: _joined(getattr(figures, name), tables[name], key)
        for name, key in SERIES.items()
        if tables.get(name)
    }
    return replace(figures, **changed)


def _joined(figures: pd.DataFrame, tables: Sequence[pd.DataFrame], key: list[str]) -> pd.DataFrame:
    stacked = pd.concat([figures, *tables], ignore_index=True)
    return stacked.drop_duplicates(key, keep="last", ignore_index=True)[list(figures.columns)]
