"""The committed contours, and the steps that make them on toy coverages."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from indicators import territories
from indicators.errors import DataError
from indicators.sources import contours

FOLDER = Path(__file__).parents[3] / "data" / "geography"
LLIVIA = shapely.Point(1.981, 42.466)


@pytest.fixture(scope="module")
def geography() -> territories.Geography:
    return territories.load_geography(FOLDER)


@pytest.fixture(scope="module")
def communes(geography: territories.Geography) -> gpd.GeoDataFrame:
    return geography.communes


def test_every_commune_of_cog_2026_is_there_once(communes: gpd.GeoDataFrame) -> None:
    assert len(communes) == 34_875
    assert communes["code"].is_unique
    assert communes["code"].is_monotonic_increasing
    overseas = communes["departement"][communes["departement"].str.len() == 3]
    assert overseas.value_counts().to_dict() == {
        "971": 32,
        "972": 34,
        "973": 22,
        "974": 24,
        "976": 17,
    }


def test_memberships_exist_and_agree(geography: territories.Geography) -> None:
    communes = geography.communes
    assert set(communes["departement"]) == set(geography.departements["code"])
    assert set(communes["region"]) == set(geography.regions["code"])
    assert set(communes["epci"]) - {""} == set(geography.epci["code"])
    assert (communes["departement"] == communes["code"].map(territories.departement_of)).all()
    region_of = geography.departements.set_index("code")["region"]
    assert (communes["departement"].map(region_of) == communes["region"]).all()
    has_one = communes["arrondissement"] != ""
    assert set(communes.loc[~has_one, "departement"]) == {"976"}  # Mayotte has none
    assert (communes["arrondissement"].str[:-1] == communes["departement"])[has_one].all()
    # Bréhat, Sein, Ouessant and Yeu: the islands that belong to no EPCI.
    without = communes.loc[communes["epci"] == "", "code"].tolist()
    assert without == ["22016", "29083", "29155", "85113"]
    assert geography.epci["kind"].value_counts().to_dict() == {
        "CC": 987,
        "CA": 230,
        "ME": 22,
        "CU": 14,
    }


def test_the_coverage_is_valid_and_on_its_grid(communes: gpd.GeoDataFrame) -> None:
    values = communes.geometry.to_numpy()
    assert shapely.is_valid(values).all()
    assert shapely.coverage_is_valid(values)
    coordinates = shapely.get_coordinates(values)
    assert (np.round(coordinates, contours.DECIMALS) == coordinates).all()


def test_france_has_no_hole_but_llivia(communes: gpd.GeoDataFrame) -> None:
    union = shapely.coverage_union_all(communes.geometry.to_numpy())
    rings = [ring for part in shapely.get_parts(union) for ring in part.interiors]
    assert len(rings) == 1
    assert shapely.Polygon(rings[0]).contains(LLIVIA)


def test_polygons_are_wound_clockwise_outside(communes: gpd.GeoDataFrame) -> None:
    parts = shapely.get_parts(communes.geometry.to_numpy())
    assert not shapely.is_ccw(shapely.get_exterior_ring(parts)).any()


def test_every_point_is_in_its_commune_or_within_500_m(communes: gpd.GeoDataFrame) -> None:
    flagged = communes["point"] == "inside"
    points = gpd.GeoSeries.from_xy(communes["lon"], communes["lat"], crs=communes.crs)
    assert set(communes["point"]) == {"town_hall", "inside"}
    assert (
        shapely.distance(points[flagged].to_numpy(), communes.geometry[flagged].to_numpy()).max()
        <= 1e-5
    )  # the fifth decimal of a point
    for prefix, projection in contours.PROJECTIONS.items():
        here = (contours.parts_of_territory(pd.Index(communes["code"])) == prefix).to_numpy()
        away = points[here].to_crs(projection).distance(communes.geometry[here].to_crs(projection))
        # A metre more for the fifth decimal of the point.
        assert away.max() <= contours.OUTSIDE_LIMIT + 1.0


def test_areas_are_those_of_the_territory(communes: gpd.GeoDataFrame) -> None:
    # Metropolitan France: 543 941 km2 in the cadastre, which leaves out lakes, glaciers and
    # estuaries, and 551 500 km2 by IGN's geodetic measure. Pas-de-Calais: 6 671 km2 (Insee).
    metropole = communes["departement"].str.len() == 2
    assert 543_941 < communes.loc[metropole, "area_km2"].sum() < 551_500
    in_62 = communes["departement"] == "62"
    assert communes.loc[in_62, "area_km2"].sum() == pytest.approx(6_671, rel=0.01)
    assert communes["area_km2"].min() > 0


def test_files_are_light_enough() -> None:
    assert (FOLDER / "communes.parquet").stat().st_size <= 8_000_000


def _series(shapes: dict[str, shapely.Geometry], crs: str = "EPSG:2154") -> gpd.GeoSeries:
    return gpd.GeoSeries(shapes, crs=crs)


def test_repair_matches_edges_and_closes_narrow_gaps_only() -> None:
    ring = shapely.box(0, 0, 9000, 9000) - shapely.box(3000, 3000, 6000, 6000)
    narrow = ring - shapely.box(1000, 1000, 1200, 1200)
    overlapping = shapely.box(8990, 0, 12000, 9000)
    repaired = contours.repair(_series({"A": narrow, "B": overlapping}))
    assert shapely.coverage_is_valid(repaired.to_numpy())
    assert len(repaired["A"].interiors) == 1
    assert repaired["A"].interiors[0].length == pytest.approx(12_000)


def test_dissolve_unites_merged_communes_and_keeps_the_others() -> None:
    shapes = _series({code: shapely.box(x, 0, x + 1, 1) for x, code in enumerate("ABC")})
    united = contours.dissolve(shapes, {"A": "B"})
    assert united.index.tolist() == ["B", "C"]
    assert united["B"].equals(shapely.box(0, 0, 2, 1))


def test_dissolve_follows_a_change_of_code() -> None:
    united = contours.dissolve(_series({"A": shapely.box(0, 0, 1, 1)}), {"A": "Z"})
    assert united.index.tolist() == ["Z"]


def test_carve_gives_a_re_established_commune_its_part() -> None:
    whole, part = shapely.box(0, 0, 2, 1), shapely.box(1, 0, 2, 1)
    carved = contours.carve(_series({"A": whole}), _series({"B": part}), {"B": "A"})
    assert carved["A"].equals(shapely.box(0, 0, 1, 1))
    assert carved["B"].equals(part)


@pytest.mark.parametrize("part", [shapely.box(5, 5, 6, 6), shapely.box(1.9, 0, 3, 1)])
def test_carve_refuses_a_part_that_is_elsewhere(part: shapely.Geometry) -> None:
    with pytest.raises(DataError, match="not inside"):
        contours.carve(_series({"A": shapely.box(0, 0, 2, 1)}), _series({"B": part}), {"B": "A"})
    with pytest.raises(DataError, match="no contour"):
        contours.carve(_series({"A": part}), _series({"B": part}), {"C": "A"})


def test_rounding_keeps_the_coverage_valid_even_where_a_part_folds() -> None:
    # The neck of A is narrower than the grid: rounding alone makes it touch itself.
    neck = shapely.box(1, 0.00002, 1.1, 0.00004)
    left = shapely.union_all([shapely.box(0, 0, 1, 1), neck, shapely.box(1.1, 0, 2, 1)])
    below = shapely.box(0, -1, 2, 0)
    rounded = contours.round_coverage(_series({"A": left, "B": below}, contours.WGS84))
    values = rounded.to_numpy()
    assert shapely.is_valid(values).all()
    assert shapely.coverage_is_valid(values)
    assert (np.round(shapely.get_coordinates(values), 4) == shapely.get_coordinates(values)).all()


def test_simplify_moves_no_vertex_and_keeps_shared_borders() -> None:
    x = np.linspace(3.0, 3.1, 200)
    border = np.column_stack([x, 46.5 + 0.0004 * (-1.0) ** np.arange(200)])
    top = shapely.Polygon([*border, (3.1, 46.6), (3.0, 46.6)])
    bottom = shapely.Polygon([*border, (3.1, 46.4), (3.0, 46.4)])
    exact = contours.round_coverage(_series({"A": top, "B": bottom}, contours.WGS84))
    simple = contours.simplify(exact, "EPSG:2154", contours.TOLERANCE)
    assert shapely.coverage_is_valid(simple.to_numpy())
    kept = {tuple(xy) for xy in shapely.get_coordinates(simple.to_numpy())}
    before = {tuple(xy) for xy in shapely.get_coordinates(exact.to_numpy())}
    assert kept < before


def test_a_town_hall_is_plausible_near_its_commune_only() -> None:
    small = shapely.box(0, 0, 1000, 1000)
    shapes = _series(dict.fromkeys("ABCD", small) | {"E": shapely.box(0, 0, 40_000, 40_000)})
    points = _series(
        {
            "A": shapely.Point(500, 500),
            "B": shapely.Point(1400, 500),  # 400 m outside
            "C": shapely.Point(1600, 500),  # 600 m outside
            "E": shapely.Point(1, 1),  # 28 km from the centroid, yet inside a large commune
        }
    ).reindex(shapes.index)
    assert contours.plausible(shapes, points).tolist() == [True, True, False, False, True]


def test_locate_prefers_the_first_plausible_town_hall_and_flags_what_it_invents() -> None:
    shapes = _series(dict.fromkeys("ABC", shapely.box(3, 46, 3.1, 46.1)), contours.WGS84)
    first = _series({"A": shapely.Point(3.01, 46.01), "B": shapely.Point(9, 46)}, contours.WGS84)
    second = _series({"B": shapely.Point(3.02, 46.02)}, contours.WGS84)
    located = contours.locate(shapes, [first, second], "EPSG:2154")
    assert located["point"].tolist() == ["town_hall", "town_hall", "inside"]
    assert located["lon"].tolist() == [3.01, 3.02, 3.05]
    assert located["lat"].tolist() == [46.01, 46.02, 46.05]
