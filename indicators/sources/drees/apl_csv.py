"""Two CSV of the APL of communes: by age of the doctors (2022, 2023), and since 2015 (all ages).

Producer: DREES. The table by age has the columns of the workbook and those of the doctors of 62
and 60 or under. The series since 2015 is an older edition: its columns from 2022 are left to the
workbooks (its 2022 is up to 0.28 away), so that two editions are never mixed.
"""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from indicators.errors import DataError
from indicators.sources.columns import COMMUNE, fault, parsed
from indicators.sources.delimited import (
    Layout,
    read_rows,
    refuse_codes,
    refuse_cut_end,
    refuse_repeated,
    refuse_what_is_not_text,
)
from indicators.sources.drees.apl_table import (
    APL_SCHEMA,
    HIGHEST_APL,
    SOURCE,
    check_order,
    edition_of,
)
from indicators.sources.forms import Opening
from indicators.sources.tables import validate

BY_AGE_HEADER = ("code", "year", "apl", "apl65", "apl62", "apl60")
SERIES_HEADER = ("code", "nom", "dept", "pop")
_SERIES_COLUMN = re.compile(r"apl_(20[0-9]{2})")
SERIES_ENDS = 2021
"""The last millésime of the edition of this file: the later ones are those of the workbooks,
rounded."""
_LAST = "974"
_SEVERAL = 10
_NOT_GIVEN = {"apl65", "apl62", "apl60", "pop_std", "pop_total"}


def recognises_by_age(opening: Opening) -> bool:
    """Whether a file is the table of the APL by age of the doctors."""
    return _header(opening.lines) == list(BY_AGE_HEADER)


def recognises_series(opening: Opening) -> bool:
    """Whether a file is the series of the APL since 2015."""
    header = _header(opening.lines)
    return header[: len(SERIES_HEADER)] == list(SERIES_HEADER) and any(
        _SERIES_COLUMN.fullmatch(name) for name in header
    )


def read_by_age(path: Path) -> dict[str, pd.DataFrame]:
    """Read the APL by age of the doctors.

    Returns
    -------
    dict of str to pandas.DataFrame
        ``apl_communes``, without populations.

    Raises
    ------
    DataError
        When the file is not this one, or a cell is not what its column announces.
    """
    cells = _rows(path, BY_AGE_HEADER)
    refuse_codes(path, cells, "year", r"20[0-9]{2}", "a year of four digits")
    refuse_repeated(path, cells, ["code", "year"])
    frame = cells.assign(year=cells["year"].astype(int))
    for name in BY_AGE_HEADER[2:]:
        frame[name] = parsed(cells[name], file=path.name, column=name, high=HIGHEST_APL)
    check_order(frame, {name: name for name in BY_AGE_HEADER}, file=path.name)
    return {"apl_communes": _completed(frame, path.name)}


def read_series(path: Path) -> dict[str, pd.DataFrame]:
    """Read the APL of all ages from 2015 to 2021.

    Returns
    -------
    dict of str to pandas.DataFrame
        ``apl_communes``. A commune without a value has no row: it is missing, not 0.

    Raises
    ------
    DataError
        As ``read_by_age``.
    """
    years = _series_years(path)
    cells = _rows(path, ("code", *years))
    refuse_repeated(path, cells, ["code"])
    frames = []
    for column, year in years.items():
        given = cells.loc[cells[column] != ""]
        values = parsed(given[column], file=path.name, column=column, high=HIGHEST_APL)
        frames.append(pd.DataFrame({"code": given["code"], "year": year, "apl": values}))
    return {"apl_communes": _completed(pd.concat(frames), path.name)}


def _rows(path: Path, columns: tuple[str, ...]) -> pd.DataFrame:
    cells = read_rows(path, Layout(columns, separators=","))
    refuse_cut_end(path)
    refuse_codes(path, cells, "code", COMMUNE, "a commune's code")
    _refuse_cut_rows(path, cells)
    return cells


def _refuse_cut_rows(path: Path, cells: pd.DataFrame) -> None:
    """Refuse a table of France that stops before La Réunion: cut between two lines, it shows none.

    A few départements alone are a table of their own.
    """
    departements = set(cells["code"].str[:2])
    last = str(cells["code"].iloc[-1])
    if len(departements) > _SEVERAL and not cells["code"].str.startswith(_LAST).any():
        msg = (
            f"{last!r} is the last commune where those of {_LAST} (La Réunion) are expected: the "
            "file is cut, download it again"
        )
        raise DataError(msg, file=path.name, row=int(cells.index[-1]), column="code")


def _series_years(path: Path) -> dict[str, int]:
    opening = Opening(path)
    refuse_what_is_not_text(opening)
    header = _header(opening.lines)
    found = {name: _SERIES_COLUMN.fullmatch(name) for name in header if name.startswith("apl")}
    years = {name: int(match[1]) for name, match in found.items() if match}
    for name in found:
        if name not in years:
            raise fault(path.name, 1, name, name, "apl_<year>")
    kept = {name: year for name, year in years.items() if year <= SERIES_ENDS}
    if not kept:
        msg = f"the column is missing; the header is {', '.join(header)[:200]!r}"
        raise DataError(msg, file=path.name, row=1, column=f"apl_{SERIES_ENDS}")
    return kept


def _completed(frame: pd.DataFrame, file: str) -> pd.DataFrame:
    absent = sorted(_NOT_GIVEN - set(frame.columns))
    full = frame.assign(
        **dict.fromkeys(absent, float("nan")),
        pop_year=pd.array([None] * len(frame), "Int64"),
        edition=frame["year"].map({year: edition_of(year) for year in frame["year"].unique()}),
        source=SOURCE,
    )
    checked = validate(full[list(APL_SCHEMA.columns)], APL_SCHEMA, file=file, first_row=0)
    return checked.reset_index(drop=True)


def _header(lines: list[str]) -> list[str]:
    return [name.strip() for name in lines[0].split(",")] if lines else []
