"""Delimited text of an official file: the columns asked for, as text, in a stream.

Columns that nobody asks for never become values: the name of a doctor that stands in a file enters
no frame. Each row keeps the number it has in the file, so that a fault is told by its place.
"""

from __future__ import annotations

import csv
import math
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import IO

import pandas as pd
import pyarrow as pa
from pyarrow import csv as arrow

from indicators.errors import DataError
from indicators.sources.archives import open_member
from indicators.sources.forms import HEAD_BYTES, Opening
from indicators.sources.geoclip import number, status_of

HEADER_ROW = 1
BLOCK_BYTES = 1024**2
"""Read at a time. On 300 MB, blocks of 8 MB are no faster and take 300 MB more memory: the reader
keeps several of them ahead (``python -m benchmarks.rpps_stream``)."""
_ZIP = b"PK"


@dataclass(frozen=True)
class Layout:
    """What a form's text looks like.

    Parameters
    ----------
    columns : tuple of str
        The columns to read; the file may have others, in any order.
    separators : str
        The separators that editions of this file use; the header tells which.
    quoted : bool
        Whether a quotation mark opens a cell; where not, it is a character like another.
    """

    columns: tuple[str, ...]
    separators: str = ";"
    quoted: bool = True

    def separator_of(self, opening: Opening) -> str | None:
        """Give the separator with which the header has every column, nothing where none does."""
        for separator in self.separators:
            if set(self.columns) <= set(self.header(opening, separator)):
                return separator
        return None

    def header(self, opening: Opening, separator: str) -> list[str]:
        """Give the names of the columns."""
        line = opening.lines[0] if opening.lines else ""
        if not self.quoted:
            return [name.strip() for name in line.split(separator)]
        return [name.strip() for name in next(csv.reader([line], delimiter=separator), [])]


def refuse_what_is_not_text(opening: Opening) -> None:
    """Refuse an empty file, a web page, an archive or another binary.

    Raises
    ------
    DataError
        Naming the file and what it is.
    """
    head = opening.head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if not head:
        msg = "the file is empty; download it again"
    elif head.startswith(b"<"):
        msg = "a web page where a table is expected: the address answered an error; download again"
    elif head.startswith(_ZIP):
        msg = "an archive or a workbook where delimited text is expected; extract it"
    elif b"\x00" in head.partition(b"\n")[0]:
        msg = "not UTF-8 text; download the file again, do not save it elsewhere"
    else:
        return
    raise DataError(msg, file=opening.path.name, row=HEADER_ROW)


@dataclass(frozen=True)
class MemberOpening(Opening):
    """The beginning of a member of an archive.

    Parameters
    ----------
    path : pathlib.Path
        The archive.
    start : bytes
        The first bytes of the member.
    """

    start: bytes

    @cached_property
    def head(self) -> bytes:
        """The first bytes of the member."""
        return self.start


def stream_member(path: Path, layout: Layout, end: str) -> Iterator[pd.DataFrame]:
    """Read the only file of an archive whose name ends so, block by block; see `stream_rows`.

    Raises
    ------
    DataError
        As `stream_rows`; and for an archive that is cut, damaged, too large once decompressed, or
        has no such file or several.
    """
    named = re.compile(".*" + re.escape(end.rpartition("/")[2]))
    with open_member(path, named) as (_, stream):
        opening = MemberOpening(path, stream.read(HEAD_BYTES))
    with open_member(path, named) as (_, stream):
        yield from _stream(opening, layout, stream)


def stream_rows(path: Path, layout: Layout) -> Iterator[pd.DataFrame]:
    """Read a file block by block, in constant memory.

    Parameters
    ----------
    path : pathlib.Path
        The file, UTF-8 with or without a byte order mark.
    layout : Layout
        Its form.

    Yields
    ------
    pandas.DataFrame
        The columns of the layout, texts; the index is the row of the file, its header being 1.

    Raises
    ------
    DataError
        When the file is absent, empty, truncated, not UTF-8, a web page or an archive, or lacks
        a column; the message never quotes the row, which may hold a name.
    """
    yield from _stream(Opening(path), layout, str(path))


def _stream(opening: Opening, layout: Layout, content: str | IO[bytes]) -> Iterator[pd.DataFrame]:
    refuse_what_is_not_text(opening)
    separator = _separator(opening, layout)
    start = HEADER_ROW + 1
    try:
        for batch in _open(content, layout, separator):
            frame = batch.to_pandas()
            frame.index = pd.RangeIndex(start, start + len(frame))
            start += len(frame)
            if len(frame):
                yield frame
    except (pa.ArrowInvalid, pa.ArrowKeyError) as error:
        raise _located(opening.path, str(error), layout.header(opening, separator)) from None
    if start == HEADER_ROW + 1:
        msg = "the file has a header and no row; download it again"
        raise DataError(msg, file=opening.path.name, row=start)


def read_rows(path: Path, layout: Layout) -> pd.DataFrame:
    """Read a file whole; see `stream_rows`."""
    return pd.concat(list(stream_rows(path, layout)))


def _open(content: str | IO[bytes], layout: Layout, separator: str) -> arrow.CSVStreamingReader:
    return arrow.open_csv(
        content,
        read_options=arrow.ReadOptions(block_size=BLOCK_BYTES, use_threads=False),
        parse_options=arrow.ParseOptions(
            delimiter=separator, quote_char='"' if layout.quoted else False
        ),
        convert_options=arrow.ConvertOptions(
            include_columns=list(layout.columns),
            column_types={name: pa.string() for name in layout.columns},
            strings_can_be_null=False,
        ),
    )


def _separator(opening: Opening, layout: Layout) -> str:
    found = layout.separator_of(opening)
    if found is not None:
        _refuse_repeated(opening, layout, found)
        return found
    best = max(layout.separators, key=lambda sign: len(layout.header(opening, sign)))
    names = layout.header(opening, best)
    lacking = next(name for name in layout.columns if name not in names)
    msg = f"the column is missing; expected {', '.join(layout.columns)} between {best!r}"
    raise DataError(msg, file=opening.path.name, row=HEADER_ROW, column=lacking)


def _refuse_repeated(opening: Opening, layout: Layout, separator: str) -> None:
    names = layout.header(opening, separator)
    for name in layout.columns:
        if names.count(name) > 1:
            msg = "the column appears more than once; download the file again"
            raise DataError(msg, file=opening.path.name, row=HEADER_ROW, column=name)


def _located(path: Path, message: str, header: list[str]) -> DataError:
    """Say where a row breaks, without quoting it."""
    place = re.search(r"Row #(\d+)", message)
    row = int(place.group(1)) if place else None
    width = re.search(r"Expected (\d+) columns, got (\d+)", message)
    if width:
        msg = (
            f"{width.group(2)} cells where {width.group(1)} are expected; the file may be truncated"
        )
        return DataError(msg, file=path.name, row=row)
    column = re.search(r"In CSV column #(\d+)", message)
    if column:
        name = header[int(column.group(1))]
        msg = "not UTF-8; download the file again, do not save it elsewhere"
        return DataError(msg, file=path.name, row=row, column=name)
    if message.startswith("Column"):
        msg = "the names of the columns are not UTF-8; download the file again"
        return DataError(msg, file=path.name, row=HEADER_ROW)
    msg = "not delimited text of this form (a row without end, or a quotation mark never closed)"
    return DataError(msg, file=path.name, row=row)


def refuse(
    path: Path, rows: pd.DataFrame, wrong: pd.Series[bool], column: str, expected: str
) -> None:
    """Refuse the first row that is wrong, by its number.

    Raises
    ------
    DataError
        Where there is one.
    """
    if wrong.any():
        row = rows.index[wrong.to_numpy()][0]
        msg = f"{str(rows.loc[row, column])[:40]!r} where {expected} is expected"
        raise DataError(msg, file=path.name, row=int(row), column=column)


def refuse_codes(path: Path, rows: pd.DataFrame, column: str, pattern: str, expected: str) -> None:
    """Refuse the first code that does not match the whole pattern; see `refuse`."""
    refuse(path, rows, ~rows[column].str.fullmatch(pattern), column, expected)


def refuse_repeated(path: Path, rows: pd.DataFrame, key: list[str]) -> None:
    """Refuse the first row whose key is that of a row above; see `refuse`."""
    twice = rows.duplicated(key)
    if twice.any():
        row = rows.index[twice.to_numpy()][0]
        shown = ", ".join(str(rows.loc[row, name]) for name in key)
        msg = f"{shown} is already given above; keep one row of it"
        raise DataError(msg, file=path.name, row=int(row), column=key[0])


def amounts(
    path: Path, rows: pd.DataFrame, column: str, *, highest: float = math.inf
) -> pd.DataFrame:
    """Read numbers that may be withheld: a secret or a blank is never 0.

    Parameters
    ----------
    path, rows, column
        What to read.
    highest : float
        Largest plausible value.

    Returns
    -------
    pandas.DataFrame
        ``value`` (missing unless official), ``status`` (official, suppressed or missing).

    Raises
    ------
    DataError
        For a text that is neither a number nor a reason, a negative or an absurd value.
    """
    texts = rows[column].drop_duplicates()
    status = {text: status_of(text) for text in texts}
    values = {text: _value(text) if status[text] == "official" else math.nan for text in texts}
    given = rows[column].map(status)
    found = rows[column].map(values).astype("float64")
    expected = f"a number from 0 to {highest:g}, or NS"
    refuse(path, rows, (given == "official") & ~found.between(0, highest), column, expected)
    return pd.DataFrame({"value": found, "status": given})


def _value(text: str) -> float:
    try:
        return number(text)
    except ValueError:
        return -math.inf


def refuse_cut_end(path: Path) -> None:
    """Refuse a file whose last line does not end: its last cell may have lost digits.

    Raises
    ------
    DataError
        Naming the file.
    """
    with path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        if file.read(1) not in b"\r\n":
            msg = "the last line does not end: the file may be truncated; download it again"
            raise DataError(msg, file=path.name)
