"""What a territory counts before and after: mean, people under a threshold, shortfall, inequality.

Means, shortfall and inequality weigh by standardised inhabitants, people are counted with the total
population, as the DREES does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from indicators.errors import UsageError
from indicators.published_apl import INSUFFICIENT_APL

if TYPE_CHECKING:
    import numpy.typing as npt

    from indicators.catchment import CsrFloat

    FloatArray = npt.NDArray[np.float64]
    BoolArray = npt.NDArray[np.bool]

THRESHOLD = INSUFFICIENT_APL
HIGHEST_THRESHOLD = 20.0
"""More consultations a year than any commune has: a mistake of typing."""
FAR_MINUTES = 15.0
"""Minutes from the nearest GP past which people are counted as far."""


@dataclass(frozen=True)
class Totals:
    """What a territory counts.

    Parameters
    ----------
    mean : float
        APL, weighted by standardised inhabitants.
    people_under : float
        Inhabitants of the communes at the threshold or under.
    shortfall : float
        Acts a year that lack to bring every commune to the threshold: sum of P max(0, T - A).
    gini : float
        Inequality of the APL between standardised inhabitants: 0 where all have the same.
    people_far : float or None
        Inhabitants of the communes whose nearest GP is more than `FAR_MINUTES` away; None where
        the GPs of each commune are not known.
    """

    mean: float
    people_under: float
    shortfall: float
    gini: float
    people_far: float | None


def threshold_of(value: float) -> float:
    """Give a threshold back once it is checked.

    Raises
    ------
    UsageError
        Not a positive number that an APL can reach.
    """
    if not 0 < value <= HIGHEST_THRESHOLD:
        message = f"a threshold of {value:g}: give an APL over 0, up to {HIGHEST_THRESHOLD:g}"
        raise UsageError(message)
    return value


def mean_access(access: FloatArray, standardised: FloatArray) -> float:
    """Mean APL, weighted by standardised inhabitants."""
    return float(access @ standardised / standardised.sum())


def is_under(access: FloatArray | float, threshold: float) -> BoolArray:
    """Tell who is at the threshold or under: the decree counts its threshold as insufficient."""
    return np.asarray(access <= threshold)


def people_under(access: FloatArray, people: FloatArray, threshold: float) -> FloatArray:
    """Inhabitants at the threshold or under.

    Parameters
    ----------
    access : array of float, shape (communes,) or (communes, cases)
    people : array of float, shape (communes,)
    threshold : float

    Returns
    -------
    array of float, shape () or (cases,)
    """
    return np.asarray(people @ is_under(access, threshold))


def shortfall(access: FloatArray, standardised: FloatArray, threshold: float) -> FloatArray:
    """Acts a year that lack under the threshold; shapes as for `people_under`."""
    return np.asarray(standardised @ np.maximum(0.0, threshold - access))


def gini(access: FloatArray, standardised: FloatArray) -> FloatArray:
    r"""Gini index of access; shapes as for `people_under`.

    .. math:: G = 1 - \sum_i p_i (L_i + L_{i-1}), \qquad L_i = \sum_{j \le i} p_j A_j / \bar A

    communes by increasing access, p their share of the standardised inhabitants (the trapezia under
    the Lorenz curve; Gini 1912).
    """
    columns = access.reshape(len(access), -1)
    order = np.argsort(columns, axis=0)
    share = (standardised / standardised.sum())[order]
    had = np.cumsum(share * np.take_along_axis(columns, order, axis=0), axis=0)
    mean = had[-1]
    before = np.vstack([np.zeros_like(mean), had[:-1]])
    area = (share * (had + before)).sum(axis=0)
    index = 1 - np.divide(area, mean, out=np.ones_like(area), where=mean > 0)
    return np.asarray(index.reshape(access.shape[1:]))


def is_near(minutes: CsrFloat, has_doctor: BoolArray, limit: float = FAR_MINUTES) -> BoolArray:
    """Tell which places have a site with a doctor within some minutes.

    Parameters
    ----------
    minutes : scipy.sparse.csr_array, shape (places, sites)
        Absent pairs are out of reach.
    has_doctor : array of bool, shape (sites,)
    limit : float
    """
    reached = (minutes.data <= limit) & has_doctor[minutes.indices]
    rows = np.repeat(np.arange(minutes.shape[0]), np.diff(minutes.indptr))
    return np.bincount(rows[reached], minlength=minutes.shape[0]) > 0
