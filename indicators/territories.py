"""Territories of France: communes, EPCI, départements, régions, and the mergers of communes.

The one module that knows how communes changed. Data of several COG vintages meet in the current
COG through `to_current_commune`; ``data/geography`` holds what it needs (derived by
``python -m indicators.sources.geography``; sources in ``data/sources.yml``).
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from indicators.errors import BundleError, DataError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import geopandas as gpd

PARIS, LYON, MARSEILLE = "75056", "69123", "13055"

ARRONDISSEMENTS_MUNICIPAUX: dict[str, str] = (
    {f"751{number:02d}": PARIS for number in range(1, 21)}
    | {f"6938{number}": LYON for number in range(1, 10)}
    | {f"132{number:02d}": MARSEILLE for number in range(1, 17)}
)
"""Arrondissement municipal -> commune (Insee, COG: 20 in Paris, 9 in Lyon, 16 in Marseille)."""

_CODE = r"(?:0[1-9]|[1-9]\d|2[AB])\d{3}"
_TERRITORY_COLUMNS = ("epci", "tvs", "arrondissement", "departement", "region")


@dataclasses.dataclass(frozen=True)
class Geography:
    """Everything that ``data/geography`` holds; codes are text.

    Parameters
    ----------
    communes : GeoDataFrame
        One row a commune of the current COG (metropolitan France and the five DROM): ``code``,
        ``name``, ``departement``, ``region``, ``arrondissement``, ``epci`` (SIREN, "" where
        none), ``lon``, ``lat`` (degrees), ``point`` (``town_hall``, or ``inside`` where the town
        hall is missing or implausible and the point is only some point of the commune),
        ``area_km2`` and ``geometry`` (degrees, 4 decimals, wound clockwise outside).
    epci : DataFrame
        ``code`` (SIREN), ``name``, ``kind`` (CC, CA, CU, ME).
    departements : DataFrame
        ``code``, ``name``, ``region``.
    regions : DataFrame
        ``code``, ``name``.
    populations : DataFrame
        Municipal populations as published: ``code`` in the COG of the year ``cog``,
        ``census_year``, ``population`` (persons, missing where ``status`` is ``incomplete``),
        ``status`` and ``publication`` (number of the Insee statistics page).
    mergers : DataFrame
        ``old_code`` that no longer exists, current ``code``, ``cog`` from which it holds (2021
        for what changed in 2020 too, no COG 2020 being at hand).
    splits : DataFrame
        Re-established communes: ``origin`` that lost the territory, ``code``, ``since`` (first COG
        read in which `origin` held it; 0 where it did in 2009 already), ``cog``.
    """

    communes: gpd.GeoDataFrame
    epci: pd.DataFrame
    departements: pd.DataFrame
    regions: pd.DataFrame
    populations: pd.DataFrame
    mergers: pd.DataFrame
    splits: pd.DataFrame

    def to_current_commune(self, codes: pd.Series[str]) -> pd.Series[str]:
        """Return the commune of the current COG for each code; see `to_current_commune`."""
        return to_current_commune(codes, self.mergers)

    def current_populations(self) -> pd.DataFrame:
        """Return the populations in the current COG; see `populations_in_current_cog`."""
        return populations_in_current_cog(self.populations, self.mergers, self.splits)


def load_geography(folder: Path | str) -> Geography:
    """Read ``data/geography`` from a folder, or from any address that fsspec opens.

    Raises
    ------
    BundleError
        If a file is absent or damaged.
    """
    # Slow to load, and the dashboard, which reads a bundle, has no use for it.
    import geopandas as gpd  # noqa: PLC0415

    names = [field.name for field in dataclasses.fields(Geography)]
    frames = {}
    for name in names:
        path = f"{folder}/{name}.parquet"
        read = gpd.read_parquet if name == "communes" else pd.read_parquet
        try:
            frames[name] = read(path)
        except (OSError, ValueError) as error:
            message = "absent or damaged; run `python -m indicators.sources.geography`"
            raise BundleError(message, file=path) from error
    return Geography(**frames)


def check_codes(codes: pd.Series[str]) -> None:
    """Refuse what is not a commune code in text.

    Raises
    ------
    DataError
        If a value is not five characters of the COG's form, a number for instance.
    """
    if not pd.api.types.is_string_dtype(codes):
        message = "commune codes must be text: read this column as text, '01001' and not 1001"
        raise DataError(message, column=str(codes.name))
    wrong = ~codes.str.fullmatch(_CODE).fillna(value=False).astype(bool)
    if wrong.any():
        position = int(np.flatnonzero(wrong)[0])
        message = f"{codes.iloc[position]!r} is not a commune code (5 characters, as in 2A004)"
        raise DataError(message, row=position + 2, column=str(codes.name))


def to_current_commune(codes: pd.Series[str], mergers: pd.DataFrame) -> pd.Series[str]:
    """Return the commune of the current COG that holds the territory of each code.

    A merged commune gives the commune that took it in, an arrondissement municipal gives Paris,
    Lyon or Marseille; any other code is returned as it is, so that unknown codes are still seen
    when they are joined. A commune that was re-established keeps its code, and figures of its
    former host describe both (see `Geography.splits`).

    Parameters
    ----------
    codes : Series of str
        Commune codes of any COG from 2009 on.
    mergers : DataFrame
        `Geography.mergers`.

    Raises
    ------
    DataError
        If a value is not a commune code in text.
    """
    check_codes(codes)
    table = dict(zip(mergers["old_code"], mergers["code"], strict=True))
    return renamed(codes, table | ARRONDISSEMENTS_MUNICIPAUX)


def renamed(codes: pd.Series[str], current: Mapping[str, str]) -> pd.Series[str]:
    """Return today's code for each code that has changed, the code itself for the others."""
    changed = codes.isin(set(current))
    return codes.mask(changed, codes[changed].map(dict(current)).astype(codes.dtype))


def of_kept_codes(table: pd.DataFrame, current: Mapping[str, str]) -> pd.DataFrame:
    """Bring what a table says of each commune to today's: one row for each.

    A commune that gathers several is described by the row of the one whose code it keeps, its
    chef-lieu as a rule; by the first of its rows where the table does not have that code.

    Parameters
    ----------
    table : DataFrame
        ``code``, once each, and what is said of it that does not add up, such as its TVS.
    current : Mapping[str, str]
        Former commune code to today's.
    """
    today = renamed(table["code"], current)
    order = (today != table["code"]).sort_values(kind="stable").index
    kept = table.assign(code=today).loc[order].drop_duplicates("code")
    return kept.sort_index().reset_index(drop=True)


def to_whole_city(codes: pd.Series[str]) -> pd.Series[str]:
    """Replace arrondissements municipaux by Paris (75056), Lyon (69123) or Marseille (13055)."""
    check_codes(codes)
    return renamed(codes, ARRONDISSEMENTS_MUNICIPAUX)


def departement_of(code: str) -> str:
    """Return the département of a commune code: 2 characters, 3 from 97 up."""
    return code[:3] if code.startswith(("97", "98")) else code[:2]


def populations_in_current_cog(
    populations: pd.DataFrame, mergers: pd.DataFrame, splits: pd.DataFrame
) -> pd.DataFrame:
    """Bring legal populations to the current COG by summing merged communes.

    A sum that lacks one of its members is missing, never partial. Where a commune was
    re-established after the COG of the figures, neither it nor its former host has a population:
    the figure published describes both.

    Returns
    -------
    pandas.DataFrame
        ``code``, ``census_year`` and ``population`` (Int64, missing where not known).
    """
    rows = populations[["code", "cog", "census_year", "population"]].copy()
    rows["code"] = to_current_commune(rows["code"], mergers)
    rows.loc[_before_split(rows, splits), "population"] = pd.NA
    rows = pd.concat([rows, _absent_parts(rows, splits)])
    rows["unknown"] = rows["population"].isna()
    grouped = rows.groupby(["code", "census_year"], as_index=False)
    sums = grouped.agg(population=("population", "sum"), unknown=("unknown", "any"))
    sums["population"] = sums["population"].astype("Int64").mask(sums.pop("unknown"))
    return sums.sort_values(["census_year", "code"], ignore_index=True)


def _before_split(rows: pd.DataFrame, splits: pd.DataFrame) -> pd.Series[bool]:
    first_valid = rows["code"].map(splits.groupby("origin")["cog"].max())
    return rows["cog"] < first_valid.fillna(0)


def _absent_parts(rows: pd.DataFrame, splits: pd.DataFrame) -> pd.DataFrame:
    censuses = rows[["census_year", "cog"]].drop_duplicates()
    hosts = rows[["code", "census_year"]].rename(columns={"code": "origin"}).drop_duplicates()
    parts = splits.merge(hosts, on="origin").merge(censuses, on="census_year", suffixes=("", "_p"))
    parts = parts[parts["cog_p"] < parts["cog"]][["code", "census_year"]]
    return parts.assign(population=pd.array([pd.NA] * len(parts), dtype="Int64"))


def counted_apart(counts: pd.DataFrame, splits: pd.DataFrame) -> pd.DataFrame:
    """Leave out the communes that a count holds under the code of their host of then.

    A re-established commune has no count of its own in those years: the host's, which is kept,
    describes both. Where that one is 0, nobody is in either, and 0 it is.

    Parameters
    ----------
    counts : DataFrame
        ``code`` in the current COG, ``year``, ``count``: every commune, those without any too.
    splits : DataFrame
        `Geography.splits`.
    """
    parts = counts.reset_index(names="row").merge(splits, on="code")
    parts = parts[(parts["since"] <= parts["year"]) & (parts["year"] < parts["cog"])]
    hosts = counts.rename(columns={"code": "origin", "count": "of_host"})
    beside = parts.merge(hosts[["origin", "year", "of_host"]], on=["origin", "year"], how="left")
    unknown = (beside["count"] == 0) & (beside["of_host"] != 0)
    return counts[~counts.index.isin(beside.loc[unknown, "row"])].reset_index(drop=True)


def dissolve_outlines(communes: gpd.GeoDataFrame, by: str) -> gpd.GeoDataFrame:
    """Unite the contours of communes by territory.

    The communes are a valid coverage, so the borders that they share vanish exactly: no sliver
    nor hole is left.

    Parameters
    ----------
    communes : GeoDataFrame
        `Geography.communes`, or some of them.
    by : {"epci", "tvs", "arrondissement", "departement", "region"}
        The column of the territories, which `communes` must have; communes where it is "" are
        left out.

    Returns
    -------
    GeoDataFrame
        ``code`` and ``geometry``, sorted by code, wound clockwise outside.

    Raises
    ------
    DataError
        If `by` is not one of those columns.
    """
    import geopandas as gpd  # noqa: PLC0415 - as above

    if by not in _TERRITORY_COLUMNS:
        message = f"no territory {by!r}; use one of {', '.join(_TERRITORY_COLUMNS)}"
        raise DataError(message, column=by)
    members = communes[communes[by] != ""]
    outlines = {
        str(code): shapely.coverage_union_all(part.to_numpy())
        for code, part in members.geometry.groupby(members[by])
    }
    wound = shapely.orient_polygons(list(outlines.values()), exterior_cw=True)
    return gpd.GeoDataFrame({"code": list(outlines)}, geometry=wound, crs=communes.crs)
