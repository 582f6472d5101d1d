"""Other travel times or another population: the whole APL is computed before and after.

The acts of each practice are not open data, so supply is estimated: GPs counted by Insee times one
mean number of acts (data/open_apl.yml). The difference between the two computations is added to the
official APL; it is an estimate.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from indicators.apl import supply_from_headcount
from indicators.apl_parameters import load_parameters
from indicators.catchment import enhanced_two_step
from indicators.errors import DataError
from indicators.open_apl import load_open_parameters
from indicators.scenario.change import Outcome, Scenario, retired, supply_change

if TYPE_CHECKING:
    import numpy.typing as npt

    from indicators.scenario.base import Base

    FloatArray = npt.NDArray[np.float64]


def recompute(
    base: Base,
    scenario: Scenario,
    *,
    times: pd.DataFrame | None = None,
    population: pd.Series[float] | None = None,
) -> Outcome:
    """Give what other times, another population and moves change together.

    Parameters
    ----------
    base : Base
    scenario : Scenario
    times : DataFrame, optional
        ``origin, destination, minutes`` of the pairs that change.
    population : Series of float, optional
        Total inhabitants by commune code; each commune's standardised inhabitants change in the
        same ratio, its ages being taken as unchanged. Those that are absent do not change.

    Raises
    ------
    UsageError
        As for `change.apply_scenario`.
    DataError
        A commune that is unknown here.
    """
    after = base.setting
    if times is not None:
        after = after.with_times(times)
    if population is not None:
        after = after.with_demand(projected_demand(base, population))
    supply = estimated_supply(base)
    moved = supply + supply_change(base, scenario)
    was = {
        name: enhanced_two_step(base.setting.demand, supply, weights).accessibility
        for name, weights in base.setting.weights.items()
    }
    changes = {
        name: enhanced_two_step(after.demand, np.maximum(moved, 0.0), weights).accessibility
        - was[name]
        for name, weights in after.weights.items()
    }
    return Outcome(base, scenario, after, changes, retired(base, scenario), is_recomputed=True)


def estimated_supply(base: Base) -> FloatArray:
    """Acts a year of each site, estimated; a commune that no count covers brings none."""
    gps = base.gps.reindex(base.setting.sites).fillna(0.0).to_numpy(dtype=np.float64)
    acts = load_open_parameters().activity.acts_per_gp
    return supply_from_headcount(gps, acts, load_parameters().activity)


def projected_demand(base: Base, population: pd.Series[float]) -> pd.Series[float]:
    """Standardised inhabitants of every place once some communes have another population.

    Raises
    ------
    DataError
        A commune that is not one of the base's.
    """
    unknown = population.index.difference(base.communes.index)
    if len(unknown):
        message = f"the commune {unknown[0]} has no official APL here: leave it out"
        raise DataError(message, column="code")
    ratio = population / base.communes["people"].reindex(population.index)
    return base.setting.demand * ratio.reindex(base.setting.places).fillna(1.0)
