from itertools import pairwise

import pandas as pd
import pytest

from indicators import population
from indicators.bundle import Bundle
from indicators.sources.age_bands import AGE_BANDS


def ages(code: str, sex: str, counts: dict[str, float]) -> dict[str, object]:
    bands = {f"age_{band}": counts.get(band, 0.0) for band in AGE_BANDS}
    return {"code": code, "census_year": 2023, "sex": sex, "source": "insee-rp-ages", **bands}


def test_the_bands_follow_one_another() -> None:
    bounds = [population.band_bounds(band) for band in AGE_BANDS]
    assert bounds[0] == (0, 5)
    assert bounds[-1] == (95, 200)
    assert all(before[1] == after[0] for before, after in pairwise(bounds))


def test_a_stratum_is_named_as_people_say_it() -> None:
    assert population.stratum("F", "05_09") == "F 05-09"
    assert population.stratum("M", "95_plus") == "M 95+"


def test_merged_communes_are_summed_by_sex() -> None:
    frame = pd.DataFrame(
        [
            ages("A", "F", {"00_04": 1.5}),
            ages("B", "F", {"00_04": 2.5}),
            ages("B", "M", {"95_plus": 4}),
        ]
    )
    summed = population.ages_of_today(frame, {"B": "A"}).set_index(["code", "sex"])
    assert summed.loc[("A", "F"), "age_00_04"] == 4
    assert summed.loc[("A", "M"), "age_95_plus"] == 4


def test_shares_count_whole_bands() -> None:
    # 10 children, 20 of 15-19, 30 of 65-69, 25 of 75-79, 15 of 80-84: 100 people in all.
    counts = {"10_14": 10.0, "15_19": 20.0, "65_69": 30.0, "75_79": 25.0, "80_84": 15.0}
    found = population.share_members(pd.DataFrame([ages("A", "F", counts)]))
    assert found.set_index("indicator")["value"].to_dict() == {
        "under_15_share": 10,
        "over_65_share": 70,
        "over_75_share": 40,
        "over_80_share": 15,
    }


def test_a_commune_without_inhabitants_has_no_share() -> None:
    frame = pd.DataFrame([ages("A", "F", {}), ages("A", "M", {})])
    assert population.share_members(frame).empty


@pytest.mark.parametrize(
    ("year", "census"), [(2009, 2016), (2025, 2023), (2021, 2021), (2018, 2019)]
)
def test_the_nearest_census_and_the_later_of_two(year: int, census: int) -> None:
    assert population.nearest_census(year, [2016, 2019, 2020, 2021, 2022, 2023]) == census
    assert population.nearest_census(2018, [2017, 2019]) == 2019


def test_the_ages_of_each_commune_sum_to_its_population(bundle: Bundle) -> None:
    table = bundle.observations
    rows = table[(table["level"] == "commune") & (table["year"] == 2023)].astype({"code": str})
    by_age = rows[rows["indicator"] == "population_by_age"].groupby("code")["value"].sum()
    legal = rows[rows["indicator"] == "population"].set_index("code")["value"]
    assert len(by_age) == len(legal) == 887
    assert (by_age - legal.reindex(by_age.index)).abs().max() <= 1
    # 35,480 figures rounded to 0.1: their sum is within four standard errors, 4 x 0.1 x
    # sqrt(35480 / 12) = 22.
    assert by_age.sum() == pytest.approx(1_457_905, abs=22)
    assert legal.sum() == 1_457_905


def test_of_two_censuses_as_near_the_later_one_counts() -> None:
    rows = pd.DataFrame(
        {"code": ["A"] * 3, "census_year": [2016, 2020, 2023], "population": [1, 2, 3]}
    )
    assert population.nearest_census(2018, [2016, 2020, 2023]) == 2020
    found = population.nearest_populations(rows, 2018)
    assert found[["census_year", "population"]].to_numpy().tolist() == [[2020, 2]]
