"""Metropolitan France for `benchmarks.open_apl`: counts of 2013 against the APL of 2015.

Also the choice of the two numbers of data/open_apl.yml, on the départements of odd number.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from benchmarks.open_apl_cases import (
    Case,
    by_density,
    calibrated,
    measure,
    report,
    variants,
)
from indicators import population
from indicators.inputs import Inputs
from indicators.open_apl import Year
from indicators.population import latest_populations
from indicators.territories import to_current_commune
from indicators.travel.around import BEYOND_MINUTES
from indicators.travel.model import ModelTimes
from indicators.travel.times import CATCHMENT_MINUTES

BPE = "insee_bpe_{year}_communes.xlsx"
APL = "drees_apl_2015_2023_communes_2dec.csv"
COUNTS, OFFICIAL = 2013, 2015
TO_BEAT = "r 0.54, error 0.80; calibrated: r 0.58, error 0.75"
RANGE = CATCHMENT_MINUTES + BEYOND_MINUTES
FACTORS = (1.0, 1.05, 1.1, 1.15, 1.2)
ELASTICITIES = (0.0, 0.15, 0.3, 0.5)
CLOSE_ENOUGH = 0.01
"""Distances this near to the least one count as no worse: the smaller numbers are kept."""


def bpe_counts(folder: Path, year: int, mergers: pd.DataFrame) -> pd.Series:
    """Read the GPs of an edition of the BPE, by commune of today; absent communes have none."""
    table = pd.read_excel(folder / BPE.format(year=year), engine="calamine", dtype=str)
    counts = table.set_axis(["code", *table.columns[1:]], axis=1).set_index("code")
    gps = pd.to_numeric(counts["Médecin omnipraticien"]).fillna(0.0).astype("float64")
    gps = gps[gps.index.str.fullmatch(r"(?:0[1-9]|[1-9]\d|2[AB])\d{3}")]
    today = to_current_commune(gps.index.to_series(), mergers)
    return gps.groupby(today.to_numpy()).sum()


def national_apl(folder: Path, mergers: pd.DataFrame) -> pd.DataFrame:
    """Read the APL of 2015 by commune of today, weighted by population where several merged."""
    table = pd.read_csv(folder / APL, dtype={"code": str, "dept": str}).dropna(subset=["apl_2015"])
    table["code"] = to_current_commune(table["code"], mergers).to_numpy()
    table["care"] = table["apl_2015"] * table["pop"]
    sums = table.groupby("code", as_index=False)[["care", "pop"]].sum()
    known = sums[sums["pop"] > 0]
    return known.assign(official=known["care"] / known["pop"], people=known["pop"])[
        ["code", "official", "people"]
    ]


def national_case(inputs: Inputs, folder: Path, mergers: pd.DataFrame) -> Case:
    """Compare the counts of 2013 with the APL of 2015 in metropolitan France without Corsica."""
    everywhere = inputs.places.communes
    mainland = everywhere[~everywhere["departement"].str.fullmatch(r"97\d|2[AB]")]
    gps = bpe_counts(folder, COUNTS, mergers)
    every = gps.reindex(mainland["code"]).fillna(0.0)
    model = ModelTimes.from_communes(inputs.contours, latest_populations(inputs.populations))
    times = model.pairs_within(list(mainland["code"]), RANGE).toward(every[every > 0].index)
    # No age is at hand for the other communes: they take the mean ratio of the Pas-de-Calais.
    nearest = population.nearest_populations(inputs.populations, COUNTS).set_index("code")
    year = Year(COUNTS, every, nearest["population"].astype("float64"), nearest["census_year"])
    codes = pd.Index(mainland["code"])
    return Case(inputs, times.among(codes), year, national_apl(folder, mergers))


def numbered(departements: Iterable[str], *, odd: bool) -> list[str]:
    """Keep the départements of metropolitan France of odd, or of even, number."""
    return [d for d in departements if d.isdigit() and int(d) % 2 == int(odd)]


def choose(case: Case) -> tuple[float, float]:
    """Choose the factor and the elasticity on the départements of odd number.

    The least mean absolute distance, each département at its official level; among those within
    `CLOSE_ENOUGH` of it, the smallest elasticity, then the smallest factor.
    """
    odd = case.within(numbered(case.inputs.places.departements["code"], odd=True))
    errors = {}
    for factor in FACTORS:
        for elasticity in ELASTICITIES:
            table = odd.with_numbers(factor, elasticity).table()
            error = measure(calibrated(table)).error
            print(f"  factor {factor:<5} elasticity {elasticity:<5} error {error:.3f}")
            errors[elasticity, factor] = error
    least = min(errors.values())
    elasticity, factor = min(k for k, error in errors.items() if error <= least + CLOSE_ENOUGH)
    return factor, elasticity


def report_france(inputs: Inputs, folder: Path) -> dict[str, object]:
    """Print the choice of the two numbers, then the tables of metropolitan France.

    Returns
    -------
    dict
        What data/open_apl_distance.yml holds on the départements held out.
    """
    mergers = pd.DataFrame({"old_code": inputs.current.keys(), "code": inputs.current.values()})
    case = national_case(inputs, folder, mergers)
    print("\nMetropolitan France, départements of odd number, calibrated: the choice")
    factor, elasticity = choose(case)
    print(f"  chosen: factor {factor}, elasticity {elasticity}")
    known = case.inputs.places.departements["code"]
    held_out = case.within(numbered(known, odd=False))
    parts = {
        "all": case,
        "even number, held out": held_out,
        "odd number": case.within(numbered(known, odd=True)),
    }
    for name, part in parts.items():
        title = f"Metropolitan France, counts of {COUNTS}, APL of {OFFICIAL}: {name}"
        report(title, TO_BEAT, variants(part))
    level = calibrated(held_out.table())
    found = {"open": measure(held_out.table()), "calibrated": measure(level)}
    measures = {name: d.rounded() for name, d in (*found.items(), *by_density(level))}
    return {"counts": COUNTS, "apl": OFFICIAL, "where": "even", "measures": measures}
