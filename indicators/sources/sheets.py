"""Reading the sheets of a workbook, with errors that name the sheet, the row and the column.

Spreadsheets are read with calamine: one workbook of Insee is in Strict OOXML, where openpyxl
finds no sheet.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from pathlib import Path

import pandas as pd
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, load_workbook

from indicators.errors import DataError
from indicators.sources.archives import WORKBOOK_LIMIT, open_archive

Cell = int | float | str | bool | date | time | datetime | timedelta
Row = list[Cell]

_BOOK_MEMBER = "xl/workbook.xml"
_SHEET_MEMBER = re.compile(r"xl/worksheets/[^/]+\.xml")
_FAR_CELL = re.compile(rb"""r=["']((?:[A-Z]{3}|[J-Z][A-Z]|I[W-Z])\d+|[A-Z]{0,2}\d{6,})["']""")
"""A cell beyond column IV (256) or row 99 999: a sheet is held whole, so one such cell would
fill the memory. The largest official sheet has 182 columns and 35 191 rows."""
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_FORMULA_CELL = re.compile(
    rb"""<(?:\w+:)?c\b[^>]*?\br=["']([A-Z]+)(\d+)["'][^>]*>\s*<(?:\w+:)?f[\s/>]"""
)


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook, its first row being row 1.

    Parameters
    ----------
    file : str
        What an error names: the file and the sheet.
    name : str
        The name of the sheet.
    rows : list of list
        Its cells: text, float, bool, date, or "" where empty.
    """

    file: str
    name: str
    rows: list[Row]

    def find(self, matches: Callable[[Row], bool], what: str, within: int = 30) -> int:
        """Give the position of the first row that matches.

        Raises
        ------
        DataError
            When none of the first ones does.
        """
        for position, row in enumerate(self.rows[:within]):
            if matches(row):
                return position
        msg = f"{what} is expected in the first {within} rows, and is not there"
        raise DataError(msg, file=self.file)

    def positions(self, header: int, wanted: dict[str, str]) -> dict[str, int]:
        """Give where the columns of some headings stand.

        Parameters
        ----------
        header : int
            Position of the row of headings.
        wanted : dict of str to str
            Name to give a column, and its heading.

        Raises
        ------
        DataError
            When a heading is missing, or comes twice.
        """
        headings = [text(cell) for cell in self.rows[header]] if self.rows else []
        for heading in wanted.values():
            if headings.count(heading) != 1:
                what = "missing" if heading not in headings else "there twice"
                msg = f"the column is {what}; the headings are {', '.join(headings)[:200]}"
                raise DataError(msg, file=self.file, row=header + 1, column=heading)
        return {name: headings.index(heading) for name, heading in wanted.items()}

    def rows_with_values(self, start: int, first: int) -> range:
        """Give the positions of the rows of a table that notes or blank rows follow.

        Parameters
        ----------
        start : int
            Position of its first row.
        first : int
            The first column of values: a note has nothing from there.

        Raises
        ------
        DataError
            Where a row of values comes after the end.
        """
        values = [any(cell != "" for cell in row[first:]) for row in self.rows[start:]]
        count = values.index(False) if False in values else len(values)
        if any(values[count:]):
            row = start + count + values[count:].index(True) + 1
            msg = "a row of values after a blank row or a note; the sheet may be damaged"
            raise DataError(msg, file=self.file, row=row)
        return range(start, start + count)

    def table(self, header: int, positions: dict[str, int], rows: Sequence[int]) -> pd.DataFrame:
        """Give some columns of some rows, as found, indexed by their row in the sheet.

        Parameters
        ----------
        header : int
            Position of the row of headings; the rows taken come after it.
        positions : dict of str to int
            Name to give a column, and where it stands.
        rows : sequence of int
            Positions of the rows.

        Raises
        ------
        DataError
            When there is no row.
        """
        if not rows:
            msg = "no row under the headings; the file may be truncated, download it again"
            raise DataError(msg, file=self.file, row=header + 2)
        data = {name: [self.rows[k][at] for k in rows] for name, at in positions.items()}
        return pd.DataFrame(data, index=pd.Index([k + 1 for k in rows]), dtype=object)


@dataclass(frozen=True)
class Book:
    """A workbook that is whole and of a likely size.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    """

    path: Path

    @cached_property
    def names(self) -> list[str]:
        """The names of its sheets, at least one."""
        names = list(self._workbook.sheet_names)
        if not names:
            msg = "a workbook without a sheet; download it again"
            raise DataError(msg, file=self.path.name)
        return names

    @cached_property
    def _workbook(self) -> CalamineWorkbook:
        try:
            return load_workbook(self.path)
        except (CalamineError, OSError, ValueError) as error:
            msg = f"not a workbook that can be read ({_short(error)}); download it again"
            raise DataError(msg, file=self.path.name) from None

    def sheet(self, name: str) -> Sheet:
        """Read a sheet.

        Raises
        ------
        DataError
            When it cannot be read.
        """
        rows: list[Row] = self._sheet(name).to_python(skip_empty_area=False)
        return Sheet(f"sheet {name!r} of {self.path.name}", name, rows)

    def top(self, name: str, count: int = 12) -> list[Row]:
        """Give the first rows of a sheet, to recognise a file by; none where it cannot be read."""
        try:
            rows: list[Row] = self._sheet(name).to_python(skip_empty_area=False, nrows=count)
        except DataError:
            return []
        return rows

    def _sheet(self, name: str) -> CalamineSheet:
        try:
            return self._workbook.get_sheet_by_name(name)
        except (CalamineError, OSError, ValueError) as error:
            msg = f"the sheet {name!r} cannot be read ({_short(error)}); download the file again"
            raise DataError(msg, file=self.path.name) from None


def open_book(path: Path) -> Book:
    """Check a workbook, then open it to read its values.

    Raises
    ------
    DataError
        When the file is absent, is no workbook, is damaged, would not fit in memory, or holds a
        formula: an official file holds values, and a formula's last result may be out of date.
    """
    for name, content in _checked_members(path):
        if _FORMULA.search(content):
            cell = _FORMULA_CELL.search(content)
            msg = f"{name} holds a formula where a value is expected; paste its values and save"
            row, column = (int(cell[2]), cell[1].decode()) if cell else (None, None)
            raise DataError(msg, file=path.name, row=row, column=column)
    return Book(path)


def peek_book(path: Path) -> Book | None:
    """Open a workbook to recognise it by; nothing where it is none, or one that is not safe."""
    book = Book(path)
    try:
        sound = all(True for _ in _checked_members(path)) and bool(book.names)
    except DataError:
        return None
    return book if sound else None


def _checked_members(path: Path) -> Iterator[tuple[str, bytes]]:
    """Give the sheets' XML once their archive is known to be whole and of a likely size."""
    with open_archive(path, WORKBOOK_LIMIT) as archive:
        if _BOOK_MEMBER not in archive.namelist():
            msg = f"the archive has no {_BOOK_MEMBER}: not a workbook"
            raise DataError(msg, file=path.name)
        for name in archive.namelist():
            content = archive.read(name)  # checks its hash, and its size against what it declares
            if _SHEET_MEMBER.fullmatch(name):
                _refuse_far_cells(path, name, content)
                yield name, content


def _refuse_far_cells(path: Path, name: str, content: bytes) -> None:
    far = _FAR_CELL.search(content)
    if far:
        msg = (
            f"{name} has a cell at {far[1].decode()}, beyond what an official file holds; "
            "download it again"
        )
        raise DataError(msg, file=path.name)


def text(cell: Cell) -> str:
    """Give the text of a cell on one line, without spaces at its ends."""
    return " ".join(cell.split()) if isinstance(cell, str) else str(cell)


def is_blank(row: Row) -> bool:
    """Whether a row holds nothing."""
    return not any(text(cell) for cell in row)


def _short(error: Exception) -> str:
    return " ".join(str(error).split())[:120]
