"""The sheet ``Paramètres`` of the APL workbook: activity bounds, decay, weights of ages.

Producer: DREES, "L'accessibilité potentielle localisée (APL) aux médecins généralistes".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pandas as pd
import pandera.pandas as pa

from indicators.sources.columns import fault
from indicators.sources.drees.apl_table import SOURCE
from indicators.sources.sheets import Cell, Sheet, is_blank, text
from indicators.sources.tables import validate

PARAMETERS_SHEET = "Paramètres"
ACTIVITY, DECAY, AGE = "activity", "decay", "age_weight"
PARAMETERS_SCHEMA = pa.DataFrameSchema(
    {
        "kind": pa.Column(str, pa.Check.isin([ACTIVITY, DECAY, AGE])),
        "label": pa.Column(str, pa.Check.str_length(min_value=1)),
        "low": pa.Column("Int64", pa.Check.ge(0), nullable=True),
        "high": pa.Column("Int64", pa.Check.ge(0), nullable=True),
        "year": pa.Column("Int64", pa.Check.in_range(2010, 2100), nullable=True),
        "value": pa.Column(float, pa.Check.in_range(0, 100_000), nullable=True),
        "source": pa.Column(str),
    },
    strict=True,
    coerce=True,
    unique=["kind", "label", "year"],
)
"""``low`` and ``high``: acts a year, minutes or ages that the label names. ``value``: acts that
are counted (blank where they are as they are), weight of a travel time, weight of an age in the
millésime ``year``."""

_SECTIONS = {
    ACTIVITY: "Nombre de consultations",
    DECAY: "Temps de trajet",
    AGE: "Tranche d'âge",
}
_NUMBER = re.compile(r"\d{1,3}(?:[ \u00a0\u202f]\d{3})+|\d+")
_YEAR = re.compile(r"\b20\d{2}\b")
_AS_THEY_ARE = "Nombre de consultations"
_COLUMNS = list(PARAMETERS_SCHEMA.columns)


def read_parameters(sheet: Sheet) -> pd.DataFrame:
    """Read the three tables of the sheet.

    Returns
    -------
    pandas.DataFrame
        ``kind, label, low, high, year, value, source``, see ``PARAMETERS_SCHEMA``.

    Raises
    ------
    DataError
        When one of the three is missing, or a value is not a number.
    """
    found = [one for kind in _SECTIONS for one in _section(sheet, kind)]
    frame = pd.DataFrame([values for _, values in found], columns=list(PARAMETERS_SCHEMA.columns))
    frame.index = pd.Index([row for row, _ in found])
    return validate(frame, PARAMETERS_SCHEMA, file=sheet.file, first_row=0).reset_index(drop=True)


def _section(sheet: Sheet, kind: str) -> Iterator[tuple[int, tuple[object, ...]]]:
    """Give each value of a table with its row: the table ends where a row has no value."""
    heading = _SECTIONS[kind]
    start = sheet.find(lambda row: text(row[0]).startswith(heading), repr(heading), within=60)
    headings = sheet.rows[start]
    years = [_year_of(sheet, start, cell) if kind == AGE else None for cell in headings]
    for position in range(start + 1, len(sheet.rows)):
        row = sheet.rows[position]
        if is_blank(row[1:]):
            break
        for at in range(1, len(row)):
            if text(headings[at]):
                value = _value(sheet, position, text(headings[at]), row[at])
                low, high = _bounds(text(row[0]))
                record = (kind, text(row[0]), low, high, years[at], value, SOURCE)
                yield position + 1, record


def _year_of(sheet: Sheet, header: int, cell: Cell) -> int | None:
    year = _YEAR.search(text(cell))
    if year is None and text(cell).startswith("Poids"):
        raise fault(sheet.file, header + 1, text(cell), text(cell), "a heading that names a year")
    return int(year[0]) if year else None


def _value(sheet: Sheet, position: int, column: str, cell: Cell) -> float | None:
    if isinstance(cell, float):
        return cell
    if text(cell).startswith(_AS_THEY_ARE):
        return None
    raise fault(sheet.file, position + 1, column, cell, "a number")


def _bounds(label: str) -> tuple[int | None, int | None]:
    """Give the numbers that a label names: from, to; one alone after a word of comparison."""
    found = [int(re.sub(r"\D", "", number)) for number in _NUMBER.findall(label)]
    if len(found) > 1:
        return found[0], found[1]
    if label.startswith("Moins"):
        return None, found[0] if found else None
    return (found[0] if found else None), None
