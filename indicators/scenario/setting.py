r"""Who lives where, how far, and the linear form of the APL under the travel times of the bundle.

.. math:: \Delta A_i = \sum_j B_{ij} \Delta S_j, \qquad
          B_{ij} = w_{ij} / \sum_k P_k w_{kj}

(`indicators.catchment.linear_form`). The minutes are modelled, so B is computed four times: with
the official bands, and with three readings of the model's error that give the interval.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy import sparse

from indicators.apl_parameters import load_parameters
from indicators.catchment import linear_form
from indicators.errors import DataError
from indicators.travel.formula import Formula
from indicators.travel.times import TravelTimes

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

    from indicators.catchment import CscFloat, CsrFloat

    FloatArray = npt.NDArray[np.float64]

BANDS = "bands"
"""The official formula: hard bands on the modelled minutes."""
EXPECTED = "expected"
"""The weight to expect under the model's error."""
FACTORS = {"faster": 0.9, "slower": 1.2}
"""Every time multiplied: the interval of the times (method note, section 9)."""


@dataclass(frozen=True, eq=False)
class Setting:
    """Places, those of them that can be sites, and the minutes between the two.

    Parameters
    ----------
    demand : Series of float, shape (places,)
        Standardised inhabitants by commune code.
    sites : Index of str, shape (sites,)
        Communes whose whole catchment is among the places.
    times : TravelTimes
        Of the places, both directions, own pairs included.
    """

    demand: pd.Series[float]
    sites: pd.Index
    times: TravelTimes

    @property
    def places(self) -> pd.Index:
        """Commune codes of the places, in the order of every array of places."""
        return self.demand.index

    @property
    def weights(self) -> dict[str, CsrFloat]:
        """Weights of places by sites, by reading of the times, `BANDS` first; large, not kept."""
        return _readings(self.times, self.places, self.sites)

    @cached_property
    def forms(self) -> dict[str, CscFloat]:
        """The linear form B, places by sites, by reading of the times; `BANDS` first."""
        demand = self.demand.to_numpy(dtype=np.float64)
        return {name: linear_form(demand, weights) for name, weights in self.weights.items()}

    @cached_property
    def minutes(self) -> CsrFloat:
        """Minutes of places to sites; pairs out of range are absent, own pairs are stored 0s."""
        return _at_sites(self.times.costs().minutes, self.places, self.sites)

    def with_times(self, table: pd.DataFrame) -> Setting:
        """Replace the minutes of some pairs, such as those of a road that closes.

        Parameters
        ----------
        table : DataFrame
            ``origin, destination, minutes``; taken as exact. A pair given one way only is
            replaced that way only.

        Raises
        ------
        DataError
            A commune that is not a place here.
        """
        origin, destination = (
            self._positions(table[column], column) for column in ("origin", "destination")
        )
        size = len(self.places)
        given = origin * size + destination
        known = self.times.origin * size + self.times.destination
        kept = ~np.isin(known, given)
        times = TravelTimes(
            self.places,
            np.concatenate([self.times.origin[kept], origin]),
            np.concatenate([self.times.destination[kept], destination]),
            np.concatenate([self.times.minutes[kept], table["minutes"].to_numpy(np.float64)]),
            np.concatenate([self.times.sigma[kept], np.zeros(len(table))]),
        )
        return replace(self, times=times)

    def with_demand(self, demand: pd.Series[float]) -> Setting:
        """Replace the inhabitants of every place."""
        return replace(self, demand=demand.reindex(self.places))

    def _positions(self, codes: pd.Series, column: str) -> npt.NDArray[np.intp]:
        at = self.places.get_indexer(pd.Index(codes))
        if (at < 0).any():
            code = codes[at < 0].iloc[0]
            message = f"the commune {code} is not around this bundle's communes: leave it out"
            raise DataError(message, column=column)
        return np.asarray(at, dtype=np.intp)


def setting_of(demand: pd.Series[float], sites: pd.Index, travel: pd.DataFrame) -> Setting:
    """Make a setting of the tables of a bundle.

    Parameters
    ----------
    demand : Series of float
        Standardised inhabitants by commune code.
    sites : Index of str
    travel : DataFrame
        ``origin, destination, minutes``, each pair once (see `neighbourhood`).
    """
    places = demand.index
    one = places.get_indexer(pd.Index(travel["origin"].astype(str)))
    other = places.get_indexer(pd.Index(travel["destination"].astype(str)))
    own = np.arange(len(places))
    minutes = travel["minutes"].to_numpy(dtype=np.float64)
    both = np.concatenate([minutes, minutes])
    spread = Formula.load().sigma
    times = TravelTimes(
        places,
        np.concatenate([one, other, own]),
        np.concatenate([other, one, own]),
        np.concatenate([both, np.zeros(len(own))]),
        np.concatenate([np.interp(both, spread.knots, spread.level), np.zeros(len(own))]),
    )
    return Setting(demand, sites, times.sorted())


def _readings(times: TravelTimes, places: pd.Index, sites: pd.Index) -> dict[str, CsrFloat]:
    bands = load_parameters().bands()
    scaled = {name: replace(times, minutes=times.minutes * f) for name, f in FACTORS.items()}
    whole: Mapping[str, CsrFloat] = {
        BANDS: times.weights(bands),
        EXPECTED: times.expected_weights(bands),
        **{name: of.weights(bands) for name, of in scaled.items()},
    }
    return {name: _at_sites(weights, places, sites) for name, weights in whole.items()}


def _at_sites(matrix: CsrFloat, places: pd.Index, sites: pd.Index) -> CsrFloat:
    return sparse.csr_array(matrix.tocsc()[:, places.get_indexer(sites)])
