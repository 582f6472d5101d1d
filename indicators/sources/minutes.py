"""A table of minutes between communes: Insee's distancier, or any table of its form.

``origin,destination,minutes``, comma-separated or Parquet; see `indicators.travel.table`.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pandera.pandas as pa
from pyarrow import ArrowException, parquet

from indicators.sources.delimited import Layout
from indicators.sources.forms import Form, Opening
from indicators.sources.tables import validate
from indicators.travel.table import LONGEST_MINUTES, TableColumns, read_times

SOURCE = "distancier"
_NAMES = TableColumns()
COLUMNS = (_NAMES.origin, _NAMES.destination, _NAMES.minutes)
_PARQUET = b"PAR1"

SCHEMA = pa.DataFrameSchema(
    {
        "origin": pa.Column(str, pa.Check.str_length(min_value=1)),
        "destination": pa.Column(str, pa.Check.str_length(min_value=1)),
        "minutes": pa.Column(float, pa.Check.in_range(0, LONGEST_MINUTES)),
    },
    strict=True,
)
"""``minutes``: one row a pair, each way on its own."""


def recognises(opening: Opening) -> bool:
    """Tell whether a file is a table of minutes."""
    if opening.head.startswith(_PARQUET):
        try:
            return set(COLUMNS) <= set(parquet.read_schema(opening.path).names)
        except (ArrowException, OSError):
            return False
    return Layout(COLUMNS, ",").separator_of(opening) is not None


def read(path: Path) -> dict[str, pd.DataFrame]:
    """Read the table: ``minutes``. Errors: those of `indicators.travel.table.read_times`."""
    return {"minutes": validate(read_times(path), SCHEMA, file=str(path))}


FORMS = (Form("minutes", SOURCE, recognises, read),)
