r"""Floating catchment areas: how much supply a place can reach, net of competing demand.

Notation, for places of demand i and of supply j: :math:`P_i` demand, :math:`S_j` supply,
:math:`w_{ij}` weight of the travel from i to j (see `indicators.decay`).

Every method here has two steps, and differs only by the weights of each step:

.. math:: R_j = S_j / \sum_i P_i a_{ij}, \qquad A_i = \sum_j b_{ij} R_j

Rules common to all methods, chosen once:

- A pair absent from the weights, or of weight 0, is out of reach.
- A supply that reaches no demand has no ratio (NaN) and adds nothing to anyone.
- A place that reaches no supply has an accessibility of 0; it is not missing.
- A place without demand has an accessibility all the same: what an inhabitant would find there.
- Weights need not be symmetric: rows are demand, columns are supply.
- Negative or non-finite demand or supply is an error, never repaired.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol

import numpy as np
import numpy.typing as npt
from scipy import sparse

from indicators.errors import DataError, UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    FloatArray = npt.NDArray[np.float64]
    CsrFloat = sparse.csr_array[np.float64, tuple[int, int]]
    CscFloat = sparse.csc_array[np.float64]


@dataclass(frozen=True)
class Access:
    """What a floating catchment area gives.

    Parameters
    ----------
    accessibility : array of float, shape (places of demand,)
        Supply accessible per unit of demand.
    ratios : array of float, shape (places of supply,)
        Step 1: supply per unit of demand that it serves; NaN where it reaches no demand.
    """

    accessibility: FloatArray
    ratios: FloatArray


class Method(Protocol):
    """A floating catchment area."""

    def __call__(self, demand: npt.ArrayLike, supply: npt.ArrayLike, weights: CsrFloat) -> Access:
        """Compute the accessibility of each place of demand."""
        ...


def amounts(name: str, values: npt.ArrayLike, size: int) -> FloatArray:
    """Check one amount per place, finite and at least 0.

    Parameters
    ----------
    name : str
        What is counted, for the error.
    values : array of float, shape (size,)
    size : int

    Raises
    ------
    DataError
        Another shape, or a value that is negative or not finite.
    """
    checked = np.asarray(values, dtype=np.float64)
    if checked.shape != (size,):
        message = f"{name} must have one value per place, {size}, not {checked.shape}"
        raise DataError(message, column=name)
    wrong = np.flatnonzero(~(np.isfinite(checked) & (checked >= 0)))
    if wrong.size:
        at = int(wrong[0])
        message = f"{name} of place {at} is {checked[at]}: it must be a finite number, at least 0"
        raise DataError(message, column=name)
    return checked


def _check_weights(weights: CsrFloat) -> None:
    if weights.nnz and not (weights.data.min() >= 0 and np.isfinite(weights.data.max())):
        message = "the weights must be finite and at least 0: check the decay"
        raise DataError(message)


def _quotient(numerator: FloatArray, denominator: FloatArray, otherwise: float) -> FloatArray:
    result = np.full(denominator.shape, otherwise)
    np.divide(numerator, denominator, out=result, where=denominator > 0)
    return result


def _from_supply(weights: CsrFloat, values: FloatArray) -> FloatArray:
    return np.asarray(weights @ values, dtype=np.float64)


def _from_demand(weights: CsrFloat, values: FloatArray) -> FloatArray:
    return np.asarray(weights.T @ values, dtype=np.float64)


def _inverse(values: FloatArray) -> FloatArray:
    return _quotient(np.ones_like(values), values, 0.0)


def _with_data(weights: CsrFloat, data: FloatArray) -> CsrFloat:
    return sparse.csr_array((data, weights.indices, weights.indptr), shape=weights.shape)


def _by_row(weights: CsrFloat, factors: FloatArray) -> CsrFloat:
    return _with_data(weights, weights.data * np.repeat(factors, np.diff(weights.indptr)))


def _by_column(weights: CsrFloat, factors: FloatArray) -> CsrFloat:
    return _with_data(weights, weights.data * factors[weights.indices])


def _shares_of_row(weights: CsrFloat) -> CsrFloat:
    totals = _from_supply(weights, np.ones(weights.shape[1]))
    return _by_row(weights, _inverse(totals))


def _inputs(
    demand: npt.ArrayLike, supply: npt.ArrayLike, weights: CsrFloat
) -> tuple[FloatArray, FloatArray]:
    _check_weights(weights)
    return amounts("demand", demand, weights.shape[0]), amounts("supply", supply, weights.shape[1])


def crowdedness(demand: npt.ArrayLike, supply: npt.ArrayLike, weights: CsrFloat) -> FloatArray:
    r"""Demand that each supply meets, per unit of supply: the inverted 2SFCA.

    .. math:: C_j = \sum_i w_{ij} \frac{P_i}{\sum_l S_l w_{il}}

    So :math:`\sum_j S_j C_j = \sum_i P_i` over the places i that reach some supply.

    Returns
    -------
    array of float, shape (places of supply,)
        NaN where there is no supply; 0 where a supply reaches no demand.

    References
    ----------
    Wang F. (2018). Inverted two-step floating catchment area method for measuring facility
    crowdedness. The Professional Geographer 70(2), 251-260.
    """
    people, offer = _inputs(demand, supply, weights)
    pressure = _quotient(people, _from_supply(weights, offer), 0.0)
    return np.where(offer > 0, _from_demand(weights, pressure), np.nan)


def _two_steps(
    demand: FloatArray, supply: FloatArray, to_supply: CsrFloat, back: CsrFloat
) -> Access:
    served = _from_demand(to_supply, demand)
    return Access(
        accessibility=_from_supply(back, _quotient(supply, served, 0.0)),
        ratios=_quotient(supply, served, np.nan),
    )


def _binary(weights: CsrFloat) -> CsrFloat:
    return _with_data(weights, (weights.data > 0).astype(np.float64))


def two_step(demand: npt.ArrayLike, supply: npt.ArrayLike, weights: CsrFloat) -> Access:
    r"""2SFCA: inside the catchment or outside, nothing between.

    :math:`a_{ij} = b_{ij} = 1` where :math:`w_{ij} > 0`, else 0: the catchment is where the decay
    is positive.

    Parameters
    ----------
    demand : array of float, shape (places of demand,)
    supply : array of float, shape (places of supply,)
    weights : scipy.sparse.csr_array, shape (places of demand, places of supply)

    Raises
    ------
    DataError
        Negative or non-finite values, or shapes that do not agree.

    References
    ----------
    Luo W., Wang F. (2003). Measures of spatial accessibility to health care in a GIS environment:
    synthesis and a case study in the Chicago region. Environment and Planning B 30(6), 865-884.
    """
    people, offer = _inputs(demand, supply, weights)
    inside = _binary(weights)
    return _two_steps(people, offer, inside, inside)


def enhanced_two_step(demand: npt.ArrayLike, supply: npt.ArrayLike, weights: CsrFloat) -> Access:
    r"""E2SFCA: the same decay weighs both steps, :math:`a_{ij} = b_{ij} = w_{ij}`.

    Conserves supply: :math:`\sum_i P_i A_i = \sum_j S_j` over the supplies that reach some demand.
    Parameters and errors as in `two_step`.

    References
    ----------
    Luo W., Qi Y. (2009). An enhanced two-step floating catchment area (E2SFCA) method for
    measuring spatial accessibility to primary care physicians. Health & Place 15(4), 1100-1107.
    """
    people, offer = _inputs(demand, supply, weights)
    return _two_steps(people, offer, weights, weights)


def modified_two_step(demand: npt.ArrayLike, supply: npt.ArrayLike, weights: CsrFloat) -> Access:
    r"""M2SFCA: distance also lowers what can be used, so remote supply is not fully shared out.

    :math:`a_{ij} = w_{ij}`, :math:`b_{ij} = w_{ij}^2`. Parameters and errors as in `two_step`.

    References
    ----------
    Delamater P. L. (2013). Spatial accessibility in suboptimally configured health care systems:
    a modified two-step floating catchment area (M2SFCA) metric. Health & Place 24, 30-43.
    """
    people, offer = _inputs(demand, supply, weights)
    squared = _with_data(weights, np.square(weights.data))
    return _two_steps(people, offer, weights, squared)


def _to_sites(weights: CsrFloat, supply: FloatArray) -> CsrFloat:
    # A place without supply is no service site: nobody chooses it.
    return _by_column(weights, (supply > 0).astype(np.float64))


def three_step(demand: npt.ArrayLike, supply: npt.ArrayLike, weights: CsrFloat) -> Access:
    r"""3SFCA: people first divide themselves between the sites within reach.

    :math:`a_{ij} = b_{ij} = G_{ij} w_{ij}` with the selection weight
    :math:`G_{ij} = w_{ij} / \sum_{k : S_k > 0} w_{ik}`. Only places with supply are sites.
    Conserves supply as `enhanced_two_step` does. Parameters and errors as in `two_step`.

    References
    ----------
    Wan N., Zou B., Sternberg T. (2012). A three-step floating catchment area method for analyzing
    spatial access to health services. International Journal of Geographical Information Science
    26(6), 1073-1089.
    """
    people, offer = _inputs(demand, supply, weights)
    selection = _shares_of_row(_to_sites(weights, offer))
    both = _with_data(weights, selection.data * weights.data)
    return _two_steps(people, offer, both, both)


def balanced(demand: npt.ArrayLike, supply: npt.ArrayLike, weights: CsrFloat) -> Access:
    r"""Balanced FCA: no one is counted twice, nor any level of service.

    :math:`a_{ij} = w_{ij} / \sum_{k : S_k > 0} w_{ik}` divides each demand between the sites, so
    that demand is kept; :math:`b_{ij} = w_{ij} / \sum_k w_{kj}` divides each ratio between the
    places, so that :math:`\sum_i A_i = \sum_j R_j`. Only places with supply are sites.
    Parameters and errors as in `two_step`.

    References
    ----------
    Paez A., Higgins C. D., Vivona S. F. (2019). Demand and level of service inflation in floating
    catchment area (FCA) methods. PLoS ONE 14(6), e0218773.
    """
    people, offer = _inputs(demand, supply, weights)
    sites = _to_sites(weights, offer)
    shares = _by_column(sites, _inverse(_from_demand(sites, np.ones(sites.shape[0]))))
    return _two_steps(people, offer, _shares_of_row(sites), shares)


def modified_huff(demand: npt.ArrayLike, supply: npt.ArrayLike, weights: CsrFloat) -> Access:
    r"""MH3SFCA: people choose sites by size and nearness, and distance still counts.

    :math:`a_{ij} = H_{ij}` and :math:`b_{ij} = H_{ij} w_{ij}` with the Huff share
    :math:`H_{ij} = S_j w_{ij} / \sum_k S_k w_{ik}`. Not linear in the supply.
    Parameters and errors as in `two_step`.

    References
    ----------
    Subal J., Paal P., Krisp J. M. (2021). Quantifying spatial accessibility of general
    practitioners by applying a modified Huff three-step floating catchment area (MH3SFCA) method.
    International Journal of Health Geographics 20, 9.
    """
    people, offer = _inputs(demand, supply, weights)
    huff = _shares_of_row(_by_column(weights, offer))
    back = _with_data(weights, huff.data * weights.data)
    return _two_steps(people, offer, huff, back)


METHODS: Mapping[str, Method] = MappingProxyType(
    {
        "2sfca": two_step,
        "e2sfca": enhanced_two_step,
        "m2sfca": modified_two_step,
        "3sfca": three_step,
        "bfca": balanced,
        "mh3sfca": modified_huff,
    }
)


def _linear_steps(weights: CsrFloat, method: str) -> tuple[CsrFloat, CsrFloat]:
    if method == "e2sfca":
        return weights, weights
    if method == "m2sfca":
        return weights, _with_data(weights, np.square(weights.data))
    if method == "2sfca":
        inside = _binary(weights)
        return inside, inside
    message = (
        f"{method!r} is not linear in the supply (its weights depend on it): recompute it, "
        "or use 2sfca, e2sfca or m2sfca"
    )
    raise UsageError(message)


def linear_form(demand: npt.ArrayLike, weights: CsrFloat, method: str = "e2sfca") -> CscFloat:
    r"""Build the matrix B with :math:`A = B S`: accessibility is linear in supply.

    :math:`B_{ij} = b_{ij} / \sum_k P_k a_{kj}`. Column j is what one more unit of supply at j adds
    to every place: exact, and without recomputation. A supply that reaches no demand adds nothing:
    its column is empty.

    Parameters
    ----------
    demand : array of float, shape (places of demand,)
    weights : scipy.sparse.csr_array, shape (places of demand, places of supply)
    method : {"e2sfca", "2sfca", "m2sfca"}
        The others are not linear in the supply.

    Returns
    -------
    scipy.sparse.csc_array, shape (places of demand, places of supply)

    Raises
    ------
    UsageError
        A method that is not linear in the supply.
    DataError
        Negative or non-finite values, or shapes that do not agree.
    """
    _check_weights(weights)
    people = amounts("demand", demand, weights.shape[0])
    to_supply, back = _linear_steps(weights, method)
    served = _from_demand(to_supply, people)
    form = _by_column(back, _inverse(served)).tocsc()
    form.eliminate_zeros()
    return form
