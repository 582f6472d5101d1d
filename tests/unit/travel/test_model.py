"""The embedded model of minutes, on a toy country: two shores, a bridge, an island."""

from __future__ import annotations

import json
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_array

from indicators.errors import DataError
from indicators.travel.features import FEATURES
from indicators.travel.formula import MODEL_FILE, Curve, Field, Formula
from indicators.travel.landmass import Land, find_land, land_shares
from indicators.travel.model import ModelTimes
from indicators.travel.regression import median_regression
from indicators.travel.terrain import Terrain, interpolation

STEP = 0.04
"""Degrees a side of a square commune: about 3.0 km by 4.4 km."""


def square(lon: float, lat: float) -> shapely.Polygon:
    half = STEP / 2
    return shapely.box(lon - half, lat - half, lon + half, lat + half)


def country(places: list[tuple[str, float, float]]) -> gpd.GeoDataFrame:
    codes, lon, lat = zip(*places, strict=True)
    contours = [square(x, y) for x, y in zip(lon, lat, strict=True)]
    columns = {"code": list(codes), "lon": lon, "lat": lat, "area_km2": 13.5}
    return gpd.GeoDataFrame(columns, geometry=contours, crs=4326)


def grid(prefix: str, lon: float, lat: float, columns: int, rows: int) -> list:
    return [
        (f"{prefix}{row * columns + column:03d}", lon + column * STEP, lat + row * STEP)
        for row in range(rows)
        for column in range(columns)
    ]


# A shore of 8 x 6 communes around (2, 47), and 4 communes 14 km off it.
SHORE = grid("18", 2.0, 47.0, 8, 6)
ISLE = grid("85", 1.8, 47.08, 1, 4)
COMMUNES = country(SHORE + ISLE)
PEOPLE = pd.Series(1000.0, index=COMMUNES["code"])


@pytest.fixture(scope="module")
def times() -> ModelTimes:
    return ModelTimes.from_communes(COMMUNES, PEOPLE)


def test_own_pairs_are_at_0_without_error(times: ModelTimes) -> None:
    found = times.pairs_within(COMMUNES["code"].tolist(), 20)
    own = found.origin == found.destination
    assert own.sum() == len(COMMUNES)
    assert not found.minutes[own].any()
    assert not found.sigma[own].any()
    assert (found.minutes[~own] > 0).all()
    assert (found.sigma[~own] > 0).all()


def test_pairs_toward_some_communes_are_those_of_all_that_lead_there(times: ModelTimes) -> None:
    codes = COMMUNES["code"].tolist()
    ends = {codes[3], codes[20]}
    every = times.pairs_within(codes, 15).frame()
    wanted = every[every["destination"].isin(ends) | (every["origin"] == every["destination"])]
    found = times.pairs_within(codes, 15).toward(ends).frame()
    pd.testing.assert_frame_equal(found, wanted.reset_index(drop=True))
    assert len(ends) < len(found[found["minutes"] > 0]) < len(every) / 5


def test_pairs_within_is_symmetric_and_under_the_limit(times: ModelTimes) -> None:
    frame = times.pairs_within(COMMUNES["code"].tolist(), 15).frame()
    table = frame.pivot_table(index="origin", columns="destination", values="minutes")
    assert table.equals(table.T.rename_axis("origin").rename_axis("destination", axis=1))
    assert frame["minutes"].max() < 15


def test_pairs_within_finds_exactly_the_pairs_of_a_full_search(times: ModelTimes) -> None:
    codes = COMMUNES["code"].tolist()
    every = pd.MultiIndex.from_product([codes, codes]).to_frame()
    full = times.minutes(every[0].tolist(), every[1].tolist()).frame()
    full = full[full["minutes"] < 12].sort_values(["origin", "destination"], ignore_index=True)
    near = times.pairs_within(codes, 12).frame()
    pd.testing.assert_frame_equal(
        near.sort_values(["origin", "destination"], ignore_index=True), full
    )


def test_farther_along_a_line_takes_longer(times: ModelTimes) -> None:
    row = [f"18{24 + column:03d}" for column in range(8)]
    found = times.minutes([row[0]] * 7, row[1:])
    assert (np.diff(found.minutes) > 0).all()


def test_no_pair_between_two_landmasses(times: ModelTimes) -> None:
    found = times.pairs_within(COMMUNES["code"].tolist(), 60).frame()
    crossing = found["origin"].str[:2] != found["destination"].str[:2]
    assert not crossing.any()
    assert len(times.minutes(["18000"], ["85000"])) == 0


def test_some_communes_only_and_their_order_does_not_matter(times: ModelTimes) -> None:
    some = ["18009", "18001", "18000"]
    found = times.pairs_within(some, 30).frame()
    assert set(found["origin"]) == set(found["destination"]) == set(some)
    assert found.equals(times.pairs_within(some[::-1], 30).frame())


def test_a_fixed_link_joins_an_island(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("indicators.travel.landmass.FIXED_LINKS", (("85000", "18016"),))
    found = ModelTimes.from_communes(COMMUNES, PEOPLE).minutes(["85000"], ["18016"])
    assert len(found) == 1


def test_water_lengthens_the_way() -> None:
    # A bay: two arms of land joined at one end; across it, the road goes round.
    arms = grid("18", 2.0, 47.0, 6, 1) + grid("19", 2.0, 47.16, 6, 1) + grid("36", 2.0, 47.04, 1, 3)
    bay = country(arms)
    filled = country([*arms, *grid("37", 2.04, 47.04, 5, 3)])
    codes = bay["code"].to_numpy(dtype=object)
    for land, expected in ((bay, True), (filled, False)):
        people = pd.Series(1000.0, index=land["code"])
        zone = Terrain.survey(land, people).zones[0]
        at = [np.flatnonzero(land["code"] == code) for code in ("18005", "19005")]
        detour = float(zone.features(at[0], at[1])["detour"][0])
        # By the arms: 5 + 4 + 5 steps (15 + 18 + 15 km) against 18 km: 2.7 times, less 1.1.
        assert (detour > 0.7) is expected
        assert (detour == 0) is not expected
    assert len(codes) == 15


def test_landmasses_of_touching_communes_whose_town_halls_see_water() -> None:
    # The town hall of the second commune lies off its contour, yet the two communes touch.
    contours = np.array([square(0, 47), square(STEP, 47), square(1.0, 47)])
    lonlat = np.array([[0, 47], [0.2, 47.1], [1.0, 47]])
    km = (lonlat - [0, 47]) * [76, 111]
    land = find_land(np.array(["a", "b", "c"], dtype=object), km, lonlat, contours)
    assert land.landmass[0] == land.landmass[1] != land.landmass[2]


@pytest.mark.parametrize("count", [1, 2, 3, 5])
def test_few_communes_or_all_in_a_line(count: int) -> None:
    places = grid("18", 2.0, 47.0, count, 1)
    communes = country(places)
    people = pd.Series(500.0, index=communes["code"])
    found = ModelTimes.from_communes(communes, people).pairs_within(list(communes["code"]), 60)
    assert len(found) == count**2


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("lon", np.nan, "18002 has no usable value"),
        ("area_km2", 0.0, "18002 has no usable value"),
        ("code", "18001", "18001 appears more than once"),
        ("code", "98735", "start with 987"),
    ],
)
def test_a_faulty_commune_is_named(column: str, value: object, message: str) -> None:
    faulty = COMMUNES.copy()
    faulty.loc[2, column] = value
    people = pd.concat([PEOPLE, pd.Series({"98735": 1.0})])
    with pytest.raises(DataError, match=message):
        Terrain.survey(faulty, people)


def test_a_missing_population_is_not_0() -> None:
    with pytest.raises(DataError, match="18002 has no usable value") as caught:
        Terrain.survey(COMMUNES, PEOPLE.drop("18002"))
    assert caught.value.column == "population"


def test_unknown_communes_and_unequal_lists(times: ModelTimes) -> None:
    with pytest.raises(DataError, match="'99999' first"):
        times.pairs_within(["18000", "99999"], 20)
    with pytest.raises(DataError, match="2 origins for 1"):
        times.minutes(["18000", "18001"], ["18000"])
    with pytest.raises(DataError, match="positive and finite"):
        times.pairs_within(["18000"], -5)


def test_a_curve_by_hand() -> None:
    curve = Curve((0.0, 10.0), (1.0, 3.0), (0.0, 2.0))
    # Half-way: level 2 minutes, slope 1 minute per 10 km, over 20 km.
    assert curve(np.array([5.0, -1.0]), np.array([20.0, 20.0])).tolist() == [4.0, 1.0]


def test_shares_of_the_field_sum_to_1_even_far_away() -> None:
    field = Field(np.array([[0.0, 0.0], [100.0, 0.0]]), 50.0, np.array([1.0, -1.0]))
    shares = field.shares(np.array([[0.0, 0.0], [50.0, 0.0], [1e5, 0.0]]))
    assert shares.sum(axis=1) == pytest.approx(1.0)
    assert shares[1] == pytest.approx([0.5, 0.5])


@given(st.floats(0, 60), st.floats(0, 60))
def test_no_pair_is_faster_than_the_fastest_measured(minutes: float, distance: float) -> None:
    formula = Formula.load()
    first, per_km = formula.fastest
    if first + per_km * distance < minutes:
        assert distance < formula.reach_km(minutes) + 1e-9


def test_the_committed_file_holds_every_feature_and_round_trips() -> None:
    formula = Formula.load()
    assert tuple(formula.curves) == FEATURES
    again = Formula.from_plain(json.loads(json.dumps(formula.to_plain())))
    assert again.to_plain() == formula.to_plain()
    # A summary, never a lookup of communes: far fewer numbers than pairs.
    assert MODEL_FILE.stat().st_size < 30_000


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "{}", '{"curves": {}}', '{"base": {"knots": [1, 0]}}']
)
def test_parameters_of_another_form_are_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "model.json"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=r"no parameters of the model"):
        Formula.load(file)
    with pytest.raises(DataError, match="absent"):
        Formula.load(Path("absent.json"))


def test_knots_that_do_not_increase_are_refused(tmp_path: Path) -> None:
    content = json.loads(MODEL_FILE.read_text(encoding="utf-8"))
    content["base"]["knots"][1] = content["base"]["knots"][0]
    file = tmp_path / "model.json"
    file.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(DataError, match="increasing knots"):
        Formula.load(file)


def test_the_regression_finds_the_median_and_not_the_mean() -> None:
    generator = np.random.default_rng(1)
    distance = generator.uniform(1, 20, 2000)
    minutes = 3 + 1.2 * distance + generator.normal(0, 0.5, 2000)
    # One road in ten goes round a mountain: the mean would move by 2 minutes.
    minutes[::10] += 20
    line = median_regression(distance[:, None], minutes, np.ones(2000), 1e-6)
    assert line.coefficients[0] == pytest.approx(1.2, abs=0.02)
    assert line.intercept == pytest.approx(3.06, abs=0.15)


def test_an_edge_over_water_has_the_share_of_it_that_lies_on_land() -> None:
    # Two squares that touch, and a third beyond a strait of one degree, with a two-part contour.
    squares = [shapely.box(x, 0, x + 1, 1) for x in (0, 1, 3)]
    contours = np.array([*squares[:2], shapely.multipolygons([squares[2]])], dtype=object)
    lonlat = np.array([[0.5, 0.5], [1.5, 0.5], [3.5, 0.5]])
    edges = np.array([[0, 1], [1, 2], [0, 2]])
    shares = land_shares(edges, lonlat, contours)
    np.testing.assert_allclose(shares, [1.0, 0.5, 2 / 3])


def test_two_communes_with_their_town_halls_at_one_place_are_not_apart_by_water() -> None:
    # Estrée-Blanche and Liettres: which of the two lost its neighbours was decided by chance.
    communes = country([*grid("18", 2.0, 47.0, 5, 5), ("18900", 2.0 + 2 * STEP, 47.0 + 2 * STEP)])
    lonlat = communes[["lon", "lat"]].to_numpy()
    codes = communes["code"].to_numpy(dtype=object)
    land = find_land(codes, lonlat * 100, lonlat, communes.geometry.to_numpy())
    assert len(land.water_points()) == 0
    twins = np.flatnonzero(communes["code"].isin(["18012", "18900"]))
    west, km = np.array([10, 10]), np.full(2, 8.0)  # along a row: no way round
    np.testing.assert_allclose(land.detours(twins, west, km), [0.0, 0.0], atol=1e-6)


def test_a_place_is_read_between_the_centres_of_four_cells() -> None:
    grid = np.array([[0.0, 10.0, 20.0], [100.0, 110.0, 120.0]])
    points = np.array([[0.5, 0.5], [1.0, 1.0], [0.5, 1.75]])  # a centre, a corner, a row's edge
    read = interpolation(points, np.zeros(2), grid.shape) @ grid.ravel()
    np.testing.assert_allclose(read, [0.0, 55.0, 12.5])


def test_the_way_round_is_the_same_however_far_it_is_looked_for() -> None:
    # Places along a line 10 km apart, joined by a road round: 1 to 3 times the straight line.
    graph = csr_array(([11.0, 24.0, 60.0], ([0, 1, 2], [1, 2, 3])), shape=(4, 4))
    land = Land(np.zeros(4, dtype=int), csr_array(graph + graph.T), np.empty((0, 2, 2)))
    origin, destination = np.array([0, 1, 2, 3]), np.array([1, 2, 3, 2])
    detours = land.detours(origin, destination, np.full(4, 10.0))
    np.testing.assert_allclose(np.exp(detours) * 1.1, [1.1, 2.4, 3.0, 3.0])
