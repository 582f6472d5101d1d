"""A CSV inside a ZIP, read in a stream: the national tables of Insee do not fit in memory whole.

The columns of labels are kept as categories, so that what is checked once for each label is not
checked for each of ten million rows.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import pandas as pd
import pyarrow as pa
from pyarrow import csv as arrow

from indicators.errors import DataError
from indicators.sources.archives import members_named, open_member
from indicators.sources.forms import HEAD_BYTES, Opening

CATALOGUE_DATA = re.compile(r"(?:.*_)?data\.csv")
"""The member that holds the data in the archives of Insee's catalogue (Melodi)."""
ONLY_TABLE = re.compile(r"(?!meta).*\.csv")
"""The member that holds the data in Insee's other archives, beside its metadata."""
SEPARATOR = ";"
BLOCK_BYTES = 4_000_000
"""Read at a time: smaller blocks cost more in overhead, larger ones more memory."""
_FIRST_ROW = 2


@dataclass(frozen=True)
class Block:
    """Some rows of a table.

    Parameters
    ----------
    file : str
        What an error names: the member and the archive.
    rows : pandas.DataFrame
        The columns asked for: labels as categories, others as text or number; its index
        is the line of the member, the header being line 1.
    """

    file: str
    rows: pd.DataFrame


def header_of(opening: Opening, named: re.Pattern[str] = CATALOGUE_DATA) -> list[str]:
    """Give the header of a ZIP's data, to recognise a file by; nothing where it is not there."""
    if len(members_named(opening.members, named)) != 1:
        return []
    try:
        return read_header(opening.path, named)
    except DataError:
        return []


def read_header(path: Path, named: re.Pattern[str] = CATALOGUE_DATA) -> list[str]:
    """Read the names of the columns of a ZIP's data.

    Raises
    ------
    DataError
        When the archive is damaged, or has no such member or several.
    """
    with open_member(path, named) as (_, stream):
        return _header(stream)


def stream_blocks(
    path: Path,
    labels: tuple[str, ...],
    others: Mapping[str, type],
    named: re.Pattern[str] = CATALOGUE_DATA,
) -> Iterator[Block]:
    """Read some columns of the only member that is so named, block by block.

    Parameters
    ----------
    path : pathlib.Path
        The archive.
    labels : tuple of str
        Columns to give as categories: few distinct values.
    others : mapping of str to type
        Columns to give as ``str``, or as ``float`` where every cell must be a number or blank.
    named : re.Pattern
        The member, see ``archives.open_member``.

    Yields
    ------
    Block
        Rows in their order.

    Raises
    ------
    DataError
        When the archive is damaged, or its table is empty, truncated, not UTF-8, or lacks a column.
    """
    with open_member(path, named) as (name, stream):
        file = f"{name} of {path.name}"
        header = _header(stream)
        _check_header(header, (*labels, *others), file)
    start = _FIRST_ROW
    with open_member(path, named) as (_, stream):
        try:
            for batch in _open(stream, labels, others):
                rows = batch.to_pandas()
                rows.index = pd.RangeIndex(start, start + len(rows))
                start += len(rows)
                yield Block(file, rows)
        except pa.ArrowInvalid as error:
            raise _located(file, str(error), header) from None
        if stream.read(1):
            msg = "the table ends before its file does; download it again"
            raise DataError(msg, file=file, row=start)
    if start == _FIRST_ROW:
        msg = "the table has a header and no row; download it again"
        raise DataError(msg, file=file, row=start)


def _header(stream: IO[bytes]) -> list[str]:
    line = stream.read(HEAD_BYTES).partition(b"\n")[0].decode("utf-8-sig", errors="replace")
    return [name.strip() for name in next(csv.reader([line], delimiter=SEPARATOR), [])]


def _check_header(header: list[str], columns: tuple[str, ...], file: str) -> None:
    for name in columns:
        if header.count(name) != 1:
            what = "is missing" if name not in header else "appears more than once"
            shown = repr(SEPARATOR.join(header))[:150]
            msg = f"the column {what}; the header is {shown}"
            raise DataError(msg, file=file, row=1, column=name)


def _open(
    stream: IO[bytes], labels: tuple[str, ...], others: Mapping[str, type]
) -> arrow.CSVStreamingReader:
    label = pa.dictionary(pa.int32(), pa.string())
    values = {str: pa.string(), float: pa.float64()}
    types = dict.fromkeys(labels, label) | {name: values[kind] for name, kind in others.items()}
    return arrow.open_csv(
        stream,
        read_options=arrow.ReadOptions(use_threads=False, block_size=BLOCK_BYTES),
        parse_options=arrow.ParseOptions(delimiter=SEPARATOR),
        convert_options=arrow.ConvertOptions(
            include_columns=list(types), column_types=types, strings_can_be_null=False
        ),
    )


def _located(file: str, message: str, header: list[str]) -> DataError:
    place = re.search(r"Row #(\d+)", message)
    row = int(place[1]) if place else None
    width = re.search(r"Expected (\d+) columns, got (\d+)", message)
    if width:
        msg = f"{width[2]} cells where {width[1]} are expected; the file may be truncated"
        return DataError(msg, file=file, row=row)
    column = re.search(r"In CSV column #(\d+)", message)
    if column:
        value = re.search(r"invalid value '(.*)'", message)
        msg = "not UTF-8; take the file as it is published"
        if value:
            msg = f"{value[1][:40]!r} where a number is expected"
        return DataError(msg, file=file, row=row, column=header[int(column[1])])
    msg = "not a table of this form (a row without end, or a quotation mark never closed)"
    return DataError(msg, file=file, row=row)
