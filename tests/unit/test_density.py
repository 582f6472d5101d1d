import pandas as pd
import pytest

from indicators import density
from indicators.bundle import Bundle
from indicators.errors import DataError
from indicators.inputs import Inputs

NO_SPLITS = pd.DataFrame({"origin": [], "code": [], "since": [], "cog": []})


def test_an_absent_commune_has_none_and_merged_ones_are_summed() -> None:
    table = pd.DataFrame({"code": ["A", "B"], "year": [2025, 2025], "gp": [2.0, 3.0]})
    found = density.counts_everywhere(table, "gp", ["C", "A"], {"B": "A"}, NO_SPLITS)
    assert found.to_numpy().tolist() == [["A", 2025, 5], ["C", 2025, 0]]


def test_a_count_that_no_commune_of_today_holds_is_refused() -> None:
    table = pd.DataFrame({"code": ["62001", "62002", "62003"], "year": 2009, "gp": [2.0, 3.0, 0.0]})
    density.refuse_unplaced(table, "gp", ["62001"], {"62002": "62001"})
    with pytest.raises(DataError, match=r"62002 has a count of 3 in 2009 .* update data/geography"):
        density.refuse_unplaced(table, "gp", ["62001"], {})
    with pytest.raises(DataError, match="62002 has a count of 1 in 2009"):
        density.refuse_unplaced(table.replace(3.0, 1.0), "gp", ["62001"], {})
    density.refuse_unplaced(table, "gp", ["59001"], {})  # another département is not covered


def test_every_gp_of_a_millesime_is_in_a_commune_of_today(inputs: Inputs) -> None:
    counted = inputs.gp_counts.groupby("year")["count"].sum()
    assert counted.to_dict() == inputs.figures.gp_communes.groupby("year")["gp"].sum().to_dict()
    # BPE 2009: 81 in Dunkerque, 30 in Saint-Pol-sur-Mer (59540) and 5 in Fort-Mardyck (59248),
    # which joined it in December 2010.
    dunkerque = inputs.gp_counts.query("code == '59183' and year == 2009")
    assert dunkerque["count"].tolist() == [116]


def test_the_type_of_a_millesime_names_its_edition() -> None:
    counts = pd.DataFrame({"code": ["A", "A"], "year": [2013, 2031], "count": [1.0, 2.0]})
    types = pd.DataFrame({"year": [2013, 2031], "facility_type": ["D201", "D265"]})
    found = density.with_editions(counts, types)
    assert found["edition"].tolist() == ["bpe-d201", "bpe-d265"]
    with pytest.raises(DataError, match="the GPs of 2031 is not told: add it to gp_types"):
        density.with_editions(counts, types.iloc[:1])


def test_a_density_is_per_ten_thousand_of_the_nearest_census() -> None:
    counts = pd.DataFrame(
        {"code": ["A", "B"], "year": 2025, "count": [3.0, 0.0], "edition": "bpe-d265"}
    )
    people = pd.DataFrame(
        {
            "code": ["A", "A", "B", "B"],
            "census_year": [2016, 2023] * 2,
            "population": [1, 4000, 1, 0],
        }
    )
    found = density.density_members(counts, people)
    # 3 GPs for 4,000 inhabitants are 7.5 for 10,000; nobody lives in B: it has no density.
    assert found[["code", "value", "status", "note"]].to_numpy().tolist() == [
        ["A", 7.5, "computed", "population:2023"]
    ]


@pytest.mark.parametrize(("census", "status"), [(2023, "computed"), (2022, "estimated")])
def test_a_distant_census_makes_an_estimate(census: int, status: str) -> None:
    counts = pd.DataFrame({"code": ["A"], "year": 2025, "count": [1.0], "edition": "bpe-d265"})
    people = pd.DataFrame({"code": ["A"], "census_year": [census], "population": [1000]})
    found = density.density_members(counts, people).iloc[0]
    assert (found["status"], found["aggregate_status"]) == (status, status)
    assert found["note"] == found["aggregate_note"] == f"population:{census}"


def test_a_census_long_after_the_count_makes_an_estimate_too() -> None:
    # One GP for the one inhabitant of 2016: 10,000 for 10,000.
    counts = pd.DataFrame({"code": ["A"], "year": 2009, "count": [1.0], "edition": "bpe-d201"})
    people = pd.DataFrame({"code": ["A"], "census_year": [2016], "population": [1]})
    found = density.density_members(counts, people).iloc[0]
    assert (found["value"], found["status"]) == (10_000, "estimated")


def test_pharmacies_nurses_and_health_houses_of_every_commune() -> None:
    table = pd.DataFrame(
        {"code": ["A"], "year": [2025], "pharmacy": [2.0], "nurse": [7.0], "msp": [1.0]}
    )
    found = density.equipment_members(table, ["A", "B"], {}, NO_SPLITS)
    assert found.set_index(["indicator", "code"])["value"].to_dict() == {
        ("pharmacy_count", "A"): 2,
        ("pharmacy_count", "B"): 0,
        ("nurse_count", "A"): 7,
        ("nurse_count", "B"): 0,
        ("msp_sites", "A"): 1,
        ("msp_sites", "B"): 0,
    }
    told = found[["year", "status", "source", "edition"]].drop_duplicates()
    assert told.to_numpy().tolist() == [[2025, "official", "insee-bpe", "bpe-2025"]]


def test_the_gps_of_the_departement_are_those_of_the_bpe(bundle: Bundle) -> None:
    table = bundle.observations
    rows = table[(table["level"] == "departement") & (table["code"] == "62")]
    counts = rows[rows["indicator"] == "gp_count"].set_index("year")["value"].to_dict()
    assert counts == {2009: 1421, 2013: 1374, 2025: 1206}
    found = rows[(rows["indicator"] == "gp_density") & (rows["year"] == 2025)].iloc[0]
    # 10,000 x 1206 / 1,457,905
    assert found["value"] == pytest.approx(8.2721, abs=1e-4)
    assert found["status"] == "computed"
