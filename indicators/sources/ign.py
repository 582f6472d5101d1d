"""Contours of communes: IGN's ADMIN EXPRESS COG, and the contours that Etalab makes of it.

Three forms of one table:

- ADMIN EXPRESS as shapefiles (until 2024): ``COMMUNE.shp``, attributes ``INSEE_COM``, ``NOM``…;
- ADMIN EXPRESS as a GeoPackage (since 2025): the layer ``commune``, attributes ``code_insee``,
  ``nom_officiel``…;
- Etalab's ``contours-administratifs``: GeoJSON, properties ``code``, ``nom``, ``departement``…

Lambert-93, UTM overseas or degrees: the file says which, and everything comes back in degrees.
"""

from __future__ import annotations

import json
import warnings
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pandera.pandas as pa
import pyogrio
import shapely

from indicators.errors import DataError
from indicators.sources.contours import WGS84
from indicators.sources.forms import Form, Opening
from indicators.sources.tables import validate

SOURCE = "ign-admin-express"
ETALAB_SOURCE = "etalab-contours"
HIGHEST_POPULATION = 5_000_000
"""Paris has 2.1 million inhabitants."""
_NO_EPCI = ("", "NR", "NC")
_SEVERAL = "/"
"""A commune of the Grand Paris lists its métropole, then its territory."""
_GEOPACKAGE, _SHAPEFILE = b"SQLite format 3\x00", b"\x00\x00\x27\x0a"
_POLYGONS = ("Polygon", "MultiPolygon")
_CODE = r"(?:[0-9]{5}|2[AB][0-9]{3})"
_UNREADABLE = (RuntimeError, ValueError, TypeError, OSError, shapely.errors.ShapelyError)


@dataclass(frozen=True)
class _Names:
    """What a form calls its attributes; a form may lack the last two."""

    code: str
    name: str
    departement: str
    epci: str
    population: str

    @property
    def needed(self) -> tuple[str, ...]:
        return (self.code, self.name, self.departement)

    @property
    def listed(self) -> tuple[str, ...]:
        return (*self.needed, self.epci, self.population)


_SHAPEFILES = _Names("INSEE_COM", "NOM", "INSEE_DEP", "SIREN_EPCI", "POPULATION")
_GEOPACKAGES = _Names(
    "code_insee",
    "nom_officiel",
    "code_insee_du_departement",
    "codes_siren_des_epci",
    "population",
)
_GEOJSON = _Names("code", "nom", "departement", "epci", "population")

SCHEMA = pa.DataFrameSchema(
    {
        "code": pa.Column(str, pa.Check.str_matches(rf"^{_CODE}$")),
        "name": pa.Column(str, pa.Check.str_length(min_value=1)),
        "departement": pa.Column(str, pa.Check.str_matches(r"^(?:[0-9]{2,3}|2[AB])$")),
        "epci": pa.Column(str, pa.Check.str_matches(r"^(?:[0-9]{9}|)$")),
        "population": pa.Column(float, pa.Check.in_range(0, HIGHEST_POPULATION), nullable=True),
        "geometry": pa.Column("geometry"),
        "source": pa.Column(str),
    },
    strict=True,
    unique=["code"],
)
"""``contours``: columns of ``data/geography/communes.parquet`` that such a file has, in degrees;
``epci`` is empty where there is none. Valid as a coverage or not: see `indicators.sources.contours`
for what repairs and simplifies it."""


def recognises_admin_express(opening: Opening) -> bool:
    """Tell whether a file is a GeoPackage or a shapefile with the communes of ADMIN EXPRESS."""
    return opening.head.startswith((_GEOPACKAGE, _SHAPEFILE)) and _found(opening.path) is not None


def recognises_etalab(opening: Opening) -> bool:
    """Tell whether a file is a GeoJSON of communes: by its beginning, for it may be large."""
    text = opening.text
    marks = ('"FeatureCollection"', f'"{_GEOJSON.code}"', f'"{_GEOJSON.name}"', '"departement"')
    return text.lstrip().startswith("{") and all(mark in text for mark in marks)


def read_admin_express(path: Path) -> dict[str, pd.DataFrame]:
    """Read ADMIN EXPRESS: ``contours``.

    Raises
    ------
    DataError
        For the first fault, with file, row (a commune's rank, from 1) and column.
    """
    if not Opening(path).head.startswith((_GEOPACKAGE, _SHAPEFILE)):
        msg = "neither a GeoPackage nor a shapefile; extract the archive of ADMIN EXPRESS"
        raise DataError(msg, file=path.name)
    found = _found(path)
    if found is None:
        columns = ", ".join(_GEOPACKAGES.listed)
        msg = f"no layer of communes (attributes {columns}, or {', '.join(_SHAPEFILES.listed)})"
        raise DataError(msg, file=path.name)
    layer, names = found
    return {"contours": _contours(path, _read(path, layer), names, SOURCE)}


def read_etalab(path: Path) -> dict[str, pd.DataFrame]:
    """Read Etalab's GeoJSON; see `read_admin_express`."""
    try:
        content = json.loads(path.read_bytes())
        features = content["features"] if content["type"] == "FeatureCollection" else []
    except (ValueError, KeyError, TypeError, RecursionError):
        msg = "not a whole GeoJSON collection; download it again"
        raise DataError(msg, file=path.name) from None
    except OSError as error:
        msg = f"the file cannot be read ({error.strerror})"
        raise DataError(msg, file=path.name) from None
    try:
        frame = gpd.GeoDataFrame.from_features(features, crs=WGS84)
    except (*_UNREADABLE, KeyError, AttributeError, IndexError):
        msg = "a feature has no readable geometry or properties; download the file again"
        raise DataError(msg, file=path.name) from None
    return {"contours": _contours(path, frame, _GEOJSON, ETALAB_SOURCE)}


def _found(path: Path) -> tuple[str, _Names] | None:
    """Give the layer of communes and what it calls its attributes, nothing where there is none."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            for layer in pyogrio.list_layers(path)[:, 0]:
                fields = set(pyogrio.read_info(path, layer=layer)["fields"])
                for names in (_SHAPEFILES, _GEOPACKAGES):
                    if set(names.listed) <= fields:
                        return str(layer), names
        except _UNREADABLE:
            return None
    return None


def _read(path: Path, layer: str) -> gpd.GeoDataFrame:
    """Read a layer whole: GDAL reads what it can of a truncated file, and says so in a warning."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            announced = pyogrio.read_info(path, layer=layer, force_feature_count=False)["features"]
            frame = pyogrio.read_dataframe(path, layer=layer)
        except _UNREADABLE as error:
            msg = f"the layer {layer} cannot be read ({_one_line(error)}); download it again"
            raise DataError(msg, file=path.name) from None
    if 0 <= announced != len(frame):
        msg = f"{len(frame)} communes where the file announces {announced}; download it again"
        raise DataError(msg, file=path.name, row=len(frame) + 1)
    return frame


def _contours(path: Path, frame: gpd.GeoDataFrame, names: _Names, source: str) -> gpd.GeoDataFrame:
    _check_attributes(path, frame, names)
    frame = frame.set_axis(pd.RangeIndex(1, len(frame) + 1))
    texts = {name: frame[name].fillna("").astype(str).str.strip() for name in names.needed}
    _refuse(path, ~texts[names.code].str.fullmatch(_CODE), texts[names.code], "a commune's code")
    _refuse(path, texts[names.name] == "", texts[names.name], "a name")
    _refuse(
        path,
        ~texts[names.departement].str.fullmatch(r"[0-9]{2,3}|2[AB]"),
        texts[names.departement],
        "the code of a département",
    )
    twice = texts[names.code].duplicated()
    _refuse(path, twice, texts[names.code], "each commune once")
    table = gpd.GeoDataFrame(
        {
            "code": texts[names.code],
            "name": texts[names.name],
            "departement": texts[names.departement],
            "epci": _epci(path, frame, names),
            "population": _population(path, frame, names),
            "source": source,
        },
        geometry=_in_degrees(path, frame),
        crs=WGS84,
    )
    return gpd.GeoDataFrame(validate(table, SCHEMA, file=path.name, first_row=0))


def _check_attributes(path: Path, frame: gpd.GeoDataFrame, names: _Names) -> None:
    if frame.empty:
        msg = "no commune in the file; download it again"
        raise DataError(msg, file=path.name)
    for name in names.needed:
        if name not in frame.columns:
            msg = f"the attribute is missing; expected {', '.join(names.needed)}"
            raise DataError(msg, file=path.name, column=name)


def _epci(path: Path, frame: gpd.GeoDataFrame, names: _Names) -> pd.Series[str]:
    if names.epci not in frame:
        return pd.Series("", index=frame.index)
    first = frame[names.epci].fillna("").astype(str).str.split(_SEVERAL).str[0].str.strip()
    codes: pd.Series[str] = first.where(~first.isin(_NO_EPCI), "").rename(names.epci)
    _refuse(path, ~codes.str.fullmatch(r"(?:[0-9]{9})?"), codes, "the nine digits of an EPCI")
    return codes


def _population(path: Path, frame: gpd.GeoDataFrame, names: _Names) -> pd.Series[float]:
    if names.population not in frame:
        return pd.Series(np.nan, index=frame.index)
    given = frame[names.population]
    counts: pd.Series[float] = pd.to_numeric(given, errors="coerce").astype("float64")
    wrong = given.notna() & ~counts.between(0, HIGHEST_POPULATION)
    _refuse(path, wrong, given, f"a population from 0 to {HIGHEST_POPULATION}")
    return counts


def _in_degrees(path: Path, frame: gpd.GeoDataFrame) -> gpd.GeoSeries:
    shapes = frame.geometry.rename("geometry")
    missing = shapes.isna() | shapes.is_empty
    kinds = shapes.geom_type.where(~missing, "nothing").rename("geometry")
    _refuse(path, ~kinds.isin(_POLYGONS), kinds, "a polygon")
    if frame.crs is None:
        msg = "the file does not say its projection (.prj missing); keep its files together"
        raise DataError(msg, file=path.name, column="geometry")
    degrees = shapes.to_crs(WGS84)
    bounds = degrees.bounds.to_numpy()
    possible = np.array([-180.0, -90.0, -180.0, -90.0]) <= bounds
    possible &= bounds <= np.array([180.0, 90.0, 180.0, 90.0])
    wrong = pd.Series(~possible.all(axis=1), index=frame.index)
    shown = pd.Series([str(row) for row in bounds.round(2)], index=frame.index, name="geometry")
    _refuse(path, wrong, shown, "a contour on the Earth (check the projection)")
    return degrees


def _refuse(path: Path, wrong: pd.Series[bool], shown: pd.Series[str], expected: str) -> None:
    if wrong.any():
        row = int(shown.index[wrong.to_numpy()][0])
        msg = f"{str(shown.loc[row])[:60]!r} where {expected} is expected"
        raise DataError(msg, file=path.name, row=row, column=str(shown.name))


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())[:160]


FORMS = (
    Form("ign-admin-express", SOURCE, recognises_admin_express, read_admin_express),
    Form("etalab-contours", ETALAB_SOURCE, recognises_etalab, read_etalab),
)
