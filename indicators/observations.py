"""The one table: every number that the application shows is an observation.

An observation is one value of one indicator for one territory and one period, with what a reader
needs to trust it: status, numerator and denominator, source, edition and notes. A suppressed or
missing value is never a number.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas.api.types import union_categoricals

from indicators.catalogue import LEVELS, STATUSES
from indicators.errors import DataError

Column = pd.Series | str | int | float
"""What one column of a frame can be given as: values, or one value for every row."""

KEY = ["level", "code", "indicator", "stratum", "period"]
COLUMNS = [
    "level",
    "code",
    "indicator",
    "stratum",
    "year",
    "period",
    "value",
    "status",
    "numerator",
    "denominator",
    "source",
    "edition",
    "note",
]
_TEXT = ["level", "code", "indicator", "stratum", "period", "status", "source", "edition", "note"]
_NUMBERS = ["value", "numerator", "denominator"]
WITHOUT_VALUE = frozenset({"suppressed", "missing"})
_MEMBER_DEFAULTS: dict[str, str | float] = {
    "level": "commune",
    "stratum": "",
    "edition": "",
    "note": "",
    "numerator": float("nan"),
    "denominator": float("nan"),
    "aggregate_status": "computed",
    "aggregate_note": "",
}
ROUNDING_TOLERANCE = 0.0051
"""Relative or absolute gap that two roundings (2 decimals) of one figure may show."""


def observations(frame: pd.DataFrame, **constants: Column) -> pd.DataFrame:
    """Bring a frame to the columns of the one table.

    Parameters
    ----------
    frame : pandas.DataFrame
        At least ``code``, ``year`` and ``value``; ``period`` is the year unless given.
    **constants
        Values for whole columns (``level="commune"``, ``indicator="apl"``, ``source=...``).

    Returns
    -------
    pandas.DataFrame
        The columns ``COLUMNS``, texts never missing, numbers as float64.
    """
    out = frame.assign(**constants)
    if "period" not in out:
        out["period"] = out["year"].astype(str)
    for column in _TEXT:
        out[column] = _text(out[column]) if column in out else ""
    for column in _NUMBERS:
        out[column] = out[column].astype("float64") if column in out else float("nan")
    out["year"] = out["year"].astype("int16")
    return out[COLUMNS].reset_index(drop=True)


def _text(column: pd.Series) -> pd.Series:
    """Give a column of text that is never missing; categories that are whole stay so."""
    if isinstance(column.dtype, pd.CategoricalDtype) and not column.hasnans:
        return column
    return column.astype(str).where(column.notna(), "")


def members(frame: pd.DataFrame, indicator: str, **columns: Column) -> pd.DataFrame:
    """Bring values of communes to the form that ``indicators.aggregate`` sums.

    Parameters
    ----------
    frame : pandas.DataFrame
        At least ``code``, ``year``, ``source`` and what ``columns`` does not give.
    indicator : str
        The indicator that every row carries.
    **columns
        Further columns: ``value``, ``numerator``, ``status``, ``note``…

    Returns
    -------
    pandas.DataFrame
        Observations of communes with, besides, ``aggregate_status`` and ``aggregate_note``: how
        a sum over them is to be marked.
    """
    filled = frame.assign(**columns)
    for column, value in _MEMBER_DEFAULTS.items():
        if column not in filled:
            filled[column] = value
    kept = ["code", "year", "value", "status", "source", "indicator", *_MEMBER_DEFAULTS]
    return filled.assign(indicator=indicator)[kept].reset_index(drop=True)


def stack(frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Put frames of the same columns one under the other, texts as categories.

    A few thousand texts are repeated over millions of rows: as categories, sorted, they take a
    tenth of the memory, and are compared, grouped and sorted as integers.

    Parameters
    ----------
    frames : sequence of pandas.DataFrame
        One at least; those without a row are left out, unless none has any.
    """
    kept = [frame for frame in frames if len(frame)] or list(frames[:1])
    return pd.DataFrame({name: _stacked([frame[name] for frame in kept]) for name in kept[0]})


def _stacked(columns: Sequence[pd.Series]) -> pd.Series:
    if any(pd.api.types.is_numeric_dtype(column.dtype) for column in columns):
        return pd.concat(columns, ignore_index=True)
    parts = [column.astype("category") for column in columns]
    return pd.Series(union_categoricals(parts, sort_categories=True))


def combine(frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Stack observations by key; where two frames give the same figure, the first one is kept.

    Returns
    -------
    pandas.DataFrame
        The one table, texts as categories, in the order of ``KEY``.

    Raises
    ------
    DataError
        When two frames give one figure with different values, both not estimated: no figure may
        appear twice with different values.
    """
    stacked = stack(frames)
    rank = _rank(stacked)
    order = np.argsort(rank, kind="stable")
    is_first = np.append([True], np.diff(rank[order]) != 0)
    kept = order[is_first]
    standing = kept[np.cumsum(is_first) - 1]
    _refuse_contradictions(stacked.iloc[order[~is_first]], stacked.iloc[standing[~is_first]])
    once: pd.DataFrame = stacked.iloc[kept].reset_index(drop=True)
    for name in _TEXT:
        once[name] = once[name].cat.remove_unused_categories()
    return once


def _rank(stacked: pd.DataFrame) -> NDArray[np.int64]:
    """Give the rank of each row's key among all that its categories could make."""
    rank = np.zeros(len(stacked), dtype=np.int64)
    for name in KEY:
        column = stacked[name].cat
        rank = rank * len(column.categories) + column.codes.to_numpy()
    return rank


def _refuse_contradictions(dropped: pd.DataFrame, kept: pd.DataFrame) -> None:
    """Compare the rows left out with those kept in their place, of the same rank."""
    compared = ["value", "status", "source"]
    pairs = pd.concat(
        [
            kept[KEY].reset_index(drop=True),
            kept[compared].reset_index(drop=True).add_suffix("_kept"),
            dropped[compared].reset_index(drop=True).add_suffix("_dropped"),
        ],
        axis=1,
    )
    firm = (pairs["status_dropped"] != "estimated") & (pairs["status_kept"] != "estimated")
    gap = (pairs["value_dropped"] - pairs["value_kept"]).abs()
    allowed = ROUNDING_TOLERANCE * pairs["value_kept"].abs().clip(lower=1)
    wrong = pairs[firm & (gap > allowed)]
    if len(wrong):
        row = wrong.iloc[0]
        msg = (
            f"{row['indicator']} of {row['level']} {row['code']} in {row['period']} is given "
            f"twice: {row['value_kept']} by {row['source_kept']} and {row['value_dropped']} by "
            f"{row['source_dropped']}; correct one of them or make two indicators"
        )
        raise DataError(msg)


def check(frame: pd.DataFrame) -> pd.DataFrame:
    """Refuse a table that breaks the rules of the one table.

    Raises
    ------
    DataError
        For an unknown level or status, a number on a suppressed or missing row, a value that is
        absent from another row, or a repeated key.
    """
    _one_of(frame, "level", frozenset(LEVELS))
    _one_of(frame, "status", frozenset(STATUSES))
    empty = frame["status"].isin(WITHOUT_VALUE)
    _refuse(frame, empty & frame["value"].notna(), "a suppressed or missing value has a number")
    _refuse(frame, ~empty & frame["value"].isna(), "a value is absent but not said to be missing")
    _refuse(frame, frame["source"] == "", "a value has no source")
    _refuse(frame, frame.duplicated(KEY), "a figure appears twice")
    return frame


def _one_of(frame: pd.DataFrame, column: str, allowed: frozenset[str]) -> None:
    _refuse(frame, ~frame[column].isin(allowed), f"{column} must be one of {sorted(allowed)}")


def _refuse(frame: pd.DataFrame, bad: pd.Series, why: str) -> None:
    if bad.any():
        row = frame[bad].iloc[0]
        key = ", ".join(f"{name} {row[name]}" for name in KEY if row[name])
        msg = f"{why} ({key})"
        raise DataError(msg)
