"""The APL workbook of the DREES: a sheet ``APL <year>`` for each millésime, any of them.

Producer: DREES, "L'accessibilité potentielle localisée (APL) aux médecins généralistes". A sheet
has title rows, the headings (row 9 in the editions seen), a row of units, one row for each
commune, sometimes notes. The wording of headings drifts between editions: they are told by how
they begin and by the age they name.
"""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from indicators.errors import DataError
from indicators.sources.columns import COMMUNE, codes, numbers, once
from indicators.sources.drees.apl_parameters import PARAMETERS_SHEET, read_parameters
from indicators.sources.drees.apl_table import (
    APL_SCHEMA,
    HIGHEST_APL,
    HIGHEST_POPULATION,
    SOURCE,
    check_order,
    edition_of,
)
from indicators.sources.forms import Opening
from indicators.sources.sheets import Row, Sheet, open_book, text
from indicators.sources.tables import validate

SHEET_NAME = re.compile(r"APL[ _]*(\d{4})")
_CODE_HEADING = "Code commune"
_APL_HEADING = "APL aux médecins généralistes"
_TITLE_YEAR = re.compile(r"Millésime\s*:\s*(\d{4})")
_HEADINGS = {
    "code": re.compile(_CODE_HEADING, re.IGNORECASE),
    "apl": re.compile(rf"{_APL_HEADING}(?!.*\d)", re.IGNORECASE),
    "apl65": re.compile(rf"{_APL_HEADING}.*\b65\b", re.IGNORECASE),
    "apl62": re.compile(rf"{_APL_HEADING}.*\b62\b", re.IGNORECASE),
    "apl60": re.compile(rf"{_APL_HEADING}.*\b60\b", re.IGNORECASE),
    "pop_std": re.compile(r"Population standardisée", re.IGNORECASE),
    "pop_total": re.compile(r"Population totale", re.IGNORECASE),
}
_HIGHEST = {"pop_std": HIGHEST_POPULATION, "pop_total": HIGHEST_POPULATION}
_YEAR = re.compile(r"\b(?:19|20)\d{2}\b")


def recognises(opening: Opening) -> bool:
    """Whether a file is the APL workbook of GPs: other professions have one of the same sheets."""
    named = [name for name in opening.sheets if SHEET_NAME.fullmatch(name)]
    if not named:
        return False
    about = PARAMETERS_SHEET if PARAMETERS_SHEET in opening.sheets else named[0]
    top = opening.top(about)
    return any("médecins généralistes" in text(cell) for row in top for cell in row)


def read_apl_workbook(path: Path) -> dict[str, pd.DataFrame]:
    """Read every millésime of the workbook, and its parameters.

    Returns
    -------
    dict of str to pandas.DataFrame
        ``apl_communes`` (``code, year, apl, apl65, apl62, apl60, pop_std, pop_total, pop_year,
        edition, source``: consultations a year and standardised inhabitant, inhabitants) and
        ``apl_parameters`` where the sheet is there.

    Raises
    ------
    DataError
        When the file is not this workbook, or a cell is not what its column announces.
    """
    book = open_book(path)
    named = [name for name in book.names if SHEET_NAME.fullmatch(name)]
    if not named:
        msg = f"no sheet is named 'APL <year>'; its sheets are {', '.join(book.names)[:200]}"
        raise DataError(msg, file=path.name)
    frames = [read_sheet(book.sheet(name)) for name in named]
    tables = {"apl_communes": pd.concat(frames, ignore_index=True)}
    once(tables["apl_communes"], ["code", "year"], file=path.name, column=_CODE_HEADING)
    if PARAMETERS_SHEET in book.names:
        tables["apl_parameters"] = read_parameters(book.sheet(PARAMETERS_SHEET))
    return tables


def read_sheet(sheet: Sheet) -> pd.DataFrame:
    """Read one sheet ``APL <year>``; the frame is indexed by the row of the sheet.

    Raises
    ------
    DataError
        As ``read_apl_workbook``.
    """
    header = sheet.find(
        _is_header, f"a row with the headings {_CODE_HEADING!r} and {_APL_HEADING!r}"
    )
    year = _year(sheet, header)
    positions = _positions(sheet, header)
    cells = sheet.table(header, positions, _data_rows(sheet, header))
    file = sheet.file
    frame = pd.DataFrame(index=cells.index)
    headings = {name: text(sheet.rows[header][at]) for name, at in positions.items()}
    expected = "a commune's code as text"
    frame["code"] = codes(
        cells["code"], COMMUNE, file=file, column=headings["code"], expected=expected
    )
    frame["year"] = year
    for name in list(_HEADINGS)[1:]:
        high = _HIGHEST.get(name, HIGHEST_APL)
        frame[name] = (
            numbers(cells[name], file=file, column=headings[name], high=high)
            if name in headings
            else float("nan")
        )
    check_order(frame, headings, file=file)
    frame["pop_year"] = pd.array([_population_year(sheet, header, positions)] * len(frame), "Int64")
    frame = frame.assign(edition=edition_of(year), source=SOURCE)
    once(frame, ["code"], file=file, column=headings["code"])
    return validate(frame, APL_SCHEMA, file=file, first_row=0)


def _is_header(row: Row) -> bool:
    """Whether at least two cells are headings: a title alone may begin like one."""
    found = [pattern for pattern in _HEADINGS.values() if any(pattern.match(text(c)) for c in row)]
    return len(found) > 1


def _year(sheet: Sheet, header: int) -> int:
    named = SHEET_NAME.fullmatch(sheet.name)
    year = named[1] if named else ""
    for position, row in enumerate(sheet.rows[:header]):
        title = _TITLE_YEAR.search(text(row[0]))
        if title and title[1] != year:
            msg = f"the sheet is of {year} and its title of {title[1]}; which one is to be settled"
            raise DataError(msg, file=sheet.file, row=position + 1)
    return int(year)


def _positions(sheet: Sheet, header: int) -> dict[str, int]:
    headings = [text(cell) for cell in sheet.rows[header]]
    positions = {}
    for name, pattern in _HEADINGS.items():
        found = [at for at, heading in enumerate(headings) if pattern.match(heading)]
        if len(found) > 1:
            msg = f"two columns announce the same as {headings[found[0]]!r}; keep one"
            raise DataError(msg, file=sheet.file, row=header + 1, column=headings[found[1]])
        if found:
            positions[name] = found[0]
    _check_headings(sheet, header, headings, positions)
    return positions


def _check_headings(
    sheet: Sheet, header: int, headings: list[str], positions: dict[str, int]
) -> None:
    asked = {"code": _CODE_HEADING, "apl": _APL_HEADING}
    if "pop_std" in positions or "pop_total" in positions:
        asked |= {"pop_std": "Population standardisée", "pop_total": "Population totale"}
    for name, heading in asked.items():
        if name not in positions:
            msg = f"the column is missing; the headings are {', '.join(headings)[:200]}"
            raise DataError(msg, file=sheet.file, row=header + 1, column=heading)


def _population_year(sheet: Sheet, header: int, positions: dict[str, int]) -> int | None:
    if "pop_total" not in positions:
        return None
    headings = [text(sheet.rows[header][positions[name]]) for name in ("pop_std", "pop_total")]
    years = {year for heading in headings for year in _YEAR.findall(heading)}
    if len(years) != 1:
        msg = f"one census year is expected in {' and '.join(map(repr, headings))}"
        raise DataError(msg, file=sheet.file, row=header + 1, column=headings[1])
    return int(years.pop())


def _data_rows(sheet: Sheet, header: int) -> range:
    """Give the positions of the communes' rows: after the units, before the notes."""
    start = header + 1
    if start < len(sheet.rows) and not text(sheet.rows[start][0]):
        start += 1
    return sheet.rows_with_values(start, 1)
