import json
from dataclasses import replace

import pandas as pd
import pytest
import shapely

from callbacks.state import Data, chosen
from layouts.carte.caption import source_line
from layouts.view import View, as_dict


def test_a_choice_of_the_search_is_read(data: Data) -> None:
    stored = as_dict(View(level="commune"))
    assert chosen(data.bundle, "epci:200033579", stored) == {
        "departement": "62",
        "territory": "200033579",
        "territory_level": "",
        "level": "epci",
    }
    assert chosen(data.bundle, "departement:62", stored)["level"] == "commune"
    assert chosen(data.bundle, None, stored)["territory"] == ""


def test_another_level_of_the_map_keeps_the_territory(data: Data) -> None:
    stored = as_dict(View(territory="62041", year=2024))
    by_tvs = data.restored(stored, level="tvs")
    assert data.context(by_tvs).place.level == "commune"
    assert data.context(by_tvs).mapped_code == ""
    back = data.restored(as_dict(by_tvs), level="commune")
    assert (back.territory, back.territory_level) == ("62041", "")
    found = data.restored(stored, **chosen(data.bundle, "tvs:62041", stored))
    assert data.context(found).place.level == "tvs"


def test_a_departement_of_the_map_of_france_opens_its_communes(data: Data) -> None:
    stored = as_dict(View(departement="FR", level="departement"))
    opened = data.restored(stored, **chosen(data.bundle, "departement:62", stored))
    assert (opened.departement, opened.level, opened.territory) == ("62", "commune", "")


def test_a_departement_that_is_not_built_stays_on_the_map_of_france(data: Data) -> None:
    stored = as_dict(View(level="commune"))
    seen = data.restored(stored, **chosen(data.bundle, "departement:2A", stored))
    assert (seen.departement, seen.level, seen.territory) == ("FR", "departement", "2A")


def test_the_map_of_france_has_every_departement(data: Data) -> None:
    view = data.restored(as_dict(View(departement="FR", level="departement", year=2024)))
    frame = data.frame(view).set_index("code")
    content = data.geojson("FR", "departement")

    assert content is not None
    assert {one["id"] for one in json.loads(content)["features"]} == set(frame.index)
    shapes = [shapely.from_geojson(json.dumps(one)) for one in json.loads(content)["features"]]
    rings = [polygon.exterior for shape in shapes for polygon in shapely.get_parts(shape)]
    assert not shapely.is_ccw(rings).any()
    assert len(frame) == 101
    assert frame.loc["976", "status"] == "missing"
    assert pd.isna(frame.loc["976", "value"])


def test_france_by_epci_waits_for_every_departement(data: Data) -> None:
    view = data.restored(as_dict(View(departement="FR", level="epci")))
    assert view.level == "departement"


def test_a_departement_with_the_code_of_a_region_is_not_that_region(data: Data) -> None:
    territories = data.bundle.territories
    other = territories["code"] == "62041"
    moved = territories.assign(region=territories["region"].mask(other, "62"))
    moved.loc[other, "departement"] = "59"
    changed = Data(replace(data.bundle, territories=moved), data.catalogue)

    assert "62041" not in set(changed.frame(View(year=2023))["code"])


def test_a_map_shows_one_month_of_a_year(data: Data) -> None:
    # DITP, indicator 311: the Pas-de-Calais has 53 health houses in June 2023 and 57 in December.
    view = data.restored(as_dict(View(indicator="msp_count", departement="FR", year=2023)))
    frame = data.frame(view).set_index("code")
    assert len(frame) == 101
    assert frame.index.is_unique
    assert (frame.loc["62", "period"], frame.loc["62", "value"]) == ("2023-12", 57)
    assert frame.loc["75", "status"] == "missing"
    assert "Millésime décembre 2023" in source_line(data.context(view), data.frame(view))


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
