from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from indicators import territories
from indicators.errors import BundleError, DataError

FOLDER = Path(__file__).parents[2] / "data" / "geography"


@pytest.fixture(scope="module")
def geography() -> territories.Geography:
    return territories.load_geography(FOLDER)


@pytest.fixture(scope="module")
def current(geography: territories.Geography) -> pd.DataFrame:
    return geography.current_populations()


def test_the_three_communes_of_hesdin_la_foret_are_found_again(
    geography: territories.Geography,
) -> None:
    codes = pd.Series(["62461", "62549", "62743", "62447", "62041"])
    assert geography.to_current_commune(codes).tolist() == ["62447"] * 4 + ["62041"]


def test_a_chain_of_mergers_and_a_change_of_departement_are_followed(
    geography: territories.Geography,
) -> None:
    # Le Fresne-sur-Loire left the Loire-Atlantique for Ingrandes-Le Fresne sur Loire in 2016;
    # Les Trois Lacs changed chef-lieu in 2021 and back in 2023; Pont-Farcy left the Calvados for
    # Tessy-Bocage in 2018; Écuelles joined Orvanne in 2015, part of Moret-Loing-et-Orvanne since.
    codes = pd.Series(["44060", "27058", "14513", "77166"])
    assert geography.to_current_commune(codes).tolist() == ["49160", "27676", "50592", "77316"]


def test_a_merged_commune_is_described_by_the_one_whose_code_it_keeps() -> None:
    # Pierrefitte-sur-Seine joined Saint-Denis in 2025; each was a TVS of its own.
    table = pd.DataFrame(
        {"code": ["93059", "93066", "93070"], "tvs": ["93059", "93066", "93070"], "n": 1}
    )
    found = territories.of_kept_codes(table, {"93059": "93066"})
    assert found[["code", "tvs"]].to_numpy().tolist() == [["93066", "93066"], ["93070", "93070"]]
    # Neither part keeps its code: the first one speaks.
    found = territories.of_kept_codes(table.iloc[:2], {"93059": "93099", "93066": "93099"})
    assert found[["code", "tvs"]].to_numpy().tolist() == [["93099", "93059"]]


def test_every_old_code_leads_to_a_commune_of_today(geography: territories.Geography) -> None:
    today = set(geography.communes["code"])
    assert set(geography.mergers["code"]) <= today
    assert not set(geography.mergers["old_code"]) & today
    assert geography.mergers["old_code"].is_unique
    assert set(geography.splits["code"]) | set(geography.splits["origin"]) <= today


def test_arrondissements_municipaux_give_their_city(geography: territories.Geography) -> None:
    codes = pd.Series(["75120", "69389", "13216", "2A004"], index=[5, 6, 7, 8])
    result = territories.to_whole_city(codes)
    assert result.tolist() == ["75056", "69123", "13055", "2A004"]
    assert result.index.tolist() == [5, 6, 7, 8]
    assert geography.to_current_commune(codes).equals(result)


def test_departements_have_two_characters_or_three_overseas() -> None:
    codes = ["01001", "2A004", "62041", "97101", "97608"]
    found = [territories.departement_of(code) for code in codes]
    assert found == ["01", "2A", "62", "971", "976"]


@given(st.text(max_size=7) | st.from_regex(r"[0-9][0-9AB][0-9]{3}", fullmatch=True))
def test_only_commune_codes_are_accepted(text: str) -> None:
    codes = pd.Series([text], name="commune")
    looks_right = len(text) == 5 and text.isascii() and text[2:].isdigit()
    if looks_right and (text[:2] in {"2A", "2B"} or (text[:2] >= "01" and text[:2].isdigit())):
        territories.check_codes(codes)
        return
    with pytest.raises(DataError) as caught:
        territories.check_codes(codes)
    assert (caught.value.row, caught.value.column) == (2, "commune")


@pytest.mark.parametrize("bad", [[1001, 62041], [1001.0]])
def test_numbers_are_refused_as_codes(bad: list[float]) -> None:
    with pytest.raises(DataError, match="must be text"):
        territories.check_codes(pd.Series(bad))


def test_a_missing_code_is_refused() -> None:
    with pytest.raises(DataError, match="row 3"):
        territories.check_codes(pd.Series(["01001", None], dtype="str"))


def _population_rows(rows: list[tuple[str, int, int | None]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["code", "cog", "population"]).assign(census_year=2019)
    return frame.astype({"population": "Int64"})


def test_merged_populations_add_up_and_an_unknown_member_makes_the_sum_unknown() -> None:
    mergers = pd.DataFrame({"old_code": ["01002", "01004"], "code": ["01001", "01003"]})
    splits = pd.DataFrame({"origin": ["01005"], "code": ["01006"], "cog": [2025]})
    rows = _population_rows(
        [
            ("01001", 2021, 10),
            ("01002", 2021, 5),
            ("01003", 2021, 7),
            ("01004", 2021, None),
            ("01005", 2021, 30),
        ]
    )
    result = territories.populations_in_current_cog(rows, mergers, splits).set_index("code")
    assert result.loc["01001", "population"] == 15
    unknown = ["01003", "01005", "01006"]
    assert result.loc[unknown, "population"].isna().all()


def test_a_count_of_two_communes_is_of_the_one_that_held_the_other() -> None:
    splits = pd.DataFrame({"origin": ["H"], "code": ["P"], "since": [2012], "cog": [2014]})
    rows = [("H", 2009, 18), ("P", 2009, 0), ("H", 2012, 33), ("P", 2012, 0)]
    rows += [("H", 2013, 0), ("P", 2013, 0), ("H", 2014, 20), ("P", 2014, 0), ("Z", 2013, 0)]
    counts = pd.DataFrame(rows, columns=["code", "year", "count"])
    found = territories.counted_apart(counts, splits)
    # In 2013 nobody is in either; in 2009 and from 2014 on, both are communes.
    assert found.to_numpy().tolist() == [list(row) for row in rows if row[:2] != ("P", 2012)]


def test_what_was_counted_apart_stays() -> None:
    splits = pd.DataFrame({"origin": ["H"], "code": ["P"], "since": [0], "cog": [2014]})
    counts = pd.DataFrame({"code": ["H", "P"], "year": 2013, "count": [3, 2]})
    assert territories.counted_apart(counts, splits).equals(counts)
    # Nothing is known of a part whose host was not counted.
    assert territories.counted_apart(counts[1:].assign(count=0), splits).empty


def test_a_commune_that_merged_and_came_back_is_known_by_its_years(
    geography: territories.Geography,
) -> None:
    years = geography.splits.set_index("code")[["since", "cog"]]
    # Bihorel was in Bois-Guillaume-Bihorel in 2012 and 2013; Sannerville in Saline until 2020.
    assert years.loc[["76095", "14666"]].to_numpy().tolist() == [[2012, 2014], [2017, 2021]]
    assert years.loc["52033"].tolist() == [0, 2012]


def test_figures_that_follow_a_split_are_kept() -> None:
    mergers = pd.DataFrame({"old_code": [], "code": []}, dtype="str")
    splits = pd.DataFrame({"origin": ["01005"], "code": ["01006"], "cog": [2025]})
    rows = _population_rows([("01005", 2025, 20), ("01006", 2025, 10)])
    result = territories.populations_in_current_cog(rows, mergers, splits)
    assert result["population"].tolist() == [20, 10]


def test_populations_are_those_published(current: pd.DataFrame) -> None:
    departement = current["code"].map(territories.departement_of)
    in_62 = current[(departement == "62") & (current["census_year"] == 2023)]
    assert in_62["population"].sum() == 1_457_905  # Insee, legal population 2023
    assert current.loc[current["census_year"] == 2023, "population"].notna().all()
    hesdin = current[(current["code"] == "62447") & (current["census_year"] == 2022)]
    assert hesdin["population"].item() == 4494


def test_mayotte_is_of_2017_and_of_no_other_year(geography: territories.Geography) -> None:
    rows = geography.populations
    mayotte = rows["code"].str.startswith("976")
    assert set(rows.loc[mayotte, "census_year"]) == {2017}
    assert set(rows.loc[~mayotte, "census_year"]) == {2016, 2019, 2020, 2021, 2022, 2023}
    assert rows.loc[mayotte, "population"].sum() == 256_518  # Insee, legal population 2017
    assert rows.groupby(["code", "census_year"]).size().max() == 1


def test_incomplete_populations_are_missing_and_the_others_are_there(
    geography: territories.Geography,
) -> None:
    rows = geography.populations
    incomplete = rows["status"] == "incomplete"
    assert rows.loc[incomplete, "population"].isna().all()
    assert rows.loc[~incomplete, "population"].notna().all()
    assert rows[incomplete].groupby("census_year").size().to_dict() == {2016: 239, 2021: 16}


def test_outlines_of_a_toy_coverage_have_no_sliver() -> None:
    squares = [shapely.box(x, y, x + 1, y + 1) for x in range(3) for y in range(3)]
    toy = gpd.GeoDataFrame(
        {"epci": ["A"] * 4 + ["B"] + ["A"] * 3 + [""]}, geometry=squares, crs="EPSG:4326"
    )
    outlines = territories.dissolve_outlines(toy, "epci").set_index("code")
    assert shapely.area(outlines.geometry.to_numpy()).tolist() == [7.0, 1.0]
    assert shapely.get_num_interior_rings(outlines.geometry["B"]) == 0
    assert not shapely.is_ccw(shapely.get_exterior_ring(outlines.geometry["B"]))


def test_outlines_refuse_an_unknown_territory(geography: territories.Geography) -> None:
    with pytest.raises(DataError, match="departement"):
        territories.dissolve_outlines(geography.communes, "canton")


@pytest.mark.parametrize(("by", "count"), [("epci", 1253), ("departement", 101), ("region", 18)])
def test_outlines_cover_their_communes_exactly(
    geography: territories.Geography, by: str, count: int
) -> None:
    outlines = territories.dissolve_outlines(geography.communes, by)
    assert len(outlines) == count
    assert outlines.is_valid.all()
    assert shapely.coverage_is_valid(outlines.geometry.to_numpy())
    members = geography.communes[geography.communes[by] != ""]
    total = shapely.area(members.geometry.to_numpy()).sum()
    assert shapely.area(outlines.geometry.to_numpy()).sum() == pytest.approx(total, rel=1e-12)


def test_an_absent_folder_says_how_to_build_it(tmp_path: Path) -> None:
    with pytest.raises(BundleError, match=r"indicators\.sources\.geography"):
        territories.load_geography(tmp_path)


def test_a_code_that_has_not_changed_stays() -> None:
    codes = pd.Series(["01001", "01002", "2A004"])
    assert list(territories.renamed(codes, {"01002": "01001"})) == ["01001", "01001", "2A004"]
    assert list(territories.renamed(codes, {"62001": "62002"})) == list(codes)
    assert list(territories.renamed(codes, {})) == list(codes)
