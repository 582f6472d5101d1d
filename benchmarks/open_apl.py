"""How far the APL recomputed from open data alone lies from the official one.

Run from the root of the repository::

    python -m benchmarks.open_apl [--official DIR] [--write]

Pas-de-Calais: counts of 2025 against the APL of 2024 and 2023, all from data/figures.
Metropolitan France without Corsica, where DIR holds insee_bpe_2013_communes.xlsx,
insee_bpe_2009_communes.xlsx and drees_apl_2015_2023_communes_2dec.csv: counts of 2013 against the
APL of 2015. DIR is the environment variable OFFICIAL_DATA unless given. ``--write`` stores the
distance in the Pas-de-Calais in data/open_apl_distance.yml.

Level: `open` gives every GP the acts of data/open_apl.yml; `calibrated` scales each département to
its official mean, the only thing taken from the target. No other choice was made by looking at it:
rows marked * are sensitivities, which the indicator does not use.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
import yaml

from indicators import open_apl
from indicators.apl_parameters import AplParameters, load_parameters
from indicators.build import Inputs, load_inputs
from indicators.density import counts_everywhere
from indicators.linear_times import LinearTimes, Pairs
from indicators.open_apl import Setting, Year, load_open_parameters
from indicators.paths import DATA
from indicators.population import ages_of_today
from indicators.published_apl import INSUFFICIENT_APL, weighted_communes
from indicators.territories import to_current_commune

DISTANCE_FILE = DATA / "open_apl_distance.yml"
BPE = "insee_bpe_{year}_communes.xlsx"
APL = "drees_apl_2015_2023_communes_2dec.csv"
DENSITIES = {"under 50": 50, "50 to 150": 150, "150 to 500": 500, "500 and over": np.inf}
"""Classes of density, persons a km2: upper bound of each."""
TO_BEAT = {
    (2025, 2024): "r 0.78, error 0.58, same side 83 % (hard bands: r 0.74, error 0.63)",
    (2025, 2023): "r 0.76, error 0.60, same side 82 %",
    (2013, 2015): "r 0.54, error 0.80; calibrated: r 0.58, error 0.75",
}
PARAMETERS = load_parameters()


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
    classes = pd.cut(
        table["density"], [-1, *DENSITIES.values()], right=False, labels=labels
    )
    for label in labels:
        yield label, measure(table[classes == label])


@dataclass(frozen=True)
class Case:
    """One estimate to measure: communes, weights, a year of counts, and which are compared."""

    inputs: Inputs
    place: Setting
    year: Year
    acts: float

    def supply(self) -> np.ndarray:
        """Give the acts of each place."""
        return open_apl.supply_of(self.place, self.year, load_open_parameters(), PARAMETERS)

    def table(self, official: pd.DataFrame, supply: np.ndarray | None = None) -> pd.DataFrame:
        """Estimate, beside ``official`` (``code, official, people``)."""
        offered = self.supply() if supply is None else supply
        found = open_apl.estimate(self.place, self.year, offered)
        places = self.place.places[["code", "departement", "density"]]
        return found.merge(places, on="code").merge(official, on="code")


def gps_of_62(inputs: Inputs) -> pd.DataFrame:
    """Give the counts of the three départements, zeros included."""
    figures, communes = inputs.figures, inputs.places.communes
    held = set(communes.set_index("code")["departement"].reindex(figures.gp_communes["code"]))
    covered = communes.loc[communes["departement"].isin(held), "code"]
    return counts_everywhere(figures.gp_communes, "gp", covered, inputs.current)


def ratios_of(inputs: Inputs) -> pd.Series:
    """Give the standardised over the total population of the communes of the Pas-de-Calais."""
    ages = ages_of_today(inputs.figures.ages_communes_62, inputs.current)
    return open_apl.standardisation(ages, PARAMETERS)
