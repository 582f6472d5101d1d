"""Legal municipal populations of communes, census by census, in two forms.

Producer: Insee.

- the catalogue's ``DS_POPULATIONS_REFERENCE`` (Melodi): ``GEO;GEO_OBJECT;POPREF_MEASURE;
  TIME_PERIOD;OBS_VALUE``, the municipal population being ``PMUN``;
- ``base-pop-historiques``, a workbook whose sheet ``pop_1876_<year>`` has ``CODGEO`` and a column
  for each census, ``PMUN2023`` or ``PMUN14``; the censuses before 2006 (``PSDC``, ``PTOT``) count
  otherwise and are left out.
"""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pandera.pandas as pa

from indicators.errors import DataError
from indicators.sources.columns import COMMUNE, codes, fault, numbers, once, parsed
from indicators.sources.forms import Opening
from indicators.sources.sheets import Row, Sheet, open_book, text
from indicators.sources.tables import validate
from indicators.sources.zipped_csv import Block, header_of, stream_blocks

SOURCE = "insee-legal-populations"
HIGHEST = 3_000_000.0
"""Inhabitants of a commune: Paris has 2.1 million."""
POPULATIONS_SCHEMA = pa.DataFrameSchema(
    {
        "code": pa.Column(str, pa.Check.str_matches(f"^{COMMUNE}$")),
        "census_year": pa.Column(int, pa.Check.in_range(2006, 2100)),
        "population": pa.Column(float, pa.Check.in_range(0, HIGHEST)),
        "source": pa.Column(str),
    },
    strict=True,
    coerce=True,
    unique=["code", "census_year"],
)
_MUNICIPAL = "PMUN"
_LABELS = ("GEO_OBJECT", "POPREF_MEASURE", "TIME_PERIOD")
_OTHERS = {"GEO": str, "OBS_VALUE": str}
_SHEET = re.compile(r"pop_1876_\d{4}")
_CODE = "CODGEO"
_COLUMN = re.compile(r"PMUN(?:20)?(\d{2})")


def recognises_catalogue(opening: Opening) -> bool:
    """Whether a file is the catalogue's populations."""
    return {*_LABELS, *_OTHERS} <= set(header_of(opening))


def recognises_workbook(opening: Opening) -> bool:
    """Whether a file is the workbook of populations since 1876."""
    return any(_SHEET.fullmatch(name) for name in opening.sheets)


def read_catalogue(path: Path) -> dict[str, pd.DataFrame]:
    """Read the municipal populations of the catalogue.

    Returns
    -------
    dict of str to pandas.DataFrame
        ``legal_populations``: ``code, census_year, population, source``.

    Raises
    ------
    DataError
        When the archive is damaged, or a population is not given: it is never 0.
    """
    blocks = list(stream_blocks(path, _LABELS, _OTHERS))
    file = blocks[0].file
    rows = pd.concat([_municipal(block) for block in blocks])
    if rows.empty:
        msg = f"no row gives the {_MUNICIPAL} of a commune"
        raise DataError(msg, file=file, column="POPREF_MEASURE")
    once(rows, ["code", "census_year"], file=file, column="GEO")
    return {"legal_populations": _checked(rows, file)}


def _municipal(block: Block) -> pd.DataFrame:
    rows, file = block.rows, block.file
    kept = (rows["GEO_OBJECT"] == "COM") & (rows["POPREF_MEASURE"] == _MUNICIPAL)
    rows = rows[kept.to_numpy()]
    years = rows["TIME_PERIOD"].astype(str)
    wrong = ~years.str.fullmatch(r"20[0-9]{2}")
    if wrong.any():
        row = years.index[wrong.to_numpy()][0]
        raise fault(file, row, "TIME_PERIOD", years.loc[row], "a census since 2006")
    expected = "a commune's code"
    return pd.DataFrame(
        {
            "code": codes(rows["GEO"], COMMUNE, file=file, column="GEO", expected=expected),
            "census_year": years.astype(int),
            "population": parsed(rows["OBS_VALUE"], file=file, column="OBS_VALUE", high=HIGHEST),
        }
    )


def read_workbook(path: Path) -> dict[str, pd.DataFrame]:
    """Read the municipal populations of the workbook, censuses since 2006.

    Returns
    -------
    dict of str to pandas.DataFrame
        As ``read_catalogue``; an empty cell, of a territory that has no figure, gives no row.

    Raises
    ------
    DataError
        When the file is not this workbook, or a cell is not what its column announces.
    """
    book = open_book(path)
    named = [name for name in book.names if _SHEET.fullmatch(name)]
    if len(named) != 1:
        msg = f"one sheet pop_1876_<year> is expected; its sheets are {', '.join(book.names)[:150]}"
        raise DataError(msg, file=path.name)
    sheet = book.sheet(named[0])
    header = sheet.find(_is_header, f"a row with {_CODE} and {_MUNICIPAL}<year>")
    headings = [text(cell) for cell in sheet.rows[header]]
    censuses = {
        name: 2000 + int(found[1]) for name in headings if (found := _COLUMN.fullmatch(name))
    }
    positions = sheet.positions(header, {name: name for name in (_CODE, *censuses)})
    cells = sheet.table(header, positions, sheet.rows_with_values(header + 1, 1))
    expected = "a commune's code as text"
    code = codes(cells[_CODE], COMMUNE, file=sheet.file, column=_CODE, expected=expected)
    once(cells, [_CODE], file=sheet.file, column=_CODE)
    frames = [_census(sheet, code, cells[name], year) for name, year in censuses.items()]
    return {"legal_populations": _checked(pd.concat(frames), sheet.file)}


def _is_header(row: Row) -> bool:
    headings = [text(cell) for cell in row]
    return _CODE in headings or any(_COLUMN.fullmatch(name) for name in headings)


def _census(sheet: Sheet, code: pd.Series[str], cells: pd.Series[str], year: int) -> pd.DataFrame:
    given = cells[cells.map(lambda cell: cell != "")]
    population = numbers(given, file=sheet.file, column=str(cells.name), high=HIGHEST)
    return pd.DataFrame({"code": code[given.index], "census_year": year, "population": population})


def _checked(rows: pd.DataFrame, file: str) -> pd.DataFrame:
    table = validate(rows.assign(source=SOURCE), POPULATIONS_SCHEMA, file=file, first_row=0)
    return table.reset_index(drop=True)
