"""Where a code stands in a column: found at once, without a look at each row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Lookup:
    """The rows of each code of a column.

    Parameters
    ----------
    codes : array of bytes, shape (rows,)
        Increasing.
    order : array of int32, shape (rows,)
        The row of each.
    """

    codes: NDArray[np.bytes_]
    order: NDArray[np.int32]

    @classmethod
    def of(cls, column: pd.Series) -> Self:
        """Look for the rows of every code, once for a column."""
        codes = column.to_numpy(dtype=object).astype("S")
        order = np.argsort(codes, kind="stable").astype("int32")
        return cls(codes[order], order)

    def rows(self, code: str) -> NDArray[np.int32]:
        """Give the rows of a code, in their order; none of one that is not there."""
        if "\0" in code:
            # Numpy takes the zeros at the end of a text for none.
            return self.order[:0]
        wanted = np.array(code.encode(errors="replace"))
        start, stop = (int(np.searchsorted(self.codes, wanted, side=s)) for s in ("left", "right"))
        return self.order[start:stop]
