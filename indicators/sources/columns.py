"""From cells as found to codes and numbers: nothing is repaired, each fault is located.

The frames that come here are indexed by the row of the file, so that an error can name it.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from indicators.errors import DataError

# Not \d, which takes the digits of every script.
COMMUNE = r"(?:[0-9]{5}|2[AB][0-9]{3})"
TVS = r"(?:[0-9]{5}|2[AB][0-9]{2,3})"
"""A territoire de vie-santé has the code of a commune, except in Corsica (``2A01``)."""
DEPARTEMENT = r"(?:0[1-9]|[1-8][0-9]|9[0-5]|2[AB]|97[1-8])"


def fault(file: str, row: object, column: str, found: object, expected: str) -> DataError:
    """Make the error of one cell: what was found, and what was expected."""
    shown = "nothing" if found is None or found == "" else repr(found)
    place = None if row is None else int(str(row))
    return DataError(f"{shown} where {expected} is expected", file=file, row=place, column=column)


def codes(
    cells: pd.Series[str], pattern: str, *, file: str, column: str, expected: str
) -> pd.Series[str]:
    """Check that each cell is a text of the form of a code.

    Raises
    ------
    DataError
        At the first one that is not: a number is refused too, its leading zero being lost.
    """
    as_text = cells.map(lambda cell: isinstance(cell, str)).to_numpy(dtype=bool)
    matches = cells.where(as_text, "").astype(str).str.fullmatch(pattern).to_numpy(dtype=bool)
    _fail(cells, ~(as_text & matches), file=file, column=column, expected=expected)
    return cells.astype(str)


def parsed(cells: pd.Series[str], *, file: str, column: str, high: float) -> pd.Series[float]:
    """Read the texts of a CSV column (decimal point) as numbers; see ``numbers``."""
    floats = pd.to_numeric(cells, errors="coerce").astype("float64")
    unread = floats.isna().to_numpy()
    _fail(cells, unread, file=file, column=column, expected=_expected(high))
    return numbers(floats, file=file, column=column, high=high)


def numbers(
    cells: pd.Series[str] | pd.Series[float],
    *,
    file: str,
    column: str,
    high: float,
    blank: float | None = None,
) -> pd.Series[float]:
    """Read a column of numbers from 0 to ``high``.

    Parameters
    ----------
    cells : pandas.Series
        Cells of a sheet: a text is not a number, even where it looks like one. Or floats.
    high : float
        The largest likely value; beyond it is a mistake of unit or of column.
    blank : float, optional
        What an empty cell is worth, where the form gives it a meaning; an error otherwise.

    Raises
    ------
    DataError
        At the first cell that is not such a number: a secret (``NS``, ``N/A``) is not one.
    """
    empty, values = _values(cells)
    found = values.to_numpy()
    with np.errstate(invalid="ignore"):
        wrong = ~np.isfinite(found) | (found < 0) | (found > high)
    if blank is not None:
        wrong &= ~empty
    _fail(cells, wrong, file=file, column=column, expected=_expected(high))
    return values if blank is None else values.where(~empty, blank)


def once(frame: pd.DataFrame, key: list[str], *, file: str, column: str) -> None:
    """Check that no key comes twice.

    Raises
    ------
    DataError
        At the second row of the first one that does, naming the first row.
    """
    twice = frame.duplicated(key).to_numpy()
    if not twice.any():
        return
    at = int(np.flatnonzero(twice)[0])
    same = (frame[key] == frame[key].iloc[at]).all(axis=1).to_numpy()
    first = frame.index[int(np.flatnonzero(same)[0])]
    shown = " ".join(str(value) for value in frame[key].iloc[at])
    msg = f"{shown} is already in row {first}; keep one row for each"
    raise DataError(msg, file=file, row=int(str(frame.index[at])), column=column)


def _values(cells: pd.Series[Any]) -> tuple[np.ndarray, pd.Series[float]]:
    """Give which cells are empty, and the values of those that are numbers."""
    if pd.api.types.is_float_dtype(cells.dtype) or set(map(type, cells)) <= {float}:
        values = cells.astype("float64")
        return values.isna().to_numpy(), values
    empty = np.array([cell is None or cell == "" for cell in cells])
    kept = [cell if type(cell) in {int, float} else float("nan") for cell in cells]
    return empty, pd.Series(kept, index=cells.index, dtype="float64")


def _expected(high: float) -> str:
    return f"a number from 0 to {high:,.0f}"


def _fail(
    cells: pd.Series[Any], wrong: np.ndarray, *, file: str, column: str, expected: str
) -> None:
    if wrong.any():
        at = int(np.flatnonzero(wrong)[0])
        raise fault(file, cells.index[at], column, cells.iloc[at], expected)
