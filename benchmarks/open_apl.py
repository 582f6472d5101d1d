"""How far the APL recomputed from open data alone lies from the official one.

Run from the root of the repository::

    python -m benchmarks.open_apl [--official DIR] [--write]

Pas-de-Calais: counts of 2025 against the APL of 2024 and 2023, all from data/figures.
Metropolitan France without Corsica, where DIR holds insee_bpe_2013_communes.xlsx,
insee_bpe_2009_communes.xlsx and drees_apl_2015_2023_communes_2dec.csv: counts of 2013 against the
APL of 2015. DIR is the environment variable OFFICIAL_DATA unless given. ``--write`` stores the
distance in the Pas-de-Calais in data/open_apl_distance.yml.

Level: `open` gives every GP the acts of data/open_apl.yml; `calibrated` scales each département to
its official mean, the only thing taken from the target. No number is fitted on it (on the form of
the times, see data/open_apl.yml):
rows marked * are sensitivities, for no published elasticity was found. Holding counts to an earlier
edition (+) is not used either: it would also hold back the new health houses of twelve years.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
import yaml

from indicators import open_apl, population
from indicators.apl_parameters import load_parameters
from indicators.build import Inputs, load_inputs
from indicators.density import counts_everywhere
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
EARLIER = 2013
"""The other edition of the BPE that counts in the Pas-de-Calais are held to."""
HEADER = (
    "# Distance of the APL recomputed from open data alone to the official one, communes of the\n"
    "# Pas-de-Calais. error: mean absolute difference; same_side: per cent on the same side of\n"
    "# 2.5; weighted: by standardised inhabitants. Classes: persons a km2.\n"
)
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
    classes = pd.cut(table["density"], [-1, *DENSITIES.values()], right=False, labels=labels)
    for label in labels:
        yield label, measure(table[classes == label])


@dataclass(frozen=True)
class Case:
    """A year of counts, the places, and the official APL that they are compared with.

    Parameters
    ----------
    inputs : Inputs
    place : Setting
    year : Year
        The counts.
    official : pandas.DataFrame
        ``code, official, people``: the communes compared.
    """

    inputs: Inputs
    place: Setting
    year: Year
    official: pd.DataFrame

    def table(self, pressure: float = 0.0) -> pd.DataFrame:
        """Put the estimate beside the official APL; see `under_pressure`."""
        supply = open_apl.supply_of(self.place, self.year, load_open_parameters(), PARAMETERS)
        if pressure:
            supply = under_pressure(self, supply, pressure)
        found = open_apl.estimate(self.place, self.year, supply)
        places = self.place.places[["code", "departement", "density"]]
        return found.merge(places, on="code").merge(self.official, on="code")

    def with_gps(self, gps: pd.Series) -> Case:
        """Take other counts."""
        return replace(self, year=replace(self.year, gps=gps))

    def with_hard_bands(self) -> Case:
        """Take the modelled minutes as exact."""
        open_data = load_open_parameters()
        times = open_data.travel_times.pairs(self.place.places, open_data.range_minutes)
        exact = replace(times, sigma=np.zeros_like(times.sigma))
        bands, size = PARAMETERS.bands(), len(self.place.places)
        weights = open_apl.expected_weights(exact, bands, size)
        return replace(self, place=replace(self.place, weights=weights))

    def with_total_populations(self) -> Case:
        """Leave ages out."""
        everyone = population.nearest_populations(self.inputs.populations, self.year.year)
        demand = everyone.set_index("code")["population"].astype("float64")
        return replace(self, year=replace(self.year, demand=demand))

    def without_neighbours(self) -> Case:
        """Leave out whatever lies outside the communes compared."""
        inside = self.place.places["code"].isin(self.official["code"]).to_numpy()
        places = self.place.places[inside].reset_index(drop=True)
        return replace(self, place=Setting(places, self.place.weights[inside][:, inside]))


def under_pressure(case: Case, supply: np.ndarray, elasticity: float) -> np.ndarray:
    """Let GPs do more acts where few share the demand, within the bounds of the DREES.

    The acts of a commune's GPs are multiplied by (mean / what the people whom they serve can
    reach) to the power `elasticity`.
    """
    people = case.place.values(case.year.demand)
    reached = open_apl.estimate(case.place, case.year, supply)["value"].to_numpy()
    served = case.place.weights.T @ people
    around = (case.place.weights.T @ (reached * people)) / np.where(served > 0, served, 1)
    relative = np.average(reached, weights=people) / np.where(around > 0, around, np.inf)
    activity, acts = PARAMETERS.activity, load_open_parameters().activity.acts_per_gp
    return supply * np.clip(relative**elasticity, activity.floor / acts, activity.cap / acts)


def bounded_by(gps: pd.Series, earlier: pd.Series) -> pd.Series:
    """Hold counts to twice an earlier edition's, or to 3 more: larger jumps look like errors."""
    before = earlier.reindex(gps.index).fillna(0.0)
    return np.minimum(gps, np.maximum(2 * before, before + 3))


def counts_of_62(inputs: Inputs) -> pd.DataFrame:
    """Give the counts of the three départements, zeros included."""
    figures, communes = inputs.figures, inputs.places.communes
    listed = communes[communes["code"].isin(figures.gp_communes["code"])]
    covered = communes.loc[communes["departement"].isin(listed["departement"]), "code"]
    return counts_everywhere(figures.gp_communes, "gp", covered, inputs.current)


def ratios_of(inputs: Inputs) -> pd.Series:
    """Give the standardised over the total population of the communes of the Pas-de-Calais."""
    ages = ages_of_today(inputs.figures.ages_communes_62, inputs.current)
    return open_apl.standardisation(ages, PARAMETERS)


def case_of_62(inputs: Inputs, count: int, official: int) -> Case:
    """Compare the counts of a year with the APL of a year in the Pas-de-Calais."""
    ratios = ratios_of(inputs)
    apl = weighted_communes(inputs.figures.apl_communes_62, inputs.current)
    target = apl.loc[apl["year"] == official, ["code", "apl", "pop_std"]]
    target = target.rename(columns={"apl": "official", "pop_std": "people"})
    place = open_apl.setting_around(
        inputs.places.communes, ratios.index, inputs.populations, PARAMETERS
    )
    year = open_apl.year_of(counts_of_62(inputs), count, inputs.populations, ratios)
    return Case(inputs, place, year, target)


def distance_62(inputs: Inputs, count: int, official: int) -> dict[str, dict[str, float]]:
    """Measure what is stored: by level, and by class of density at the open level."""
    table = case_of_62(inputs, count, official).table()
    found = {"open": measure(table), "calibrated": measure(calibrated(table))}
    return {name: d.rounded() for name, d in (*found.items(), *by_density(table))}


def stored_distances(inputs: Inputs) -> dict[str, object]:
    """Give the content of data/open_apl_distance.yml."""
    pairs = ((2025, 2024), (2025, 2023))
    return {
        "command": "python -m benchmarks.open_apl --write",
        "departement": "62",
        "comparisons": [
            {"counts": count, "apl": official, "measures": distance_62(inputs, count, official)}
            for count, official in pairs
        ],
    }


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
    open_data = load_open_parameters()
    place = open_apl.setting(mainland, inputs.populations, open_data, PARAMETERS.bands())
    gps = bpe_counts(folder, 2013, mergers)
    every = gps.reindex(mainland["code"]).fillna(0.0)
    # No age is at hand for the other communes: they take the mean ratio of the Pas-de-Calais.
    nearest = population.nearest_populations(inputs.populations, 2013).set_index("code")
    year = Year(2013, every, nearest["population"].astype("float64"), nearest["census_year"])
    return Case(inputs, place, year, national_apl(folder, mergers))


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
    yield "the indicator", case.table()
    yield "hard bands", case.with_hard_bands().table()
    for elasticity in (0.15, 0.3, 0.5):
        yield f"* acts rise with demand, elasticity {elasticity}", case.table(elasticity)


def variants_62(case: Case) -> Iterator[tuple[str, pd.DataFrame]]:
    """Add what only the Pas-de-Calais allows."""
    yield from variants(case)
    yield "total populations, no ages", case.with_total_populations().table()
    yield "nothing outside the département", case.without_neighbours().table()
    counts = counts_of_62(case.inputs)
    earlier = counts[counts["year"] == EARLIER].set_index("code")["count"]
    yield (
        "+ counts held to those of 2013",
        case.with_gps(bounded_by(case.year.gps, earlier)).table(),
    )
    mixed = 0.8 * case.year.gps + 0.2 * earlier * case.year.gps.sum() / earlier.sum()
    yield "counts shrunk, 20 % of 2013", case.with_gps(mixed).table()
    yield "3 GPs a health centre, 1 an antenna", case.with_gps(with_health_centres(case)).table()


def with_health_centres(case: Case) -> pd.Series:
    """Add the salaried GPs whom the BPE misses; their number is a guess."""
    sites = case.inputs.figures.initiatives
    guess = sites["kind"].map({"centre_departemental_de_sante": 3.0, "antenne": 1.0})
    added = guess.groupby(sites["commune_code"]).sum()
    return case.year.gps.add(added.reindex(case.year.gps.index).fillna(0.0))


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


def report_62(inputs: Inputs) -> None:
    """Print the tables of the Pas-de-Calais."""
    for count, official in ((2025, 2024), (2025, 2023)):
        title = f"Pas-de-Calais, counts of {count}, APL of {official}"
        case = case_of_62(inputs, count, official)
        report(title, TO_BEAT[count, official], variants_62(case))


def report_france(inputs: Inputs, folder: Path) -> None:
    """Print the table of metropolitan France."""
    mergers = pd.DataFrame({"old_code": inputs.current.keys(), "code": inputs.current.values()})
    case = national_case(inputs, folder, mergers)
    earlier = bpe_counts(folder, 2009, mergers)
    held = case.with_gps(bounded_by(case.year.gps, earlier))

    def tables() -> Iterator[tuple[str, pd.DataFrame]]:
        yield from variants(case)
        yield "+ counts held to those of 2009", held.table()
        yield "* both: held counts, elasticity 0.15", held.table(0.15)

    report("Metropolitan France, counts of 2013, APL of 2015", TO_BEAT[2013, 2015], tables())


def main() -> None:
    """Print the tables; store the distance if asked."""
    parser = argparse.ArgumentParser(description="Distance of the open APL to the official one")
    parser.add_argument("--official", type=Path, default=os.environ.get("OFFICIAL_DATA"))
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    inputs = load_inputs()
    report_62(inputs)
    if arguments.official is None:
        print("\nMetropolitan France: give --official, the folder of the official files")
    else:
        report_france(inputs, Path(arguments.official))
    if arguments.write:
        text = yaml.safe_dump(stored_distances(inputs), sort_keys=False, allow_unicode=True)
        DISTANCE_FILE.write_text(HEADER + text, encoding="utf-8")


if __name__ == "__main__":
    main()
