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

    IntArray = npt.NDArray[np.int32]

_ENDS = ["origin", "destination"]
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
    travel : DataFrame, shape (pairs,)
        ``origin, destination`` (categories), ``minutes``: each modelled pair once (see
        `neighbourhood`). A fifth of the memory of the times that it stands for.
    replaced : DataFrame
        ``origin, destination, minutes`` taken as exact in place of the modelled ones, one way each.
    """

    demand: pd.Series[float]
    sites: pd.Index
    travel: pd.DataFrame
    replaced: pd.DataFrame

    @property
    def places(self) -> pd.Index:
        """Commune codes of the places, in the order of every array of places."""
        return self.demand.index

    @property
    def times(self) -> TravelTimes:
        """Times of the places, both directions, own pairs included; large, not kept."""
        modelled, size = _modelled(self.travel, self.places), len(self.places)
        origin, destination = (self._positions(self.replaced[end], end) for end in _ENDS)
        known = modelled.origin.astype(np.int64) * size + modelled.destination
        kept = ~np.isin(known, origin.astype(np.int64) * size + destination)
        times = TravelTimes(
            self.places,
            np.concatenate([modelled.origin[kept], origin]),
            np.concatenate([modelled.destination[kept], destination]),
            np.concatenate([modelled.minutes[kept], self.replaced["minutes"].to_numpy(np.float64)]),
            np.concatenate([modelled.sigma[kept], np.zeros(len(self.replaced))]),
        )
        return times.sorted()

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
        for end in _ENDS:
            self._positions(table[end], end)
        given = pd.MultiIndex.from_frame(table[_ENDS])
        earlier = self.replaced[~pd.MultiIndex.from_frame(self.replaced[_ENDS]).isin(given)]
        return replace(self, replaced=pd.concat([earlier, table], ignore_index=True))

    def with_demand(self, demand: pd.Series[float]) -> Setting:
        """Replace the inhabitants of every place."""
        return replace(self, demand=demand.reindex(self.places))

    def _positions(self, codes: pd.Series, column: str) -> IntArray:
        at = self.places.get_indexer(pd.Index(codes))
        if (at < 0).any():
            code = codes[at < 0].iloc[0]
            message = f"the commune {code} is not around this bundle's communes: leave it out"
            raise DataError(message, column=column)
        return at.astype(np.int32)


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
    narrow = travel.astype(dict.fromkeys(_ENDS, "category")).reset_index(drop=True)
    return Setting(demand, sites, narrow, narrow.iloc[:0].astype(dict.fromkeys(_ENDS, "str")))


def _modelled(travel: pd.DataFrame, places: pd.Index) -> TravelTimes:
    """Give both directions of every pair, and the way from each place to itself."""
    one, other = (
        places.get_indexer(travel[end].cat.categories).astype(np.int32)[travel[end].cat.codes]
        for end in _ENDS
    )
    own = np.arange(len(places), dtype=np.int32)
    minutes = travel["minutes"].to_numpy(dtype=np.float64)
    both = np.concatenate([minutes, minutes])
    spread = Formula.load().sigma
    return TravelTimes(
        places,
        np.concatenate([one, other, own]),
        np.concatenate([other, one, own]),
        np.concatenate([both, np.zeros(len(own))]),
        np.concatenate([np.interp(both, spread.knots, spread.level), np.zeros(len(own))]),
    )


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
