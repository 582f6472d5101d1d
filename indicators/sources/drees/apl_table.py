"""The table of the communes' APL: its schema, its editions, and how two files of it are joined."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence

import pandas as pd

from indicators.catalogue import load_catalogue
from indicators.errors import DataError
from indicators.sources.figures import SCHEMAS

SOURCE = "drees-apl"
APL_SCHEMA = SCHEMAS["apl_communes"]
"""The columns of the table, the same for a département and for France."""
AMOUNTS = ("apl", "apl65", "apl62", "apl60", "pop_std", "pop_total", "pop_year")
HIGHEST_APL = 100.0
"""Consultations a year and inhabitant: the highest of the editions seen is 40.0 (2023)."""
HIGHEST_POPULATION = 3_000_000.0
"""Inhabitants of a commune: Paris has 2.1 million."""

_ROUNDING = 0.0006
"""Two files of one edition differ by their rounding to three decimals at most."""


def edition_of(year: int) -> str:
    """Give the edition to which a millésime belongs; two editions are never one series.

    A later millésime continues the last edition, until the catalogue names another one.
    """
    return load_catalogue().edition_of(SOURCE, year)


def join_apl(tables: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Join the tables of several files: what one leaves blank, another one of the edition gives.

    Parameters
    ----------
    tables : sequence of pandas.DataFrame
        Tables of ``APL_SCHEMA``, such as the workbook's (with populations) and that of the APL by
        age (without).

    Returns
    -------
    pandas.DataFrame
        One row for each commune and year.

    Raises
    ------
    DataError
        Where two files give different values of one commune, year and column.
    """
    rows = pd.concat(tables, ignore_index=True)
    groups = rows.groupby(["code", "year"])
    for name in AMOUNTS:
        spread = groups[name].max().astype("float64") - groups[name].min().astype("float64")
        apart = spread[spread > _ROUNDING]
        if len(apart):
            (code, year), column = apart.index[0], name
            msg = f"two files differ by {apart.iloc[0]:g} for {code} in {year}; keep one of them"
            raise DataError(msg, file=SOURCE, column=column)
    joined = groups.first().reset_index()
    return joined[list(APL_SCHEMA.columns)]


def check_order(frame: pd.DataFrame, headings: Mapping[str, str], *, file: str) -> None:
    """Check that the care given by fewer doctors is not more: two columns would be swapped.

    Parameters
    ----------
    frame : pandas.DataFrame
        The table, indexed by the row of the file.
    headings : mapping of str to str
        Column of the table to that of the file.

    Raises
    ------
    DataError
        At the first row where it is.
    """
    for wider, narrower in itertools.pairwise(["apl", "apl65", "apl62", "apl60"]):
        more = (frame[narrower] > frame[wider] + _ROUNDING).to_numpy()
        if more.any():
            row = frame.loc[more].iloc[0]
            msg = (
                f"{row[narrower]:g} where at most {row[wider]:g}, the APL of more doctors, is "
                "expected; two columns may be swapped"
            )
            place = int(str(frame.index[more][0]))
            raise DataError(msg, file=file, row=place, column=headings[narrower])
