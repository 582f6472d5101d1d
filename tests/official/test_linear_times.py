"""The four parameters of data/open_apl.yml against the minutes that they were fitted on."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from indicators.build import load_inputs
from indicators.linear_times import LEAST_DENSITY, kilometres
from indicators.open_apl import load_open_parameters

WORKBOOK = "drees_acces_soins_urgents_2019_temps_metric.xlsx"
MODEL = load_open_parameters().travel_times


@pytest.fixture(scope="module")
def pairs() -> pd.DataFrame:
    """Minutes, km, sum of log-densities and département of the usable pairs."""
    folder = os.environ.get("OFFICIAL_DATA")
    if not folder:
        pytest.skip("OFFICIAL_DATA is unset: it must name the folder of the official originals")
    table = pd.read_excel(
        Path(folder) / WORKBOOK, sheet_name=1, skiprows=5, engine="calamine", dtype=str
    )
    table = table[table["typ_equip"] == "SU_SMUR"]
    table["minutes"] = pd.to_numeric(table["tps_SU_SMUR"], errors="coerce")
    inputs = load_inputs()
    people = inputs.populations[inputs.populations["census_year"] == 2019]
    places = inputs.places.communes.merge(people[["code", "population"]], on="code")
    places = places[~places["departement"].str.startswith("97")]
    places[["x", "y"]] = kilometres(places)
    density = places["population"].astype("float64") / places["area_km2"]
    places["log"] = np.log(np.maximum(density, LEAST_DENSITY))
    known = places[["code", "departement", "x", "y", "log"]]
    both = table.merge(known, left_on="Code commune Insee", right_on="code").merge(
        known, left_on="com_equipee", right_on="code", suffixes=("", "_to")
    )
    both["km"] = np.hypot(both["x"] - both["x_to"], both["y"] - both["y_to"])
    both["logs"] = both["log"] + both["log_to"]
    usable = both["minutes"].between(0, 35, inclusive="neither") & both["km"].between(0.3, 40)
    return both.loc[usable, ["minutes", "km", "logs", "departement"]]


def fit(pairs: pd.DataFrame) -> np.ndarray:
    columns = [np.ones(len(pairs)), pairs["km"], np.sqrt(pairs["km"]), pairs["logs"]]
    found: np.ndarray = np.linalg.lstsq(np.column_stack(columns), pairs["minutes"])[0]
    return found


def test_least_squares_give_the_parameters(pairs: pd.DataFrame) -> None:
    assert len(pairs) == pytest.approx(25_011, abs=60)
    assert fit(pairs)[2:] == pytest.approx([MODEL.per_sqrt_km, MODEL.per_log_density], rel=0.02)
    assert fit(pairs)[1] == pytest.approx(MODEL.per_km, abs=0.01)
    assert fit(pairs)[0] == pytest.approx(MODEL.intercept, rel=0.02)


def test_the_error_on_departements_held_out_is_the_stated_one(pairs: pd.DataFrame) -> None:
    fold = pairs["departement"].map(
        {d: n % 10 for n, d in enumerate(pairs["departement"].unique())}
    )
    modelled = pd.Series(0.0, index=pairs.index)
    for number in range(10):
        out = pairs[fold == number]
        first, km, root, logs = fit(pairs[fold != number])
        modelled[out.index] = first + km * out["km"] + root * out["km"] ** 0.5 + logs * out["logs"]
    error = modelled - pairs["minutes"]
    near = pairs["minutes"] < 20
    assert error[near].abs().mean() == pytest.approx(MODEL.mean_absolute_error, abs=0.03)
    bands = [np.digitize(minutes[near], [10, 15, 20]) for minutes in (modelled, pairs["minutes"])]
    assert (bands[0] == bands[1]).mean() == pytest.approx(MODEL.right_band, abs=0.01)
    assert error[modelled < 23].std() == pytest.approx(MODEL.deviation, abs=0.1)
