"""How often the indication from the APL's thresholds agrees with the official GP zoning.

Run from the root of the repository::

    python -m benchmarks.zoning_agreement

Communes of the Pas-de-Calais; official zones in force on 9 May 2025; APL to GPs of 65 or under per
territoire de vie-santé, each edition that has it; inhabitants of the last census. Two pairs of
thresholds: those of the arrêté du 13 novembre 2017 and those reported for the decree of 9 May 2025.
"""

from __future__ import annotations

import pandas as pd

from indicators.aggregate import aggregate
from indicators.catalogue import load_catalogue
from indicators.inputs import Inputs, load_inputs
from indicators.perimeter import communes_of, membership
from indicators.published_apl import apl_members, weighted_communes
from indicators.zoning import (
    ARRETE_2017,
    DECREE_2025,
    OUTSIDE,
    SERIES,
    ZoneAgreement,
    ZoneThresholds,
    indicated,
    zone_agreement,
)

DEPARTEMENT = "62"


def agreements(
    inputs: Inputs, thresholds: ZoneThresholds, *, whole_only: bool = False
) -> dict[int, ZoneAgreement]:
    """Compare the indication of each edition with the official zones.

    Parameters
    ----------
    inputs : Inputs
        The repository's data.
    thresholds : ZoneThresholds
        The two thresholds.
    whole_only : bool
        Leave out the TVS that have communes in another département.
    """
    communes = communes_of(inputs.places, [DEPARTEMENT])
    belonging = membership(inputs.places, communes)
    tvs = belonging[belonging["level"] == "tvs"]
    if whole_only:
        tvs = tvs[~tvs["partial"]]
    rows = weighted_communes(inputs.figures.apl_communes, inputs.current)
    apl = aggregate(apl_members(rows), tvs, load_catalogue())
    apl = apl[apl["indicator"] == SERIES]
    zones = inputs.figures.gp_zoning
    zones = zones[zones["code"].isin(tvs["code"])]
    census = inputs.populations
    census = census[census["census_year"] == census["census_year"].max()]
    people = census.set_index("code")["population"]
    of_commune = tvs.set_index("code")["territory"]
    found = {}
    for year, values in apl.groupby("year"):
        classes = indicated(values.set_index("code")["value"], thresholds)
        found[int(str(year))] = zone_agreement(of_commune.map(classes), zones, people)
    return found


def report(agreement: ZoneAgreement) -> None:
    """Print the shares and the confusion tables."""
    for name, table in (("communes", agreement.communes), ("inhabitants", agreement.population)):
        in_zone = 100 * (1 - table[OUTSIDE].sum() / table.to_numpy().sum())
        print(
            f"  {name}: in a zone or not {agreement.eligible(table):.1f} % "
            f"(answering 'in a zone' everywhere: {in_zone:.1f} %); selection or ZIP alike "
            f"{agreement.priority(table):.1f} %; not contradicted "
            f"{agreement.compatible(table):.1f} %"
        )
        print("    " + table.astype(int).to_string().replace("\n", "\n    "))


def main() -> None:
    """Print every comparison."""
    inputs = load_inputs()
    pd.set_option("display.width", 100)
    for thresholds in (ARRETE_2017, DECREE_2025):
        for year, agreement in agreements(inputs, thresholds).items():
            print(f"{thresholds.selection} and {thresholds.pool} ({thresholds.source}), APL {year}")
            report(agreement)
    print("TVS wholly in the département only, APL 2023, arrêté of 2017")
    report(agreements(inputs, ARRETE_2017, whole_only=True)[2023])


if __name__ == "__main__":
    main()
