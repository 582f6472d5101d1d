"""What the callbacks share: the data in memory and the reading of a view."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from indicators.bundle import Bundle
from indicators.catalogue import Catalogue
from indicators.classes import last_census, last_population
from indicators.kept import kept
from indicators.lookup import Lookup
from indicators.peers import Peers
from indicators.perimeter import FRANCE
from indicators.portrait import territory
from indicators.selection import Selection, of_one_period, select
from layouts.carte.shown import People
from layouts.context import Context
from layouts.figures.choropleth import Outline, Shapes
from layouts.figures.insets import INSETS, MAINLAND, in_insets, inset_names
from layouts.figures.place_names import Frame, named_towns, surroundings
from layouts.reading import Reading
from layouts.scope import MAPPED, OF_FRANCE, frame_of
from layouts.view import (
    DEFAULT_LEVEL,
    NAMES,
    View,
    with_level_held,
    with_place_kept,
    with_year_held,
)

_MARGIN = 0.03
"""Degrees left around the département."""
_NEARBY = 0.35
"""Degrees around the département within which its neighbours are drawn."""
_NEAR = "voisins"
"""Name of the file of the neighbouring départements."""
_COARSE = 0.01
"""Degrees by which the contours of a map of France are simplified: less than a pixel."""


def chosen(bundle: Bundle, place: str | None, stored: dict[str, Any]) -> dict[str, Any]:
    """Read the search's ``level:code``; nothing brings back the département, or France."""
    if not place:
        return {"territory": "", "territory_level": ""}
    level, code = place.split(":")
    mapped = stored["level"] if stored["level"] in MAPPED else DEFAULT_LEVEL
    return {"level": mapped, **frame_of(bundle, territory(bundle, code, level))}


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


@dataclass(frozen=True, eq=False)
class Data:
    """The bundle and the catalogue, read once and only read."""

    bundle: Bundle
    catalogue: Catalogue
    root: str = ""
    """Where the application stands on its site: nothing, or such as ``/acces``."""

    @classmethod
    def of(cls, bundle: Bundle, catalogue: Catalogue, root: str = "") -> Self:
        """Join a bundle and what the catalogue says of what it holds."""
        # Looked for before the processes are forked, which then share it: 7 MB for France.
        _ = bundle.places
        return cls(bundle, catalogue.held({name for name, _ in bundle.years}), root)

    @cached_property
    def stamp(self) -> str:
        """What changes with anything that the answers are made from."""
        told = json.dumps(self.bundle.manifest["files"], sort_keys=True)
        told += self.catalogue.model_dump_json() + self.root
        return hashlib.sha256(told.encode()).hexdigest()[:16]

    @property
    def itself(self) -> Self:
        """The data of this request, where a callback holds what stands for those of any request."""
        return self

    @property
    def contours_stamp(self) -> str:
        """What changes with the contours, and so do their addresses."""
        digest: str = self.bundle.manifest["files"]["contours"]["sha256"]
        return digest[:12]

    def context(self, view: View) -> Context:
        """Give the context of a view."""
        return Context(self.bundle, self.catalogue, view, self.root)

    def restored(self, stored: dict[str, Any], **changes: Any) -> View:  # noqa: ANN401
        """Give the view of a store with some changes, at a level and a year that are held."""
        view = View(**{**stored, **changes})
        if view.territory and view.level != stored["level"] and "territory" not in changes:
            place = self.context(View(**stored)).place
            view = with_place_kept(view, place.level, self.bundle)
        return with_year_held(with_level_held(view, self.bundle), self.bundle)

    def frame(self, view: View) -> pd.DataFrame:
        """Give the frame behind a map, for one month of a year: what is shown and downloaded."""
        # A shallow copy: what a caller writes in it stays its own.
        return self._selected(self._selection(view)).copy(deep=False)

    @staticmethod
    def _selection(view: View) -> Selection:
        held_by = "france" if view.departement == FRANCE else "departement"
        return Selection(view.indicator, view.level, view.departement, view.year, held_by)

    @kept(maxsize=64)
    def _selected(self, selection: Selection) -> pd.DataFrame:
        return of_one_period(select(self.bundle, self.catalogue, selection))

    def peers(self, view: View) -> Peers:
        """Give the territories of a map that have a value, among which one has its rank."""
        return self._peers(self._selection(view))

    @kept(maxsize=64)
    def _peers(self, selection: Selection) -> Peers:
        return Peers.of(self._selected(selection))

    @kept(maxsize=16)
    def people(self, level: str) -> People:
        """Give the inhabitants of each territory of a level."""
        return People(last_population(self.bundle, level), last_census(self.bundle, level))

    @kept(maxsize=16)
    def towns(self, departement: str) -> pd.DataFrame:
        """Give the towns of a département that a map names (see ``place_names.named_towns``)."""
        table = self.bundle.territories
        communes = table[(table["level"] == "commune") & (table["departement"] == departement)]
        # France is too wide to name towns: its own communes are none.
        return named_towns(communes, self.people("commune").counts)

    @kept(maxsize=64)
    def shapes(self, departement: str, level: str, lang: str = "fr") -> Shapes:
        """Give the addresses of the contours of a map, and what it frames."""
        files = {
            name: f"{self.root}/contours/{departement}/{file}.json?v={self.contours_stamp}"
            for name, file in (
                ("territories", level),
                ("neighbours", "voisins"),
                ("epci", "epci"),
                ("towns", "villes"),
            )
        }
        if departement == FRANCE:
            names = inset_names({code: self._name("departement", code) for code in INSETS})
            return Shapes(**files, neighbour_codes=(), frame=MAINLAND, names=tuple(names))
        rows, outlines = self._outlines("departement")
        own = outlines[(rows["code"] == departement).to_numpy()][0]
        west, south, east, north = own.bounds
        near = shapely.intersects(outlines, shapely.box(west, south, east, north).buffer(_NEARBY))
        codes = rows.loc[near, "code"]
        frame = Frame(west - _MARGIN, south - _MARGIN, east + _MARGIN, north + _MARGIN)
        around = {
            self._name("departement", code): outline
            for code, outline in zip(rows["code"], outlines, strict=True)
            if code in set(codes) - {departement}
        }
        return Shapes(
            **files,
            neighbour_codes=tuple(code for code in codes if code != departement),
            frame=frame,
            names=tuple(surroundings(frame, around, lang)),
        )

    def _outlines(self, level: str) -> tuple[pd.DataFrame, NDArray[np.object_]]:
        """Give the rows of a level's contours, and the contours."""
        contours = self.bundle.contours
        rows = contours[contours["level"] == level]
        return rows, shapely.from_wkb(rows["geometry"].to_numpy())

    @kept(maxsize=4)
    def _france(self, level: str) -> dict[str, shapely.Geometry]:
        """Give the contours of a map of France by code: simplified, the overseas in insets."""
        departements, outlines = self._outlines("departement")
        homes = dict(zip(departements["code"], outlines, strict=True))
        rows, shapes = self._outlines(level)
        # Simplifying loses the winding, without which a map fills the world around a contour.
        simple = shapely.orient_polygons(
            shapely.coverage_simplify(shapes, _COARSE), exterior_cw=True
        )
        table = self.bundle.territories
        places = table[table["level"] == level].set_index("code")["departement"]
        moved = in_insets(simple, list(rows["code"].map(places)), homes)
        return dict(zip(rows["code"], moved, strict=True))

    def _name(self, level: str, code: str) -> str:
        return territory(self.bundle, code, level).name

    def outline(self, view: View) -> Outline:
        """Give the contour of the territory in view; nothing before a choice."""
        shape = self._outline_of(view) if view.territory else None
        if shape is None:
            return Outline()
        lon: list[float | None] = []
        lat: list[float | None] = []
        for polygon in shapely.get_parts(shape):
            x, y = polygon.exterior.xy
            lon += [*(round(v, 4) for v in x), None]
            lat += [*(round(v, 4) for v in y), None]
        return Outline(tuple(lon), tuple(lat))

    @kept(maxsize=2)
    def _contours_at(self) -> Lookup:
        return Lookup.of(self.bundle.contours["code"])

    def _outline_of(self, view: View) -> shapely.Geometry | None:
        if view.departement == FRANCE:
            known = self._france(view.level) if view.level in OF_FRANCE else {}
            return known.get(view.territory)
        rows = self.bundle.contours.iloc[self._contours_at().rows(view.territory)]
        level = view.territory_level or view.level
        if (rows["level"] == level).any():
            rows = rows[rows["level"] == level]
        return None if rows.empty else shapely.from_wkb(rows["geometry"].iloc[0])

    @kept(maxsize=24)
    def geojson(self, departement: str, level: str) -> bytes | None:
        """Write the contours of a map as GeoJSON; nothing where there is no such map."""
        if departement not in {*self.bundle.departements, FRANCE}:
            return None
        if level == "villes":
            return self._towns_geojson(departement)
        known = self._contours(departement, level)
        return None if known is None else _features(known)

    def _contours(self, departement: str, level: str) -> dict[str, shapely.Geometry] | None:
        """Give the contours of a map by code; nothing where there is no such map."""
        if departement == FRANCE:
            return self._france(level) if level in OF_FRANCE else ({} if level == _NEAR else None)
        if level == _NEAR:
            codes = set(self.shapes(departement, DEFAULT_LEVEL).neighbour_codes)
            rows, shapes = self._outlines("departement")
        elif level in MAPPED:
            table = self.bundle.territories
            inside = (table["level"] == level) & (table["departement"] == departement)
            codes = set(table.loc[inside, "code"])
            contours = self.bundle.contours
            rows = contours[(contours["level"] == level) & contours["code"].isin(codes)]
            shapes = shapely.from_wkb(rows["geometry"].to_numpy())
        else:
            return None
        every = zip(rows["code"], shapes, strict=True)
        return {code: shape for code, shape in every if code in codes}

    def _towns_geojson(self, departement: str) -> bytes:
        """Write the towns that a map names, each with the zoom from which it is named."""
        features = [
            {
                "type": "Feature",
                "properties": {"name": town["name"], "zoom": town["zoom"]},
                "geometry": {"type": "Point", "coordinates": [town["lon"], town["lat"]]},
            }
            for town in self.towns(departement).to_dict("records")
        ]
        content = {"type": "FeatureCollection", "features": features}
        return json.dumps(content, ensure_ascii=False).encode()


def _features(shapes: Mapping[str, shapely.Geometry]) -> bytes:
    written = shapely.to_geojson(list(shapes.values()))
    features = ",".join(
        f'{{"type":"Feature","id":"{code}","properties":{{}},"geometry":{shape}}}'
        for code, shape in zip(shapes, written, strict=True)
    )
    return f'{{"type":"FeatureCollection","features":[{features}]}}'.encode()
