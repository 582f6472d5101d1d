r"""The test of Mann and Kendall for a monotonic trend, and the slope of Theil and Sen.

As `scipy.stats` gives them, which the tests compare. Its import alone would take a tenth of the
memory of a process of the dashboard, and half a second of its first sheet.
"""

from __future__ import annotations

from functools import reduce

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr


def mann_kendall(values: npt.ArrayLike) -> float:
    r"""Give the two-sided p-value of the Mann-Kendall test for a monotonic trend.

    With :math:`S = \sum_{i<j} \mathrm{sign}(x_j - x_i)`: the exact law of S where no two values
    are equal; else the normal law with Kendall's variance for ties and the continuity correction
    (Kendall 1975, chapter 4).

    Parameters
    ----------
    values : array of float, shape (points,)
        In the order of time, two at least.

    Returns
    -------
    float
        1 where all values are equal.
    """
    x = np.asarray(values, dtype=np.float64)
    _, ties = np.unique(x, return_counts=True)
    if len(ties) == 1:
        return 1.0
    later, earlier = np.tril_indices(x.size, -1)
    score = int(np.sign(x[later] - x[earlier]).sum())
    if ties.max() == 1:
        return _exact(x.size, score)
    variance = (_kendall_term(np.array([x.size])) - _kendall_term(ties)) / 18
    z = max(abs(score) - 1, 0) / np.sqrt(variance)
    return float(min(1.0, 2 * ndtr(-z)))


def _exact(size: int, score: int) -> float:
    """Give the share of the orders of ``size`` values whose S is as far from 0 (Kendall 1975).

    The k-th value comes before 0 to k - 1 of those before it, each as likely: the inversions of
    an order are the sum of such draws.
    """
    inversions = reduce(np.convolve, [np.full(k, 1 / k) for k in range(1, size + 1)])
    fewest = (size * (size - 1) // 2 - abs(score)) // 2
    return float(min(1.0, 2 * inversions[: fewest + 1].sum()))


def _kendall_term(counts: npt.NDArray[np.int_]) -> float:
    return float((counts * (counts - 1) * (2 * counts + 5)).sum())


def theil_sen(values: npt.NDArray[np.float64], times: npt.NDArray[np.float64]) -> float:
    """Give the median slope over every pair of points of two moments (Sen 1968).

    Parameters
    ----------
    values, times : array of float, shape (points,)
        Two moments at least.
    """
    later, earlier = np.tril_indices(values.size, -1)
    spans = times[later] - times[earlier]
    apart = spans != 0
    return float(np.median((values[later] - values[earlier])[apart] / spans[apart]))
