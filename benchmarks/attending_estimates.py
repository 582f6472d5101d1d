"""The estimates of patients without a médecin traitant: distribution, sensitivity, conservation.

Run from the root of the repository::

    python -m benchmarks.attending_estimates

Communes of the Pas-de-Calais, residents of 16 and over (census of 2023), official total and APL of
2022. Prints each estimate's shares per commune, the residents who live where it leaves nobody
without a médecin traitant, and what the official figures on long-term illness say against that.
"""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from indicators.attending import capacity_estimate, rate_estimate, residents_of_16_and_over
from indicators.inputs import Inputs, load_inputs
from indicators.population import ages_of_today
from indicators.published_apl import weighted_communes

YEAR = 2022
DEPARTEMENT = "62"
QUANTILES = (0, 0.05, 0.25, 0.5, 0.75, 0.95, 1)


def communes(inputs: Inputs) -> pd.DataFrame:
    """Give ``code, residents, apl`` of the Pas-de-Calais."""
    figures = inputs.figures
    ages = ages_of_today(figures.ages_communes, inputs.current)
    apl = weighted_communes(figures.apl_communes, inputs.current)
    apl = apl.loc[apl["year"] == YEAR, ["code", "apl"]]
    return residents_of_16_and_over(ages).merge(apl, on="code")


def official_total(inputs: Inputs) -> float:
    """Give the official number of patients without a médecin traitant."""
    series = inputs.figures.territory_series
    rows = series[(series["indicator"] == "no_attending_count") & (series["code"] == DEPARTEMENT)]
    return float(rows["value"].iloc[0])


def line(name: str, patients: np.ndarray, residents: pd.Series, total: float) -> None:
    """Print one estimate."""
    share = 100 * patients / residents
    spread = " ".join(f"{share.quantile(q):5.1f}" for q in QUANTILES)
    nobody = 100 * residents[patients == 0].sum() / residents.sum()
    gap = math.fsum(patients) - total
    print(f"{name:22} {spread}   {nobody:4.1f} %   {gap:+.1e}")


def main() -> None:
    """Print every estimate."""
    inputs = load_inputs()
    table, total = communes(inputs), official_total(inputs)
    residents, apl = table["residents"], table["apl"]
    print(
        f"{total:.0f} patients over {residents.sum():.0f} residents of 16 and over: "
        f"{100 * total / residents.sum():.2f} %"
    )
    print("share of residents without, % per commune: min, 5, 25, 50, 75, 95 % quantiles, max;")
    print("residents of communes where it is 0; sum less the official total")
    line("rate", rate_estimate(residents, total), residents, total)
    random = capacity_estimate(residents, apl, total)
    line("capacity (random)", random, residents, total)
    full = capacity_estimate(residents, apl, total, shape="full")
    line("capacity (full)", full, residents, total)
    moved = np.abs(random - rate_estimate(residents, total)).sum() / 2
    print(f"patients that the capacity model places elsewhere than the rate: {moved:.0f}")
    print(f"places per resident where the APL is 1: {_scale(random, residents, apl):.4f}")
    ald = inputs.figures.attending_ald
    rows = ald[(ald["date"] == "2022-09") & (ald["edition"] == "revised")]
    for name, value in zip(rows["name"], rows["value"], strict=True):
        print(f"long-term-illness patients without, September 2022, {name}: {100 - value:.2f} %")


def _scale(patients: np.ndarray, residents: pd.Series, apl: pd.Series) -> float:
    inhabited = (residents > 0) & (apl > 0)
    return float((-np.log(patients / residents) / apl)[inhabited].median())


if __name__ == "__main__":
    main()
