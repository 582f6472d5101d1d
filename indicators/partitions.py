"""A catchment cut into parts that can be computed apart, on one machine or on many.

The accessibility of the places of a part depends on the supply within reach of them, and the ratio
of each such supply on the demand within reach of it: everything lies within twice the reach. So a
part that carries a halo of twice the reach (40 minutes for the APL's 20) gives exactly what the
whole gives, and no part needs another's result. Nothing here knows what runs the parts:
``map(accessibility_of, parts)`` does on one core, ``Client.map`` of Dask on a cluster
(``benchmarks/grid_partitions.py``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.spatial import KDTree

from indicators.catchment import enhanced_two_step
from indicators.errors import DataError

FloatArray = npt.NDArray[np.float64]
Weigh = Callable[[FloatArray], FloatArray]
"""Weight of each distance in metres, 0 at the reach and beyond."""


@dataclass(frozen=True, eq=False)
class Sites:
    """Places of demand or of supply.

    Parameters
    ----------
    points : array of float, shape (places, 2)
        Metres, in a projection that keeps distances (Lambert-93).
    amounts : array of float, shape (places,)
        Inhabitants, or acts a year.
    """

    points: FloatArray
    amounts: FloatArray

    def __post_init__(self) -> None:
        """Refuse points and amounts that do not go together."""
        if self.points.shape != (len(self.amounts), 2):
            msg = f"expected one point (x, y) for each of the {len(self.amounts)} amounts"
            raise DataError(msg, column="points")

    def at(self, chosen: npt.NDArray[np.intp]) -> Sites:
        """Give some of the places."""
        return Sites(self.points[chosen], self.amounts[chosen])


@dataclass(frozen=True, eq=False)
class Part:
    """What one worker needs, and nothing more.

    Parameters
    ----------
    own : array of int
        Positions, among all the places of demand, of those whose accessibility is computed.
    demand : Sites
        The part's own places first, then those of its halo.
    supply : Sites
        Every supply within reach of the part's own places.
    reach : float
        Metres.
    weigh : callable
        The decay.
    """

    own: npt.NDArray[np.intp]
    demand: Sites
    supply: Sites
    reach: float
    weigh: Weigh


def weights_between(demand: Sites, supply: Sites, reach: float, weigh: Weigh) -> sparse.csr_array:
    """Give the weights of the pairs within reach, shape (places of demand, places of supply)."""
    near = KDTree(demand.points).sparse_distance_matrix(
        KDTree(supply.points), reach, output_type="ndarray"
    )
    rows, columns = near["i"], near["j"]
    shape = (len(demand.amounts), len(supply.amounts))
    return sparse.csr_array((weigh(near["v"]), (rows, columns)), shape=shape)


def cut(
    demand: Sites, supply: Sites, labels: npt.NDArray[np.str_], reach: float, weigh: Weigh
) -> Iterator[Part]:
    """Cut a territory into parts, each with its halo.

    Parameters
    ----------
    demand, supply : Sites
        The whole territory.
    labels : array of str, shape (places of demand,)
        The part of each place of demand, such as its département.
    reach : float
        Metres beyond which the weight is 0.
    weigh : callable
        The decay.

    Yields
    ------
    Part
        One for each label, in the order of the labels.
    """
    for label in np.unique(labels):
        own = np.flatnonzero(labels == label)
        used = _within(supply.points, demand.points[own], reach)
        around = _within(demand.points, supply.points[used], reach)
        halo = np.setdiff1d(around, own, assume_unique=True)
        yield Part(own, demand.at(np.concatenate([own, halo])), supply.at(used), reach, weigh)


def _within(candidates: FloatArray, points: FloatArray, reach: float) -> npt.NDArray[np.intp]:
    """Give the positions of the candidates within reach of any of some points."""
    if not len(points):
        return np.empty(0, dtype=np.intp)
    low, high = points.min(axis=0) - reach, points.max(axis=0) + reach
    boxed = np.flatnonzero(((candidates >= low) & (candidates <= high)).all(axis=1))
    bound = np.nextafter(reach, np.inf)
    nearest, _ = KDTree(points).query(candidates[boxed], distance_upper_bound=bound)
    return boxed[np.isfinite(nearest)]


def accessibility_of(part: Part) -> FloatArray:
    """Give the accessibility (E2SFCA) of a part's own places, in the order of ``part.own``."""
    weights = weights_between(part.demand, part.supply, part.reach, part.weigh)
    access = enhanced_two_step(part.demand.amounts, part.supply.amounts, weights)
    return access.accessibility[: len(part.own)]
