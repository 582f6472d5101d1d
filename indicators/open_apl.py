r"""The APL recomputed from open data alone: an estimate, never the official APL.

.. math:: A_i = \sum_j \bar w_{ij} \frac{n_j a_j}{\sum_k P_k \bar w_{kj}}

with :math:`n_j` the GPs of the BPE, :math:`a_j` the acts of each, P the population standardised by
the census ages and :math:`\bar w` the weight to expect of the DREES's bands when the modelled
minutes carry their error (`indicators.travel.times.expected_weights`).

Activity per doctor is not open data. Each GP is given the same acts m, then more where those whom
the GP serves can reach little care and fewer where they can reach much, within the DREES's cap:

.. math:: a_j = \min\left(m \left(\bar A / \bar A_j\right)^e, cap\right), \quad
          \bar A_j = \frac{\sum_k P_k \bar w_{kj} A^0_k}{\sum_k P_k \bar w_{kj}}

with :math:`A^0` the estimate at m acts for all and :math:`\bar A` its mean. The DREES's floor is
left out: the BPE counts a GP at every place of practice, so that a count may be a part of a GP.

Parameters: data/open_apl.yml. Measured distance to the official APL: data/open_apl_distance.yml,
by ``python -m benchmarks.open_apl``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from scipy import sparse

from indicators.apl import standardised_population, supply_from_headcount
from indicators.catchment import enhanced_two_step
from indicators.decay import StepDecay
from indicators.errors import DataError
from indicators.observations import members
from indicators.paths import DATA
from indicators.population import nearest_populations

if TYPE_CHECKING:
    from pathlib import Path

    import numpy.typing as npt

    from indicators.apl_parameters import AplParameters
    from indicators.catchment import CsrFloat
    from indicators.travel.times import TravelTimes

    FloatArray = npt.NDArray[np.float64]

INDICATOR = "apl_open_data"
PARAMETERS_FILE = DATA / "open_apl.yml"
WEIGHTS_OF = 2023
"""Millésime of the age weights: the only one whose renormalisation is known here."""
_OLDEST = ["age_90_94", "age_95_plus"]


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class OpenActivity(_Entry):
    """The acts given to every GP.

    Parameters
    ----------
    acts_per_gp : float
        Acts a year where people reach the mean.
    elasticity : float
        e of the module's formula; at 0 all GPs do as many.
    source, choice : str
        Of the acts, and how the elasticity was chosen.
    """

    acts_per_gp: float = Field(gt=0)
    source: str = Field(min_length=1)
    elasticity: float = Field(ge=0)
    choice: str = Field(min_length=1)


class OpenMinutes(_Entry):
    """What the modelled minutes are multiplied by, and how that was chosen."""

    factor: float = Field(gt=0)
    choice: str = Field(min_length=1)


class OpenParameters(_Entry):
    """Everything of data/open_apl.yml."""

    activity: OpenActivity
    minutes: OpenMinutes


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


@dataclass(frozen=True)
class Setting:
    """Places, and the weight of each pair of them.

    Parameters
    ----------
    places : DataFrame, shape (places,)
        ``code`` and what else the communes bring.
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
    times: TravelTimes, communes: pd.DataFrame, parameters: OpenParameters, bands: StepDecay
) -> Setting:
    """Weigh the pairs of some communes.

    Parameters
    ----------
    times : TravelTimes
        What `indicators.travel.around.modelled_times` gives.
    communes : DataFrame
        ``code`` and what else the places are to bring; those of `times` at least.
    parameters : OpenParameters
    bands : StepDecay
        Those of the DREES.
    """
    longer = replace(times, minutes=times.minutes * parameters.minutes.factor)
    plain = communes.drop(columns="geometry", errors="ignore")
    places = plain.set_index("code").loc[times.codes].reset_index()
    return Setting(places, longer.expected_weights(bands))


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
    activity = open_data.activity
    even = supply_from_headcount(gps, activity.acts_per_gp, parameters.activity)
    shortage = np.minimum(
        _shortage(place, of_year, even) ** activity.elasticity,
        parameters.activity.cap / activity.acts_per_gp,
    )
    supply: FloatArray = even * shortage
    return supply


def _shortage(place: Setting, of_year: Year, supply: FloatArray) -> FloatArray:
    """Mean access over the access of those whom each place serves; 1 where there is no supply."""
    people = place.values(of_year.demand)
    access = enhanced_two_step(people, supply, place.weights).accessibility
    covered = place.places["code"].isin(of_year.gps.index).to_numpy() & (people > 0)
    toward = sparse.csr_array(place.weights.T)
    served = np.asarray(toward @ people)
    around = np.asarray(toward @ (access * people)) / np.where(served > 0, served, 1.0)
    mean = np.average(access[covered], weights=people[covered])
    return np.divide(mean, around, out=np.ones(len(around)), where=(supply > 0) & (around > 0))


def open_apl_members(
    counts: pd.DataFrame,
    ages: pd.DataFrame,
    populations: pd.DataFrame,
    place: Setting,
    parameters: AplParameters,
) -> pd.DataFrame:
    """Estimate the APL of the communes whose ages and counts are known, every year of counts.

    Parameters
    ----------
    counts : DataFrame
        What `indicators.density.with_editions` gives: the supply around counts too.
    ages : DataFrame
        What `indicators.population.ages_of_today` gives.
    populations : DataFrame
        ``code, census_year, population``; the census nearest to each count is used, and named.
    place : Setting
        The communes whose ages are known and those around them.
    parameters : AplParameters

    Returns
    -------
    DataFrame
        Members, all ``estimated``: numerator in acts a year, denominator in standardised
        inhabitants.
    """
    ratios = standardisation(ages, parameters)
    shown = ratios.index[ratios.index.isin(counts["code"])]
    frames = []
    editions = counts.drop_duplicates("year").set_index("year")["edition"]
    for year in sorted(editions.index):
        of_year = year_of(counts, int(year), populations, ratios)
        supply = supply_of(place, of_year, load_open_parameters(), parameters)
        found = estimate(place, of_year, supply)
        found = found[found["code"].isin(shown)].assign(year=int(year), edition=editions[year])
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
    )
