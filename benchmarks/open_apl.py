"""How far the APL recomputed from open data alone lies from the official one.

Run from the root of the repository::

    python -m benchmarks.open_apl [--official DIR] [--write]

Pas-de-Calais: counts of 2025 against the APL of 2024 and 2023, all from data/figures.
Metropolitan France without Corsica, where DIR holds insee_bpe_2013_communes.xlsx and
drees_apl_2015_2023_communes_2dec.csv: counts of 2013 against the APL of 2015. DIR is the
environment variable OFFICIAL_DATA unless given. ``--write`` stores the distances in
data/open_apl_distance.yml.

Level: `open` gives a GP the acts of data/open_apl.yml; `national mean` scales the whole to the
official mean; `calibrated` scales each département to its official mean, the only thing taken from
the target besides the two numbers of data/open_apl.yml. Those were chosen on the départements of
odd number (`benchmarks.open_apl_france.choose` prints the grid and applies the rule); those of even
number had no part in it.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import yaml

from benchmarks.open_apl_cases import (
    PARAMETERS,
    Case,
    by_density,
    calibrated,
    measure,
    report,
    variants,
)
from benchmarks.open_apl_france import report_france
from indicators import open_apl
from indicators.density import counts_everywhere
from indicators.inputs import Inputs, load_inputs
from indicators.paths import DATA
from indicators.population import ages_of_today, latest_populations
from indicators.published_apl import weighted_communes
from indicators.travel.around import modelled_times
from indicators.travel.times import TravelTimes

DISTANCE_FILE = DATA / "open_apl_distance.yml"
TO_BEAT = {
    (2025, 2024): "r 0.78, error 0.58, same side 83 % (hard bands: r 0.74, error 0.63)",
    (2025, 2023): "r 0.76, error 0.60, same side 82 %",
}
HEADER = """\
# Distance of the APL recomputed from open data alone to the official one. where: communes of the
# Pas-de-Calais (62), or of the départements of even number of metropolitan France, which had no
# part in the choice of the two numbers of open_apl.yml. error: mean absolute difference; same_side:
# per cent on the same side of 2.5; weighted: by inhabitants. open: no level taken from the official
# APL; calibrated: each département at its official mean, and so the classes of even départements.
# Classes: persons a km2.
"""


def counts_of_62(inputs: Inputs) -> pd.DataFrame:
    """Give the counts of the three départements, zeros included."""
    figures, communes = inputs.figures, inputs.places.communes
    listed = communes[communes["code"].isin(figures.gp_communes["code"])]
    covered = communes.loc[communes["departement"].isin(listed["departement"]), "code"]
    return counts_everywhere(figures.gp_communes, "gp", covered, inputs.current, inputs.splits)


def ratios_of(inputs: Inputs) -> pd.Series:
    """Give the standardised over the total population of the communes of the Pas-de-Calais."""
    ages = ages_of_today(inputs.figures.ages_communes, inputs.current)
    return open_apl.standardisation(ages, PARAMETERS)


def times_of_62(inputs: Inputs) -> TravelTimes:
    """Give the minutes from the Pas-de-Calais and around to every commune with a GP."""
    counts = counts_of_62(inputs)
    people = latest_populations(inputs.populations)
    centre = set(inputs.figures.ages_communes["code"].map(lambda c: inputs.current.get(c, c)))
    supplied = set(counts.loc[counts["count"] > 0, "code"])
    return modelled_times(inputs.contours, people, centre).toward(supplied)


def case_of_62(inputs: Inputs, times: TravelTimes, count: int, official: int) -> Case:
    """Compare the counts of a year with the APL of a year in the Pas-de-Calais."""
    ratios = ratios_of(inputs)
    apl = weighted_communes(inputs.figures.apl_communes, inputs.current)
    target = apl.loc[apl["year"] == official, ["code", "apl", "pop_std"]]
    target = target.rename(columns={"apl": "official", "pop_std": "people"})
    year = open_apl.year_of(counts_of_62(inputs), count, inputs.populations, ratios)
    return Case(inputs, times, year, target)


def distance_62(case: Case) -> dict[str, dict[str, float]]:
    """Measure what is stored: by level, and by class of density at the open level."""
    table = case.table()
    found = {"open": measure(table), "calibrated": measure(calibrated(table))}
    return {name: d.rounded() for name, d in (*found.items(), *by_density(table))}


def stored_distances(inputs: Inputs) -> list[dict[str, object]]:
    """Give what data/open_apl_distance.yml holds on the Pas-de-Calais."""
    times = times_of_62(inputs)
    return [
        {
            "counts": count,
            "apl": official,
            "where": "62",
            "measures": distance_62(case_of_62(inputs, times, count, official)),
        }
        for count, official in TO_BEAT
    ]


def variants_62(case: Case) -> Iterator[tuple[str, pd.DataFrame]]:
    """Add what only the Pas-de-Calais allows."""
    yield from variants(case)
    yield "total populations, no ages", case.with_total_populations().table()
    yield "nothing outside the département", case.without_neighbours().table()
    yield "3 GPs a health centre, 1 an antenna", case.with_gps(with_health_centres(case)).table()


def with_health_centres(case: Case) -> pd.Series:
    """Add the salaried GPs whom the BPE misses; their number is a guess."""
    sites = case.inputs.figures.initiatives
    guess = sites["kind"].map({"centre_departemental_de_sante": 3.0, "antenne": 1.0})
    added = guess.groupby(sites["commune_code"]).sum()
    return case.year.gps.add(added.reindex(case.year.gps.index).fillna(0.0))


def report_62(inputs: Inputs) -> None:
    """Print the tables of the Pas-de-Calais."""
    times = times_of_62(inputs)
    for count, official in ((2025, 2024), (2025, 2023)):
        title = f"Pas-de-Calais, counts of {count}, APL of {official}"
        case = case_of_62(inputs, times, count, official)
        report(title, TO_BEAT[count, official], variants_62(case))


def main() -> None:
    """Print the tables; store the distances if asked."""
    parser = argparse.ArgumentParser(description="Distance of the open APL to the official one")
    parser.add_argument("--official", type=Path, default=os.environ.get("OFFICIAL_DATA") or None)
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    if arguments.write and arguments.official is None:
        parser.error("--write stores the distance over France too: give --official")
    inputs = load_inputs()
    report_62(inputs)
    if arguments.official is None:
        print("\nMetropolitan France: give --official, the folder of the official files")
        return
    held_out = report_france(inputs, Path(arguments.official))
    if arguments.write:
        found = {
            "command": "python -m benchmarks.open_apl --official DIR --write",
            "comparisons": [*stored_distances(inputs), held_out],
        }
        text = yaml.safe_dump(found, sort_keys=False, allow_unicode=True)
        DISTANCE_FILE.write_text(HEADER + text, encoding="utf-8")


if __name__ == "__main__":
    main()
