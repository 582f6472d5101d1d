"""Minutes from a table that the user has: Insee's distancier, or any origin, destination, minutes.

A comma-separated file in UTF-8, or a Parquet file.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np
import pandas as pd

from indicators.errors import DataError
from indicators.plain_csv import Code, Column, Quantity, line_of, read_plain_csv
from indicators.travel.times import TravelTimes, paired, positions, refuse_range

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

# A day of driving: more is a mistake of unit (seconds) or of column (metres).
LONGEST_MINUTES = 1440.0


@dataclass(frozen=True)
class TableColumns:
    """Names of the three columns in the user's file; others are left aside."""

    origin: str = "origin"
    destination: str = "destination"
    minutes: str = "minutes"


def _row(path: Path, position: int) -> int:
    """Row of the file: a Parquet file has no header, so its rows count from 1."""
    return position + 1 if _is_parquet(path) else line_of(position)


def _is_parquet(path: Path) -> bool:
    return path.suffix.lower() in {".parquet", ".pq"}


def _fail(path: Path, faulty: pd.Series[bool], column: str, message: str) -> None:
    if faulty.any():
        at = int(np.flatnonzero(faulty.to_numpy())[0])
        raise DataError(message, file=str(path), row=_row(path, at), column=column)


def _read_parquet(path: Path, columns: TableColumns) -> pd.DataFrame:
    try:
        table = pd.read_parquet(path)
    except (OSError, ValueError) as error:
        message = f"not a readable Parquet file: {' '.join(str(error).split())}"
        raise DataError(message, file=str(path)) from error
    wanted = [columns.origin, columns.destination, columns.minutes]
    for column in wanted:
        if column not in table.columns:
            found = ", ".join(str(name) for name in table.columns)
            message = f"the column is missing: found {found}"
            raise DataError(message, file=str(path), column=column)
    table = table[wanted].reset_index(drop=True)
    if table.empty:
        message = "the file has no row"
        raise DataError(message, file=str(path))
    for column in wanted[:2]:
        if not pd.api.types.is_string_dtype(table[column]):
            message = "codes must be stored as text ('01001', not 1001): write the file again"
            raise DataError(message, file=str(path), row=1, column=column)
        blank = table[column].fillna("").str.strip() == ""
        _fail(path, blank, column, "the code is blank: fill it or remove the row")
    _check_parquet_minutes(path, table[columns.minutes])
    return table


def _check_parquet_minutes(path: Path, minutes: pd.Series[float]) -> None:
    column = str(minutes.name)
    if not pd.api.types.is_numeric_dtype(minutes):
        message = "minutes must be stored as numbers: write the file again"
        raise DataError(message, file=str(path), row=1, column=column)
    empty = "the value is blank: a missing value is not 0, fill it or remove the row"
    _fail(path, minutes.isna(), column, empty)
    _fail(path, minutes < 0, column, "must not be negative")
    _fail(
        path,
        minutes > LONGEST_MINUTES,
        column,
        f"must be at most {LONGEST_MINUTES:g}: check the unit",
    )


def read_times(path: Path, columns: TableColumns | None = None) -> pd.DataFrame:
    """Read and check a table of minutes.

    Parameters
    ----------
    path : Path
        ``.parquet`` (or ``.pq``), or a comma-separated file.
    columns : TableColumns, optional
        Names of the columns in the file.

    Returns
    -------
    DataFrame
        ``origin``, ``destination`` (text), ``minutes`` (float), one row a row of the file.

    Raises
    ------
    DataError
        A file that cannot be read, a column missing, a code blank or stored as a number, minutes
        that are blank, negative or over a day, a pair given twice: with file, row and column.
    """
    names = columns or TableColumns()
    if _is_parquet(path):
        table = _read_parquet(path, names)
    else:
        rules: dict[str, Column] = {
            names.origin: Code(),
            names.destination: Code(),
            names.minutes: Quantity(LONGEST_MINUTES),
        }
        table = read_plain_csv(path, rules)
    table = table.set_axis(["origin", "destination", "minutes"], axis=1)
    table["minutes"] = table["minutes"].astype(np.float64)
    repeated = table.duplicated(["origin", "destination"])
    message = "the pair is already given above: keep one row per pair"
    _fail(path, repeated, names.destination, message)
    return table


def completed(table: pd.DataFrame) -> pd.DataFrame:
    """Add the way back of each pair given one way only; a pair given both ways is kept as it is."""
    back = table.rename(columns={"origin": "destination", "destination": "origin"})
    both = pd.concat([table, back[list(table.columns)]], ignore_index=True)
    return both.drop_duplicates(["origin", "destination"], ignore_index=True)


class TableTimes:
    """Minutes of a table, taken as exact.

    Parameters
    ----------
    table : DataFrame
        ``origin``, ``destination``, ``minutes``, as `read_times` gives.
    symmetric : bool
        Whether a pair given one way only holds for the way back. Never assumed.
    communes : sequence of str, optional
        Communes known besides those of the table: they are reached from nowhere but themselves.
        Without it, asking for a commune that the table lacks is an error.
    """

    def __init__(
        self, table: pd.DataFrame, *, symmetric: bool = False, communes: Sequence[str] = ()
    ) -> None:
        pairs = completed(table) if symmetric else table
        known = pd.unique(pd.concat([pairs["origin"], pairs["destination"], pd.Series(communes)]))
        self._codes = pd.Index(np.sort(np.asarray(known, dtype=object)))
        origin = positions(self._codes, pairs["origin"].tolist())
        destination = positions(self._codes, pairs["destination"].tolist())
        absent = np.ones(len(self._codes), dtype=bool)
        absent[origin[origin == destination]] = False
        own = np.flatnonzero(absent)
        given = pairs["minutes"].to_numpy(dtype=np.float64)
        minutes = np.concatenate([given, np.zeros(len(own))])
        self._times = TravelTimes(
            self._codes,
            np.concatenate([origin, own]),
            np.concatenate([destination, own]),
            minutes,
            np.zeros(len(minutes)),
        ).sorted()

    @classmethod
    def from_file(
        cls,
        path: Path,
        *,
        columns: TableColumns | None = None,
        symmetric: bool = False,
        communes: Sequence[str] = (),
    ) -> Self:
        """Read a file; see `read_times` for its errors."""
        return cls(read_times(path, columns), symmetric=symmetric, communes=communes)

    def minutes(self, origins: Sequence[str], destinations: Sequence[str]) -> TravelTimes:
        """Minutes from each origin to the destination of the same rank, where the table has them.

        A commune is at 0 minutes of itself unless the table says otherwise.

        Raises
        ------
        DataError
            Lists of two lengths, or a commune unknown.
        """
        paired(origins, destinations)
        size = len(self._codes)
        wanted = positions(self._codes, origins) * size + positions(self._codes, destinations)
        given = self._times.origin * size + self._times.destination
        at = np.minimum(np.searchsorted(given, wanted), len(given) - 1)
        return self._some(at[given[at] == wanted])

    def pairs_within(self, communes: Sequence[str], max_minutes: float) -> TravelTimes:
        """Every pair of the table among some communes that takes less than `max_minutes`.

        Raises
        ------
        DataError
            A commune unknown, or a time that is not positive and finite.
        """
        refuse_range(max_minutes)
        among = np.zeros(len(self._codes), dtype=bool)
        among[positions(self._codes, communes)] = True
        times = self._times
        kept = among[times.origin] & among[times.destination] & (times.minutes < max_minutes)
        return self._some(np.flatnonzero(kept))

    def _some(self, rows: np.ndarray) -> TravelTimes:
        times = self._times
        return TravelTimes(
            self._codes,
            times.origin[rows],
            times.destination[rows],
            times.minutes[rows],
            times.sigma[rows],
        )
