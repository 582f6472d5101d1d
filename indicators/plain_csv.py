"""Strict reading and whole-or-nothing writing of small comma-separated files.

Every fault is one `DataError` that names the file, the row (1 being the header) and the column.
Nothing is repaired: a blank is not 0, a text is not a number.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from indicators.errors import DataError
from indicators.files import write_files

if TYPE_CHECKING:
    from collections.abc import Mapping

# The header is row 1, so the first row of data is row 2.
FIRST_DATA_ROW = 2
# Characters of a wrong header that an error quotes: the file may be a binary.
LONGEST_QUOTE = 40


@dataclass(frozen=True)
class Code:
    """A column of codes: text kept as it is, never blank.

    Parameters
    ----------
    unique : bool
        Whether a code may appear once only.
    """

    unique: bool = False


@dataclass(frozen=True)
class Quantity:
    """A column of numbers: finite, from 0 to `highest`.

    Parameters
    ----------
    highest : float
        Largest plausible value; anything above is taken for a mistake of unit or of column.
    """

    highest: float = float("inf")


Column = Code | Quantity


def line_of(position: int) -> int:
    """Row of a file for a position in the frame that `read_plain_csv` returned."""
    return position + FIRST_DATA_ROW


def _decode(path: Path) -> None:
    """Raise the error that names the row where the file stops being UTF-8."""
    content = path.read_bytes()
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        row = content.count(b"\n", 0, error.start) + 1
        message = f"not UTF-8 (byte 0x{content[error.start]:02x}): save the file as CSV UTF-8"
        raise DataError(message, file=str(path), row=row) from error


def _parser_fault(path: Path, error: Exception) -> DataError:
    text = " ".join(str(error).split())
    # pandas counts rows of data from 0 in one of its two messages and lines from 1 in the other.
    line = re.search(r"in line (\d+)", text)
    start = re.search(r"starting at row (\d+)", text)
    if line:
        return DataError(
            "too many fields: the separator must be a comma, the decimal mark a point",
            file=str(path),
            row=int(line.group(1)),
        )
    if start:
        return DataError(
            "a quotation mark is never closed: the file may be truncated",
            file=str(path),
            row=int(start.group(1)) + 1,
        )
    return DataError(f"not a comma-separated file: {text}", file=str(path))


def _read_text(path: Path) -> pd.DataFrame:
    try:
        frame = pd.read_csv(
            path,
            dtype=str,
            header=None,
            keep_default_na=False,
            na_filter=False,
            skip_blank_lines=False,
            encoding="utf-8-sig",
        )
    except UnicodeDecodeError:
        _decode(path)
        raise
    except pd.errors.EmptyDataError as error:
        message = "the file is empty"
        raise DataError(message, file=str(path), row=1) from error
    except pd.errors.ParserError as error:
        raise _parser_fault(path, error) from error
    except OSError as error:
        message = f"cannot be read: {error.strerror or error}"
        raise DataError(message, file=str(path)) from error
    return frame


def _split_header(path: Path, frame: pd.DataFrame, wanted: Mapping[str, Column]) -> pd.DataFrame:
    names = [str(name).strip() for name in frame.iloc[0]]
    for name in wanted:
        if names.count(name) != 1:
            fault = "is missing" if name not in names else "appears more than once"
            message = (
                f"the column {fault}: expected the comma-separated header "
                f"{','.join(wanted)!r}, found {','.join(names)[:LONGEST_QUOTE]!r}"
            )
            raise DataError(message, file=str(path), row=1, column=name)
    positions = [names.index(name) for name in wanted]
    body = frame.iloc[1:, positions].set_axis(list(wanted), axis=1).reset_index(drop=True)
    body = _without_blank_end(body)
    if body.empty:
        message = "the file has a header but no row"
        raise DataError(message, file=str(path), row=FIRST_DATA_ROW)
    return body


def _without_blank_end(body: pd.DataFrame) -> pd.DataFrame:
    end = len(body)
    while end and not any(str(value).strip() for value in body.iloc[end - 1]):
        end -= 1
    return body.iloc[:end]


def _fail_at(path: Path, faulty: np.ndarray, column: str, message: str) -> None:
    positions = np.flatnonzero(faulty)
    if positions.size:
        raise DataError(message, file=str(path), row=line_of(int(positions[0])), column=column)


def _codes(path: Path, texts: pd.Series[str], column: str, rule: Code) -> pd.Series[str]:
    codes = texts.str.strip()
    _fail_at(path, (codes == "").to_numpy(), column, "the code is blank: fill it or remove the row")
    broken = codes.str.contains("\n", regex=False).to_numpy()
    _fail_at(path, broken, column, "the code runs over a line break: a quotation mark is misplaced")
    if rule.unique:
        repeated = codes.duplicated().to_numpy()
        if repeated.any():
            code = codes[repeated].iloc[0]
            first = line_of(int(np.flatnonzero((codes == code).to_numpy())[0]))
            message = f"the code {code!r} is already in row {first}: keep one row per code"
            _fail_at(path, repeated, column, message)
    return codes


def _describe(text: str) -> str:
    if not text.strip():
        return "the value is blank: a missing value is not 0, fill it or remove the row"
    return f"{text!r} is not a number: write digits with a decimal point"


def _numbers(path: Path, texts: pd.Series[str], column: str, rule: Quantity) -> pd.Series[float]:
    numbers = pd.to_numeric(texts, errors="coerce").astype(np.float64)
    values = numbers.to_numpy()
    unread = np.isnan(values)
    if unread.any():
        _fail_at(path, unread, column, _describe(texts[unread].iloc[0]))
    for faulty, expected in (
        (np.isinf(values), "must be finite"),
        (values < 0, "must not be negative"),
        (values > rule.highest, f"must be at most {rule.highest:g}: check the unit"),
    ):
        if faulty.any():
            _fail_at(path, faulty, column, f"{texts[faulty].iloc[0]!r} {expected}")
    return numbers


def read_plain_csv(path: Path, columns: Mapping[str, Column]) -> pd.DataFrame:
    """Read the columns asked for, checked; other columns are left aside.

    Parameters
    ----------
    path : Path
        A comma-separated file in UTF-8 (with or without BOM) whose first row is the header.
    columns : mapping of str to Code or Quantity
        What each column must hold.

    Returns
    -------
    DataFrame
        One row per row of the file, in its order, so that `line_of` gives a row's place; codes as
        text, quantities as float64. Blank rows at the end are dropped.

    Raises
    ------
    DataError
        Anything else than that, with the file, the row and the column.
    """
    body = _split_header(path, _read_text(path), columns)
    checked: dict[str, pd.Series[str] | pd.Series[float]] = {}
    for name, rule in columns.items():
        if isinstance(rule, Code):
            checked[name] = _codes(path, body[name], name, rule)
        else:
            checked[name] = _numbers(path, body[name], name, rule)
    return pd.DataFrame(checked)


def write_together(tables: Mapping[Path, pd.DataFrame]) -> None:
    """Write several tables as CSV, all of them or none; see `indicators.files.write_files`."""
    write_files(
        {
            path: table.to_csv(index=False, lineterminator="\n").encode()
            for path, table in tables.items()
        }
    )
