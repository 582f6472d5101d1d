"""The one table: every number that the application shows is an observation.

An observation is one value of one indicator for one territory and one period, with what a reader
needs to trust it: status, numerator and denominator, source, edition and notes. A suppressed or
missing value is never a number.
"""

from __future__ import annotations

import pandas as pd

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
        out[column] = out[column].fillna("").astype(str) if column in out else ""
    for column in _NUMBERS:
        out[column] = out[column].astype("float64") if column in out else float("nan")
    out["year"] = out["year"].astype("int16")
    return out[COLUMNS].reset_index(drop=True)


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


def combine(frames: list[pd.DataFrame]) -> pd.DataFrame:
    """Stack observations; where two frames give the same figure, the first one is kept.

    Raises
    ------
    DataError
        When two frames give one figure with different values, both not estimated: no figure may
        appear twice with different values.
    """
    stacked = pd.concat([f for f in frames if len(f)], ignore_index=True)
    repeated = stacked.duplicated(KEY, keep="first")
    _refuse_contradictions(stacked, repeated)
    return stacked[~repeated].sort_values(KEY, kind="stable").reset_index(drop=True)


def _refuse_contradictions(stacked: pd.DataFrame, repeated: pd.Series) -> None:
    kept = stacked[~repeated]
    pairs = stacked[repeated].merge(kept, on=KEY, suffixes=("_dropped", "_kept"))
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
