"""What the comparisons of the open APL with the official one share: cases, measures, tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from indicators import open_apl, population
from indicators.apl_parameters import load_parameters
from indicators.inputs import Inputs
from indicators.open_apl import OpenParameters, Setting, Year, load_open_parameters
from indicators.population import latest_populations
from indicators.published_apl import INSUFFICIENT_APL
from indicators.travel.times import TravelTimes

DENSITIES = {"under 50": 50, "50 to 150": 150, "150 to 500": 500, "500 and over": np.inf}
"""Classes of density, persons a km2: upper bound of each."""
PARAMETERS = load_parameters()
OPEN = load_open_parameters()


@dataclass(frozen=True)
class Distance:
    """What a comparison of an estimate with the official APL measures.

    Parameters
    ----------
    communes : int
    correlation : float
        Over communes, each counting for one.
    error : float
        Mean absolute difference, consultations.
    weighted_error : float
        The same, weighted by inhabitants.
    same_side : float
        Per cent of communes on the same side of 2.5.
    weighted_same_side : float
        Per cent of inhabitants.
    """

    communes: int
    correlation: float
    error: float
    weighted_error: float
    same_side: float
    weighted_same_side: float

    def rounded(self) -> dict[str, float]:
        """Give the measures with the decimals that are stored."""
        decimals = {"correlation": 3, "error": 3, "weighted_error": 3}
        return {k: round(v, decimals.get(k, 1)) for k, v in vars(self).items()}


def measure(table: pd.DataFrame) -> Distance:
    """Compare the columns ``value`` and ``official``, weights in ``people``."""
    known = table.dropna(subset=["value", "official"])
    gap = (known["value"] - known["official"]).abs()
    under = [known[name] <= INSUFFICIENT_APL for name in ("value", "official")]
    same = (under[0] == under[1]).astype("float64")
    people = known["people"]
    return Distance(
        len(known),
        float(known["value"].corr(known["official"])),
        float(gap.mean()),
        float(np.average(gap, weights=people)),
        100 * float(same.mean()),
        100 * float(np.average(same, weights=people)),
    )


def calibrated(table: pd.DataFrame) -> pd.DataFrame:
    """Scale the estimate so that each département's mean is its official one."""
    known = table.dropna(subset=["official"])
    sums = pd.DataFrame(
        {
            "departement": known["departement"],
            "own": known["value"] * known["people"],
            "official": known["official"] * known["people"],
        }
    )
    means = sums.groupby("departement")[["own", "official"]].sum()
    return table.assign(
        value=table["value"] * table["departement"].map(means["official"] / means["own"])
    )


def nationally_calibrated(table: pd.DataFrame) -> pd.DataFrame:
    """Scale the estimate so that the mean of the whole is the official one."""
    return calibrated(table.assign(departement="all")).assign(departement=table["departement"])


def by_density(table: pd.DataFrame) -> Iterator[tuple[str, Distance]]:
    """Measure each class of density."""
    labels = list(DENSITIES)
    classes = pd.cut(table["density"], [-1, *DENSITIES.values()], right=False, labels=labels)
    for label in labels:
        yield label, measure(table[classes == label])


@dataclass(frozen=True)
class Case:
    """A year of counts, the places, and the official APL that they are compared with.

    Parameters
    ----------
    inputs : Inputs
    times : TravelTimes
        Between the communes, toward those with a GP.
    year : Year
        The counts.
    official : pandas.DataFrame
        ``code, official, people``: the communes compared.
    open_data : OpenParameters
    """

    inputs: Inputs
    times: TravelTimes
    year: Year
    official: pd.DataFrame
    open_data: OpenParameters = OPEN

    @cached_property
    def place(self) -> Setting:
        """The communes and the weights between them."""
        bands = PARAMETERS.bands()
        return open_apl.setting(self.times, self.inputs.places.communes, self.open_data, bands)

    def table(self) -> pd.DataFrame:
        """Put the estimate beside the official APL."""
        supply = open_apl.supply_of(self.place, self.year, self.open_data, PARAMETERS)
        found = open_apl.estimate(self.place, self.year, supply)
        places = self.place.places[["code", "departement", "area_km2"]]
        people = latest_populations(self.inputs.populations).rename("density")
        table = found.merge(places, on="code").merge(self.official, on="code")
        density = table["code"].map(people) / table["area_km2"]
        return table.assign(density=density)

    def with_numbers(self, factor: float, elasticity: float) -> Case:
        """Take another factor on the minutes and another elasticity of the acts."""
        minutes = self.open_data.minutes.model_copy(update={"factor": factor})
        activity = self.open_data.activity.model_copy(update={"elasticity": elasticity})
        return replace(self, open_data=OpenParameters(activity=activity, minutes=minutes))

    def with_gps(self, gps: pd.Series) -> Case:
        """Take other counts."""
        return replace(self, year=replace(self.year, gps=gps))

    def with_hard_bands(self) -> Case:
        """Take the modelled minutes as exact."""
        exact = replace(self.times, sigma=np.zeros_like(self.times.sigma))
        return replace(self, times=exact)

    def with_total_populations(self) -> Case:
        """Leave ages out."""
        everyone = population.nearest_populations(self.inputs.populations, self.year.year)
        demand = everyone.set_index("code")["population"].astype("float64")
        return replace(self, year=replace(self.year, demand=demand))

    def without_neighbours(self) -> Case:
        """Leave out whatever lies outside the communes compared."""
        inside = self.times.codes[self.times.codes.isin(self.official["code"])]
        return replace(self, times=self.times.among(inside))

    def within(self, departements: Iterable[str]) -> Case:
        """Compare the communes of some départements only; the estimate stays that of the whole."""
        communes = self.inputs.places.communes
        kept = communes.loc[communes["departement"].isin(set(departements)), "code"]
        return replace(self, official=self.official[self.official["code"].isin(kept)])


def show(label: str, found: Distance) -> None:
    """Print one row."""
    print(
        f"  {label:<46} {found.communes:>6} {found.correlation:>6.3f} {found.error:>6.3f} "
        f"{found.weighted_error:>9.3f} {found.same_side:>6.1f} {found.weighted_same_side:>9.1f}"
    )


def head(title: str, to_beat: str) -> None:
    """Print the head of a table."""
    print(f"\n{title}\n  to beat: {to_beat}")
    columns = ("communes", "r", "error", "weighted", "side %", "weighted")
    print(f"  {'':<44} {columns[0]:>8} {columns[1]:>6} {columns[2]:>6} ", end="")
    print(f"{columns[3]:>9} {columns[4]:>6} {columns[5]:>9}")


def variants(case: Case) -> Iterator[tuple[str, pd.DataFrame]]:
    """Change one thing at a time."""
    chosen = case.open_data
    factor, elasticity = chosen.minutes.factor, chosen.activity.elasticity
    yield "the indicator", case.table()
    yield "hard bands", case.with_hard_bands().table()
    yield "minutes as modelled", case.with_numbers(1.0, elasticity).table()
    yield "the same acts for all", case.with_numbers(factor, 0.0).table()
    yield "minutes as modelled, same acts", case.with_numbers(1.0, 0.0).table()


def report(title: str, to_beat: str, tables: Iterator[tuple[str, pd.DataFrame]]) -> None:
    """Print every variant at the open and at the calibrated level, then the classes of density."""
    head(title, to_beat)
    rows = list(tables)
    for label, table in rows:
        show(f"{label}, open", measure(table))
        if len(table["departement"].unique()) > 1:
            show(f"{label}, national mean", measure(nationally_calibrated(table)))
        show(f"{label}, calibrated", measure(calibrated(table)))
    for label, found in by_density(calibrated(rows[0][1])):
        show(f"the indicator, calibrated, {label} persons/km2", found)
