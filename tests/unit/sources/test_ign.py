"""Contours: three forms of one table, projections, and files that are damaged."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely import Point, Polygon, box

from indicators.errors import DataError
from indicators.sources.forms import recognise
from indicators.sources.ign import FORMS, read_admin_express, read_etalab
from tests.unit.sources.reading import read_as
from tests.unit.sources.text_damage import HTML, bomb, read_or_refused, zipped

LAMBERT = "EPSG:2154"
OLD = ["INSEE_COM", "NOM", "INSEE_DEP", "SIREN_EPCI", "POPULATION"]
NEW = [
    "code_insee",
    "nom_officiel",
    "code_insee_du_departement",
    "codes_siren_des_epci",
    "population",
]
ROWS = [
    ("62041", "Arras", "62", "200033579", 42_600),
    ("92012", "Boulogne-Billancourt", "92", "200054781/200057974", 119_000),
    ("29083", "Île-de-Sein", "29", "NR", 260),
]


def frame(names: list[str], **changes: list[Any]) -> gpd.GeoDataFrame:
    columns = {name: [row[k] for row in ROWS] for k, name in enumerate(names)} | changes
    squares = columns.pop("geometry", [box(x, 7e6, x + 1000, 7e6 + 1000) for x in (6e5, 7e5, 8e5)])
    return gpd.GeoDataFrame(columns, geometry=squares, crs=LAMBERT)


def geopackage(folder: Path, **changes: list[Any]) -> Path:
    path = folder / "anything.gpkg"
    frame(NEW, **changes).to_file(path, layer="commune", driver="GPKG")
    return path


def features(**changes: Any) -> dict[str, Any]:  # noqa: ANN401 - GeoJSON
    shape = {"type": "Polygon", "coordinates": [[[2, 50], [3, 50], [3, 51], [2, 50]]]}
    properties = {"code": "62041", "nom": "Arras", "departement": "62", "epci": "200033579"}
    return {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "geometry": shape, "properties": properties},
            {
                "type": "Feature",
                "geometry": shape,
                "properties": {"code": "2A004", "nom": "Ajaccio", "departement": "2A"},
            }
            | changes,
        ],
    }


def geojson(folder: Path, content: object) -> Path:
    path = folder / "communes.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def test_a_geopackage_is_read_in_degrees(tmp_path: Path) -> None:
    path = geopackage(tmp_path)
    table = read_as("ign-admin-express", path)["contours"]
    assert table["code"].tolist() == ["62041", "92012", "29083"]
    assert table["epci"].tolist() == ["200033579", "200054781", ""]
    assert table["population"].tolist() == [42_600, 119_000, 260]
    assert isinstance(table, gpd.GeoDataFrame)
    assert table.crs == "EPSG:4326"
    assert table.total_bounds == pytest.approx([1.6, 50.1, 4.5, 50.2], abs=0.2)


def test_the_layer_of_communes_is_found_among_others(tmp_path: Path) -> None:
    path = tmp_path / "admin.gpkg"
    frame(NEW).drop(columns=NEW[2:]).to_file(path, layer="commune_associee", driver="GPKG")
    frame(NEW).to_file(path, layer="commune", driver="GPKG")
    assert len(read_admin_express(path)["contours"]) == 3


def test_a_shapefile_is_read_alike(tmp_path: Path) -> None:
    path = tmp_path / "COMMUNE.shp"
    frame(OLD).to_file(path)
    table = read_as("ign-admin-express", path)["contours"]
    assert table["name"].tolist() == ["Arras", "Boulogne-Billancourt", "Île-de-Sein"]
    assert table["epci"].tolist() == ["200033579", "200054781", ""]


def test_a_geojson_of_etalab(tmp_path: Path) -> None:
    path = geojson(tmp_path, features())
    table = read_as("etalab-contours", path)["contours"]
    assert table["epci"].tolist() == ["200033579", ""]
    assert table["population"].isna().all()
    assert set(table["source"]) == {"etalab-contours"}


@pytest.mark.parametrize(
    ("changes", "row", "column"),
    [
        ({NEW[0]: ["62041", "6204", "29083"]}, 2, NEW[0]),
        ({NEW[0]: ["62041", None, "29083"]}, 2, NEW[0]),
        ({NEW[0]: ["62041", "92012", "62041"]}, 3, NEW[0]),
        ({NEW[0]: [1004, 1005, 1006]}, 1, NEW[0]),
        ({NEW[1]: ["A", "B", ""]}, 3, NEW[1]),
        ({NEW[2]: ["62", "9", "29"]}, 2, NEW[2]),
        ({NEW[3]: ["200033579", "=A1", ""]}, 2, NEW[3]),
        ({NEW[4]: [1, -5, 3]}, 2, NEW[4]),
        ({NEW[4]: [1, 9e9, 3]}, 2, NEW[4]),
        ({NEW[4]: ["1", "NS", "3"]}, 2, NEW[4]),
        ({"geometry": [box(0, 0, 1, 1), None, box(0, 0, 1, 1)]}, 2, "geometry"),
        ({"geometry": [box(0, 0, 1, 1), Polygon(), box(0, 0, 1, 1)]}, 2, "geometry"),
        ({"geometry": [Point(0, 0), Point(1, 1), Point(2, 2)]}, 1, "geometry"),
    ],
)
def test_a_wrong_commune_is_told_by_its_rank(
    tmp_path: Path, changes: dict[str, list[Any]], row: int, column: str
) -> None:
    with pytest.raises(DataError) as caught:
        read_admin_express(geopackage(tmp_path, **changes))
    assert (caught.value.file, caught.value.row, caught.value.column) == (
        "anything.gpkg",
        row,
        column,
    )


@pytest.mark.parametrize("name", NEW)
def test_a_layer_without_an_attribute_is_not_that_of_communes(tmp_path: Path, name: str) -> None:
    path = tmp_path / "admin.gpkg"
    frame(NEW).drop(columns=name).to_file(path, layer="commune", driver="GPKG")
    assert recognise(path, FORMS) is None
    with pytest.raises(DataError, match=r"admin\.gpkg: no layer of communes"):
        read_admin_express(path)


def test_a_projection_that_is_not_said_is_not_guessed(tmp_path: Path) -> None:
    path = tmp_path / "COMMUNE.shp"
    frame(OLD).to_file(path)
    path.with_suffix(".prj").unlink()
    with pytest.raises(DataError, match=r"does not say its projection"):
        read_admin_express(path)


def test_metres_taken_for_degrees_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "wrong.gpkg"
    frame(NEW).set_crs("EPSG:4326", allow_override=True).to_file(path, layer="c", driver="GPKG")
    with pytest.raises(DataError, match=r"row 1, column 'geometry': .*check the projection"):
        read_admin_express(path)


def test_a_file_of_the_shapefile_that_is_missing(tmp_path: Path) -> None:
    path = tmp_path / "COMMUNE.shp"
    frame(OLD).to_file(path)
    path.with_suffix(".dbf").unlink()
    assert recognise(path, FORMS) is None
    with pytest.raises(DataError, match=r"COMMUNE\.shp"):
        read_admin_express(path)


@pytest.mark.parametrize("share", [0.1, 0.3, 0.5, 0.7, 0.9])
def test_a_cut_geopackage_is_never_read_in_part(tmp_path: Path, share: float) -> None:
    path = geopackage(tmp_path)
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])
    with pytest.raises(DataError, match=r"anything\.gpkg"):
        read_admin_express(path)


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9])
@pytest.mark.parametrize("suffix", [".shp", ".dbf"])
def test_a_cut_shapefile_is_never_read_in_part(tmp_path: Path, share: float, suffix: str) -> None:
    path = tmp_path / "COMMUNE.shp"
    frame(OLD).to_file(path)
    cut = path.with_suffix(suffix)
    content = cut.read_bytes()
    cut.write_bytes(content[: int(len(content) * share)])
    with pytest.raises(DataError, match=r"COMMUNE\.shp"):
        read_admin_express(path)


NOT_CONTOURS = {
    "empty": b"",
    "a web page": HTML,
    "an archive": zipped(b"{}", "COMMUNE.shp"),
    "a zip bomb": bomb("COMMUNE.shp"),
    "zeros": bytes(4096),
    "a number": b"12",
    "a list": b"[]",
    "deep": b"[" * 100_000,
    "Latin-1": '{"type": "FeatureCollection", "nom": "é"'.encode("latin-1"),
    "the mark of a GeoPackage alone": b"SQLite format 3\x00" + bytes(100),
    "the mark of a shapefile alone": b"\x00\x00\x27\x0a" + bytes(100),
    "no feature": b'{"type": "FeatureCollection", "features": []}',
    "features that are none": b'{"type": "FeatureCollection", "features": [1]}',
    "features without geometry": b'{"type": "FeatureCollection", "features": [{"a": 1}]}',
}


@pytest.mark.parametrize("content", NOT_CONTOURS.values(), ids=NOT_CONTOURS)
@pytest.mark.parametrize("read", [read_admin_express, read_etalab])
def test_what_holds_no_contours_is_refused(tmp_path: Path, read: Any, content: bytes) -> None:  # noqa: ANN401
    path = tmp_path / "communes.bin"
    path.write_bytes(content)
    assert recognise(path, FORMS) is None
    with pytest.raises(DataError, match=r"communes\.bin"):
        read(path)


@pytest.mark.parametrize(
    "changes",
    [
        {"geometry": None},
        {"geometry": {"type": "Polygon", "coordinates": []}},
        {"geometry": {"type": "Polygon", "coordinates": [[[2, 50]]]}},
        {"geometry": {"type": "Polygon", "coordinates": "x"}},
        {"geometry": {"type": "Point", "coordinates": [2, 50]}},
        {"geometry": {"type": "Pentagon", "coordinates": [2, 50]}},
        {"geometry": {"type": "Polygon", "coordinates": [[[2e9, 5], [3, 5], [3, 6], [2e9, 5]]]}},
        {"properties": None},
        {"properties": {}},
        {"properties": {"code": 1004, "nom": "x", "departement": "01"}},
        {"properties": {"code": "62041", "nom": "Arras", "departement": "62"}},
    ],
)
def test_a_wrong_feature_is_refused(tmp_path: Path, changes: dict[str, Any]) -> None:
    with pytest.raises(DataError, match=r"communes\.json"):
        read_etalab(geojson(tmp_path, features(**changes)))


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats(allow_nan=False) | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
        ),
        max_leaves=6,
    )
)
@settings(
    deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_geometry_is_read_or_refused(tmp_path: Path, shape: object) -> None:
    path = geojson(tmp_path, features(geometry=shape))
    assert read_or_refused(read_etalab, path) is None
    shutil.copy(path, tmp_path / "copy.gpkg")
    assert read_or_refused(read_admin_express, tmp_path / "copy.gpkg") is None
