"""What a build reads: the figures, the geography and the official files at hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import geopandas as gpd
import pandas as pd

from indicators import density, population, published_apl
from indicators.official import Official, OfficialFile, with_official
from indicators.paths import GEOGRAPHY
from indicators.perimeter import Places
from indicators.sources.figures import Figures, load_figures
from indicators.territories import (
    ARRONDISSEMENTS_MUNICIPAUX,
    Geography,
    load_geography,
    of_kept_codes,
)


@dataclass(frozen=True)
class Inputs:
    """What a build reads.

    Parameters
    ----------
    figures : Figures
        The published figures of data/figures.
    places : Places
        The territories of France.
    contours : geopandas.GeoDataFrame
        Contours of the communes, degrees.
    populations : pandas.DataFrame
        ``code, census_year, population, merged``, communes of today.
    published_populations : pandas.DataFrame
        The same as each census published them: ``Geography.populations``.
    current : Mapping[str, str]
        Former commune code to today's.
    splits : pandas.DataFrame
        Communes that were re-established: ``Geography.splits``.
    provenance : tuple of OfficialFile
        The official files that the build makes something of, besides the figures.
    tables : Mapping of str to list of pandas.DataFrame
        What those files hold, by name of table.
    """

    figures: Figures
    places: Places
    contours: gpd.GeoDataFrame
    populations: pd.DataFrame
    published_populations: pd.DataFrame
    current: Mapping[str, str]
    splits: pd.DataFrame
    provenance: tuple[OfficialFile, ...] = ()
    tables: Mapping[str, list[pd.DataFrame]] = field(default_factory=dict)

    @cached_property
    def apl(self) -> pd.DataFrame:
        """The APL of today's communes and what weighs it: `published_apl.weighted_communes`."""
        return published_apl.weighted_communes(self.figures.apl_communes, self.current)

    @cached_property
    def ages(self) -> pd.DataFrame:
        """The ages of today's communes: `population.ages_of_today`."""
        return population.ages_of_today(self.figures.ages_communes, self.current)

    @cached_property
    def gp_counts(self) -> pd.DataFrame:
        """``code, year, count, edition``: each millésime in the départements that it covers."""
        frames = []
        for _, rows in self.figures.gp_communes.groupby("year"):
            communes = self.covered(rows)
            density.refuse_unplaced(rows, "gp", communes, self.current)
            frames.append(
                density.counts_everywhere(rows, "gp", communes, self.current, self.splits)
            )
        counts = pd.concat(frames, ignore_index=True)
        return density.with_editions(counts, self.figures.gp_types)

    def covered(self, table: pd.DataFrame) -> list[str]:
        """List the communes of the départements of which a table of counts has some commune."""
        communes = self.places.communes
        listed = communes.loc[communes["code"].isin(set(table["code"])), "departement"]
        return list(communes.loc[communes["departement"].isin(set(listed)), "code"])


def load_inputs(official: Official | None = None) -> Inputs:
    """Read the figures and the geography of the repository, and the official files at hand.

    Raises
    ------
    DataError
        When two official files of one edition differ.
    """
    official = official or Official()
    figures = with_official(load_figures(), official)
    geography = load_geography(GEOGRAPHY)
    populations = legal_populations(geography)
    merged = dict(zip(geography.mergers["old_code"], geography.mergers["code"], strict=True))
    places = Places(
        communes=pd.DataFrame(geography.communes.drop(columns="geometry")),
        epci=geography.epci,
        departements=geography.departements,
        regions=geography.regions,
        # An arrondissement municipal lies in a TVS of its own, its city in none.
        tvs=of_kept_codes(figures.communes_tvs, merged),
        without_data=_without_data(geography, populations),
    )
    current = merged | ARRONDISSEMENTS_MUNICIPAUX
    return Inputs(
        figures=figures,
        places=places,
        contours=geography.communes,
        populations=populations,
        published_populations=geography.populations,
        current=current,
        splits=geography.splits,
        provenance=tuple(file for file in official.files if file.is_used),
        tables=official.tables,
    )


def _without_data(geography: Geography, populations: pd.DataFrame) -> frozenset[str]:
    last = populations[populations["census_year"] == populations["census_year"].max()]
    return frozenset(last.loc[last["population"] == 0, "code"]) | frozenset(
        geography.splits["code"]
    )


def legal_populations(geography: Geography) -> pd.DataFrame:
    """Give the legal populations of today's communes, and whether several were summed.

    Returns
    -------
    pandas.DataFrame
        ``code, census_year, population, merged``; a population that is not known is left out.
    """
    known = geography.current_populations().dropna(subset=["population"])
    published = geography.populations.assign(
        code=geography.to_current_commune(geography.populations["code"])
    )
    parts = published.groupby(["code", "census_year"]).size().rename("parts")
    joined = known.merge(parts.reset_index(), on=["code", "census_year"])
    return joined.assign(merged=joined["parts"] > 1).drop(columns="parts")
