"""General practitioners of the BPE, per commune: the crosstabs of 2009 and 2013, and the long CSV.

Producer: Insee, base permanente des équipements (BPE). The crosstab has a row for each commune
with an equipment, a column for each type; an empty cell is 0. The long table (catalogue, Melodi)
has a row for each commune and type; the GP's type is D265 in the last millésimes (private
practice) and D201 before, and a millésime that has both is read as D265.
"""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from indicators.errors import DataError
from indicators.sources.columns import COMMUNE, codes, fault, numbers, once, parsed
from indicators.sources.figures import SCHEMAS
from indicators.sources.forms import Opening
from indicators.sources.sheets import Sheet, open_book, text
from indicators.sources.tables import validate
from indicators.sources.zipped_csv import Block, header_of, stream_blocks

SOURCE = "insee-bpe"
GP_SCHEMA = SCHEMAS["gp_communes"]
GP_TYPES = ("D265", "D201")
"""The BPE's types of general practitioners, the one in use first."""
TYPES_SCHEMA = SCHEMAS["gp_types"]
HIGHEST_COUNT = 5_000.0
"""GPs of a commune: Paris has about 2 000."""
_CROSSTAB_SHEET = re.compile(r"bpe[ _]?(\d{2})(?!\d).*", re.IGNORECASE)
_CODE_HEADINGS = ("INSEECOM", "depcom", "DEPCOM")
_GP_HEADING = "Médecin omnipraticien"
_LABELS = ("GEO_OBJECT", "FACILITY_TYPE", "BPE_MEASURE", "TIME_PERIOD")
_TEXTS = {"GEO": str, "OBS_VALUE": str}


def recognises_crosstab(opening: Opening) -> bool:
    """Whether a file is a crosstab of communes and equipments."""
    return len(opening.sheets) == 1 and bool(_CROSSTAB_SHEET.fullmatch(opening.sheets[0]))


def recognises_long(opening: Opening) -> bool:
    """Whether a file is the catalogue's BPE."""
    return {*_LABELS, *_TEXTS} <= set(header_of(opening))


def read_crosstab(path: Path) -> dict[str, pd.DataFrame]:
    """Read the GPs of a crosstab.

    Returns
    -------
    dict of str to pandas.DataFrame
        ``gp_communes``: ``code, year, gp, source``, and ``gp_types``, which type they are of.

    Raises
    ------
    DataError
        When the file is not a crosstab, or a cell is not what its column announces.
    """
    book = open_book(path)
    named = [_CROSSTAB_SHEET.fullmatch(name) for name in book.names]
    found = [match for match in named if match]
    if len(found) != 1:
        msg = f"one sheet named bpe<yy> is expected; its sheets are {', '.join(book.names)[:150]}"
        raise DataError(msg, file=path.name)
    sheet, year = book.sheet(found[0][0]), 2000 + int(found[0][1])
    return _tables(_crosstab_counts(sheet).assign(year=year), {year: "D201"}, sheet.file)


def _crosstab_counts(sheet: Sheet) -> pd.DataFrame:
    headings = [text(cell) for cell in sheet.rows[0]] if sheet.rows else []
    code_heading = next((name for name in _CODE_HEADINGS if name in headings), _CODE_HEADINGS[0])
    positions = sheet.positions(0, {"code": code_heading, "gp": _GP_HEADING})
    cells = sheet.table(0, positions, range(1, len(sheet.rows)))
    expected = "a commune's code as text"
    code = codes(cells["code"], COMMUNE, file=sheet.file, column=code_heading, expected=expected)
    gp = numbers(cells["gp"], file=sheet.file, column=_GP_HEADING, high=HIGHEST_COUNT, blank=0.0)
    frame = pd.DataFrame({"code": code, "gp": gp})
    once(frame, ["code"], file=sheet.file, column=code_heading)
    return frame


def read_long(path: Path) -> dict[str, pd.DataFrame]:
    """Read the GPs of the catalogue's BPE, every millésime that it holds.

    Returns
    -------
    dict of str to pandas.DataFrame
        As ``read_crosstab``.

    Raises
    ------
    DataError
        When the archive is damaged, no row counts GPs, or a count is not given: it is never 0.
    """
    found = []
    file = path.name
    for block in stream_blocks(path, _LABELS, _TEXTS):
        file = block.file
        found.append(_gp_rows(block))
    rows = pd.concat(found)
    if rows.empty:
        msg = f"no row counts {' or '.join(GP_TYPES)} by commune"
        raise DataError(msg, file=file, column="FACILITY_TYPE")
    once(rows, ["code", "year", "type"], file=file, column="GEO")
    kinds = {
        year: next(kind for kind in GP_TYPES if kind in set(rows.loc[rows["year"] == year, "type"]))
        for year in sorted(rows["year"].unique().tolist())
    }
    return _tables(rows[rows["type"] == rows["year"].map(kinds)], kinds, file)


def _gp_rows(block: Block) -> pd.DataFrame:
    rows = block.rows
    kept = (
        (rows["GEO_OBJECT"] == "COM")
        & (rows["BPE_MEASURE"] == "FACILITIES")
        & rows["FACILITY_TYPE"].isin(GP_TYPES)
    )
    rows, file = rows[kept.to_numpy()], block.file
    expected = "a commune's code"
    years = rows["TIME_PERIOD"].astype(str)
    wrong = ~years.str.fullmatch(r"20[0-9]{2}")
    if wrong.any():
        raise fault(file, years.index[wrong][0], "TIME_PERIOD", years[wrong].iloc[0], "a year")
    return pd.DataFrame(
        {
            "code": codes(rows["GEO"], COMMUNE, file=file, column="GEO", expected=expected),
            "year": years.astype(int),
            "type": rows["FACILITY_TYPE"].astype(str),
            "gp": parsed(rows["OBS_VALUE"], file=file, column="OBS_VALUE", high=HIGHEST_COUNT),
        }
    )


def _tables(rows: pd.DataFrame, kinds: dict[int, str], file: str) -> dict[str, pd.DataFrame]:
    counts = rows[["code", "year", "gp"]].assign(source=SOURCE)
    types = pd.DataFrame({"year": list(kinds), "facility_type": list(kinds.values())})
    checked = validate(counts, GP_SCHEMA, file=file, first_row=0)
    return {
        "gp_communes": checked.reset_index(drop=True),
        "gp_types": validate(types.assign(source=SOURCE), TYPES_SCHEMA, file=file),
    }
