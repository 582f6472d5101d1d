"""What the callbacks share: the data in memory and the reading of a view."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import pandas as pd
import shapely

from indicators.bundle import Bundle
from indicators.catalogue import Catalogue
from indicators.classes import last_census, last_population
from indicators.selection import Selection, select
from layouts.carte.shown import People
from layouts.context import Context
from layouts.figures.choropleth import Frame, Outline, Shapes
from layouts.view import MAPPED, NAMES, Reading, View, with_level_held, with_year_held

TOWNS = 12
_LABEL_WIDTH, _LABEL_HEIGHT = 0.3, 0.06
"""Degrees that a town's name takes on the map."""
_MARGIN = 0.03
"""Degrees left around the département."""
_NEARBY = 0.35
"""Degrees around the département within which its neighbours are drawn."""


def chosen(place: str | None, stored: dict[str, Any]) -> dict[str, Any]:
    """Read the search's ``level:code``; nothing brings back the département."""
    if not place:
        return {"territory": "", "territory_level": ""}
    level, code = place.split(":")
    shown = level if level in MAPPED else stored["level"]
    return {"territory": code, "territory_level": "", "level": shown}


def not_shown(settled: View, reading: Reading, asked: Mapping[str, str]) -> list[str]:
    """List the parts of an address that a page replaces by something else.

    Parameters
    ----------
    settled : View
        What the page shows.
    reading : Reading
        What was read of its address.
    asked : mapping
        The parts of the address.
    """
    replaced = [
        f"{name}={asked[name]}"
        for field, name in NAMES.items()
        if name in asked and str(getattr(settled, field)) != asked[name]
    ]
    return list(dict.fromkeys([*reading.problems, *replaced]))


def apart(towns: pd.DataFrame, count: int) -> pd.DataFrame:
    """Keep the first towns that do not crowd one another, at most ``count``."""
    kept: list[int] = []
    for index, town in towns.iterrows():
        others = towns.loc[kept]
        close = ((others["lon"] - town["lon"]).abs() < _LABEL_WIDTH) & (
            (others["lat"] - town["lat"]).abs() < _LABEL_HEIGHT
        )
        if not close.any():
            kept.append(index)
        if len(kept) == count:
            break
    return towns.loc[kept]


@dataclass(frozen=True, eq=False)
class Data:
    """The bundle and the catalogue, read once and only read."""

    bundle: Bundle
    catalogue: Catalogue

    def context(self, view: View) -> Context:
        """Give the context of a view."""
        return Context(self.bundle, self.catalogue, view)

    def restored(self, stored: dict[str, Any], **changes: Any) -> View:  # noqa: ANN401
        """Give the view of a store with some changes, at a level and a year that are held."""
        view = View(**{**stored, **changes})
        return with_year_held(with_level_held(view, self.bundle), self.bundle)

    def frame(self, view: View) -> pd.DataFrame:
        """Give the frame behind a view: what is shown and what is downloaded."""
        selection = Selection(view.indicator, view.level, view.departement, view.year)
        return select(self.bundle, self.catalogue, selection)

    @lru_cache(maxsize=16)  # noqa: B019 - the data lives as long as the process
    def people(self, level: str) -> People:
        """Give the inhabitants of each territory of a level."""
        return People(last_population(self.bundle, level), last_census(self.bundle, level))

    @lru_cache(maxsize=16)  # noqa: B019
    def towns(self, departement: str) -> pd.DataFrame:
        """Give the largest towns of a département that can be named without an overlap."""
        table = self.bundle.territories
        communes = table[(table["level"] == "commune") & (table["departement"] == departement)]
        people = communes["code"].map(self.people("commune").counts).fillna(0)
        return apart(communes.loc[people.sort_values(ascending=False).index], TOWNS)

    @lru_cache(maxsize=64)  # noqa: B019
    def shapes(self, departement: str, level: str) -> Shapes:
        """Give the addresses of the contours of a map, and what it frames."""
        contours = self.bundle.contours
        rows = contours[(contours["level"] == "departement")]
        outlines = shapely.from_wkb(rows["geometry"].to_numpy())
        own = outlines[(rows["code"] == departement).to_numpy()][0]
        west, south, east, north = own.bounds
        near = shapely.intersects(outlines, shapely.box(west, south, east, north).buffer(_NEARBY))
        codes = rows.loc[near, "code"]
        stamp = self.bundle.manifest["files"]["contours"]["sha256"][:12]
        return Shapes(
            territories=f"/contours/{departement}/{level}.json?v={stamp}",
            neighbours=f"/contours/{departement}/voisins.json?v={stamp}",
            neighbour_codes=tuple(code for code in codes if code != departement),
            frame=Frame(west - _MARGIN, south - _MARGIN, east + _MARGIN, north + _MARGIN),
        )

    def outline(self, view: View) -> Outline:
        """Give the contour of the territory in view; nothing before a choice."""
        contours = self.bundle.contours
        rows = contours[contours["code"] == view.territory]
        if (rows["level"] == view.level).any():
            rows = rows[rows["level"] == view.level]
        if rows.empty:
            return Outline()
        lon: list[float | None] = []
        lat: list[float | None] = []
        shape = shapely.from_wkb(rows["geometry"].iloc[0])
        for polygon in shapely.get_parts(shape):
            x, y = polygon.exterior.xy
            lon += [*(round(v, 4) for v in x), None]
            lat += [*(round(v, 4) for v in y), None]
        return Outline(tuple(lon), tuple(lat))

    @lru_cache(maxsize=64)  # noqa: B019
    def geojson(self, departement: str, level: str) -> bytes | None:
        """Write the contours of a map as GeoJSON; nothing where there is no such map."""
        if departement not in self.bundle.departements:
            return None
        contours = self.bundle.contours
        if level == "voisins":
            codes = set(self.shapes(departement, "commune").neighbour_codes)
            rows = contours[(contours["level"] == "departement") & contours["code"].isin(codes)]
        elif level in MAPPED:
            table = self.bundle.territories
            inside = table[(table["level"] == level) & (table["departement"] == departement)]
            rows = contours[(contours["level"] == level) & contours["code"].isin(inside["code"])]
        else:
            return None
        shapes = shapely.to_geojson(shapely.from_wkb(rows["geometry"].to_numpy()))
        features = ",".join(
            f'{{"type":"Feature","id":"{code}","properties":{{}},"geometry":{shape}}}'
            for code, shape in zip(rows["code"], shapes, strict=True)
        )
        return f'{{"type":"FeatureCollection","features":[{features}]}}'.encode()
