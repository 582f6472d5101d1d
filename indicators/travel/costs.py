"""Minutes from places of demand to places of supply, as a sparse matrix.

A pair that is absent cannot be reached; zero minutes is a time like another and is kept. Nothing
is assumed symmetric: i to j and j to i are two pairs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from scipy import sparse

from indicators.errors import DataError

if TYPE_CHECKING:
    from indicators.decay import Decay

    FloatArray = npt.NDArray[np.float64]
    IntArray = npt.NDArray[np.integer]
    CsrFloat = sparse.csr_array[np.float64, tuple[int, int]]


def _check_index(name: str, index: npt.NDArray[np.generic], size: int) -> None:
    if not np.issubdtype(index.dtype, np.integer):
        message = f"{name} must be row numbers, not {index.dtype}: number the places first"
        raise DataError(message, column=name)
    if index.size and (index.min() < 0 or index.max() >= size):
        message = f"{name} must lie in 0..{size - 1}, found {index.min()}..{index.max()}"
        raise DataError(message, column=name)


def _check_minutes(minutes: FloatArray) -> None:
    # Two reductions without a temporary array; NaN and infinities show in them.
    if not minutes.size or (minutes.min() >= 0 and np.isfinite(minutes.max())):
        return
    wrong = int(np.flatnonzero(~(np.isfinite(minutes) & (minutes >= 0)))[0])
    message = (
        f"minutes of pair {wrong} are {minutes[wrong]}: give a finite number, at least 0, "
        "or leave out the pairs that cannot be reached"
    )
    raise DataError(message, column="minutes")


def _refuse_duplicates(matrix: CsrFloat) -> None:
    # A sum of two matrices merges repeated pairs in time linear in the pairs, without a sort.
    ones = np.ones(matrix.nnz, dtype=np.int8)
    marks = sparse.csr_array((ones, matrix.indices, matrix.indptr), shape=matrix.shape)
    if (marks + sparse.csr_array(matrix.shape, dtype=np.int8)).nnz == matrix.nnz:
        return
    row_of = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    pairs = np.column_stack([row_of, matrix.indices])
    found, times = np.unique(pairs, axis=0, return_counts=True)
    row, column = found[times > 1][0]
    message = (
        f"the pair from origin {row} to destination {column} is given more than once: "
        "keep one time per pair"
    )
    raise DataError(message, column="minutes")


def _within(minutes: FloatArray, reach: float) -> IntArray | slice:
    if np.isinf(reach):
        return slice(None)
    return np.flatnonzero(minutes < reach)


@dataclass(frozen=True)
class TravelCosts:
    """Minutes of every pair that can be reached.

    Parameters
    ----------
    minutes : scipy.sparse.csr_array, shape (origins, destinations)
        Without duplicates, in any order within a row. A stored 0 is zero minutes; what is not
        stored is unreachable. Build it with `from_pairs`, which checks this.
    """

    minutes: CsrFloat

    @classmethod
    def from_pairs(
        cls,
        origins: IntArray,
        destinations: IntArray,
        minutes: npt.ArrayLike,
        shape: tuple[int, int],
        *,
        reach: float = np.inf,
    ) -> TravelCosts:
        """Build the matrix from three arrays of the same length, in any order.

        Parameters
        ----------
        origins, destinations : array of int, shape (pairs,)
            Position of the place of demand and of the place of supply.
        minutes : array of float, shape (pairs,)
            Time from the origin to the destination, finite and at least 0.
        shape : tuple of int
            Number of places of demand and of supply.
        reach : float
            Minutes from which a pair is left out. With the reach of the decay to come
            (`Decay.reach`), the weights are the same and the matrix is several times smaller.

        Raises
        ------
        DataError
            Arrays of unequal lengths, positions out of range, minutes that are negative or not
            finite, a pair given twice within reach (a minimum or a mean of the two would be a
            guess).
        """
        times = np.asarray(minutes, dtype=np.float64)
        if not len(origins) == len(destinations) == len(times):
            lengths = f"{len(origins)}, {len(destinations)} and {len(times)}"
            message = f"origins, destinations and minutes must have one length, not {lengths}"
            raise DataError(message)
        rows, columns = np.asarray(origins), np.asarray(destinations)
        _check_index("origin", rows, shape[0])
        _check_index("destination", columns, shape[1])
        _check_minutes(times)
        kept = _within(times, reach)
        # Positions of 4 bytes: less to move in every later product.
        place = (rows[kept].astype(np.int32), columns[kept].astype(np.int32))
        pairs = sparse.coo_array((times[kept], place), shape=shape)
        # Keeps scipy from sorting and from silently adding the minutes of a duplicated pair.
        pairs.has_canonical_format = True
        matrix = pairs.tocsr()
        _refuse_duplicates(matrix)
        return cls(matrix)

    @property
    def shape(self) -> tuple[int, int]:
        """Number of places of demand and of supply."""
        return self.minutes.shape

    def scaled(self, factor: float) -> TravelCosts:
        """Every time multiplied by one factor, to see what the result owes to the minutes."""
        if not (np.isfinite(factor) and factor > 0):
            message = f"the factor on the minutes must be positive and finite, not {factor}"
            raise DataError(message)
        return TravelCosts(_same_pairs(self.minutes, self.minutes.data * factor))

    def weights(self, decay: Decay) -> CsrFloat:
        """Weight of every pair under a decay.

        The result shares the positions of the pairs with the costs (no copy), so pairs beyond the
        catchment stay stored with weight 0.

        Returns
        -------
        scipy.sparse.csr_array, shape (origins, destinations)
        """
        return _same_pairs(self.minutes, decay(self.minutes.data))


def _same_pairs(matrix: CsrFloat, data: FloatArray) -> CsrFloat:
    return sparse.csr_array((data, matrix.indices, matrix.indptr), shape=matrix.shape)
