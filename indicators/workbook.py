"""A workbook of one table: typed cells written one by one, in rows, without keeping the sheet.

``pandas.ExcelWriter`` asks of each cell what it is; here the column tells it once. Measured on
35,480 rows of 20 columns: 3.3 s instead of 12.9 s (PyExcelerate, made for speed: 4 s).
"""

from __future__ import annotations

import io
from typing import Any

import pandas as pd
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

DATA_SHEET = "Données"
METADATA_SHEET = "Métadonnées"
_OPTIONS = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
_WIDEST = 50
"""Letters of the widest column."""


def workbook(frame: pd.DataFrame, metadata: dict[str, Any]) -> bytes:
    """Write a table and, in a second sheet, its metadata.

    Parameters
    ----------
    frame : pandas.DataFrame
        Columns of numbers, missing as NaN, or of texts. A text stays a text whatever it starts
        with: none is read as a formula, nor a code as a number.
    metadata : dict
        Names to values or to further names, written as two columns.
    """
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, **_OPTIONS}) as book:
        _write_data(book.add_worksheet(DATA_SHEET), frame)
        _write_metadata(book.add_worksheet(METADATA_SHEET), metadata)
    return buffer.getvalue()


def _write_data(sheet: Worksheet, frame: pd.DataFrame) -> None:
    sheet.freeze_panes(1, 0)
    for k, name in enumerate(frame.columns):
        sheet.set_column(k, k, _width(name, frame[name]))
        sheet.write_string(0, k, name)
    numeric = [pd.api.types.is_numeric_dtype(frame[name]) for name in frame.columns]
    columns = [frame[name].tolist() for name in frame.columns]
    for row, cells in enumerate(zip(*columns, strict=True), start=1):
        for k, cell in enumerate(cells):
            if not numeric[k]:
                if cell:
                    sheet.write_string(row, k, cell)
            elif cell == cell:  # noqa: PLR0124 - NaN, the only value that differs from itself
                sheet.write_number(row, k, cell)


def _width(name: str, cells: pd.Series) -> int:
    longest = max((len(str(cell)) for cell in cells.unique()), default=0)
    return min(max(longest, len(name)) + 2, _WIDEST)


def _write_metadata(sheet: Worksheet, metadata: dict[str, Any]) -> None:
    sheet.set_column(0, 1, _WIDEST)
    flat = pd.json_normalize(metadata, sep=" · ").iloc[0]
    for row, (name, value) in enumerate(flat.items()):
        sheet.write_string(row, 0, str(name))
        sheet.write_string(row, 1, str(value))
