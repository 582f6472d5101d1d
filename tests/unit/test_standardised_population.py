"""Our standardised population against the DREES's own, in the communes of the Pas-de-Calais."""

from __future__ import annotations

import pytest

from benchmarks.standardised_population import Comparison, ages_by_class, compare
from indicators.apl_parameters import load_parameters
from indicators.inputs import load_inputs

PARAMETERS = load_parameters()


@pytest.fixture(scope="module")
def found() -> Comparison:
    return compare(load_inputs(), PARAMETERS)


def test_differences_keep_within_the_published_bounds(found: Comparison) -> None:
    differences = found.differences()
    assert len(differences) == 887
    assert differences.notna().all()
    assert differences.median() <= 0.006
    assert differences.max() == pytest.approx(0.11, abs=0.005)


def test_k_is_that_of_the_parameters(found: Comparison) -> None:
    assert found.k == pytest.approx(0.9946, abs=5e-5)
    assert PARAMETERS.renormalisation_of(2023).k == 0.9946


def test_the_oldest_two_classes_are_added_up() -> None:
    ages = ages_by_class(load_inputs(), PARAMETERS)
    # 62001, census of 2023: women 35.2 + 7.0, men 6.1 + 1.0.
    assert ages.loc["62001", "age_90_plus"] == pytest.approx(49.3)
    assert ages.to_numpy().sum() == pytest.approx(1_457_905, abs=50)
