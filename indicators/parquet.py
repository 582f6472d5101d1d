"""Reading a Parquet file into a frame without ever holding it twice."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq


def frame_of(content: bytes, categories: Sequence[str]) -> pd.DataFrame:
    """Read a file column by column in one thread: all at once takes twice the memory.

    Parameters
    ----------
    content : bytes
        The file.
    categories : sequence of str
        The columns of text of which each value is kept once.

    Raises
    ------
    pyarrow.ArrowInvalid
        When it is no Parquet file.
    """
    source = pa.BufferReader(content)
    with pq.ParquetFile(source, read_dictionary=categories) as file:
        columns = {name: _column(file, name) for name in file.schema_arrow.names}
    # Arrow keeps what it read with.
    pa.default_memory_pool().release_unused()
    return pd.DataFrame(columns, copy=False)


def _column(file: pq.ParquetFile, name: str) -> pd.Series:
    column: pd.Series = file.read(columns=[name], use_threads=False).column(name).to_pandas()
    return column
