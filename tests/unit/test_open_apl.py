from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml

from benchmarks import open_apl_france
from benchmarks.open_apl import DISTANCE_FILE, stored_distances
from indicators import open_apl, population
from indicators.apl_parameters import load_parameters
from indicators.bundle import Bundle
from indicators.catalogue import Catalogue
from indicators.decay import StepDecay
from indicators.errors import DataError
from indicators.inputs import Inputs
from indicators.observations import KEY
from indicators.open_apl import OpenParameters, Setting, Year
from indicators.travel.times import TravelTimes

PARAMETERS = load_parameters()
BANDS = StepDecay((10.0, 15.0, 20.0), (1.0, 2 / 3, 1 / 3))
CODES = ["A", "B", "C", "D"]
# method: A-B 9, A-C 12, B-C 17, A-D 25, B-D 22, C-D 14 minutes.
MINUTES = [[0, 9, 12, 25], [9, 0, 17, 22], [12, 17, 0, 14], [25, 22, 14, 0]]


def with_numbers(factor: float = 1.0, elasticity: float = 0.0) -> OpenParameters:
    known = open_apl.load_open_parameters()
    activity = known.activity.model_copy(update={"elasticity": elasticity})
    minutes = known.minutes.model_copy(update={"factor": factor})
    return OpenParameters(activity=activity, minutes=minutes)


def toy(sigma: float = 0.0, factor: float = 1.0) -> Setting:
    origin, destination = (grid.ravel() for grid in np.indices((4, 4)))
    minutes = np.array(MINUTES, dtype=np.float64).ravel()
    deviations = np.where(minutes > 0, sigma, 0.0)
    times = TravelTimes(pd.Index(CODES), origin, destination, minutes, deviations)
    communes = pd.DataFrame({"code": [*reversed(CODES), "E"]})
    return open_apl.setting(times, communes, with_numbers(factor), BANDS)


def toy_year(gps: dict[str, float]) -> Year:
    demand = pd.Series({"A": 10000.0, "B": 2000.0, "C": 1500.0, "D": 300.0})
    return Year(2025, pd.Series(gps), demand, pd.Series(2023, index=CODES))


def supply_of(place: Setting, year: Year, elasticity: float = 0.0) -> np.ndarray:
    return open_apl.supply_of(place, year, with_numbers(elasticity=elasticity), PARAMETERS)


def test_the_toy_of_the_method_with_exact_minutes() -> None:
    year = toy_year({})
    found = open_apl.estimate(toy(), year, np.array([30000.0, 6000, 3600, 0]))
    assert found["value"].tolist() == pytest.approx(
        [3.053375, 2.920534, 2.096986, 0.265683], abs=1e-6
    )


def test_each_gp_brings_the_acts_of_the_parameters_and_absent_counts_none() -> None:
    assert supply_of(toy(), toy_year({"A": 2.0, "B": 0.0})).tolist() == [10000, 0, 0, 0]


def test_gps_do_more_acts_where_those_whom_they_serve_reach_less_than_the_mean() -> None:
    # Two towns out of reach of one another, 10 000 people each: 2 GPs in A, 8 in B. At 5 000 acts
    # A reaches 1, B 4, the mean is 2.5. With elasticity 0.5 the acts of A are multiplied by
    # min(2.5 ^ 0.5 = 1.58, cap 6000 / 5000 = 1.2), those of B by (2.5 / 4) ^ 0.5 = 0.7906, under
    # the floor of 3 600 acts a whole GP: no floor applies to a count.
    apart = TravelTimes(pd.Index(["A", "B"]), *np.array([[0, 1], [0, 1]]), *np.zeros((2, 2)))
    place = open_apl.setting(apart, pd.DataFrame({"code": ["A", "B"]}), with_numbers(), BANDS)
    people = pd.Series({"A": 10000.0, "B": 10000.0})
    year = Year(2025, pd.Series({"A": 2.0, "B": 8.0}), people, pd.Series(2023, index=["A", "B"]))
    assert supply_of(place, year, 0.5).tolist() == pytest.approx([2 * 6000, 8 * 5000 * 0.625**0.5])


def test_at_an_elasticity_of_0_all_gps_do_as_many_acts() -> None:
    assert supply_of(toy(), toy_year({"A": 1.0, "C": 4.0})).tolist() == [5000, 0, 20000, 0]


def test_the_factor_lengthens_the_minutes() -> None:
    # A-B 9 minutes: in the first band; 10.8 with a factor of 1.2: in the second.
    assert toy().weights[0, 1] == 1
    assert toy(factor=1.2).weights[0, 1] == pytest.approx(2 / 3)


def test_the_numbers_chosen_are_those_of_the_grid() -> None:
    known = open_apl.load_open_parameters()
    assert known.minutes.factor in open_apl_france.FACTORS
    assert known.activity.elasticity in open_apl_france.ELASTICITIES
    assert known.minutes.choice == known.activity.choice


def test_the_choice_is_made_without_the_pas_de_calais() -> None:
    found = open_apl_france.numbered(["01", "02", "2A", "62", "59", "974"], odd=True)
    assert found == ["01", "59"]
    assert "62" in open_apl_france.numbered(["62", "59"], odd=False)


@pytest.mark.parametrize("sigma", [0.0, 3.0])
def test_supply_is_conserved(sigma: float) -> None:
    place, year = toy(sigma), toy_year({"A": 6.0, "B": 1.0, "D": 1.0})
    supply = supply_of(place, year, 0.3)
    found = open_apl.estimate(place, year, supply)
    assert (found["value"] * found["denominator"]).sum() == pytest.approx(supply.sum())


def test_a_place_without_population_is_refused() -> None:
    year = toy_year({"A": 1.0})
    lacking = Year(2025, year.gps, year.demand.drop("C"), year.census)
    with pytest.raises(DataError, match="commune C has no population"):
        open_apl.estimate(toy(), lacking, np.zeros(4))


def test_a_commune_without_ages_takes_the_mean_ratio() -> None:
    people = pd.Series({"A": 100.0, "B": 300.0, "C": 50.0})
    # (100 x 1.2 + 300 x 0.8) / 400 = 0.9
    found = open_apl.standardised_demand(people, pd.Series({"A": 1.2, "B": 0.8}))
    assert found.tolist() == pytest.approx([120, 240, 45])


def test_each_commune_has_its_own_nearest_census() -> None:
    table = pd.DataFrame(
        {"code": ["A", "A", "B"], "census_year": [2016, 2023, 2023], "population": [1, 2, 3]}
    )
    found = population.nearest_populations(table, 2013)
    assert found["census_year"].tolist() == [2016, 2023]


def test_a_file_that_breaks_the_schema_is_named(tmp_path: Path) -> None:
    path = tmp_path / "open.yml"
    path.write_text("activity: {acts_per_gp: -1, source: x, elasticity: 0, choice: x}")
    with pytest.raises(DataError, match=r"open\.yml.*acts_per_gp"):
        open_apl.load_open_parameters(path)


def test_the_stored_distance_is_the_one_measured(inputs: Inputs) -> None:
    stored = yaml.safe_load(DISTANCE_FILE.read_text(encoding="utf-8"))["comparisons"]
    assert [entry for entry in stored if entry["where"] == "62"] == stored_distances(inputs)


def test_the_caveat_tells_the_stored_distance(catalogue: Catalogue) -> None:
    stored = yaml.safe_load(DISTANCE_FILE.read_text(encoding="utf-8"))
    found = stored["comparisons"][0]
    measured = found["measures"]["open"]
    caveat = catalogue.indicators[open_apl.INDICATOR].caveat.en
    assert f"count of {found['counts']} lies {measured['error']:.2f} on average" in caveat
    assert f"APL of {found['apl']} (correlation {measured['correlation']:.2f})" in caveat
    assert f"{measured['same_side']:.0f} % of the communes" in caveat


def test_the_estimate_never_takes_the_name_of_the_official_apl(bundle: Bundle) -> None:
    table = bundle.observations.astype({"indicator": str, "status": str, "source": str})
    own = table["indicator"] == open_apl.INDICATOR
    assert set(table.loc[own, "source"]) == {"open-apl"}
    assert set(table.loc[own, "status"]) == {"estimated"}
    assert "open-apl" not in set(table.loc[~own, "source"])
    assert not table.duplicated(KEY).any()


def test_every_commune_has_the_years_of_the_counts(bundle: Bundle) -> None:
    table = bundle.observations.astype({"indicator": str, "level": str, "note": str})
    own = table[(table["indicator"] == open_apl.INDICATOR) & (table["level"] == "commune")]
    assert own.groupby("year").size().to_dict() == {2009: 887, 2013: 887, 2025: 887}
    notes = own[own["year"] == 2013].groupby("note").size()
    assert notes.idxmax() == "population:2016 ages:2023 modelled-times"
    # A commune whose population of 2016 is not known takes, and names, the next census.
    assert notes.drop(notes.idxmax()).to_dict() == {"population:2019 ages:2023 modelled-times": 1}
