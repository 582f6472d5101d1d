"""The form of an official file: how it is recognised by its content, and what reads it.

Each module of a producer lists its ``FORMS``. Files are told apart by what they hold, never by
their name: producers rename them at each edition.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pandas as pd

from indicators.errors import DataError
from indicators.sources.sheets import Book, Row, peek_book

HEAD_BYTES = 65_536
_ZIP = b"PK"


@dataclass(frozen=True)
class Opening:
    """The beginning of a file: what a form looks at to recognise it.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    """

    path: Path

    @cached_property
    def head(self) -> bytes:
        """The first bytes of the file.

        Raises
        ------
        DataError
            When the file cannot be read.
        """
        try:
            with self.path.open("rb") as file:
                return file.read(HEAD_BYTES)
        except OSError as error:
            msg = f"the file cannot be read ({error.strerror}); check the path and its rights"
            raise DataError(msg, file=str(self.path)) from None

    @cached_property
    def text(self) -> str:
        """The first bytes as text: UTF-8, with or without a byte order mark, else Latin-1."""
        try:
            return self.head.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            cut_at_the_end = error.start >= len(self.head) - 3 and len(self.head) == HEAD_BYTES
            if cut_at_the_end:
                return self.head[: error.start].decode("utf-8-sig")
            return self.head.decode("latin-1")

    @cached_property
    def lines(self) -> list[str]:
        """The first lines of the text."""
        return self.text.splitlines()

    @cached_property
    def sheets(self) -> list[str]:
        """The names of a workbook's sheets; none where it is no workbook, or one not to open."""
        return self.book.names if self.book else []

    @cached_property
    def book(self) -> Book | None:
        """The workbook, where the file is one that is whole and safe to open."""
        return peek_book(self.path) if self.head.startswith(_ZIP) else None

    def top(self, sheet: str, count: int = 12) -> list[Row]:
        """Give the first rows of a sheet; none where there is no such sheet to read."""
        return self.book.top(sheet, count) if self.book and sheet in self.sheets else []

    @cached_property
    def members(self) -> list[str]:
        """The names of a ZIP's files; none where the file is not a ZIP."""
        if not self.head.startswith(_ZIP):
            return []
        try:
            with zipfile.ZipFile(self.path) as archive:
                return archive.namelist()
        except (zipfile.BadZipFile, OSError):
            return []


@dataclass(frozen=True)
class Form:
    """One form of official file.

    Parameters
    ----------
    name : str
        What a user calls it, such as ``drees-apl-workbook``.
    source : str
        The entry of ``data/sources.yml``.
    recognises : Callable
        Tells whether a file is of this form, from its opening alone; it never raises.
    read : Callable
        Reads the file: name of a table to its validated frame. A table has the columns and the
        schema of the table of that name in ``indicators.sources.figures`` where there is one.
        Raises ``DataError`` naming file, row and column.
    """

    name: str
    source: str
    recognises: Callable[[Opening], bool]
    read: Callable[[Path], dict[str, pd.DataFrame]]


def recognise(path: Path, forms: tuple[Form, ...]) -> Form | None:
    """Give the form of a file, nothing where none is recognised.

    Raises
    ------
    DataError
        When the file cannot be read, or two forms claim it.
    """
    opening = Opening(path)
    found = [form for form in forms if form.recognises(opening)]
    if len(found) > 1:
        names = " and ".join(form.name for form in found)
        msg = f"the file has the form of {names}; take it out of the folder and say which it is"
        raise DataError(msg, file=str(path))
    return found[0] if found else None


def refuse_damaged(path: Path) -> None:
    """Refuse a file that no form recognises because it is cut or empty, not because it is another.

    Raises
    ------
    DataError
        When it is empty, or begins as an archive or a workbook and is not a whole one.
    """
    head = Opening(path).head
    if not head:
        msg = "the file is empty; download it again, or take it out of the folder"
        raise DataError(msg, file=str(path))
    if head.startswith(_ZIP) and not zipfile.is_zipfile(path):
        msg = "a damaged archive or workbook; download it again, or take it out of the folder"
        raise DataError(msg, file=str(path))
