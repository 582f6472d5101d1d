"""Fragility: what happens to each commune if its nearest practice loses one doctor."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from indicators.scenario.change import ACTS
from indicators.scenario.measures import THRESHOLD, is_under
from indicators.scenario.setting import BANDS

if TYPE_CHECKING:
    import numpy.typing as npt

    from indicators.catchment import CscFloat, CsrFloat
    from indicators.scenario.base import Base

    FloatArray = npt.NDArray[np.float64]
    IntArray = npt.NDArray[np.intp]


def fragility(base: Base, *, acts: float = ACTS, threshold: float = THRESHOLD) -> pd.DataFrame:
    """Take one full-time doctor from the practice nearest to each commune, one commune at a time.

    Parameters
    ----------
    base : Base
    acts : float
        Acts a year of the doctor who leaves.
    threshold : float

    Returns
    -------
    DataFrame, shape (communes that have a practice within reach,)
        Indexed by code: ``nearest`` (code of the practice's commune), ``minutes`` (modelled),
        ``gps`` (counted there), ``before``, ``change`` with ``change_low`` and ``change_high``
        (by the readings of the minutes), ``after``, ``people`` (inhabitants) and ``crosses``:
        whether the commune falls to the threshold or under. Ties go to the first code.
    """
    setting = base.setting
    has_gp = base.gps.reindex(setting.sites).fillna(0.0).to_numpy(dtype=np.float64) > 0
    nearest, minutes = nearest_sites(setting.minutes, has_gp)
    at = base.positions
    reached = nearest[at] >= 0
    places, sites = at[reached], nearest[at][reached]
    lost = {name: -acts * _entries(form, places, sites) for name, form in setting.forms.items()}
    spread = np.vstack(list(lost.values()))
    communes = base.communes[reached]
    before = communes["apl"].to_numpy(dtype=np.float64)
    after = np.maximum(0.0, before + lost[BANDS])
    return pd.DataFrame(
        {
            "name": communes["name"],
            "nearest": setting.sites[sites],
            "minutes": minutes[places],
            "gps": base.gps.reindex(setting.sites[sites]).to_numpy(),
            "before": before,
            "change": lost[BANDS],
            "change_low": spread.min(axis=0),
            "change_high": spread.max(axis=0),
            "after": after,
            "people": communes["people"],
            "crosses": ~is_under(before, threshold) & is_under(after, threshold),
        },
        index=communes.index,
    )


def nearest_sites(minutes: CsrFloat, is_open: npt.NDArray[np.bool]) -> tuple[IntArray, FloatArray]:
    """Find the nearest open site of each place.

    Parameters
    ----------
    minutes : scipy.sparse.csr_array, shape (places, sites)
        Absent pairs are out of reach.
    is_open : array of bool, shape (sites,)

    Returns
    -------
    nearest : array of int, shape (places,)
        Position of the site, the first of those that tie; -1 where none is within reach.
    minutes : array of float, shape (places,)
        NaN where none is within reach.
    """
    rows = np.repeat(np.arange(minutes.shape[0]), np.diff(minutes.indptr))
    kept = is_open[minutes.indices]
    rows, columns, times = rows[kept], minutes.indices[kept], minutes.data[kept]
    order = np.lexsort((columns, times, rows))
    first = order[np.unique(rows[order], return_index=True)[1]]
    nearest = np.full(minutes.shape[0], -1, dtype=np.intp)
    away = np.full(minutes.shape[0], np.nan)
    nearest[rows[first]], away[rows[first]] = columns[first], times[first]
    return nearest, away


def _entries(form: CscFloat, rows: IntArray, columns: IntArray) -> FloatArray:
    # Asked of no entry, scipy gives a sparse array, which NumPy does not turn into a plain one.
    found = form.tocsr()[rows, columns] if rows.size else np.empty(0)
    return np.asarray(found, dtype=np.float64).ravel()
