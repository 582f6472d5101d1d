"""The APL: parameters, acts counted, standardised population, the toy vector."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
import yaml

from indicators.apl import (
    apl,
    counted_acts,
    renormalisation,
    standardised_population,
    supply_from_headcount,
    weighted_population,
)
from indicators.apl_parameters import PARAMETERS_FILE, load_parameters
from indicators.decay import EdgeGaussianDecay, StepDecay
from indicators.errors import DataError, UsageError
from indicators.travel.costs import TravelCosts

if TYPE_CHECKING:
    from pathlib import Path

PARAMETERS = load_parameters()
CLASSES = list(PARAMETERS.age_classes)


def ages(rows: dict[str, dict[str, float]]) -> pd.DataFrame:
    """Inhabitants of some classes, 0 in the others."""
    table = {code: [row.get(name, 0.0) for name in CLASSES] for code, row in rows.items()}
    return pd.DataFrame.from_dict(table, orient="index", columns=CLASSES)


SOURCED = {"second_hand": False, "source": "x"}
TWO = ages({"62041": {"age_00_04": 100, "age_90_plus": 50}, "01001": {"age_30_34": 200}})


def test_toy_vector() -> None:
    table = np.array([[0, 9, 12, 25], [9, 0, 17, 22], [12, 17, 0, 14], [25, 22, 14, 0]], float)
    rows, columns = np.indices((4, 4)).reshape(2, -1)
    costs = TravelCosts.from_pairs(rows, columns, table.ravel(), (4, 4))
    population = np.array([10000, 2000, 1500, 300])
    result = apl(population, [30000, 6000, 3600, 0], costs, PARAMETERS)
    # R_A = 30000 / (10000 + 2000 + 1500 * 2/3) = 30000/13000, and so on.
    assert result.ratios == pytest.approx([2.307692, 0.480000, 0.398524, 0], abs=5e-7)
    assert result.accessibility == pytest.approx([3.053375, 2.920534, 2.096986, 0.265683], abs=5e-7)
    assert np.average(result.accessibility, weights=population) == pytest.approx(2.869565, abs=5e-7)
    assert population @ result.accessibility == pytest.approx(39600, rel=1e-12)


def test_the_2012_version_has_its_own_bands() -> None:
    costs = TravelCosts.from_pairs(np.array([0, 1, 2]), np.array([0, 0, 0]), [0, 5, 14.9], (3, 1))
    result = apl([100, 100, 100], [140], costs, PARAMETERS, version="drees-2012")
    # 140 / (100 + 30 + 10) = 1, then the weights themselves.
    assert result.accessibility == pytest.approx([1.0, 0.3, 0.1], abs=1e-15)


def test_decays_of_the_parameters() -> None:
    assert PARAMETERS.decay() == StepDecay((10.0, 15.0, 20.0), (1.0, 2 / 3, 1 / 3))
    assert PARAMETERS.decay("drees-2012") == StepDecay((5.0, 10.0, 15.0), (1.0, 0.3, 0.1))
    assert PARAMETERS.decay("gaussian") == EdgeGaussianDecay(20.0)
    with pytest.raises(UsageError, match="use one of drees, drees-2012, gaussian"):
        PARAMETERS.decay("drees-2013")


def test_nineteen_age_weights_per_millesime_and_the_quoted_year_is_flagged() -> None:
    assert len(CLASSES) == 19
    assert {year: ages.second_hand for year, ages in PARAMETERS.age_weights.items()} == {
        2022: False,
        2023: False,
        2024: True,
    }
    assert PARAMETERS.weights_of(2023).weights[0] == 1.12
    assert PARAMETERS.weights_of(2022).weights[-1] == 2.39
    with pytest.raises(UsageError, match="use one of 2022, 2023, 2024"):
        PARAMETERS.weights_of(2021)


def test_acts_counted_at_each_bound() -> None:
    acts = [0, 249.9, 250, 251, 3600, 3601, 6000, 6001, 20000]
    assert counted_acts(acts, PARAMETERS.activity).tolist() == [
        0, 0, 3600, 3600, 3600, 3601, 6000, 6000, 6000,
    ]  # fmt: skip


def test_newly_settled_doctors_are_imputed_and_health_centres_unbounded() -> None:
    counted = counted_acts(
        [np.nan, 9000.0, 100.0, 9000.0],
        PARAMETERS.activity,
        newly_settled=[True, False, False, False],
        health_centre=[False, True, True, False],
    )
    assert counted.tolist() == [5400, 9000, 100, 6000]
    # A health centre is bounded as a doctor where the parameters say so: 100 acts are under 250.
    bounded = PARAMETERS.activity.model_copy(update={"health_centres_bounded": True})
    assert counted_acts([9000.0, 100.0], bounded, health_centre=[True, True]).tolist() == [6000, 0]


@pytest.mark.parametrize("wrong", [np.nan, -1.0, np.inf])
def test_unknown_acts_are_refused(wrong: float) -> None:
    with pytest.raises(DataError, match="acts of doctor 1"):
        counted_acts([1.0, wrong], PARAMETERS.activity)
    with pytest.raises(DataError, match="commune 1 has"):
        supply_from_headcount([1.0, wrong], 5000, PARAMETERS.activity)
    with pytest.raises(DataError, match="newly_settled must be 2 booleans"):
        counted_acts([1.0, 2.0], PARAMETERS.activity, newly_settled=[1, 0])
    with pytest.raises(DataError, match="health_centre must be 2 booleans"):
        counted_acts([1.0, 2.0], PARAMETERS.activity, health_centre=[True])


def test_supply_from_headcount_stays_inside_the_bounds() -> None:
    activity = PARAMETERS.activity
    assert supply_from_headcount([2, 0, 0.5], 5000, activity).tolist() == [10000, 0, 2500]
    assert supply_from_headcount([2], 7000, activity).tolist() == [12000]
    assert supply_from_headcount([2], 3000, activity).tolist() == [7200]


def test_weighted_population_by_hand() -> None:
    # 2023: 100 * 1.12 + 50 * 2.26 = 225; 200 * 0.82 = 164. The order of columns does not matter.
    result = weighted_population(TWO[CLASSES[::-1]], 2023, PARAMETERS)
    assert result.to_dict() == pytest.approx({"62041": 225.0, "01001": 164.0})


def test_renormalisation_restores_the_national_population() -> None:
    # 350 inhabitants over 225 + 164 = 389 weighted.
    k = renormalisation(TWO, 2023, PARAMETERS)
    assert k == pytest.approx(350 / 389, rel=1e-14)
    assert standardised_population(TWO, 2023, PARAMETERS, k=k).sum() == pytest.approx(350)
    national = TWO.sum().to_frame("FR").T
    assert renormalisation(national, 2023, PARAMETERS) == pytest.approx(k, rel=1e-14)


def test_pseudo_apl_population_is_k_equal_to_one() -> None:
    pd.testing.assert_series_equal(
        standardised_population(TWO, 2022, PARAMETERS, k=1.0),
        weighted_population(TWO, 2022, PARAMETERS),
        check_names=False,
    )


def test_k_is_never_assumed() -> None:
    with pytest.raises(TypeError, match="k"):
        standardised_population(TWO, 2023, PARAMETERS)  # type: ignore[call-arg]
    for wrong in (0.0, -1.0, np.nan, np.inf):
        with pytest.raises(UsageError, match="renormalisation k"):
            standardised_population(TWO, 2023, PARAMETERS, k=wrong)
    assert PARAMETERS.renormalisation_of(2023).estimated
    with pytest.raises(UsageError, match="no renormalisation k is known for the millésime 2022"):
        PARAMETERS.renormalisation_of(2022)
    with pytest.raises(DataError, match="no inhabitant"):
        renormalisation(TWO * 0, 2023, PARAMETERS)


def test_ages_that_are_not_the_nineteen_classes_are_refused() -> None:
    with pytest.raises(DataError, match="'age_90_plus': the age class is missing"):
        weighted_population(TWO.drop(columns="age_90_plus"), 2023, PARAMETERS)
    with pytest.raises(DataError, match="'age_95_plus': not an age class"):
        weighted_population(TWO.assign(age_95_plus=1.0), 2023, PARAMETERS)
    with pytest.raises(DataError, match="commune 62041 has more than one row"):
        weighted_population(pd.concat([TWO, TWO]), 2023, PARAMETERS)
    for wrong in (np.nan, -1.0, np.inf):
        broken = TWO.copy()
        broken.loc["01001", "age_05_09"] = wrong
        with pytest.raises(DataError, match=r"'age_05_09': the commune 01001 has"):
            weighted_population(broken, 2023, PARAMETERS)


@pytest.mark.parametrize(
    ("entry", "value", "where"),
    [
        ("age_weights", {2023: dict(SOURCED, weights=[1.0])}, "1 weights for 19 classes"),
        ("age_weights", {2023: dict(SOURCED, weights=[0.0] * 19)}, "2023 has a weight that"),
        ("activity", {"none_below": 250}, "activity.floor"),
        ("decays", {"drees": {"kind": "step", "bounds": [5], "weights": [1, 2]}}, "decays.drees"),
        ("decays", {"drees": {"kind": "steps"}}, "decays.drees"),
        ("extra", 1, "extra"),
        ("renormalisation", {2023: {"k": -1, "estimated": True, "source": "x"}}, "2023.k"),
    ],
)
def test_parameters_that_do_not_follow_the_schema(
    tmp_path: Path, entry: str, value: object, where: str
) -> None:
    content = yaml.safe_load(PARAMETERS_FILE.read_text(encoding="utf-8"))
    content[entry] = value
    path = tmp_path / "parameters.yml"
    path.write_text(yaml.safe_dump(content), encoding="utf-8")
    with pytest.raises(DataError, match=r"parameters\.yml") as caught:
        load_parameters(path)
    assert where in str(caught.value)
    assert "\n" not in str(caught.value)


def test_activity_bounds_must_be_in_order(tmp_path: Path) -> None:
    text = PARAMETERS_FILE.read_text(encoding="utf-8").replace("cap: 6000", "cap: 3000")
    path = tmp_path / "parameters.yml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match="none_below <= floor <= cap"):
        load_parameters(path)


def test_parameters_that_are_not_yaml(tmp_path: Path) -> None:
    path = tmp_path / "parameters.yml"
    path.write_text("decays: {\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"parameters\.yml, row 2: not YAML"):
        load_parameters(path)
    with pytest.raises(DataError, match="cannot be read"):
        load_parameters(tmp_path / "absent.yml")
