r"""The APL recomputed from open data alone: an estimate, never the official APL.

.. math:: A_i = \sum_j \bar w_{ij} \frac{m\,n_j}{\sum_k P_k \bar w_{kj}}

with :math:`n_j` the GPs of the BPE, m one mean number of acts, P the population standardised by
the census ages and :math:`\bar w` the weight to expect of the DREES's bands when the minutes carry
the error of their model (`indicators.decay.SmoothedStepDecay`). Parameters: data/open_apl.yml. Its
measured distance to the official APL: data/open_apl_distance.yml, by
``python -m benchmarks.open_apl``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from scipy import sparse

from indicators.apl import standardised_population, supply_from_headcount
from indicators.catchment import enhanced_two_step
from indicators.decay import SmoothedStepDecay, StepDecay
from indicators.density import EDITIONS
from indicators.errors import DataError
from indicators.linear_times import LinearTimes, Times, kilometres
from indicators.observations import members
from indicators.paths import DATA
from indicators.population import nearest_populations

if TYPE_CHECKING:
    from pathlib import Path

    import numpy.typing as npt

    from indicators.apl_parameters import AplParameters
    from indicators.catchment import CsrFloat

    FloatArray = npt.NDArray[np.float64]

INDICATOR = "apl_open_data"
PARAMETERS_FILE = DATA / "open_apl.yml"
WEIGHTS_OF = 2023
"""Millésime of the age weights: the only one whose renormalisation is known here."""
_OLDEST = ["age_90_94", "age_95_plus"]
_OVERSEAS = "97"
_TWO_CATCHMENTS = 2
"""Supply lies within one catchment of the territory, and the demand around it within another."""


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class MeanActivity(_Entry):
    """The acts given to every GP."""

    acts_per_gp: float = Field(gt=0)
    source: str = Field(min_length=1)


class OpenParameters(_Entry):
    """Everything of data/open_apl.yml."""

    activity: MeanActivity
    travel_times: LinearTimes
    range_minutes: float = Field(gt=0)


@lru_cache(maxsize=2)
def load_open_parameters(path: Path = PARAMETERS_FILE) -> OpenParameters:
    """Read and check the parameters.

    Raises
    ------
    DataError
        A file absent or that breaks the schema; the message names the entry.
    """
    try:
        return OpenParameters.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (OSError, yaml.YAMLError, ValidationError) as error:
        message = f"restore the file from the repository: {' '.join(str(error).split())}"
        raise DataError(message, file=path.name) from error


def expected_weights(times: Times, bands: StepDecay, size: int) -> CsrFloat:
    """Weigh pairs by what the bands give on average under the error of the minutes.

    Parameters
    ----------
    times : Times
        Pairs whose `sigma` is 0 are exact: their band's weight applies.
    bands : StepDecay
    size : int
        Number of places.

    Returns
    -------
    scipy.sparse.csr_array, shape (size, size)
    """
    weights = bands(times.minutes)
    for deviation in np.unique(times.sigma[times.sigma > 0]):
        at = times.sigma == deviation
        smooth = SmoothedStepDecay(bands, float(deviation), np.inf)
        weights[at] = smooth(times.minutes[at])
    place = (times.origin, times.destination)
    return sparse.coo_array((weights, place), shape=(size, size)).tocsr()


def standardisation(ages: pd.DataFrame, parameters: AplParameters) -> pd.Series[float]:
    """Give the standardised over the total population of each commune whose ages are known.

    Parameters
    ----------
    ages : DataFrame
        What `indicators.population.ages_of_today` gives.
    parameters : AplParameters

    Returns
    -------
    Series of float, shape (communes,)
        By commune code; an uninhabited commune has none.
    """
    both = ages.groupby("code").sum(numeric_only=True)
    both["age_90_plus"] = both[_OLDEST].sum(axis=1)
    classes = both[list(parameters.age_classes)]
    k = parameters.renormalisation_of(WEIGHTS_OF).k
    total = classes.sum(axis=1)
    standardised = standardised_population(classes, WEIGHTS_OF, parameters, k=k)
    return (standardised / total)[total > 0]


def around(communes: pd.DataFrame, centre: Iterable[str], km: float) -> pd.DataFrame:
    """Keep the communes of metropolitan France within some km of those of `centre`."""
    mainland = communes[~communes["departement"].str.startswith(_OVERSEAS)]
    xy = kilometres(mainland)
    inside = mainland["code"].isin(set(centre)).to_numpy()
    low, high = xy[inside].min(axis=0) - km, xy[inside].max(axis=0) + km
    near = ((xy >= low) & (xy <= high)).all(axis=1)
    found: pd.DataFrame = mainland[near].reset_index(drop=True)
    return found


@dataclass(frozen=True)
class Setting:
    """Places, and the weight of each pair of them.

    Parameters
    ----------
    places : DataFrame, shape (places,)
        ``code, departement, lon, lat, density``.
    weights : scipy.sparse.csr_array, shape (places, places)
    """

    places: pd.DataFrame
    weights: CsrFloat

    def values(self, by_code: pd.Series[float]) -> FloatArray:
        """Put values by commune in the order of the places.

        Raises
        ------
        DataError
            A place without value.
        """
        values = np.asarray(self.places["code"].map(by_code), dtype=np.float64)
        if not np.isfinite(values).all():
            code = self.places.loc[~np.isfinite(values), "code"].iloc[0]
            message = f"the commune {code} has no population: give it, a missing one is not 0"
            raise DataError(message, column="population")
        return values


def setting(
    communes: pd.DataFrame,
    populations: pd.DataFrame,
    parameters: OpenParameters,
    bands: StepDecay,
) -> Setting:
    """Give some communes and the weights between them.

    Parameters
    ----------
    communes : DataFrame
        ``code, departement, lon, lat, area_km2``, of metropolitan France.
    populations : DataFrame
        ``code, census_year, population``; the newest census gives the densities of the times.
    parameters : OpenParameters
    bands : StepDecay
        Those of the DREES.

    Returns
    -------
    Setting
        Of the communes whose population is known.
    """
    newest = nearest_populations(populations, int(populations["census_year"].max()))
    known = communes.merge(newest[["code", "population"]], on="code")
    places = known.assign(density=known["population"].astype("float64") / known["area_km2"])
    times = parameters.travel_times.pairs(places, parameters.range_minutes)
    return Setting(places, expected_weights(times, bands, len(places)))


def standardised_demand(
    populations: pd.Series[float], ratios: pd.Series[float]
) -> pd.Series[float]:
    """Standardise legal populations by the communes' ratios, or else by the mean ratio.

    Parameters
    ----------
    populations : Series of float
        Inhabitants by commune code.
    ratios : Series of float
        What `standardisation` gives; communes that it lacks take the mean of those it has,
        weighted by their inhabitants.

    Returns
    -------
    Series of float
        Standardised inhabitants by commune code.
    """
    people = populations.reindex(ratios.index).dropna()
    mean = float((people * ratios[people.index]).sum() / people.sum())
    return populations * populations.index.to_series().map(ratios).fillna(mean)


@dataclass(frozen=True)
class Year:
    """What one year of counts brings.

    Parameters
    ----------
    year : int
    gps : Series of float
        GPs by commune code, 0 included: every commune that the counts cover.
    demand : Series of float
        Standardised inhabitants by commune code, of every place.
    census : Series of int
        Census of the population of each commune.
    """

    year: int
    gps: pd.Series[float]
    demand: pd.Series[float]
    census: pd.Series[int]


def year_of(
    counts: pd.DataFrame, year: int, populations: pd.DataFrame, ratios: pd.Series[float]
) -> Year:
    """Gather one year of counts and the populations nearest to it.

    Parameters
    ----------
    counts : DataFrame
        What `indicators.density.counts_everywhere` gives.
    year : int
    populations : DataFrame
        ``code, census_year, population``.
    ratios : Series of float
        What `standardisation` gives.
    """
    gps = counts[counts["year"] == year].set_index("code")["count"]
    nearest = nearest_populations(populations, year).set_index("code")
    demand = standardised_demand(nearest["population"].astype("float64"), ratios)
    return Year(year, gps, demand, nearest["census_year"])


def estimate(place: Setting, of_year: Year, supply: FloatArray) -> pd.DataFrame:
    """Compute the estimate of every place.

    Parameters
    ----------
    place : Setting
    of_year : Year
    supply : array of float, shape (places,)
        Acts a year, from `supply_of`.

    Returns
    -------
    DataFrame, shape (places,)
        ``code, value, denominator``: acts a year per standardised inhabitant, and standardised
        inhabitants.
    """
    people = place.values(of_year.demand)
    access = enhanced_two_step(people, supply, place.weights)
    columns = {
        "code": place.places["code"],
        "value": access.accessibility,
        "denominator": people,
    }
    return pd.DataFrame(columns)


def supply_of(
    place: Setting, of_year: Year, open_data: OpenParameters, parameters: AplParameters
) -> FloatArray:
    """Give the acts of each place; a place that the counts do not cover brings none."""
    gps = place.places["code"].map(of_year.gps).fillna(0.0).to_numpy(dtype=np.float64)
    return supply_from_headcount(gps, open_data.activity.acts_per_gp, parameters.activity)


def setting_around(
    communes: pd.DataFrame,
    centre: Iterable[str],
    populations: pd.DataFrame,
    parameters: AplParameters,
) -> Setting:
    """Give some communes and what lies within two catchments of them."""
    open_data = load_open_parameters()
    km = _TWO_CATCHMENTS * open_data.travel_times.reach_km(open_data.range_minutes)
    near = around(communes, centre, km)
    return setting(near, populations, open_data, parameters.bands())


def open_apl_members(
    counts: pd.DataFrame,
    ages: pd.DataFrame,
    populations: pd.DataFrame,
    communes: pd.DataFrame,
    parameters: AplParameters,
) -> pd.DataFrame:
    """Estimate the APL of the communes whose ages and counts are known, every year of counts.

    Parameters
    ----------
    counts : DataFrame
        What `indicators.density.counts_everywhere` gives: the supply around counts too.
    ages : DataFrame
        What `indicators.population.ages_of_today` gives.
    populations : DataFrame
        ``code, census_year, population``; the census nearest to each count is used, and named.
    communes : DataFrame
        ``code, departement, lon, lat, area_km2``, the communes of France.
    parameters : AplParameters

    Returns
    -------
    DataFrame
        Members, all ``estimated``: numerator in acts a year, denominator in standardised
        inhabitants.
    """
    ratios = standardisation(ages, parameters)
    shown = ratios.index[ratios.index.isin(counts["code"])]
    place = setting_around(communes, shown, populations, parameters)
    frames = []
    for year in sorted(counts["year"].unique()):
        of_year = year_of(counts, int(year), populations, ratios)
        supply = supply_of(place, of_year, load_open_parameters(), parameters)
        found = estimate(place, of_year, supply)
        found = found[found["code"].isin(shown)].assign(year=int(year))
        census = found["code"].map(of_year.census).astype(str)
        frames.append(found.assign(census=census, ages=str(ages["census_year"].max())))
    return _members(pd.concat(frames, ignore_index=True))


def _members(found: pd.DataFrame) -> pd.DataFrame:
    note = "population:" + found["census"] + " ages:" + found["ages"] + " modelled-times"
    return members(
        found,
        INDICATOR,
        numerator=found["value"] * found["denominator"],
        status="estimated",
        note=note,
        aggregate_status="estimated",
        aggregate_note=note,
        source="open-apl",
        edition=found["year"].map(EDITIONS),
    )
