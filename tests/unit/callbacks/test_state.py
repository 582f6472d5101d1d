import json

import pytest
import shapely

from callbacks.state import Data, chosen
from layouts.view import View, as_dict


def test_a_choice_of_the_search_is_read() -> None:
    stored = as_dict(View(level="commune"))
    assert chosen("epci:200033579", stored) == {
        "territory": "200033579",
        "territory_level": "",
        "level": "epci",
    }
    assert chosen("departement:62", stored)["level"] == "commune"
    assert chosen(None, stored)["territory"] == ""


def test_the_largest_towns_are_named(data: Data) -> None:
    towns = data.towns("62")
    names = towns.loc[towns["zoom"] == 1, "name"].tolist()
    assert names[:1] == ["Calais"]
    assert {"Arras", "Boulogne-sur-Mer", "Saint-Omer"} <= set(names)


def test_a_view_comes_back_at_a_level_and_a_year_that_are_held(data: Data) -> None:
    stored = as_dict(View(year=2024))
    assert data.restored(stored, indicator="apl62").year == 2023
    assert data.restored(stored, indicator="gp_density_liberal").level == "tvs"


@pytest.mark.parametrize(("level", "count"), [("commune", 887), ("epci", 20), ("tvs", 81)])
def test_contours_have_an_identifier_each(data: Data, level: str, count: int) -> None:
    content = data.geojson("62", level)
    assert content is not None
    features = json.loads(content)["features"]
    held = data.bundle.territories
    codes = set(held.loc[held["level"] == level, "code"])
    assert {feature["id"] for feature in features} <= codes
    assert len(features) <= count
    frame = data.frame(View(indicator="population", level=level, year=2023))
    assert {feature["id"] for feature in features} == set(frame["code"])


def test_neighbours_surround_the_departement(data: Data) -> None:
    assert {"59", "80"} <= set(data.shapes("62", "commune").neighbour_codes)
    assert "62" not in data.shapes("62", "commune").neighbour_codes
    content = data.geojson("62", "voisins")
    assert content is not None
    assert {"59", "80"} <= {feature["id"] for feature in json.loads(content)["features"]}


def test_the_towns_that_a_zoom_adds_have_an_address(data: Data) -> None:
    content = data.geojson("62", "villes")
    assert content is not None
    features = json.loads(content)["features"]
    assert len(features) == len(data.towns("62")) > 200
    calais = features[0]["properties"]
    assert calais == {"name": "Calais", "zoom": 1}


def test_there_are_no_contours_elsewhere(data: Data) -> None:
    assert data.geojson("59", "commune") is None
    assert data.geojson("62", "village") is None


def test_the_frame_holds_the_departement(data: Data) -> None:
    contours = data.bundle.contours
    rows = contours[(contours["level"] == "departement") & (contours["code"] == "62")]
    west, south, east, north = shapely.from_wkb(rows["geometry"].iloc[0]).bounds
    frame = data.shapes("62", "commune").frame
    assert frame.west < west < east < frame.east
    assert frame.south < south < north < frame.north
