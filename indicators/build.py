"""From figures and geography to a bundle: the only place where everything meets."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import geopandas as gpd
import pandas as pd

from indicators import (
    ageing,
    attending,
    attending_official,
    density,
    gp_ages,
    nearest,
    open_apl,
    population,
    published_apl,
    registers,
    zoning,
)
from indicators.aggregate import aggregate
from indicators.apl_parameters import load_parameters
from indicators.bundle_files import write_bundle
from indicators.catalogue import Catalogue, load_catalogue
from indicators.country_population import country_population
from indicators.inputs import Inputs, load_inputs
from indicators.observations import check, combine, observations, stack
from indicators.official import EXPORTS
from indicators.paths import BUNDLE
from indicators.perimeter import (
    communes_of,
    membership,
    territory_table,
)
from indicators.placing import only_writer
from indicators.published import published_series
from indicators.scenario.neighbourhood import neighbourhood
from indicators.territories import dissolve_outlines
from indicators.travel.around import codes_around, modelled_times
from indicators.travel.formula import Formula
from indicators.travel.times import TravelTimes
from indicators.user_tables import TABLE, Fed, feed

DEFAULT_DEPARTEMENTS = ("62",)


def build(
    departements: Sequence[str] = DEFAULT_DEPARTEMENTS,
    out: Path = BUNDLE,
    *,
    inputs: Inputs | None = None,
    made_from: str = "",
) -> Path:
    """Build the bundle of some départements.

    Parameters
    ----------
    departements : sequence of str
        Their codes.
    out : pathlib.Path
        The bundle's folder; an older bundle there is replaced once the new one is whole.
    inputs : Inputs, optional
        What to build from; the repository's data unless given.
    made_from : str, optional
        What ``indicators.fingerprint`` says of it, for who would build the same again.

    Returns
    -------
    pathlib.Path
        The bundle's folder.

    Raises
    ------
    UsageError
        For an unknown département, or when another build is writing the folder.
    DataError
        When a figure breaks its schema or contradicts another; nothing is written.
    """
    # Locked from the beginning: a second build is refused before its work, not after.
    with only_writer(out):
        return _build(departements, out, inputs or load_inputs(), made_from)


def _build(departements: Sequence[str], out: Path, inputs: Inputs, made_from: str) -> Path:
    catalogue = load_catalogue()
    communes = communes_of(inputs.places, departements)
    times = minutes_around(inputs, communes)
    neighbours, travel = around(inputs, communes, times)
    tables: dict[str, pd.DataFrame] = {
        "observations": observe(inputs, communes, catalogue, times),
        "territories": territory_table(inputs.places, communes),
        "contours": outlines(inputs, communes),
        "initiatives": inputs.figures.initiatives,
        "cpts": inputs.figures.cpts,
        "facts": inputs.figures.facts,
        "neighbours": neighbours,
        "travel": travel,
    }
    return write_bundle(
        tables,
        sorted(set(departements)),
        out,
        provenance=inputs.provenance,
        made_from=made_from,
    )


def minutes_around(inputs: Inputs, communes: pd.DataFrame) -> TravelTimes:
    """Model, once for all that uses them, the minutes between communes and those around."""
    people = population.latest_populations(inputs.populations)
    return modelled_times(inputs.contours, people, list(communes["code"]))


def observe(
    inputs: Inputs, communes: pd.DataFrame, catalogue: Catalogue, times: TravelTimes
) -> pd.DataFrame:
    """Give the one table for some communes and the territories that they make up."""
    fed = _fed(inputs, catalogue)
    members = _members(inputs, communes, catalogue, fed, times)
    inside = members[members["code"].isin(communes["code"])]
    totals = fed.beside(aggregate(members, _membership(inputs, communes, members), catalogue))
    named = territory_table(inputs.places, communes)[["level", "code"]]
    given = fed.given.merge(named, on=["level", "code"])
    at_communes = {n for n, i in catalogue.indicators.items() if "commune" in i.levels}
    return check(
        combine(
            [
                _as_shown(inside[inside["indicator"].isin(at_communes)]),
                # The sums over communes first: they have all their decimals.
                totals[totals["status"] == "computed"],
                country_population(
                    inputs.published_populations, inputs.places, inputs.current, catalogue
                ),
                published_apl.departement_apl(
                    inputs.figures.apl_departements_by_age, inputs.figures.apl_departements
                ),
                ageing.departement_care_shares(inputs.figures.apl_departements_by_age),
                *[
                    series.merge(named, on=["level", "code"])
                    for series in (
                        *published_series(inputs.figures),
                        *gp_ages.official_shares(inputs.tables),
                    )
                ],
                given,
                totals,
                zoning.zone_indications(totals, communes, catalogue),
            ]
        )
    )


def around(
    inputs: Inputs, communes: pd.DataFrame, times: TravelTimes
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Give the communes around some communes, and the minutes between them."""
    apl = inputs.apl
    return neighbourhood(
        inputs.places.communes,
        times,
        inputs.populations,
        inputs.gp_counts,
        apl[apl["borrowed"].isna()],
        list(communes["code"]),
    )


def _as_shown(members: pd.DataFrame) -> pd.DataFrame:
    """Give communes without the weights that only their aggregates borrow from another year."""
    shown = observations(members)
    borrowed = members["aggregate_note"].str.startswith("weights:").to_numpy()
    shown.loc[borrowed, ["numerator", "denominator"]] = float("nan")
    return shown


def _members(
    inputs: Inputs, communes: pd.DataFrame, catalogue: Catalogue, fed: Fed, times: TravelTimes
) -> pd.DataFrame:
    figures, current, apl, ages = inputs.figures, inputs.current, inputs.apl, inputs.ages
    everyone = population.legal_population_members(inputs.populations)
    equipped = inputs.covered(figures.health_equipment)
    counts = inputs.gp_counts
    own = [
        published_apl.apl_members(apl),
        ageing.care_share_members(apl),
        published_apl.under_threshold_members(apl),
        published_apl.standardised_population(apl),
        population.age_members(ages),
        population.share_members(ages),
        everyone[everyone["code"].isin(communes["code"])],
        _patients(inputs, apl, ages, fed),
        fed.members,
        density.equipment_members(figures.health_equipment, equipped, current, inputs.splits),
        zoning.zone_members(figures.gp_zoning, inputs.populations, catalogue),
        *_travelled(inputs, set(communes["code"]), times, counts, ages),
        registers.register_members(inputs.tables, inputs.places.communes, current, inputs.splits),
    ]
    inside = stack(own)
    inside = inside[inside["code"].isin(communes["code"])]
    gps = [
        density.count_members(counts, "gp_count"),
        density.density_members(counts, inputs.populations),
    ]
    return stack([inside, *gps])


def _patients(inputs: Inputs, apl: pd.DataFrame, ages: pd.DataFrame, fed: Fed) -> pd.DataFrame:
    """Estimate the patients without a médecin traitant; an official number stands for itself."""
    homes = inputs.places.communes.set_index("code")["departement"]
    estimates = attending.estimate_members(inputs.figures.territory_series, apl, ages, homes)
    official = attending_official.official_counts(fed.members)
    return attending_official.with_official(estimates, official, homes)


def _fed(inputs: Inputs, catalogue: Catalogue) -> Fed:
    """Give the indicators that a user's own tables feed."""
    tables = inputs.tables.get(EXPORTS)
    stacked = pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=TABLE)
    return feed(stacked, catalogue, set(inputs.places.communes["code"]), inputs.current)


def _travelled(
    inputs: Inputs, own: set[str], times: TravelTimes, counts: pd.DataFrame, ages: pd.DataFrame
) -> list[pd.DataFrame]:
    """Give what rests on modelled minutes, for the communes whose GPs, and ages, are known."""
    counted = own & set(counts["code"])
    if not counted:
        return []
    to_gps = times.toward(set(counts.loc[counts["count"] > 0, "code"]))
    frames = [
        _nearest(inputs, rows, to_gps, counted & set(rows["code"]))
        for _, rows in counts.groupby("year")
    ]
    with_ages = counted & set(ages["code"])
    if with_ages:
        parameters = load_parameters()
        # The acts of a GP depend on the mean access of the places: always those around the same.
        here = to_gps.among(codes_around(inputs.places.communes, with_ages))
        place = open_apl.setting(
            here, inputs.places.communes, open_apl.load_open_parameters(), parameters.bands()
        )
        frames.append(
            open_apl.open_apl_members(counts, ages, inputs.populations, place, parameters)
        )
    return frames


def _nearest(
    inputs: Inputs, counts: pd.DataFrame, times: TravelTimes, shown: set[str]
) -> pd.DataFrame:
    """Give the nearest GP in one millésime, which covers some départements and not others."""
    uncovered = nearest.minutes_to_uncovered(
        inputs.places.communes, set(counts["code"]), Formula.load().fastest
    )
    return nearest.nearest_members(counts, inputs.populations, times, uncovered, shown)


def _membership(inputs: Inputs, communes: pd.DataFrame, members: pd.DataFrame) -> pd.DataFrame:
    """Add, to the territories of the bundle, the neighbouring départements that have counts."""
    own = membership(inputs.places, communes)
    everyone = inputs.places.communes
    known = everyone[everyone["code"].isin(members["code"].unique())]
    others = known[~known["departement"].isin(communes["departement"])]
    neighbours = pd.DataFrame(
        {"code": others["code"], "level": "departement", "territory": others["departement"]}
    )
    return pd.concat([own, neighbours.assign(partial=False, expected=True)], ignore_index=True)


def outlines(inputs: Inputs, communes: pd.DataFrame) -> gpd.GeoDataFrame:
    """Give the contours of communes, and those of EPCI, TVS and départements made of them."""
    own = inputs.contours[inputs.contours["code"].isin(communes["code"])]
    own = own.merge(communes[["code", "tvs"]], on="code")
    grouped = [(own, "epci"), (own, "tvs"), (inputs.contours, "departement")]
    frames = [
        own.assign(level="commune"),
        *[dissolve_outlines(members, level).assign(level=level) for members, level in grouped],
    ]
    whole = pd.concat(frames, ignore_index=True)[["level", "code", "geometry"]]
    return gpd.GeoDataFrame(whole, geometry="geometry", crs=inputs.contours.crs)
