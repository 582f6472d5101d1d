r"""Rational agent access model: people spread over sites until no one gains by changing.

Going from i to j costs :math:`c_{ij} = D_j / (\rho S_j) + t_{ij} / \tau`: the crowding met there
and the travel. :math:`D_j` is the demand that comes to j, :math:`\rho = \sum_i P_i / \sum_j S_j`
the mean demand per unit of supply, and :math:`\tau` the minutes that people would travel to avoid
a crowding equal to that mean. Unlike the floating catchment areas this is a cost: lower is better.

Source: Saxon J., Snow D. (2020). A rational agent model for the spatial accessibility of primary
health care. Annals of the American Association of Geographers 110(1), 205-222.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from indicators.catchment import amounts
from indicators.errors import DataError, UsageError

if TYPE_CHECKING:
    from indicators.travel.costs import TravelCosts

    FloatArray = npt.NDArray[np.float64]
    IntArray = npt.NDArray[np.int32]


TAU = 60.0
"""Minutes of travel that weigh as much as the mean crowding: as in PySAL `access`."""
TOLERANCE = 1e-3


@dataclass(frozen=True)
class RationalAccess:
    """An equilibrium of the rational agent access model.

    Parameters
    ----------
    cost : array of float, shape (places of demand,)
        Least cost of each place, in units of the mean crowding; NaN where no site is in reach.
    crowding : array of float, shape (places of supply,)
        Demand over ``rho`` times supply; 1 is the mean of those who are served; NaN without supply.
    regret : float
        Most that any group would still gain by changing site, in the unit of `cost`: how far from
        the equilibrium this is.
    """

    cost: FloatArray
    crowding: FloatArray
    regret: float


@dataclass(frozen=True)
class _Agents:
    """Who goes where; the last two arrays change in place. Sites without supply are left out."""

    starts: npt.NDArray[np.integer]
    sites: IntArray
    travel: FloatArray
    capacity: FloatArray
    flow: FloatArray
    demand_at: FloatArray

    def rows(self, place: int) -> slice:
        return slice(self.starts[place], self.starts[place + 1])

    def settle(self, place: int, people: float) -> None:
        """Send the people of one place where they are best off, the others staying put."""
        rows = self.rows(place)
        sites, flow = self.sites[rows], self.flow[rows]
        capacity = self.capacity[sites]
        empty = (self.demand_at[sites] - flow) / capacity + self.travel[rows]
        new = np.maximum(_water_level(empty, capacity, people) - empty, 0.0) * capacity
        self.demand_at[sites] += new - flow
        self.flow[rows] = new

    def costs(self) -> FloatArray:
        """Cost of each pair: crowding and travel."""
        return self.demand_at[self.sites] / self.capacity[self.sites] + self.travel


def _water_level(empty: FloatArray, capacity: FloatArray, people: float) -> float:
    """Level L at which ``sum(max(L - empty, 0) * capacity)`` equals `people`."""
    order = np.argsort(empty)
    bottoms, widths = empty[order], np.cumsum(capacity[order])
    levels = (people + np.cumsum(bottoms * capacity[order])) / widths
    # The right number of sites is the last whose own bottom the water still covers.
    return float(levels[np.flatnonzero(levels > bottoms)[-1]])


def _agents(supply: FloatArray, costs: TravelCosts, tau: float, rho: float) -> _Agents:
    matrix = costs.minutes
    kept = supply[matrix.indices] > 0
    starts = np.concatenate([[0], np.cumsum(kept)])[matrix.indptr]
    sites = matrix.indices[kept]
    return _Agents(
        starts=starts,
        sites=sites,
        travel=matrix.data[kept] / tau,
        capacity=rho * supply,
        flow=np.zeros(sites.size),
        demand_at=np.zeros(supply.size),
    )


def _least_costs(agents: _Agents) -> FloatArray:
    lengths = np.diff(agents.starts)
    least = np.full(lengths.size, np.nan)
    some = lengths > 0
    if some.any():
        least[some] = np.minimum.reduceat(agents.costs(), agents.starts[:-1][some])
    return least


def _regret(agents: _Agents) -> float:
    least = np.repeat(_least_costs(agents), np.diff(agents.starts))
    return float((agents.costs() - least)[agents.flow > 0].max(initial=0.0))


def _settle_all(agents: _Agents, people: FloatArray, tolerance: float, rounds: int) -> float:
    moving = np.flatnonzero((people > 0) & (np.diff(agents.starts) > 0))
    regret = np.inf
    for _ in range(rounds):
        for place in moving:
            agents.settle(int(place), float(people[place]))
        # From the flows again, so that the rounding of the additions in place does not build up.
        size = agents.capacity.size
        agents.demand_at[:] = np.bincount(agents.sites, weights=agents.flow, minlength=size)
        regret = _regret(agents)
        if regret <= tolerance:
            return regret
    message = f"no equilibrium within {rounds} rounds: regret {regret:.2g}, raise the tolerance"
    raise UsageError(message)


def rational_access(
    demand: npt.ArrayLike,
    supply: npt.ArrayLike,
    costs: TravelCosts,
    *,
    tau: float,
    tolerance: float = TOLERANCE,
    rounds: int = 10_000,
) -> RationalAccess:
    """Equilibrium costs of the rational agent access model.

    Each place in turn sends its people where they are best off given the others, exactly; as the
    crowding grows with the demand, the turns converge to the only equilibrium of the costs. Some
    seconds for a département; too slow for the whole country.

    Parameters
    ----------
    demand : array of float, shape (places of demand,)
    supply : array of float, shape (places of supply,)
    costs : TravelCosts, shape (places of demand, places of supply)
    tau : float
        Minutes of travel that weigh as much as the mean crowding.
    tolerance : float
        Largest regret left, in units of the mean crowding. Two places that swap sites for a
        small gain do so slowly: the turns needed grow as the inverse of the tolerance.
    rounds : int
        Turns after which to give up.

    Raises
    ------
    UsageError
        A `tau` or tolerance that is not positive; a regret still above the tolerance at the end.
    DataError
        Negative or non-finite values, shapes that do not agree, no supply or no demand at all.
    """
    if not (np.isfinite(tau) and tau > 0 and tolerance > 0):
        message = f"tau and the tolerance must be positive, not {tau} and {tolerance}"
        raise UsageError(message)
    people = amounts("demand", demand, costs.shape[0])
    offer = amounts("supply", supply, costs.shape[1])
    if not (people.sum() > 0 and offer.sum() > 0):
        message = "the model needs some demand and some supply"
        raise DataError(message)
    agents = _agents(offer, costs, tau, float(people.sum() / offer.sum()))
    regret = _settle_all(agents, people, tolerance, rounds)
    crowding = np.full(offer.size, np.nan)
    np.divide(agents.demand_at, agents.capacity, out=crowding, where=offer > 0)
    return RationalAccess(_least_costs(agents), crowding, regret)
