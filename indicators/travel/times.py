"""Minutes by car between communes: one interface, three providers.

- `indicators.travel.table.TableTimes`: a table of minutes that the user has (Insee's distancier,
  or any origin, destination, minutes);
- `indicators.travel.routing.EngineTimes`: an OSRM or Valhalla server that the user runs;
- `indicators.travel.model.ModelTimes`: the default, a model fitted on real minutes.

Minutes that a model gives carry an error. `expected_weights` turns them into the weight to expect
under that error, which is what the APL should use: a hard threshold on a modelled time is noise.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.special import ndtr

from indicators.errors import DataError
from indicators.travel.costs import TravelCosts

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    import numpy.typing as npt

    from indicators.decay import Decay
    from indicators.travel.costs import CsrFloat

    FloatArray = npt.NDArray[np.float64]
    IntArray = npt.NDArray[np.integer]


CATCHMENT_MINUTES = 20.0
"""Reach of the DREES's bands (classeur APL, sheet Paramètres)."""


@dataclass(frozen=True)
class TravelTimes:
    """Minutes of the pairs that can be reached; an absent pair cannot, or is out of range.

    Parameters
    ----------
    codes : Index of str, shape (communes,)
    origin, destination : array of int, shape (pairs,)
        Positions in `codes`; both directions of a pair are two rows.
    minutes : array of float, shape (pairs,)
        Finite, at least 0; 0 within a commune.
    sigma : array of float, shape (pairs,)
        Standard deviation of the error of the minutes, in minutes; 0 where they are taken as exact.
    """

    codes: pd.Index
    origin: IntArray
    destination: IntArray
    minutes: FloatArray
    sigma: FloatArray

    def __len__(self) -> int:
        """Count the pairs."""
        return len(self.minutes)

    def frame(self) -> pd.DataFrame:
        """Return a table: ``origin``, ``destination`` (codes), ``minutes``, ``sigma``."""
        columns = {
            "origin": self.codes[self.origin],
            "destination": self.codes[self.destination],
            "minutes": self.minutes,
            "sigma": self.sigma,
        }
        return pd.DataFrame(columns)

    def costs(self) -> TravelCosts:
        """Return the sparse matrix of minutes, communes by communes, in the order of `codes`."""
        size = len(self.codes)
        return TravelCosts.from_pairs(self.origin, self.destination, self.minutes, (size, size))

    def weights(self, decay: Decay) -> CsrFloat:
        """Weight of every pair under a decay, the minutes being taken as exact.

        Parameters
        ----------
        decay : Decay
            Such as ``load_parameters().decay("drees")``.

        Returns
        -------
        scipy.sparse.csr_array, shape (communes, communes)
            Of origins by destinations, in the order of `codes`.
        """
        return self._matrix(decay(self.minutes))

    def expected_weights(self, decay: StepWeights) -> CsrFloat:
        """Weight to expect of every pair under the error of its minutes; see `expected_weights`.

        Returns
        -------
        scipy.sparse.csr_array, shape (communes, communes)
            Of origins by destinations, in the order of `codes`.
        """
        return self._matrix(expected_weights(self.minutes, self.sigma, decay))

    def _matrix(self, values: FloatArray) -> CsrFloat:
        size = len(self.codes)
        place = (self.origin, self.destination)
        return sparse.coo_array((values, place), shape=(size, size)).tocsr()

    def among(self, codes: pd.Index) -> TravelTimes:
        """Return the pairs whose two communes are in `codes`, which the result takes as its own."""
        if codes.equals(self.codes):
            return self
        at = codes.get_indexer(self.codes).astype(np.int32)
        origin, destination = at[self.origin], at[self.destination]
        kept = (origin >= 0) & (destination >= 0)
        return TravelTimes(
            codes, origin[kept], destination[kept], self.minutes[kept], self.sigma[kept]
        )

    def toward(self, codes: Collection[str]) -> TravelTimes:
        """Return the pairs that lead to some communes (those with a GP, say) and the own pairs."""
        leads = self.codes.isin(set(codes))
        return self._where(leads[self.destination] | (self.origin == self.destination))

    def _where(self, kept: npt.NDArray[np.bool] | IntArray) -> TravelTimes:
        return TravelTimes(
            self.codes,
            self.origin[kept],
            self.destination[kept],
            self.minutes[kept],
            self.sigma[kept],
        )

    def sorted(self) -> TravelTimes:
        """Return the same pairs by origin, then destination."""
        rank = self.origin.astype(np.int64) * len(self.codes) + self.destination
        return self._where(np.argsort(rank, kind="stable"))


class TravelTimeProvider(Protocol):
    """Anything that knows minutes between communes."""

    def minutes(self, origins: Sequence[str], destinations: Sequence[str]) -> TravelTimes:
        """Minutes from each origin to the destination of the same rank."""
        ...

    def pairs_within(self, communes: Sequence[str], max_minutes: float) -> TravelTimes:
        """Every pair among some communes that takes less than `max_minutes`, own pairs at 0."""
        ...


class StepWeights(Protocol):
    """A decay in steps, such as `indicators.decay.StepDecay`."""

    @property
    def bounds(self) -> tuple[float, ...]:
        """Upper bound of each band, in minutes, excluded from the band; increasing."""
        ...

    @property
    def weights(self) -> tuple[float, ...]:
        """Weight of each band; 0 from the last bound onward."""
        ...


def expected_weights(
    minutes: npt.ArrayLike, sigma: npt.ArrayLike, decay: StepWeights
) -> npt.NDArray[np.float64]:
    r"""Weight to expect of a step decay when each time has a normal error of its own.

    .. math:: E[w(t + e)] = \sum_b (w_b - w_{b+1})\, \Phi((c_b - t) / \sigma), \quad
              e \sim N(0, \sigma)

    with :math:`c_b` the upper bound of band b, :math:`w_b` its weight, the weight after the last
    band being 0. A time that the error would make negative counts as 0 minutes, thus in the first
    band.

    Parameters
    ----------
    minutes : array of float
        Finite, at least 0.
    sigma : array of float, broadcast against `minutes`
        Standard deviation, in minutes, at least 0; where it is 0 the hard band applies.
    decay : StepWeights

    Returns
    -------
    array of float, shape of `minutes`

    Raises
    ------
    DataError
        Minutes or a deviation negative or not finite.
    """
    times, deviations = np.broadcast_arrays(np.asarray(minutes, float), np.asarray(sigma, float))
    for name, values in (("minutes", times), ("sigma", deviations)):
        wrong = ~(np.isfinite(values) & (values >= 0))
        if wrong.any():
            message = f"{values[wrong][0]} is neither a finite number nor at least 0: leave it out"
            raise DataError(message, column=name)
    drops = -np.diff([*decay.weights, 0.0])
    exact = deviations == 0
    scale = np.where(exact, 1.0, deviations)
    result = np.zeros(times.shape)
    for bound, drop in zip(decay.bounds, drops, strict=True):
        under = np.where(exact, times < bound, ndtr((bound - times) / scale))
        result += drop * under
    return result


def positions(codes: pd.Index, wanted: Sequence[str]) -> npt.NDArray[np.intp]:
    """Positions of some communes in an index of codes.

    Raises
    ------
    DataError
        A commune that is not there.
    """
    at = codes.get_indexer(pd.Index(wanted))
    if (at < 0).any():
        unknown = pd.Index(wanted)[at < 0]
        message = (
            f"{len(unknown)} communes are unknown here, {unknown[0]!r} first: check the vintage of "
            "the codes (COG), or leave them out"
        )
        raise DataError(message)
    return np.asarray(at, dtype=np.intp)


def paired(origins: Sequence[str], destinations: Sequence[str]) -> None:
    """Refuse lists of origins and destinations that are not one pair a rank.

    Raises
    ------
    DataError
        Lists of two lengths.
    """
    if len(origins) != len(destinations):
        message = f"{len(origins)} origins for {len(destinations)} destinations: give as many"
        raise DataError(message)


def refuse_range(max_minutes: float) -> None:
    """Refuse a number of minutes that bounds nothing.

    Raises
    ------
    DataError
        Not a positive finite number.
    """
    if not (np.isfinite(max_minutes) and max_minutes > 0):
        message = f"the largest time must be positive and finite, not {max_minutes}"
        raise DataError(message, column="minutes")
