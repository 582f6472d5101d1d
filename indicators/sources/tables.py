"""Reading a table and checking it against its schema, with errors that say where the fault is."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pandera.pandas as pa
from pandera.errors import SchemaError, SchemaErrorReason, SchemaErrors

from indicators.errors import DataError

HEADER_ROWS = 1
_WRONG_HEADER = {
    SchemaErrorReason.COLUMN_NOT_IN_DATAFRAME: "the column is missing",
    SchemaErrorReason.COLUMN_NOT_IN_SCHEMA: "the column is not one of this table's",
}


def read_csv(path: Path, schema: pa.DataFrameSchema, *, sep: str = ",") -> pd.DataFrame:
    """Read a CSV file as text, then give each column the type of the schema.

    Parameters
    ----------
    path : pathlib.Path
        A UTF-8 file whose first line names the columns.
    schema : pandera.pandas.DataFrameSchema
        The columns that must be there, their types and what their values may be.
    sep : str
        What separates the columns.

    Raises
    ------
    DataError
        When the file is absent, empty, not UTF-8, or breaks the schema; the message names the
        file, the row (the header being row 1) and the column.
    """
    try:
        frame = pd.read_csv(path, sep=sep, dtype=str, keep_default_na=False, na_values=[""])
    except FileNotFoundError:
        msg = "the file is missing; restore it from the repository"
        raise DataError(msg, file=str(path)) from None
    except (UnicodeDecodeError, pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        msg = f"not a UTF-8 CSV with a header: {' '.join(str(error).split())}"
        raise DataError(msg, file=path.name) from None
    # Where each row has more fields than the header, pandas takes the first ones for an index.
    if not isinstance(frame.index, pd.RangeIndex):
        msg = "the row has more fields than the header has columns"
        raise DataError(msg, file=path.name, row=HEADER_ROWS + 1)
    if frame.empty:
        msg = "the file has no row under its header; restore it from its source"
        raise DataError(msg, file=path.name)
    return validate(frame, schema, file=path.name, first_row=HEADER_ROWS + 1)


def validate(
    frame: pd.DataFrame, schema: pa.DataFrameSchema, *, file: str, first_row: int = 1
) -> pd.DataFrame:
    """Check ``frame`` against ``schema``; the error names the file, the row and the column.

    Raises
    ------
    DataError
        For the first fault found.
    """
    try:
        return schema.validate(frame)
    except SchemaError as error:
        raise _located(error, file, first_row) from None
    except SchemaErrors as errors:  # pragma: no cover - validation is not lazy here
        raise _located(errors.schema_errors[0], file, first_row) from None


def _located(error: SchemaError, file: str, first_row: int) -> DataError:
    cases = error.failure_cases
    column = getattr(error.schema, "name", None)
    if error.reason_code in _WRONG_HEADER:
        name = cases if isinstance(cases, str) else str(cases["failure_case"].iloc[0])
        msg = f"{_WRONG_HEADER[error.reason_code]}; expected {', '.join(error.schema.columns)}"
        return DataError(msg, file=file, row=HEADER_ROWS, column=name)
    if not isinstance(cases, pd.DataFrame) or cases.empty:
        return DataError(" ".join(str(error).split()), file=file, column=column)
    case = cases.iloc[0]
    index = case.get("index")
    row = int(index) + first_row if pd.notna(index) else None
    if column is None and pd.notna(case.get("column", None)):
        column = str(case["column"])
    found = case["failure_case"]
    shown = "nothing" if pd.isna(found) else repr(getattr(found, "item", lambda: found)())
    return DataError(
        f"{shown} where {error.check} is expected",
        file=file,
        row=row,
        column=column,
    )
