"""Population of départements by sex and age on 1 January, every year since 1975.

Producer: Insee, estimations de population. A sheet for each year: two rows of headings (both
sexes, men, women; then the bands of ages and their total), a row for each département and for
some sums of them, then notes. One edition is in Strict OOXML. Bands are read from the headings,
so that the edition by five-year bands is read too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pandera.pandas as pa

from indicators.errors import DataError
from indicators.sources.columns import DEPARTEMENT, fault, numbers, once
from indicators.sources.forms import Opening
from indicators.sources.sheets import Cell, Sheet, open_book, text
from indicators.sources.tables import validate

SOURCE = "insee-population-estimates"
FRANCE = "FR"
_TITLE = "Estimation de population au 1er janvier, par département"
_YEAR_SHEET = re.compile(r"(?:19|20)\d{2}")
_CODE_HEADING, _TOTAL = "Départements", "Total"
_GROUPS = {"Ensemble": "", "Hommes": "M", "Femmes": "F"}
_BOTH = ""
_SUMS = {"France métropolitaine et DOM": FRANCE, "France métropolitaine": None, "DOM": None}
"""Rows that sum others: France is kept, with Mayotte from 2014."""
_BAND = re.compile(r"(?P<low>\d+) (?:à (?P<high>\d+) ans|ans (?:et|ou) plus)")
_OVERSEAS = r"97[1-8]"
_HIGHEST = 100_000_000.0
_ROUNDING = 0.5
AGES_SCHEMA = pa.DataFrameSchema(
    {
        "code": pa.Column(str, pa.Check.str_matches(f"^(?:{FRANCE}|{DEPARTEMENT})$")),
        "year": pa.Column(int, pa.Check.in_range(1975, 2100)),
        "sex": pa.Column(str, pa.Check.isin(["F", "M"])),
        "low": pa.Column(int, pa.Check.in_range(0, 120)),
        "high": pa.Column("Int64", pa.Check.in_range(0, 120), nullable=True),
        "people": pa.Column(float, pa.Check.in_range(0, _HIGHEST)),
        "source": pa.Column(str),
    },
    strict=True,
    coerce=True,
    unique=["code", "year", "sex", "low"],
)
"""``low`` and ``high``: ages on 1 January, both included; no ``high`` for the oldest."""


@dataclass(frozen=True)
class _Column:
    """A column of a sheet: a sex (both: "") and a band of ages (no ``low`` for their total)."""

    name: str
    at: int
    sex: str
    low: int | None
    high: int | None


def recognises(opening: Opening) -> bool:
    """Whether a file is Insee's population of départements by sex and age."""
    years = [name for name in opening.sheets if _YEAR_SHEET.fullmatch(name)]
    if not years:
        return False
    top = opening.top(years[0], 1)
    return bool(top) and any(text(cell).startswith(_TITLE) for cell in top[0])


def read_departement_ages(path: Path) -> dict[str, pd.DataFrame]:
    """Read the population of départements.

    Returns
    -------
    dict of str to pandas.DataFrame
        ``ages_departements``: ``code`` (``FR`` for France), ``year, sex, low, high, people,
        source``.

    Raises
    ------
    DataError
        When the file is not this one, a cell is not a number, or ages and sexes do not sum to
        their totals.
    """
    book = open_book(path)
    years = [name for name in book.names if _YEAR_SHEET.fullmatch(name)]
    if not years:
        msg = f"no sheet is named by a year; its sheets are {', '.join(book.names)[:150]}"
        raise DataError(msg, file=path.name)
    frames = [_read_sheet(book.sheet(name)) for name in years]
    table = pd.concat(frames, ignore_index=True)
    return {"ages_departements": validate(table, AGES_SCHEMA, file=path.name)}


def _read_sheet(sheet: Sheet) -> pd.DataFrame:
    header = _header(sheet)
    columns = _columns(sheet, header)
    rows = sheet.rows_with_values(header + 2, 2)
    positions = {"code": 0} | {column.name: column.at for column in columns}
    cells = sheet.table(header, positions, rows)
    code = [_code(sheet.file, row, cell) for row, cell in cells["code"].items()]
    people = pd.DataFrame(
        {
            column.name: numbers(
                cells[column.name], file=sheet.file, column=column.name, high=_HIGHEST
            )
            for column in columns
        }
    )
    _check_sums(people, columns, sheet.file)
    frame = pd.DataFrame({"code": code}, index=cells.index)
    kept = frame["code"] != _LEFT_OUT
    once(frame[kept], ["code"], file=sheet.file, column=_CODE_HEADING)
    parts = [
        frame.assign(
            year=int(sheet.name),
            sex=column.sex,
            low=column.low,
            high=column.high,
            people=people[column.name],
            source=SOURCE,
        )[kept]
        for column in columns
        if column.sex != _BOTH and column.low is not None
    ]
    table = pd.concat(parts)
    return table.astype({"high": "Int64"})


_LEFT_OUT = "sum"


def _header(sheet: Sheet) -> int:
    """Give the position of the first of the two rows of headings."""
    known = {_CODE_HEADING, *_GROUPS}
    expected = f"a row with the headings {_CODE_HEADING}, {', '.join(_GROUPS)}"
    header = sheet.find(lambda row: not known.isdisjoint(map(text, row)), expected)
    first = text(sheet.rows[header][0])
    if first != _CODE_HEADING:
        raise fault(sheet.file, header + 1, _CODE_HEADING, first, repr(_CODE_HEADING))
    return header


def _columns(sheet: Sheet, header: int) -> list[_Column]:
    """Read the two rows of headings: the sex stands over the first of its columns only."""
    found, sex = [], None
    width = max(len(row) for row in sheet.rows[header : header + 2])
    for at in range(2, width):
        group = _heading(sheet, header, at)
        band = _heading(sheet, header + 1, at)
        sex = _GROUPS.get(group, sex) if group else sex
        ages = _BAND.fullmatch(band)
        if (group and group not in _GROUPS) or sex is None:
            raise fault(sheet.file, header + 1, group, group, f"one of {', '.join(_GROUPS)}")
        if not ages and band != _TOTAL:
            expected = f"a band of ages or {_TOTAL}"
            raise fault(sheet.file, header + 2, band, band, expected)
        low = int(ages["low"]) if ages else None
        high = int(ages["high"]) if ages and ages["high"] else None
        found.append(_Column(f"{band} {sex}".strip(), at, sex, low, high))
    _check_columns(found, sheet, header)
    return found


def _check_columns(columns: list[_Column], sheet: Sheet, header: int) -> None:
    bands = {sex: [(c.low, c.high) for c in columns if c.sex == sex] for sex in _GROUPS.values()}
    both = bands[_BOTH]
    same = all(one == both for one in bands.values())
    if not same or len(set(both)) != len(both) or (None, None) not in both or len(both) == 1:
        msg = f"{', '.join(_GROUPS)} must have the same bands of ages and a {_TOTAL}"
        raise DataError(msg, file=sheet.file, row=header + 2)


def _heading(sheet: Sheet, position: int, at: int) -> str:
    row = sheet.rows[position] if position < len(sheet.rows) else []
    return text(row[at]) if at < len(row) else ""


def _code(file: str, row: object, cell: Cell) -> str:
    """Give the code of a row. Some editions write those of the DROM as numbers: no zero is lost."""
    shown = str(int(cell)) if isinstance(cell, float) and cell.is_integer() else text(cell)
    form = _OVERSEAS if isinstance(cell, float) else DEPARTEMENT
    if re.fullmatch(form, shown):
        return shown
    if shown in _SUMS:
        return _SUMS[shown] or _LEFT_OUT
    raise fault(file, row, _CODE_HEADING, cell, "a département's code or a sum of départements")


def _check_sums(people: pd.DataFrame, columns: list[_Column], file: str) -> None:
    for sex in _GROUPS.values():
        bands = [c.name for c in columns if c.sex == sex and c.low is not None]
        total = next(c.name for c in columns if c.sex == sex and c.low is None)
        _check_sum(people, bands, total, file)
    for both in (c for c in columns if c.sex == _BOTH):
        sexes = [c.name for c in columns if c.sex != _BOTH and c.low == both.low]
        _check_sum(people, sexes, both.name, file)


def _check_sum(people: pd.DataFrame, parts: list[str], total: str, file: str) -> None:
    summed = people[parts].sum(axis=1)
    apart = (summed - people[total]).abs() > _ROUNDING * len(parts)
    if apart.any():
        row = people.index[apart.to_numpy()][0]
        expected = f"{summed.loc[row]:g}, the sum of {', '.join(parts)[:80]},"
        raise fault(file, row, total, float(people.loc[row, total]), expected)
