from dataclasses import replace

import numpy as np
import pytest

from indicators.bundle import Bundle
from indicators.scenario.base import read_base
from indicators.scenario.change import Scenario, apply_scenario
from indicators.scenario.fragility import fragility
from tests.unit.scenario.toy import toy_base


def test_the_nearest_practice_loses_a_doctor_in_the_toy() -> None:
    found = fragility(toy_base())
    assert found["nearest"].to_dict() == {"A": "A", "B": "B", "C": "C", "D": "C"}
    assert found["minutes"].tolist() == [0, 0, 0, 14]
    served_by_a = 10_000 + 2000 + 1500 * 2 / 3
    assert found.loc["A", "change"] == pytest.approx(-5400 / served_by_a)
    # A: 3.05 - 0.42 = 2.64 stays above; B serves 12 500: 2.92 - 0.43 = 2.49 falls under 2.5.
    assert found["crosses"].to_dict() == {"A": False, "B": True, "C": False, "D": False}
    assert (found["change_low"] <= found["change"]).all()
    assert (found["change"] <= found["change_high"]).all()


def test_a_row_says_what_was_what_is_and_for_whom() -> None:
    found = fragility(toy_base())
    assert list(found.columns) == [
        *("name", "nearest", "minutes", "gps", "before", "change", "change_low", "change_high"),
        *("after", "people", "crosses"),
    ]
    told = ["name", "gps", "before", "after", "people"]
    # D loses 5400 x 2/3 / 9033 = 0.40 of its 0.27: nothing is left.
    assert found.loc["D", told].tolist() == ["Commune D", 1, 0.265683, 0, 300]
    assert found.loc["A", "after"] == pytest.approx(3.053375 - 5400 / 13_000)
    # Its own range for each: with times 1.2 as long, B is no longer within 10 minutes of A.
    assert found.loc["A", "change_low"] < found.loc["A", "change"]
    assert found["change_low"].nunique() == found["change_high"].nunique() == 4


def test_a_commune_that_no_count_covers_is_no_practice() -> None:
    base = toy_base()
    uncounted = replace(base, gps=base.gps.where(base.gps.index != "D"))
    assert fragility(uncounted).loc["D", "nearest"] == "C"
    # A commune without a practice within reach has no row.
    assert fragility(replace(base, gps=0 * base.gps)).empty


def test_each_row_is_the_scenario_of_that_departure(bundle: Bundle) -> None:
    base = read_base(bundle)
    found = fragility(base)
    assert len(found) == len(base.communes)
    for code in ("62038", "62041", "62066", "62498"):
        nearest = str(found.loc[code, "nearest"])
        outcome = apply_scenario(base, Scenario(((nearest, -1.0),)))
        at = base.communes.index.get_loc(code)
        assert found.loc[code, "change"] == pytest.approx(outcome.change[at], abs=1e-12)
    with_gp = base.communes["gps"] > 0
    assert (found.loc[with_gp, "minutes"] == 0).all()
    assert np.array_equal(found.loc[with_gp, "nearest"], base.communes.index[with_gp])
